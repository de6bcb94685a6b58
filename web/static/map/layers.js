// The layers: what may be switched, what each browser last chose, and the list behind the key L.
import { element } from "../console/elements.js";
import { onRepaint, theMap } from "./ground.js";
import { styles } from "./styles.js";

// Drawn in this order; a label gives way to those of the layers above it.
const LAYERS = [
  ["cells", "就近队站（示意，非官方边界）P", false], ["roads", "道路", true], ["reach", "行车时间", false], ["gaps", "覆盖缺口", false],
  ["villages", "村点", true], ["water", "水源", true], ["key_units", "重点单位", true], ["townships", "乡镇名", true],
  ["closures", "封路", true], ["stations", "站点", true], ["rings", "警情圈 50/100/200 米", true],
  ["sketch", "现场标绘", true], ["incidents", "警情", true], ["candidates", "候选地点", true], ["units", "车辆", true],
];
const ALWAYS = ["picked", "traced"];
// Of these the wording changes as one comes nearer.
const BY_ZOOM = ["roads", "villages", "stations", "water", "rings"];
const UNINDEXED = ["units", "traced"];
const layers = {};
const sources = {};
const watchers = {};
let keptAs = "fenghuo.layers";
let chosen = {};
let list = null;

export const sourceOf = (name) => sources[name];
export const isShown = (name) => layers[name]?.getVisible() ?? false;
export const layerOf = (name) => layers[name];

export function replace(name, features) {
  sources[name].clear(true);
  sources[name].addFeatures(features);
}

function recall() {
  try {
    chosen = JSON.parse(localStorage.getItem(keptAs)) ?? {};
  } catch {
    // What cannot be read, or a browser that keeps nothing, means the layers as they come.
    chosen = {};
  }
}

function keep() {
  try {
    localStorage.setItem(keptAs, JSON.stringify(chosen));
  } catch {
    // A browser that forbids storage forgets the choice with the page.
  }
}

function makeLayer(name, isVisible) {
  // Few things that move all the time are quicker without an index of where each is.
  sources[name] = new ol.source.Vector({ useSpatialIndex: !UNINDEXED.includes(name) });
  layers[name] = new ol.layer.Vector({
    source: sources[name], style: styles[name], declutter: name !== "traced", visible: isVisible,
    updateWhileInteracting: false, updateWhileAnimating: false,
  });
  return layers[name];
}

export function makeLayers({ remember = "fenghuo.layers", defaults = {} } = {}) {
  keptAs = remember;
  recall();
  const made = LAYERS.map(([name, , isOn]) => makeLayer(name, chosen[name] ?? defaults[name] ?? isOn));
  onRepaint(() => {
    for (const layer of Object.values(layers)) layer.changed();
  });
  return [...made, ...ALWAYS.map((name) => makeLayer(name, true))];
}

export function followZoom() {
  theMap().getView().on("change:resolution", () => {
    for (const name of BY_ZOOM) layers[name].changed();
  });
}

// Some layers are asked for only when somebody looks at them.
export function onShown(name, work) {
  watchers[name] = work;
}

export function showLayer(name, isVisible) {
  layers[name]?.setVisible(isVisible);
  chosen[name] = isVisible;
  keep();
  const box = list?.querySelector(`input[name="${name}"]`);
  if (box) box.checked = isVisible;
  watchers[name]?.(isVisible);
}

export function fillLayerList(container, extras = {}) {
  list = container;
  list.replaceChildren(...LAYERS.map(([name, words]) => {
    const box = element("input", { type: "checkbox", name, onchange: (event) => showLayer(name, event.target.checked) });
    box.checked = isShown(name);
    return element("div", {}, element("label", { class: "choice" }, box, words), extras[name] ?? null);
  }));
}
