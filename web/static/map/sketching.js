// Drawing the scene sketch: a symbol chosen, put on the map, kept by the server at once.
import { element } from "../console/elements.js";
import { isComposing } from "../console/keys.js";
import { act, freshKey, read, Refused, Unreachable } from "../console/server.js";
import { say, sayFailure } from "../console/toast.js";
import { hasMap, theMap, toPlace } from "./ground.js";
import { showSketch, shownMarks, symbolOf } from "./sketch.js";
import { endTrace, startTrace, traceAgain } from "./tracing.js";

const AGAIN_MS = 5000;
const WAITING = "fenghuo.sketch-waiting";
let number = null;
let mayDraw = false;
let kinds = [];
let tools = null;
let chosen = null;
let timer = null;
let isSending = false;
let onChange = () => {};
const field = element("input", { id: "mark-label", maxlength: "20", autocomplete: "off" });

// What did not reach the server survives a reload, each with the key that makes it one mark.
let waiting = [];
function keep() {
  try {
    sessionStorage.setItem(WAITING, JSON.stringify(waiting));
  } catch {
    // A browser that forbids storage keeps them on this page only.
  }
}

function recall() {
  try {
    waiting = JSON.parse(sessionStorage.getItem(WAITING)) ?? [];
  } catch {
    waiting = [];
  }
}

const path = (of = number) => `/incidents/${encodeURIComponent(of)}/sketch`;
const own = () => waiting.filter((mark) => mark.number === number);

function show(marks) {
  if (hasMap()) showSketch(marks, own());
  onChange(marks, own());
}

async function load() {
  if (!number) return;
  const mine = number;
  const sketch = await read(path());
  if (mine !== number) return;
  kinds = sketch.kinds;
  mayDraw = mayDraw && sketch.is_open;
  if (!mayDraw && tools && !tools.hidden) closeTools();
  fillTools();
  show(sketch.marks);
}

async function reload() {
  try {
    await load();
  } catch (failure) {
    // The next entry of the log, or the next board, asks again.
    if (!(failure instanceof Refused || failure instanceof Unreachable)) throw failure;
  }
}

export function followSketch(wanted, { draws = false, changed = () => {} } = {}) {
  if (wanted === number) return;
  if (tools && !tools.hidden) closeTools();
  number = wanted;
  mayDraw = draws && wanted !== null;
  onChange = changed;
  show([]);
  reload();
}

// One entry of the log, as the live stream tells it: another desk drew or took something off.
function sketchEntry(entry) {
  if (entry.incident === number && entry.kind.startsWith("sketch_")) reload();
}

// What a page hands to the live stream. Entries told before the first board, or lost on a bad
// link, may have been of this sketch: then it is asked for as it is.
export function sketchNews() {
  let isBegun = false;
  const begin = () => {
    if (!isBegun) reload();
    isBegun = true;
  };
  return { onBoard: begin, onEntry: sketchEntry, onResync: reload };
}

async function sendWaiting() {
  clearTimeout(timer);
  if (isSending || !waiting.length) return;
  isSending = true;
  try {
    while (waiting.length) {
      const [mark] = waiting;
      await act("POST", path(mark.number), { kind: mark.kind, points: mark.told, label: mark.label }, { "Idempotency-Key": mark.key });
      say(`◆ 已标绘：${mark.label || mark.kind_label}`);
      waiting.shift();
    }
  } catch (failure) {
    if (failure instanceof Unreachable) {
      say("▲ 标绘没有送达，已留在本页，正在重发。", "warn");
      timer = setTimeout(sendWaiting, AGAIN_MS);
    } else {
      waiting.shift();
      sayFailure(failure);
      if (waiting.length) timer = setTimeout(sendWaiting, 0);
    }
  } finally {
    isSending = false;
    keep();
    await reload();
    if (!waiting.length) return;
    show(shownMarks());
  }
}

