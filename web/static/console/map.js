// The map: names and points on an empty ground, because no boundary here is official.
// Everything OpenLayers is behind this module; the rest of the console knows lon and lat only.
import { closureFeatures, tapeStyles } from "../roads/tape.js";
import { byId, element, lookOf, shortNumber, showOnly } from "./elements.js";

const FONT = '"Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", "WenQuanYi Micro Hei", sans-serif';
const VILLAGES_FROM_ZOOM = 12;
const layers = {};
const sources = {};
let map = null;
let colours = {};

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const toMap = ({ lon, lat }) => ol.proj.fromLonLat([lon, lat]);

function readColours() {
  const names = ["map-ground", "map-label", "map-halo", "water", "quiet", "text", "fault", "focus",
    "available", "alerted", "en-route", "on-scene", "returning", "out-of-service"];
  colours = Object.fromEntries(names.map((name) => [name, token(name)]));
}

function label(text, { size = 14, bold = false, offsetY = 0, colour = colours["map-label"], mode = "declutter" } = {}) {
  return new ol.style.Text({
    text, declutterMode: mode, font: `${bold ? "600 " : ""}${size}px ${FONT}`, offsetY,
    fill: new ol.style.Fill({ color: colour }),
    stroke: new ol.style.Stroke({ color: colours["map-halo"], width: 3 }),
  });
}

const SHAPES = {
  "◆": { points: 4, angle: 0 }, "■": { points: 4, angle: Math.PI / 4 },
  "▲": { points: 3, angle: 0 }, "▶": { points: 3, angle: Math.PI / 2 },
  "◀": { points: 3, angle: -Math.PI / 2 }, "✕": { points: 4, angle: Math.PI / 4, radius2: 0 },
};

function shapeImage(shape, colour, radius, displacement = [0, 0]) {
  return new ol.style.RegularShape({
    ...SHAPES[shape], radius, displacement, declutterMode: "none",
    fill: new ol.style.Fill({ color: colour }),
    stroke: new ol.style.Stroke({
      color: shape === "✕" ? colour : colours["map-halo"], width: shape === "✕" ? 3 : 1.5,
    }),
  });
}

function dot(radius, fill, stroke) {
  return new ol.style.Circle({
    radius, declutterMode: "none", fill: new ol.style.Fill({ color: fill }),
    stroke: new ol.style.Stroke({ color: stroke, width: 1.5 }),
  });
}

const styles = {
  townships: (feature) => new ol.style.Style({ text: label(feature.get("name"), { size: 15, bold: true }) }),
  villages: (feature) => new ol.style.Style({
    image: dot(2, colours.quiet, colours["map-halo"]),
    text: map.getView().getZoom() >= VILLAGES_FROM_ZOOM ? label(feature.get("name"), { offsetY: -11 }) : undefined,
  }),
  water: (feature) => {
    const isGood = feature.get("state") === "intact";
    return new ol.style.Style({
      image: isGood ? dot(4, colours.water, colours["map-halo"]) : shapeImage("✕", colours["out-of-service"], 5),
    });
  },
  // Micro stations are many: small, and named only near, so that the brigades can be read.
  closures: (feature) => tapeStyles(
    { tape: colours.fault, ground: colours["map-halo"], edge: colours.text }, feature.get("words"), `600 14px ${FONT}`, 8,
  ),
  stations: (feature) => new ol.style.Style({
    image: new ol.style.RegularShape({
      points: 4, radius: feature.get("isMicro") ? 4 : 9, angle: Math.PI / 4, declutterMode: "none",
      fill: new ol.style.Fill({ color: colours["map-halo"] }),
      stroke: new ol.style.Stroke({ color: colours["map-label"], width: 2 }),
    }),
    text: feature.get("isMicro") && map.getView().getZoom() < VILLAGES_FROM_ZOOM
      ? undefined : label(feature.get("words"), { bold: feature.get("isMain"), offsetY: 19 }),
    zIndex: feature.get("isMicro") ? 4 : 5,
  }),
  units: (feature) => {
    const { shape, name } = lookOf(feature.get("status"));
    const shift = feature.get("shift");
    const text = label(feature.get("call_sign"), { bold: true, offsetY: -18, mode: "obstacle" });
    text.setOffsetX(shift);
    return new ol.style.Style({ image: shapeImage(shape, colours[name], 10, [shift, 0]), text, zIndex: 20 });
  },
  incidents: (feature) => new ol.style.Style({
    image: new ol.style.Circle({
      radius: feature.get("isChosen") ? 20 : 15, declutterMode: "none",
      stroke: new ol.style.Stroke({ color: colours.text, width: feature.get("isChosen") ? 4 : 2.5, lineDash: [6, 4] }),
    }),
    text: label(feature.get("words"), { bold: true, offsetY: 30, colour: colours.text, mode: "obstacle" }),
    zIndex: 15,
  }),
  picked: (feature) => new ol.style.Style({
    image: shapeImage("◆", colours.focus, 9),
    stroke: new ol.style.Stroke({ color: colours.focus, width: 2, lineDash: [4, 4] }),
    text: feature.get("words") ? label(feature.get("words"), { offsetY: 18, bold: true, mode: "obstacle" }) : undefined,
    zIndex: 30,
  }),
};

// Drawn in this order; a label gives way to those of the layers above it.
const LAYERS = [
  ["villages", "村点"], ["water", "水源"], ["townships", "乡镇名"],
  ["closures", "封路"], ["stations", "站点"], ["incidents", "警情"], ["units", "车辆"],
];

