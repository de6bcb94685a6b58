// The buttons over a map and their keys: layers, measuring, the scene sketch.
import { element } from "../console/elements.js";
import { isComposing, teachKey } from "../console/keys.js";
import { theMap } from "./ground.js";
import { fillLayerList, replace } from "./layers.js";
import { isMeasuring, measure, nextMeasure } from "./measuring.js";
import { reachExtras, startReach } from "./reach.js";
import { startSketching, toggleTools } from "./sketching.js";

let list = null;
let layersButton = null;
let measured = null;

export function toggleLayers() {
  list.hidden = !list.hidden;
  layersButton.setAttribute("aria-expanded", String(!list.hidden));
  if (list.hidden) theMap().getTargetElement().focus({ preventScroll: true });
  else list.querySelector("input")?.focus();
}

function toggleMeasure() {
  forget();
  if (isMeasuring()) nextMeasure();
  else measure("line");
  theMap().getTargetElement().focus({ preventScroll: true });
}

function forget() {
  measured.hidden = true;
  replace("traced", []);
}

function onKey(event) {
  if (event.key !== "Escape" || isComposing(event)) return;
  if (!list.hidden && list.contains(document.activeElement)) toggleLayers();
  else if (!measured.hidden) forget();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

const ACTS = {
  layers: ["图层", "l", "打开或关闭图层表", toggleLayers],
  measure: ["测量", "m", "量距离；再按量面积", toggleMeasure],
  sketch: ["标绘", "b", "现场标绘（已立案的警情）", toggleTools],
};

// Letters are told once, and work with the capitals lock on.
export function teachMapKeys(names) {
  for (const name of names) {
    const [, key, does, act] = ACTS[name];
    teachKey(key.toUpperCase(), does, act);
    teachKey(key, null, act);
  }
}

export function startTools(container, names) {
  list = element("div", { class: "layer-list", role: "group", "aria-label": "图层" });
  list.hidden = true;
  measured = element("p", { class: "map-measured", role: "status" });
  measured.hidden = true;
  const buttons = names.map((name) => {
    const [words, key, does, act] = ACTS[name];
    return element("button", { type: "button", title: does, onclick: act, "data-tool": name }, words, " ", element("kbd", {}, key.toUpperCase()));
  });
  layersButton = buttons[names.indexOf("layers")] ?? element("button");
  layersButton.setAttribute("aria-expanded", "false");
  container.append(element("div", { class: "map-bar", role: "group", "aria-label": "地图工具" }, ...buttons), list, measured);
  fillLayerList(list, reachExtras);
  startReach();
  if (names.includes("sketch")) startSketching(container);
  document.addEventListener("measured", (event) => {
    measured.textContent = `测量结果：${event.detail}（Esc 清除）`;
    measured.hidden = false;
  });
  document.addEventListener("keydown", onKey, true);
}