function drawn(spots) {
  const told = spots.map(toPlace);
  waiting.push({
    number, key: freshKey(), kind: chosen.kind, kind_label: chosen.label, form: chosen.form,
    told, points: told.map(({ lon, lat }) => [lon, lat]), label: field.value.trim(),
  });
  field.value = "";
  keep();
  show(shownMarks());
  sendWaiting();
  traceAgain();
}

function press(kind) {
  chosen = kind;
  for (const button of tools.querySelectorAll("[data-kind]")) {
    button.setAttribute("aria-pressed", String(button.dataset.kind === kind?.kind));
  }
}

function choose(kind) {
  // The end of the one before lets go of its button; only then is the next one pressed.
  endTrace();
  press(kind);
  startTrace({ form: kind.form, name: kind.label, most: kind.most_points, onDone: drawn, onEnd: () => press(null) });
  theMap().getTargetElement().focus({ preventScroll: true });
}

export async function undoMark() {
  const last = shownMarks().filter((mark) => mark.is_mine).at(-1);
  if (!last) {
    say("▲ 没有自己画的标绘可撤销。", "warn");
    return;
  }
  try {
    await act("POST", `${path()}/${last.id}/strike`, {});
    say(`◆ 已撤销：${last.told}（记录保留）`);
  } catch (failure) {
    sayFailure(failure);
  } finally {
    await reload();
  }
}

export async function strikeMark(mark) {
  try {
    await act("POST", `${path()}/${mark.id}/strike`, {});
    say(`◆ 已撤销：${mark.told}（记录保留）`);
  } catch (failure) {
    sayFailure(failure);
  } finally {
    await reload();
  }
}

function fillTools() {
  if (!tools || tools.childElementCount) return;
  const buttons = kinds.map((kind, at) => element("button", {
    type: "button", "data-kind": kind.kind, "aria-pressed": "false", onclick: () => choose(kind),
  }, element("img", { src: symbolOf(kind.kind), alt: "", width: "28", height: "28" }),
  element("span", {}, kind.label), element("kbd", {}, String((at + 1) % 10))));
  tools.append(...buttons,
    element("span", { class: "mark-label" }, element("label", { for: "mark-label" }, "标注"), field),
    element("button", { type: "button", onclick: undoMark }, "撤销 ", element("kbd", {}, "Ctrl+Z")),
    element("button", { type: "button", onclick: closeTools }, "收起 ", element("kbd", {}, "Esc")));
}

export function closeTools() {
  endTrace();
  tools.hidden = true;
  theMap().getTargetElement().focus({ preventScroll: true });
}

export const isSketching = () => tools !== null && !tools.hidden;

export function toggleTools() {
  if (isSketching()) closeTools();
  else if (!number) say("▲ 请先打开一起已立案的警情，再标绘。", "warn");
  else if (!mayDraw) say("▲ 警情已结案，或您的角色不能标绘。", "warn");
  else {
    tools.hidden = false;
    tools.querySelector("button")?.focus();
    // Its symbols come with the sketch: asked for again where they did not come yet.
    if (!kinds.length) reload();
  }
}

function onKey(event) {
  if (!isSketching() || isComposing(event)) return;
  const isTyping = event.target.matches?.("input, select, textarea");
  const isHere = theMap().getTargetElement().contains(event.target) || tools.contains(event.target);
  if ((event.ctrlKey || event.metaKey) && event.code === "KeyZ" && !isTyping) undoMark();
  else if (event.key === "Escape" && isHere) closeTools();
  else if (isHere && !isTyping && !event.ctrlKey && !event.altKey && /^[0-9]$/.test(event.key)) {
    const kind = kinds[(Number(event.key) + 9) % 10];
    if (kind) choose(kind);
  } else return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

export function startSketching(container) {
  recall();
  tools = element("div", { class: "sketch-tools", role: "toolbar", "aria-label": "现场标绘符号" });
  tools.hidden = true;
  container.append(tools);
  document.addEventListener("keydown", onKey, true);
  if (waiting.length) sendWaiting();
}

