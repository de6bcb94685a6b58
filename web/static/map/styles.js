// How things look on the map: shape and word first, colour only helps.
import { tapeStyles } from "./tape.js";
import { colours, FONT, theMap } from "./ground.js";

const NAMED_FROM_ZOOM = 12;
const LANES_FROM_ZOOM = 14;
const MAIN_ROADS = ["motorway", "national", "provincial"];
const RINGS_BELOW_M = 8;
// Width and dashes tell the minutes apart.
const BANDS = [
  { width: 6, colour: "text" },
  { width: 4, colour: "link", lineDash: [12, 8] },
  { width: 3, colour: "quiet", lineDash: [1, 7] },
];
const SHAPES = {
  "◆": { points: 4, angle: 0 }, "■": { points: 4, angle: Math.PI / 4 },
  "▲": { points: 3, angle: 0 }, "▶": { points: 3, angle: Math.PI / 2 },
  "◀": { points: 3, angle: -Math.PI / 2 }, "✕": { points: 4, angle: Math.PI / 4, radius2: 0 },
};
const isNear = () => theMap().getView().getZoom() >= NAMED_FROM_ZOOM;

export const stroke = (color, width, lineDash) => new ol.style.Stroke({ color, width, lineDash });

export function label(text, { size = 14, bold = false, offsetX = 0, offsetY = 0, colour = colours["map-label"], mode = "declutter" } = {}) {
  return new ol.style.Text({
    text, declutterMode: mode, font: `${bold ? "600 " : ""}${size}px ${FONT}`, offsetX, offsetY,
    fill: new ol.style.Fill({ color: colour }), stroke: stroke(colours["map-halo"], 3),
  });
}

export function shapeImage(shape, colour, radius, displacement = [0, 0], rotation = 0) {
  const isCross = shape === "✕";
  return new ol.style.RegularShape({
    ...SHAPES[shape], radius, displacement, rotation, declutterMode: "none",
    fill: new ol.style.Fill({ color: colour }), stroke: stroke(isCross ? colour : colours["map-halo"], isCross ? 3 : 1.5),
  });
}

function disc(radius, fill, edge, width = 1.5, lineDash = undefined) {
  return new ol.style.Circle({
    radius, declutterMode: "none", fill: fill ? new ol.style.Fill({ color: fill }) : undefined, stroke: stroke(edge, width, lineDash),
  });
}

function box(radius, edge, angle = Math.PI / 4) {
  return new ol.style.RegularShape({
    points: 4, radius, angle, declutterMode: "none",
    fill: new ol.style.Fill({ color: colours["map-halo"] }), stroke: stroke(edge, 2),
  });
}

// Diagonal lines: an area is seen without its colour, and what lies under it can be read.
let hatching = null;
export function hatch() {
  if (hatching?.colour === colours.text) return hatching.pattern;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 12;
  const pen = canvas.getContext("2d");
  pen.strokeStyle = colours.text;
  pen.globalAlpha = 0.4;
  pen.beginPath();
  for (const [x, y] of [[-3, 3], [0, 12], [9, 15]]) {
    pen.moveTo(x, y);
    pen.lineTo(x + 12, y - 12);
  }
  pen.stroke();
  hatching = { colour: colours.text, pattern: pen.createPattern(canvas, "repeat") };
  return hatching.pattern;
}

const urgency = (feature) => Math.min(5, Math.max(1, feature.get("level") ?? 1));