function makeLayer(name) {
  sources[name] = new ol.source.Vector();
  layers[name] = new ol.layer.Vector({ source: sources[name], style: styles[name], declutter: true });
  return layers[name];
}

function layerSwitches() {
  showOnly(byId("layers"), ...LAYERS.map(([name, words]) => {
    const box = element("input", {
      type: "checkbox", onchange: (event) => layers[name].setVisible(event.target.checked),
    });
    box.checked = true;
    return element("label", { class: "choice" }, box, words);
  }));
}

function legend() {
  byId("legend").textContent = "图例：□ 站点 ◆ 可调派 ▲ 已下达 ▶ 途中 ■ 到场 ◀ 返队 ✕ 停用 ┅○ 警情 ● 水源完好 ✕ 水源不可用 ▒✕ 封路；";
}

function point(item, more = {}) {
  return new ol.Feature({ geometry: new ol.geom.Point(toMap(item.position)), ...item, ...more });
}

export function startMap({ onPlace }) {
  if (typeof ol === "undefined") return;
  readColours();
  const isTouch = matchMedia("(pointer: coarse)").matches;
  const drag = new ol.interaction.DragPan({
    // One finger scrolls the page on a phone; two fingers move the map.
    condition: function ofPointers() {
      return !isTouch || this.getPointerCount() === 2;
    },
  });
  map = new ol.Map({
    target: "map",
    layers: [...LAYERS.map(([name]) => makeLayer(name)), makeLayer("picked")],
    interactions: ol.interaction.defaults.defaults({ dragPan: false, altShiftDragRotate: false, pinchRotate: false }).extend([drag]),
    controls: [
      new ol.control.Zoom({ zoomInTipLabel: "放大", zoomOutTipLabel: "缩小" }),
      new ol.control.ScaleLine(),
    ],
    view: new ol.View({ center: toMap({ lon: 108.77, lat: 28.84 }), zoom: 10, maxZoom: 18 }),
  });
  map.on("singleclick", (event) => {
    const [lon, lat] = ol.proj.toLonLat(event.coordinate);
    onPlace({ lon: Number(lon.toFixed(6)), lat: Number(lat.toFixed(6)) });
  });
  map.getView().on("change:resolution", () => {
    layers.villages.changed();
    layers.stations.changed();
  });
  document.addEventListener("themechange", () => {
    readColours();
    for (const layer of Object.values(layers)) layer.changed();
  });
  layerSwitches();
  legend();
}

let stations = [];

export function showLand(land) {
  if (!map) return;
  for (const name of ["townships", "villages", "water"]) {
    sources[name].clear();
    sources[name].addFeatures((land[name] ?? []).filter((item) => item.position).map((item) => point(item)));
  }
  stations = (land.stations ?? []).filter((item) => item.position);
  if (land.bounds) {
    const [west, south, east, north] = land.bounds;
    const extent = ol.proj.transformExtent([west, south, east, north], "EPSG:4326", "EPSG:3857");
    map.getView().fit(extent, { padding: [20, 20, 20, 20] });
  }
}

function stationFeature(station, units) {
  const own = units.filter((unit) => unit.station_code === station.code);
  const home = own.filter((unit) => unit.status === "in_station").length;
  const words = own.length ? `${station.name} ${home}/${own.length}` : station.name;
  return point(station, { words, isMain: station.kind === "national_station", isMicro: station.kind === "micro_station" });
}

// Vehicles at one spot stand side by side, so that none hides another.
function unitFeatures(units) {
  const spots = new Map();
  for (const unit of units) {
    if (!unit.position || ["in_station", "out_of_service"].includes(unit.status)) continue;
    const spot = `${unit.position.lon.toFixed(3)} ${unit.position.lat.toFixed(3)}`;
    spots.set(spot, [...(spots.get(spot) ?? []), unit]);
  }
  return [...spots.values()].flatMap((group) => group.map((unit, at) =>
    point(unit, { shift: (at - (group.length - 1) / 2) * 62 })));
}

function replace(name, features) {
  sources[name].clear(true);
  sources[name].addFeatures(features);
}

export function showBoard(board, chosenNumber) {
  if (!map) return;
  replace("stations", stations.map((station) => stationFeature(station, board.units)));
  replace("units", unitFeatures(board.units));
  replace("incidents", board.incidents.filter((row) => row.position).map((row) => point(row, {
    words: `${shortNumber(row.number)} ${row.category_label}`, isChosen: row.number === chosenNumber,
  })));
}

export function showClosures(closures) {
  if (!map) return;
  replace("closures", closureFeatures(closures.filter(({ state }) => state === "in_force")));
}

export function showPicked(position, { radius = null, words = "" } = {}) {
  if (!map) return;
  sources.picked.clear();
  if (!position) return;
  const centre = toMap(position);
  sources.picked.addFeature(new ol.Feature({ geometry: new ol.geom.Point(centre), words }));
  if (radius) {
    const ring = ol.geom.Polygon.circular([position.lon, position.lat], radius, 64);
    sources.picked.addFeature(new ol.Feature({ geometry: ring.transform("EPSG:4326", "EPSG:3857") }));
  }
}

export function flyTo(position, zoom = 13) {
  if (!map || !position) return;
  const view = map.getView();
  view.setCenter(toMap(position));
  view.setZoom(Math.max(view.getZoom(), zoom));
}
