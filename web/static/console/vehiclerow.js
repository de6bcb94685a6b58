// A vehicle as a row to tick: who, how soon and how surely, and why or why not.
import { element } from "./elements.js";
import { minutesSeconds } from "./times.js";

const BASIS_WORDS = { by_road: "按道路", by_engine: "按路径服务", estimate: "估算" };

export const chip = (words, title = null) => element("span", { class: "chip", title }, words);

export function doubtWords(seconds) {
  if (!seconds) return "";
  return seconds < 60 ? `±${seconds} 秒` : `±${Math.round(seconds / 60)} 分`;
}

function arrival(seconds, doubt, basis) {
  if (seconds == null) return element("span", { class: "eta" });
  const far = doubtWords(doubt);
  return element("span", { class: "eta" }, minutesSeconds(seconds),
    element("small", {}, `${far ? ` ${far}` : ""} ${BASIS_WORDS[basis] ?? "估算"}`));
}

function box(callSign, ticked, onTick, disabled) {
  const input = element("input", {
    type: "checkbox", value: callSign, disabled,
    onchange: (event) => onTick(callSign, event.target.checked),
  });
  input.checked = ticked;
  return input;
}

export function vehicleRow(callSign, {
  ticked, onTick, seconds, doubt, basis, about, chips = [], why = "", whatIf = null, disabled = false,
}) {
  return element("li", { "data-unit": callSign },
    element("label", {}, box(callSign, ticked, onTick, disabled),
      element("strong", {}, callSign), element("span", { class: "about" }, about), ...chips,
      arrival(seconds, doubt, basis)),
    why ? element("small", {}, why) : null,
    whatIf ? element("small", { class: "what-if" }, `◇ ${whatIf}`) : null);
}