export const styles = {
  cells: (feature) => new ol.style.Style({
    stroke: stroke(colours.edge, 1.5, [2, 6]),
    text: label(`${feature.get("words")} 就近（示意）`, { size: 13, colour: colours.quiet }),
  }),
  roads: (feature) => {
    const kind = feature.get("road_class");
    const isMain = MAIN_ROADS.includes(kind);
    const isNamed = feature.get("label") && (isMain ? isNear() : theMap().getView().getZoom() >= LANES_FROM_ZOOM);
    return new ol.style.Style({
      stroke: stroke(colours.line, isMain ? 2.5 : 1.2),
      text: isNamed ? new ol.style.Text({
        text: feature.get("label"), placement: "line", font: `12px ${FONT}`, declutterMode: "declutter",
        fill: new ol.style.Fill({ color: colours.quiet }), stroke: stroke(colours["map-halo"], 3),
      }) : undefined,
      zIndex: isMain ? 1 : 0,
    });
  },
  reach: (feature) => {
    const { width, colour, lineDash } = BANDS[Math.min(feature.get("band"), BANDS.length - 1)];
    return new ol.style.Style({ stroke: stroke(colours[colour], width, lineDash), zIndex: -feature.get("band") });
  },
  // What no engine reaches in time: an empty dashed ring with a cross, and the minutes.
  gaps: (feature) => [
    new ol.style.Style({ image: disc(9, null, colours.warn, 2, [3, 3]), text: label(feature.get("words"), { size: 13, offsetY: 18, colour: colours.warn }) }),
    new ol.style.Style({ image: shapeImage("✕", colours.warn, 5) }),
  ],
  villages: (feature) => new ol.style.Style({
    image: disc(2, colours.quiet, colours["map-halo"]),
    text: isNear() ? label(feature.get("name"), { offsetY: -11 }) : undefined,
  }),
  water: (feature) => new ol.style.Style({
    image: feature.get("state") === "intact" ? disc(4, colours.water, colours["map-halo"])
      : feature.get("state") === "unchecked" ? disc(4, colours["map-halo"], colours.water, 2)
        : shapeImage("✕", colours["out-of-service"], 5),
    text: isNear() ? label(feature.get("words"), { size: 13, offsetY: 14 }) : undefined,
  }),
  key_units: (feature) => new ol.style.Style({
    image: new ol.style.RegularShape({
      points: 5, radius: 9, radius2: 4, declutterMode: "none",
      fill: new ol.style.Fill({ color: colours["map-label"] }), stroke: stroke(colours["map-halo"], 1.5),
    }),
    text: label(feature.get("name"), { size: 13, offsetY: 17 }),
  }),
  townships: (feature) => new ol.style.Style({ text: label(feature.get("name"), { size: 15, bold: true }) }),
  closures: (feature) => tapeStyles(
    { tape: colours.fault, ground: colours["map-halo"], edge: colours.text }, feature.get("words"), `600 14px ${FONT}`, 8,
  ),
  // Micro stations are many: small, and named only near, so that the brigades can be read.
  stations: (feature) => new ol.style.Style({
    image: box(feature.get("isMicro") ? 4 : 9, colours["map-label"]),
    text: feature.get("isMicro") && !isNear()
      ? undefined : label(feature.get("words"), { bold: feature.get("isMain"), offsetY: 19 }),
    zIndex: feature.get("isMicro") ? 4 : 5,
  }),
  rings: (feature, resolution) => (resolution > RINGS_BELOW_M ? undefined : [
    new ol.style.Style({ stroke: stroke(colours.text, 1.5, [2, 6]) }),
    new ol.style.Style({
      geometry: new ol.geom.Point([feature.get("top")[0], feature.get("top")[1]]),
      text: label(feature.get("words"), { size: 13, mode: "none" }),
    }),
  ]),
  // Urgency is size, weight and the place in the list; the hues belong to the vehicles.
  incidents: (feature) => [
    new ol.style.Style({
      image: disc(12 + 2 * urgency(feature) + (feature.get("isChosen") ? 4 : 0), null, colours.text,
        (feature.get("isChosen") ? 2.5 : 1) + 0.75 * urgency(feature), [6, 4]),
      zIndex: 15,
    }),
    new ol.style.Style({
      image: disc(9, colours.text, colours["map-halo"]),
      text: new ol.style.Text({
        text: String(feature.get("order")), declutterMode: "none", font: `700 13px ${FONT}`, fill: new ol.style.Fill({ color: colours["map-halo"] }), offsetY: 1,
      }),
      zIndex: 16,
    }),
    new ol.style.Style({
      text: label(feature.get("words"), { bold: true, offsetY: 34, colour: colours.text, mode: "obstacle" }), zIndex: 16,
    }),
  ],
  candidates: (feature) => new ol.style.Style({
    image: box(11, colours.focus, 0),
    text: new ol.style.Text({
      text: String(feature.get("order")), declutterMode: "none", font: `700 14px ${FONT}`, fill: new ol.style.Fill({ color: colours.text }), offsetY: 1,
    }),
    zIndex: 25,
  }),
  picked: (feature) => new ol.style.Style({
    image: shapeImage("◆", colours.focus, 9),
    stroke: stroke(colours.focus, 2, [4, 4]),
    text: feature.get("words") ? label(feature.get("words"), { offsetY: 18, bold: true, mode: "obstacle" }) : undefined,
    zIndex: 30,
  }),
  traced: (feature) => new ol.style.Style({
    stroke: stroke(colours.focus, 3, [8, 5]),
    image: disc(5, colours["map-halo"], colours.focus, 3),
    text: feature.get("words") ? label(feature.get("words"), { bold: true, offsetY: -16, mode: "none", colour: colours.text }) : undefined,
    zIndex: 40,
  }),
};
