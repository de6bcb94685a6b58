// The marks of the scene sketch as the map shows them, and the one place that knows them.
import { areaOf, colours, lineOf, onRepaint, pairToMap } from "./ground.js";
import { layerOf, replace } from "./layers.js";
import { hatch, label, stroke } from "./styles.js";

const ARROW_PX = 11;
const icons = new Map();
let marks = [];
let unsent = [];

// A drawing of ours for each kind; its plate is white by day and by night.
export const symbolOf = (kind) => `/static/sketch/${encodeURIComponent(kind)}.svg`;

function iconOf(kind) {
  if (!icons.has(kind)) icons.set(kind, new ol.style.Icon({ src: symbolOf(kind), scale: 1, declutterMode: "none" }));
  return icons.get(kind);
}

const wordsOf = (mark) => `${mark.label || mark.kind_label}${mark.id ? "" : " ▲未送达"}`;
const named = (mark, offsetY) => label(wordsOf(mark), { bold: true, offsetY, colour: colours.text, mode: "obstacle" });

function arrowHead(feature) {
  const spots = feature.getGeometry().getCoordinates();
  const [[x, y], [u, v]] = spots.slice(-2);
  return new ol.style.Style({
    geometry: new ol.geom.Point([u, v]),
    image: new ol.style.RegularShape({
      points: 3, radius: ARROW_PX, rotation: Math.atan2(u - x, v - y), declutterMode: "none",
      fill: new ol.style.Fill({ color: colours.text }), stroke: stroke(colours["map-halo"], 1.5),
    }),
    zIndex: 12,
  });
}

function styleOf(feature) {
  const mark = feature.get("mark");
  if (mark.form === "point") return new ol.style.Style({ image: iconOf(mark.kind), text: named(mark, 26), zIndex: 14 });
  if (mark.form === "area") {
    const area = new ol.style.Style({
      fill: new ol.style.Fill({ color: hatch() }), stroke: stroke(colours.text, 2.5, [9, 5]), zIndex: 10,
    });
    // Its name stands inside the upper edge: the middle belongs to what happens there.
    const [west, , east, north] = feature.getGeometry().getExtent();
    const name = new ol.style.Style({
      geometry: new ol.geom.Point([(west + east) / 2, north]), text: named(mark, 14), zIndex: 10,
    });
    return [area, name];
  }
  return [
    new ol.style.Style({ stroke: stroke(colours["map-halo"], 8), zIndex: 11 }),
    new ol.style.Style({ stroke: stroke(colours.text, 4), text: named(mark, 16), zIndex: 11 }),
    arrowHead(feature),
  ];
}

const GEOMETRY = { point: ([spot]) => new ol.geom.Point(pairToMap(spot)), line: lineOf, area: areaOf };

function draw() {
  replace("sketch", [...marks, ...unsent].map((mark) => new ol.Feature({ geometry: GEOMETRY[mark.form](mark.points), mark })));
}

export const shownMarks = () => marks;

export function showSketch(known, waiting = []) {
  marks = known;
  unsent = waiting;
  draw();
}

export function startSketch() {
  layerOf("sketch").setStyle(styleOf);
  onRepaint(draw);
}
