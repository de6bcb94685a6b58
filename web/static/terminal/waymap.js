// The map of one order: the way from the station, the place, water near it, roads that are closed.
import { closureFeatures, tapeStyles } from "../map/tape.js";

const FONT = '"Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", "WenQuanYi Micro Hei", sans-serif';
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const toMap = ({ lon, lat }) => ol.proj.fromLonLat([lon, lat]);
const NAMES_FROM_ZOOM = 12;

function label(text, size = 16, offsetY = 20) {
  return new ol.style.Text({
    text, font: `600 ${size}px ${FONT}`, offsetY, overflow: true,
    fill: new ol.style.Fill({ color: token("map-label") }),
    stroke: new ol.style.Stroke({ color: token("map-halo"), width: 4 }),
  });
}

function shape(points, radius, fill, angle = Math.PI / 4) {
  return new ol.style.RegularShape({
    points, radius, angle, declutterMode: "none",
    fill: new ol.style.Fill({ color: fill }),
    stroke: new ol.style.Stroke({ color: token("map-label"), width: 2 }),
  });
}

const circle = (radius, fill, stroke, width = 2) => new ol.style.Circle({
  radius, declutterMode: "none", fill: fill ? new ol.style.Fill({ color: fill }) : undefined,
  stroke: new ol.style.Stroke({ color: stroke, width }),
});

const STYLES = {
  name: (feature, map) => new ol.style.Style({
    text: feature.get("kind") === "village" && map.getView().getZoom() < NAMES_FROM_ZOOM
      ? undefined : label(feature.get("name"), feature.get("kind") === "village" ? 13 : 15, 0),
  }),
  way: (feature) => [
    new ol.style.Style({ stroke: new ol.style.Stroke({ color: token("map-halo"), width: 10 }) }),
    new ol.style.Style({
      stroke: new ol.style.Stroke({
        color: token("link"), width: 6, lineDash: feature.get("isByRoad") ? undefined : [4, 12],
      }),
    }),
  ],
  station: (feature) => new ol.style.Style({ image: shape(4, 11, token("map-halo")), text: label(feature.get("name")), zIndex: 5 }),
  water: (feature) => new ol.style.Style({ image: circle(7, token("water"), token("map-halo")), text: label(feature.get("words"), 14), zIndex: 6 }),
  goal: (feature) => [
    new ol.style.Style({ image: circle(20, null, token("map-halo"), 9), zIndex: 8 }),
    new ol.style.Style({ image: circle(20, null, token("fault"), 5), text: label(feature.get("words"), 18, 38), zIndex: 9 }),
  ],
  closure: (feature) => tapeStyles(
    { tape: token("fault"), ground: token("map-halo"), edge: token("text") }, feature.get("words"), `600 14px ${FONT}`, 8,
  ),
};

export function makeWayMap(target) {
  const source = new ol.source.Vector();
  const land = new ol.source.Vector();
  let map = null;
  const style = (feature) => STYLES[feature.get("role")](feature, map);
  const layers = [land, source].map((one) => new ol.layer.Vector({ source: one, style, declutter: true }));
  map = new ol.Map({
    target, layers,
    controls: [new ol.control.Zoom({ zoomInTipLabel: "放大", zoomOutTipLabel: "缩小" }), new ol.control.ScaleLine()],
    view: new ol.View({ center: toMap({ lon: 108.77, lat: 28.84 }), zoom: 11, maxZoom: 18 }),
  });
  document.addEventListener("themechange", () => layers.forEach((layer) => layer.changed()));
  function fit() {
    const extent = source.getExtent();
    if (!ol.extent.isEmpty(extent)) map.getView().fit(extent, { padding: [60, 60, 60, 60], maxZoom: 15 });
  }
  // The banner of a dead link takes room from the map: the whole way must stay in sight.
  map.on("change:size", fit);
  const point = (position, role, more) => new ol.Feature({ geometry: new ol.geom.Point(toMap(position)), role, ...more });

  return {
    showLand(told) {
      land.clear();
      const named = [...(told.townships ?? []), ...(told.villages ?? [])].filter((one) => one.position);
      land.addFeatures(named.map((one) => point(one.position, "name", { name: one.name, kind: one.kind })));
      const closed = closureFeatures((told.closures ?? []).filter(({ state }) => state === "in_force"));
      closed.forEach((one) => one.set("role", "closure"));
      land.addFeatures(closed);
    },
    showWay({ station, goal, way, words }) {
      source.clear();
      if (station?.position) source.addFeature(point(station.position, "station", { name: station.name }));
      if (goal) source.addFeature(point(goal, "goal", { words }));
      for (const one of way?.water ?? []) {
        source.addFeature(point(one.position, "water", { words: `${one.kind_label} ${one.metres} 米` }));
      }
      if (way?.line?.length > 1) {
        const geometry = new ol.geom.LineString(way.line.map(toMap));
        source.addFeature(new ol.Feature({ geometry, role: "way", isByRoad: way.is_by_road }));
      }
      map.updateSize();
      fit();
      target.dataset.points = String(way?.line?.length ?? 0);
    },
  };
}

export function wayWords(way) {
  if (!way) return "";
  const distance = way.road_m === null ? "" : `路程 ${(way.road_m / 1000).toFixed(1)} 公里`;
  const time = way.eta_s === null ? "" : `预计 ${Math.max(1, Math.round(way.eta_s / 60))} 分钟到场（含出动，P）`;
  return [distance, time, way.note].filter(Boolean).join(" · ");
}
