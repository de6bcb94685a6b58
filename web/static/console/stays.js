// How long something has stood as it stands, against its limits: a shape and weight, never red text.
import { showText } from "./elements.js";
import { stopwatch } from "./times.js";

const NEAR = 0.8;
const WORDS = { near: "接近时限", over: "超过时限", late: "明显超时" };

export function stayOf(seconds, target, late) {
  if (!target || seconds < NEAR * target) return "fine";
  if (seconds < target) return "near";
  return seconds < late ? "over" : "late";
}

// A cell with data-since, and with data-target and data-late where its status has limits.
export function showStay(cell, now) {
  const { since, target, late } = cell.dataset;
  const seconds = (now - Date.parse(since)) / 1000;
  const stay = stayOf(seconds, Number(target), Number(late));
  showText(cell, stopwatch(seconds));
  if ((cell.dataset.stay ?? "fine") === stay) return;
  cell.dataset.stay = stay;
  if (WORDS[stay]) cell.title = `${WORDS[stay]}（目标 ${stopwatch(target)}，建议值 P）`;
  else cell.removeAttribute("title");
}
