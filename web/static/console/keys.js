// The keyboard: one registry that both acts and writes the help page.
import { byId, element, showOnly } from "./elements.js";

const registry = [];
const SWITCH = "fenghuo.singlekeys";

// Enter that picks a word in an input method must never reach a command.
export const isComposing = (event) => event.isComposing || event.keyCode === 229;

export const isTyping = (target) =>
  target instanceof Element && target.closest("input, select, textarea, [contenteditable]") !== null;

// Keys of one letter can be switched off, for this browser (WCAG 2.1.4): speech and unsteady hands type them.
export function singleKeysAreOn() {
  try {
    return localStorage.getItem(SWITCH) !== "off";
  } catch {
    return true;
  }
}

export function switchSingleKeys(isOn) {
  try {
    localStorage.setItem(SWITCH, isOn ? "on" : "off");
  } catch {
    // A browser that forbids storage keeps them on.
  }
}

// An input method or another layout gives the key beside the right Shift another sign.
function plainName(event) {
  if (event.key === "?" || event.key === "/") return event.key;
  if (event.code === "Slash") return event.shiftKey ? "?" : "/";
  return event.key.length === 1 ? event.key.toUpperCase() : event.key;
}

export function nameOf(event) {
  const letter = event.code?.startsWith("Key") ? event.code.slice(3) : null;
  const digit = event.code?.startsWith("Digit") ? event.code.slice(5) : null;
  const plain = !event.ctrlKey && !event.altKey && !event.metaKey;
  const base = plain ? plainName(event) : letter ?? digit ?? plainName(event);
  return `${event.ctrlKey || event.metaKey ? "Ctrl+" : ""}${event.altKey ? "Alt+" : ""}${base}`;
}

// `act` is absent for keys that a list or another page handles itself and that are only told of here;
// `does` is null for one key of a family that is told of together; `isMeant` leaves a key to the field.
// A key told of before it had an act is given it by whoever teaches it again.
export function teachKey(key, does, act = null, where = "任意处", isMeant = null) {
  const entry = { key, does, act, where, isMeant };
  const at = registry.findIndex((known) => known.key === key && known.act === null && known.where === where);
  if (act && at >= 0) registry[at] = entry;
  else registry.push(entry);
}

function listen(event) {
  if (isComposing(event)) return;
  const name = nameOf(event);
  if (name.length === 1 && (isTyping(event.target) || !singleKeysAreOn())) return;
  const entry = registry.find((known) => known.act && known.key === name);
  if (!entry) return;
  const layerIsOpen = document.querySelector("dialog[open]") !== null;
  if (layerIsOpen && name !== "?") {
    if (/^F\d$/.test(name)) event.preventDefault();
    return;
  }
  if (entry.isMeant && !entry.isMeant(event)) return;
  event.preventDefault();
  if (!event.repeat) entry.act(event);
}

function describe() {
  showOnly(byId("help-keys"), ...registry.filter(({ does }) => does).map(({ key, does, where }) => element("div", {},
    element("dt", {}, element("kbd", {}, key === "Escape" ? "Esc" : key)),
    element("dd", {}, where === "任意处" ? does : `${does}（${where}）`))));
}

export function showHelp() {
  describe();
  const help = byId("help");
  if (help.open) help.close();
  else help.showModal();
}

export function startKeys() {
  document.addEventListener("keydown", listen);
  for (const button of document.querySelectorAll("[data-closes]")) {
    button.addEventListener("click", () => button.closest("dialog").close());
  }
  const choice = byId("single-keys");
  if (!choice) return;
  choice.checked = singleKeysAreOn();
  choice.addEventListener("change", () => switchSingleKeys(choice.checked));
}
