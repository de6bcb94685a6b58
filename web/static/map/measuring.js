// Measuring: lengths and areas on the ground, not on the screen.
import { endTrace, startTrace } from "./tracing.js";
import { replace } from "./layers.js";

const HECTARE_M2 = 10_000;
const SQUARE_KM_M2 = 1_000_000;
let form = null;

export function lengthWords(metres) {
  return metres < 1000 ? `${Math.round(metres)} 米` : `${(metres / 1000).toFixed(2)} 公里`;
}

export function areaWords(squareMetres) {
  if (squareMetres < HECTARE_M2) return `${Math.round(squareMetres)} 平方米`;
  if (squareMetres < SQUARE_KM_M2) return `${(squareMetres / HECTARE_M2).toFixed(2)} 公顷`;
  return `${(squareMetres / SQUARE_KM_M2).toFixed(2)} 平方公里`;
}

// Mercator stretches: at 29 degrees north a metre on the ground is 1.14 on the screen's grid.
function tell(shape) {
  if (!shape) return "";
  if (shape.getType() === "Polygon") {
    const around = new ol.geom.LineString(shape.getCoordinates()[0]);
    return `${areaWords(ol.sphere.getArea(shape))}，周长 ${lengthWords(ol.sphere.getLength(around))}`;
  }
  return lengthWords(ol.sphere.getLength(shape));
}

export const isMeasuring = () => form !== null;

// What was measured stays until the next measuring or Esc.
function keepResult(spots, { form: kind }) {
  const shape = kind === "area" ? new ol.geom.Polygon([[...spots, spots[0]]]) : new ol.geom.LineString(spots);
  const words = tell(shape);
  endTrace();
  const last = new ol.Feature({ geometry: new ol.geom.Point(spots.at(-1)), words });
  replace("traced", [new ol.Feature(shape), last]);
  document.dispatchEvent(new CustomEvent("measured", { detail: words }));
}

export function measure(wanted) {
  form = wanted;
  const name = wanted === "area" ? "量面积" : "量距离";
  startTrace({ form: wanted, name, tell, most: 200, onDone: keepResult, onEnd: () => { form = null; } });
}

export const nextMeasure = () => measure(form === "line" ? "area" : "line");
