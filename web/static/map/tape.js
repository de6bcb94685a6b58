// How closed road looks on any map: a barrier tape, so that it is seen without its colour too.
import { lineOf } from "./ground.js";

export function tapeStyles({ tape, ground, edge }, words = "", font = "", zIndex = 10) {
  const line = (color, width, lineDash) => new ol.style.Style({
    stroke: new ol.style.Stroke({ color, width, lineDash, lineCap: "butt" }), zIndex,
  });
  // In the middle of what is closed, however short it is on the screen.
  const sign = new ol.style.Style({
    geometry: (feature) => new ol.geom.Point(feature.getGeometry().getCoordinateAt(0.5)),
    image: new ol.style.RegularShape({
      points: 4, radius: 9, radius2: 0, angle: Math.PI / 4, declutterMode: "none",
      stroke: new ol.style.Stroke({ color: tape, width: 4 }),
    }),
    text: words ? new ol.style.Text({
      text: words, font, offsetY: -17, declutterMode: "obstacle",
      fill: new ol.style.Fill({ color: edge }), stroke: new ol.style.Stroke({ color: ground, width: 3 }),
    }) : undefined,
    zIndex: zIndex + 1,
  });
  return [line(edge, 11), line(ground, 9), line(tape, 9, [9, 8]), sign];
}

// One feature for each piece; the words stand on the first alone.
export function closureFeatures(closures) {
  return closures.flatMap(({ code, state, roads }) => roads.map(({ line }, at) =>
    new ol.Feature({ geometry: lineOf(line), words: at ? "" : `封 ${code.split("-").at(-1)}`, state })));
}
