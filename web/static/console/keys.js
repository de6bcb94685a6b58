// The keyboard: one registry that both acts and writes the help page.
import { byId, element, showOnly } from "./elements.js";

const registry = [];

// Enter that picks a word in an input method must never reach a command.
export const isComposing = (event) => event.isComposing || event.keyCode === 229;

const isTyping = (target) =>
  target instanceof Element && target.closest("input, select, textarea, [contenteditable]") !== null;

function nameOf(event) {
  const letter = event.code?.startsWith("Key") ? event.code.slice(3) : null;
  const digit = event.code?.startsWith("Digit") ? event.code.slice(5) : null;
  const plain = !event.ctrlKey && !event.altKey && !event.metaKey;
  const base = plain ? event.key : letter ?? digit ?? event.key;
  return `${event.ctrlKey || event.metaKey ? "Ctrl+" : ""}${event.altKey ? "Alt+" : ""}${base}`;
}

// `act` is absent for keys that a list handles itself and that are only told of here;
// `does` is null for one key of a family that is told of together.
export function teachKey(key, does, act = null, where = "任意处") {
  registry.push({ key, does, act, where });
}

function listen(event) {
  if (isComposing(event)) return;
  const name = nameOf(event);
  if (name.length === 1 && isTyping(event.target)) return;
  const entry = registry.find((known) => known.act && known.key === name);
  if (!entry) return;
  const layerIsOpen = document.querySelector("dialog[open]") !== null;
  if (layerIsOpen && name !== "?") {
    if (/^F\d$/.test(name)) event.preventDefault();
    return;
  }
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
}
