// One letter presses the button that shows it. A letter that is typed into a field, or that an
// input method is still composing, is no command.
import { singleKeysAreOn } from "../console/keys.js";

const FIELD = "input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]";

export function isCommand(event) {
  if (event.isComposing || event.keyCode === 229 || event.repeat) return false;
  if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return false;
  return !event.target.closest?.(FIELD);
}

function open(details) {
  details.open = true;
  details.querySelector("button[type=submit]").focus();
}

function goTo(link) {
  const target = document.querySelector(link.hash);
  const panel = target?.closest("section");
  const first = panel?.querySelector("input:not([type=hidden]), button, summary, textarea");
  panel?.scrollIntoView({ block: "start" });
  (first ?? link).focus({ preventScroll: true });
}

function press(target) {
  const details = target.closest("details.stage");
  if (details) open(details);
  else if (target.matches("input")) target.focus();
  else if (target.hash) goTo(target);
  else target.click();
}

export function start() {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) {
      const details = event.target.closest?.("details.stage[open]");
      if (details) {
        details.open = false;
        details.querySelector("summary").focus();
      } else if (event.target.matches?.(FIELD)) {
        // The letters are commands again; what was typed stays.
        event.target.blur();
      }
      return;
    }
    if (!/^[a-z]$/i.test(event.key) || !isCommand(event) || !singleKeysAreOn()) return;
    const target = document.querySelector(`[data-key="${event.key.toLowerCase()}"]`);
    if (!target) return;
    event.preventDefault();
    press(target);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-key][href^='#']");
    if (!link) return;
    event.preventDefault();
    goTo(link);
  });
}
