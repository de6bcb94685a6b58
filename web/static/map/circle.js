// The map of the circle: roads by minutes to the incident, stations and forces that are within.
import { colours, FONT, onRepaint, point, startGround } from "./ground.js";

// Width and dashes tell the bands apart; the colour only helps.
const BANDS = [
  { width: 6, colour: "text" },
  { width: 4, colour: "link", lineDash: [12, 8] },
  { width: 3, colour: "quiet", lineDash: [1, 7] },
];
const target = document.getElementById("circle-map");
const state = document.getElementById("map-state");

function lineStyle(feature, limits) {
  const { width, colour, lineDash } = BANDS[Math.min(limits.indexOf(feature.get("within_min")), BANDS.length - 1)];
  return new ol.style.Style({
    stroke: new ol.style.Stroke({ color: colours[colour], width, lineDash }),
    zIndex: -feature.get("within_min"),
  });
}

function label(text) {
  return new ol.style.Text({
    text, font: `14px ${FONT}`, offsetY: 17,
    fill: new ol.style.Fill({ color: colours["map-label"] }),
    stroke: new ol.style.Stroke({ color: colours["map-halo"], width: 3 }),
  });
}

function pointStyle(feature) {
  const isForce = feature.get("kind") === "partner";
  const isMicro = feature.get("kind_label") === "微型消防站";
  return new ol.style.Style({
    image: new ol.style.RegularShape({
      points: 4, radius: isMicro ? 4 : 9, angle: isForce ? 0 : Math.PI / 4, declutterMode: "none",
      fill: new ol.style.Fill({ color: colours["map-halo"] }),
      stroke: new ol.style.Stroke({ color: colours["map-label"], width: 2 }),
    }),
    text: isMicro ? undefined : label(feature.get("name")),
  });
}

function goalStyle() {
  return new ol.style.Style({
    image: new ol.style.Circle({
      radius: 14, stroke: new ol.style.Stroke({ color: colours.text, width: 4, lineDash: [6, 4] }),
    }),
  });
}

function draw(circle) {
  const read = new ol.format.GeoJSON({ featureProjection: "EPSG:3857" });
  const lines = new ol.source.Vector({ features: read.readFeatures({ type: circle.type, features: circle.features }) });
  const places = new ol.source.Vector({ features: circle.reached.map((one) => point(one)) });
  const goal = new ol.source.Vector({ features: [point({ position: circle.goal })] });
  const layers = [
    new ol.layer.Vector({ source: lines, style: (feature) => lineStyle(feature, circle.minutes) }),
    new ol.layer.Vector({ source: places, style: pointStyle, declutter: true }),
    new ol.layer.Vector({ source: goal, style: goalStyle }),
  ];
  const map = startGround(target, layers);
  const extent = [lines, places, goal].reduce((all, source) => ol.extent.extend(all, source.getExtent()), ol.extent.createEmpty());
  map.getView().fit(extent, { padding: [30, 30, 30, 30], maxZoom: 14 });
  onRepaint(() => layers.forEach((layer) => layer.changed()));
  target.dataset.lines = String(circle.features.length);
}

async function start() {
  const { lon, lat, minutes } = target.dataset;
  try {
    const address = `/api/v1/roads/isochrone?${new URLSearchParams({ lon, lat, minutes })}`;
    const response = await fetch(address, { signal: AbortSignal.timeout(20000) });
    if (!response.ok) throw new Error(String(response.status));
    const circle = await response.json();
    draw(circle);
    state.textContent = `路段 ${circle.features.length} 段`;
  } catch {
    state.textContent = "✕ 地图没有画出，请看各时段列表";
  }
}

if (target) start();
