// Why the choice differs from the advice: one key, and words if there are any. Never demanded.
import { byId } from "./elements.js";
import { isComposing } from "./keys.js";

const box = byId("override");
const words = byId("override_reason");
const buttons = box ? [...byId("override_code").querySelectorAll("button")] : [];
let code = "";

function choose(value) {
  code = code === value ? "" : value;
  for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.code === code));
}

export function clearOverride() {
  code = "";
  choose("");
  words.value = "";
}

export function showOverride(isShown) {
  box.hidden = !isShown;
}

export function focusOverride() {
  if (!box || box.hidden) return;
  (buttons.find((button) => button.dataset.code === code) ?? buttons[0]).focus();
}

// What an order tells of it; nothing where nothing was told.
export function toldOverride() {
  const told = {};
  if (code) told.override_code = code;
  if (words.value.trim()) told.override_reason = words.value.trim();
  return told;
}

for (const button of buttons) button.addEventListener("click", () => choose(button.dataset.code));
box?.addEventListener("keydown", (event) => {
  // In the words a digit is a digit, unless nothing is written yet.
  const isWriting = event.target === words && words.value !== "";
  if (isComposing(event) || isWriting || event.ctrlKey || event.altKey || event.metaKey) return;
  const button = buttons.find((one) => one.dataset.key === event.key);
  if (!button) return;
  event.preventDefault();
  event.stopPropagation();
  choose(button.dataset.code);
  button.focus();
});
