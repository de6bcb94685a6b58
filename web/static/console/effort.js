// What a call costs at the desk: counted only where the room has switched it on, and without a name.
import { act, read, Refused, Unreachable } from "./server.js";
import { byId } from "./elements.js";
import { isComposing } from "./keys.js";

const BARE = new Set(["Control", "Shift", "Alt", "Meta", "CapsLock", "Process", "Unidentified"]);
const KNOWN = new Set([
  "narrative", "place", "category", "level", "caller_number", "caller_name", "trapped", "floors", "fire_floor",
  "burning", "lon", "lat",
]);
const counts = new Map();
let drafts = null;
let isOn = false;
let field = "other";
let since = performance.now();

function countOf(draft) {
  if (!counts.has(draft.id)) counts.set(draft.id, { keys: 0, typed: 0, mouse: 0, undone: 0, fields: {} });
  return counts.get(draft.id);
}

// Seconds since the last look go to the field that had the focus, of the call that was in the hand.
function settleField(next) {
  const now = performance.now();
  const { fields } = countOf(drafts.active);
  fields[field] = (fields[field] ?? 0) + (now - since) / 1000;
  [field, since] = [next, now];
}

const fieldOf = (target) => (KNOWN.has(target?.name) ? target.name : "other");

function onKey(event) {
  if (isComposing(event) || event.repeat || BARE.has(event.key)) return;
  const count = countOf(drafts.active);
  const isText = event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey;
  const corrects = event.key === "Backspace" || event.key === "Delete";
  if (!isText && !corrects) count.keys += 1;
  if (event.ctrlKey && event.key.toLowerCase() === "z") count.undone += 1;
}

function onInput(event) {
  if (event.isComposing) return;
  countOf(drafts.active).typed += [...(event.data ?? "")].length;
}

export async function countOrder(draft) {
  if (!isOn || !draft.startedAt) return;
  settleField(field);
  const count = countOf(draft);
  counts.delete(draft.id);
  const round = (seconds) => Math.round(seconds * 10) / 10;
  const fields = Object.fromEntries(Object.entries(count.fields).map(([name, seconds]) => [name, round(seconds)]));
  const seconds = round((draft.orderedAt - draft.startedAt) / 1000);
  try {
    await act("POST", "/effort", { ...count, fields, seconds, was_ordered: true });
  } catch (failure) {
    // A count that is lost is lost: nobody at the desk is troubled with it.
    if (!(failure instanceof Refused || failure instanceof Unreachable)) throw failure;
  }
}

export async function startEffort(all) {
  drafts = all;
  try {
    isOn = (await read("/effort")).is_measured;
  } catch (failure) {
    if (!(failure instanceof Refused || failure instanceof Unreachable)) throw failure;
  }
  byId("effort-on").hidden = !isOn;
  if (!isOn) return;
  since = performance.now();
  document.addEventListener("keydown", onKey, { capture: true });
  document.addEventListener("input", onInput, { capture: true });
  document.addEventListener("compositionend", (event) => {
    countOf(drafts.active).typed += [...(event.data ?? "")].length;
  }, { capture: true });
  document.addEventListener("mousedown", () => {
    countOf(drafts.active).mouse += 1;
  }, { capture: true });
  document.addEventListener("focusin", (event) => settleField(fieldOf(event.target)));
}
