// The open incidents, the most urgent first; nothing scrolls: what has no room is counted.
import { element, levelMark, shortNumber, showOnly, showText } from "../console/elements.js";
import { stopwatch } from "../console/times.js";

const CARDS = 4;
const LINES = 5;
const WAITING_TARGET_S = 45;

const byUrgency = (one, other) => other.urgency - one.urgency || one.received_at.localeCompare(other.received_at);

function stepBar(row, steps) {
  const words = steps.map((word, at) => element("li", {
    class: at + 1 < row.step ? "done" : at + 1 === row.step ? "now" : null,
    "aria-current": at + 1 === row.step ? "step" : null,
  }, word));
  return element("ol", { class: "steps", "aria-label": `进度：${steps[row.step - 1]}` }, ...words);
}

// The words in brackets say what the kind covers; from four metres its name is enough.
const kindOf = (row) => row.category_label.split(/[(（]/)[0];

function age(row) {
  return element("b", { class: "age", "data-since": row.received_at, "data-waits": row.state === "filed" });
}

function card(row, steps, chosen) {
  const facts = [
    row.trapped ? `被困 ${row.trapped}` : null, row.units.length ? `${row.units.length} 车` : "未派车",
    row.calls_count > 1 ? `${row.calls_count} 次来电` : null,
  ].filter(Boolean).join(" · ");
  return element("li", { class: `card${row.number === chosen ? " chosen" : ""}`, "data-number": row.number },
    element("p", { class: "head" }, element("b", { class: "short" }, shortNumber(row.number)), levelMark(row),
      element("span", { class: "kind" }, kindOf(row)), age(row)),
    element("p", { class: "where" }, row.place || "地点未定", row.is_generated ? element("span", { class: "chip" }, "生成") : null),
    element("p", { class: "facts" }, facts),
    stepBar(row, steps));
}

function line(row, steps, chosen) {
  return element("li", { class: `line${row.number === chosen ? " chosen" : ""}`, "data-number": row.number },
    element("b", { class: "short" }, shortNumber(row.number)), levelMark(row),
    element("span", { class: "where" }, row.place || kindOf(row)), element("span", {}, steps[row.step - 1]), age(row));
}

export function drawIncidents(list, incidents, steps, chosen) {
  const rows = [...incidents].sort(byUrgency);
  // What the desk has in hand is always among the cards.
  const at = rows.findIndex((row) => row.number === chosen);
  const inHand = at >= CARDS ? rows[at] : null;
  const top = rows.slice(0, inHand ? CARDS - 1 : CARDS);
  if (inHand) top.push(inHand);
  const rest = rows.filter((row) => !top.includes(row));
  const left = rest.length - LINES;
  const lines = rest.slice(0, left > 0 ? LINES - 1 : LINES);
  const unseen = rest.length - lines.length;
  showOnly(list, ...top.map((row) => card(row, steps, chosen)), ...lines.map((row) => line(row, steps, chosen)),
    unseen > 0 ? element("li", { class: "line more" }, `另有 ${unseen} 起未列出，见“警情”页`) : null,
    rows.length ? null : element("li", { class: "card calm" }, "◆ 没有未结警情"));
}

export function drawAges(list, now) {
  for (const node of list.querySelectorAll(".age")) {
    const seconds = (now - Date.parse(node.dataset.since)) / 1000;
    const isLate = node.dataset.waits !== undefined && seconds >= WAITING_TARGET_S;
    showText(node, stopwatch(seconds));
    if (isLate) node.dataset.stay = "late";
    else delete node.dataset.stay;
  }
}
