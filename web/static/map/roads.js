// The map of the roads: what is closed of them, and what is being drawn.
import { byId } from "../console/elements.js";
import { allowDoubleClickZoom, colours, FONT, lineOf, onRepaint, pairToMap, startGround, toPlace } from "./ground.js";
import { closureFeatures, tapeStyles } from "./tape.js";

const WIDTHS = { motorway: 5, national: 4, provincial: 3, county: 2, township: 1.5, village: 1, street: 1.5 };
const ALWAYS_NAMED = ["motorway", "national", "provincial"];
const NAMED_FROM_ZOOM = 13;
const SNAP_PX = 16;
const NAMES = ["roads", "stations", "closures", "chosen", "drawn"];
const sources = {};
const layers = {};
let map = null;

function words(text, size, more = {}) {
  return new ol.style.Text({
    text, font: `600 ${size}px ${FONT}`, fill: new ol.style.Fill({ color: colours["map-label"] }),
    stroke: new ol.style.Stroke({ color: colours["map-halo"], width: 3 }), ...more,
  });
}

const stroke = (color, width, lineDash) => new ol.style.Stroke({ color, width, lineDash });

const styles = {
  roads: (feature) => {
    const kind = feature.get("road_class");
    const isMain = ALWAYS_NAMED.includes(kind);
    const isNamed = feature.get("label") && (isMain || map.getView().getZoom() >= NAMED_FROM_ZOOM);
    return new ol.style.Style({
      stroke: stroke(isMain ? colours.quiet : colours.edge, WIDTHS[kind] ?? 1.5),
      text: isNamed ? words(feature.get("label"), 12, { placement: "line" }) : undefined,
      zIndex: WIDTHS[kind],
    });
  },
  stations: (feature) => {
    const isMicro = feature.get("kind") === "micro_station";
    return new ol.style.Style({
      image: new ol.style.RegularShape({
        points: 4, radius: isMicro ? 4 : 9, angle: Math.PI / 4, declutterMode: "none",
        fill: new ol.style.Fill({ color: colours["map-halo"] }), stroke: stroke(colours["map-label"], 2),
      }),
      text: isMicro && map.getView().getZoom() < NAMED_FROM_ZOOM ? undefined : words(feature.get("name"), 14, { offsetY: 19 }),
    });
  },
  closures: (feature) => {
    const look = { tape: colours.fault, ground: colours["map-halo"], edge: colours.text };
    const isComing = feature.get("state") === "coming";
    return tapeStyles(look, `${feature.get("words")}${feature.get("words") && isComing ? "（未开始）" : ""}`, `600 14px ${FONT}`);
  },
  chosen: () => new ol.style.Style({ stroke: stroke(colours.focus, 7), zIndex: 20 }),
  drawn: () => new ol.style.Style({
    stroke: stroke(colours.focus, 2, [5, 4]), zIndex: 30,
    image: new ol.style.Circle({
      radius: 6, fill: new ol.style.Fill({ color: colours["map-halo"] }), stroke: stroke(colours.focus, 3),
    }),
  }),
};

// A hand that comes near a road means the road.
function snapped(coordinate) {
  const nearest = sources.roads.getClosestFeatureToCoordinate(coordinate);
  if (!nearest) return coordinate;
  const spot = nearest.getGeometry().getClosestPoint(coordinate);
  const [x, y] = map.getPixelFromCoordinate(coordinate);
  const [u, v] = map.getPixelFromCoordinate(spot);
  return Math.hypot(x - u, y - v) <= SNAP_PX ? spot : coordinate;
}

export function startDrawing(onPoint) {
  if (typeof ol === "undefined") return;
  for (const name of NAMES) {
    sources[name] = new ol.source.Vector();
    layers[name] = new ol.layer.Vector({ source: sources[name], style: styles[name], declutter: name === "roads" || name === "stations" });
  }
  map = startGround(byId("road-map"), NAMES.map((name) => layers[name]));
  allowDoubleClickZoom(false);
  map.on("click", (event) => onPoint(toPlace(snapped(event.coordinate))));
  map.getView().on("change:resolution", () => {
    layers.roads.changed();
    layers.stations.changed();
  });
  onRepaint(() => {
    for (const layer of Object.values(layers)) layer.changed();
  });
}

function replace(name, features) {
  if (!map) return;
  sources[name].clear(true);
  sources[name].addFeatures(features);
}

export function showRoads(roads) {
  replace("roads", roads.map(({ line, label, road_class }) => new ol.Feature({ geometry: lineOf(line), label, road_class })));
  if (map && roads.length) map.getView().fit(sources.roads.getExtent(), { padding: [20, 20, 20, 20] });
  byId("road-source").textContent = roads.some((road) => road.synthetic) ? "路网为生成数据，并非实际道路。" : "";
}

export function showStations(stations) {
  replace("stations", stations.filter(({ position }) => position).map(({ position, name, kind }) =>
    new ol.Feature({ geometry: new ol.geom.Point(pairToMap([position.lon, position.lat])), name, kind })));
}

export function showClosures(closures) {
  replace("closures", map ? closureFeatures(closures.filter(({ state }) => ["in_force", "coming"].includes(state))) : []);
}

export function showChosen(pieces) {
  replace("chosen", map ? pieces.map(({ line }) => new ol.Feature({ geometry: lineOf(line) })) : []);
}

export function showDrawn(points) {
  if (!map) return;
  const spots = points.map(({ lon, lat }) => [lon, lat]);
  const features = spots.map((spot) => new ol.Feature({ geometry: new ol.geom.Point(pairToMap(spot)) }));
  if (spots.length > 1) features.push(new ol.Feature({ geometry: lineOf(spots) }));
  replace("drawn", features);
}

export function showWhere(pieces) {
  if (!map || !pieces.length) return;
  const extent = ol.extent.createEmpty();
  for (const { line } of pieces) ol.extent.extend(extent, lineOf(line).getExtent());
  map.getView().fit(extent, { padding: [60, 60, 60, 60], maxZoom: 14 });
  byId("road-map").scrollIntoView({ block: "nearest" });
}
