// One row of the alarm list; kept from look to look, so that focus and finger stay where they are.
import { element, shortNumber, showText } from "../console/elements.js";
import { stopwatch } from "../console/times.js";
import { isKnown, isRinging, keyOf, stageOf } from "./ringing.js";

// The shape of "overdue" is drawn by the style sheet: not every font has it.
const MARKS = { call: "☎", overdue: "", info: "ⓘ" };
const CONCERNS = ["", "本席", "各席", "值班领导"];

function concernOf(row, now) {
  if (row.class !== "call") return "";
  const stage = stageOf(row, now);
  if (stage === 1 && row.desk) return `→ ${row.desk}`;
  return CONCERNS[stage] ? `→ ${CONCERNS[stage]}` : "";
}

function makeRow(row, acts) {
  const seeing = acts.maySee && (row.id !== null || row.class === "call")
    ? element("button", { type: "button", class: "alarm-see", onclick: () => acts.see(row) }, "知道了")
    : null;
  const text = row.subject
    ? element("a", { href: `/incidents/${encodeURIComponent(row.subject)}`, class: "alarm-text", title: row.text,
      onclick: (event) => { if (acts.open(row.subject)) event.preventDefault(); } }, row.text)
    : element("span", { class: "alarm-text", title: row.text }, row.text);
  return element("li", { class: `alarm alarm-${row.class}`, tabindex: "-1" },
    element("span", { class: "alarm-class" }, element("span", { "aria-hidden": "true" }, MARKS[row.class]), ` ${row.class_label}`),
    element("b", { class: "alarm-age" }), text,
    element("span", { class: "alarm-count" }), element("span", { class: "alarm-concern" }), seeing);
}

function fill(node, row, now, me) {
  const known = isKnown(row, now);
  showText(node.querySelector(".alarm-age"), stopwatch((now - Date.parse(row.since)) / 1000));
  showText(node.querySelector(".alarm-text"), row.text);
  showText(node.querySelector(".alarm-count"), row.count > 1 ? `×${row.count}` : "");
  showText(node.querySelector(".alarm-concern"), known ? `已知 ${row.seen_by}` : concernOf(row, now));
  node.classList.toggle("seen", known);
  node.classList.toggle("ringing", isRinging(row, now, me));
  const seeing = node.querySelector(".alarm-see");
  if (seeing) seeing.hidden = known;
}

const made = new Map();

export function drawRows(list, rows, now, me, acts) {
  const wanted = new Set();
  let before = null;
  for (const row of rows) {
    // The button of a row acts on the newest reminder it was drawn with.
    const key = `${keyOf(row)}|${row.id}`;
    wanted.add(key);
    if (!made.has(key)) made.set(key, makeRow(row, acts));
    const node = made.get(key);
    fill(node, row, now, me);
    const place = before ? before.nextSibling : list.firstChild;
    if (node !== place) list.insertBefore(node, place);
    before = node;
  }
  for (const [key, node] of made) {
    if (wanted.has(key)) continue;
    node.remove();
    made.delete(key);
  }
  for (const node of [...list.children]) if (![...made.values()].includes(node)) node.remove();
}

export const wordsOf = (row) => `${row.class_label}：${row.subject ? `${shortNumber(row.subject)} ` : ""}${row.text}`;
