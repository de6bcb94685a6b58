// Points put on the map one by one, by mouse, finger or keyboard: what measuring and drawing share.
import { element, showText } from "../console/elements.js";
import { isComposing } from "../console/keys.js";
import { allowDoubleClickZoom, theMap } from "./ground.js";
import { replace } from "./layers.js";

const FEWEST = { point: 1, line: 2, area: 3 };
const SAME_PX = 4;
// A click that ended a drawing must not pick a place as well, which the map tells a moment later.
const AFTERWARDS_MS = 600;
let trace = null;
let endedAt = -AFTERWARDS_MS;
let box = null;
let words = null;
let done = null;

export const isTracing = () => trace !== null || performance.now() - endedAt < AFTERWARDS_MS;

function geometryOf(spots) {
  if (trace.form === "area" && spots.length >= FEWEST.area) return new ol.geom.Polygon([[...spots, spots[0]]]);
  return spots.length > 1 ? new ol.geom.LineString(spots) : null;
}

function draw(pointer = null) {
  const spots = pointer && trace.spots.length ? [...trace.spots, pointer] : trace.spots;
  const shape = geometryOf(spots);
  const dots = trace.spots.map((spot) => new ol.Feature(new ol.geom.Point(spot)));
  const told = trace.tell?.(shape, trace.spots.length) ?? "";
  if (dots.length && told) dots.at(-1).set("words", told);
  replace("traced", [...(shape ? [new ol.Feature(shape)] : []), ...dots]);
  showText(words, [trace.name, told, trace.form === "point" ? "" : `${trace.spots.length} 点`].filter(Boolean).join(" · "));
  done.hidden = trace.form === "point";
  done.disabled = trace.spots.length < FEWEST[trace.form];
}

function isSameSpot(one, other) {
  const [[x, y], [u, v]] = [one, other].map((spot) => theMap().getPixelFromCoordinate(spot));
  return Math.hypot(x - u, y - v) < SAME_PX;
}

export function finishTrace() {
  const { spots, form, onDone } = trace;
  if (spots.length < FEWEST[form]) return;
  onDone([...spots], trace);
}

export function addSpot(spot) {
  if (!trace) return;
  const last = trace.spots.at(-1);
  // The same place again is the end of the line, as a double click is.
  if (last && isSameSpot(last, spot)) {
    finishTrace();
    return;
  }
  if (trace.spots.length >= trace.most) return;
  trace.spots.push(spot);
  endedAt = performance.now();
  if (trace.form === "point") finishTrace();
  else draw();
}

function takeBack() {
  trace.spots.pop();
  draw();
}

export function endTrace() {
  if (!trace) return;
  const { onEnd } = trace;
  trace = null;
  endedAt = performance.now();
  replace("traced", []);
  box.hidden = true;
  allowDoubleClickZoom(true);
  theMap().getTargetElement().classList.remove("tracing");
  onEnd?.();
}

// Starts the next one of the same kind, as after one hydrant comes another.
export function traceAgain() {
  trace.spots = [];
  draw();
}

export function startTrace({ form, name, tell = null, most = 60, onDone, onEnd = null }) {
  if (trace) endTrace();
  trace = { form, name, tell, most, onDone, onEnd, spots: [] };
  box.hidden = false;
  allowDoubleClickZoom(false);
  theMap().getTargetElement().classList.add("tracing");
  draw();
}

function onKey(event) {
  if (!trace || isComposing(event) || event.ctrlKey || event.altKey || event.metaKey) return;
  const isOnMap = event.target === theMap().getTargetElement();
  if (event.key === "Escape") endTrace();
  else if (isOnMap && event.key === "Enter") addSpot(theMap().getView().getCenter());
  else if (isOnMap && event.key === "Backspace") takeBack();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

export function startTracing(container) {
  words = element("span", { role: "status" });
  done = element("button", { type: "button", onclick: () => finishTrace() }, "完成");
  box = element("div", { class: "map-told" }, words,
    element("span", { class: "quiet hint" }, "点图，或回车取图心；退格去一点；Esc 结束"), done,
    element("button", { type: "button", onclick: () => endTrace() }, "结束"));
  box.hidden = true;
  container.append(box, element("span", { class: "map-cross", "aria-hidden": "true" }));
  theMap().on("pointermove", (event) => {
    if (trace && !event.dragging && trace.form !== "point") draw(event.coordinate);
  });
  document.addEventListener("keydown", onKey, true);
}
