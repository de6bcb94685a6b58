// The board: who is where and what is open, as the live stream tells it, never older than it says.
import * as live from "../live/live.js";
import { byId, element, keepRows, levelMark, shortNumber, showText, statusMark, walk } from "./elements.js";
import { isComposing } from "./keys.js";
import { showStay } from "./stays.js";
import { localClock } from "./times.js";

const units = byId("units");
const incidents = byId("incidents");
const filter = byId("units-shown");
const AVAILABLE = new Set(["in_station", "returning", "standby", "training"]);

let board = null;
let isLost = false;
let chosenNumber = null;
let onBoard = () => {};
let onLink = () => {};

export const currentBoard = () => board;

export function chooseIncident(number) {
  const isNew = number !== chosenNumber;
  chosenNumber = number;
  document.dispatchEvent(new CustomEvent("incidentchosen", { detail: number }));
  if (!board) return;
  drawIncidents();
  if (isNew) incidents.querySelector("tr.chosen")?.scrollIntoView({ block: "nearest" });
}

const isShown = {
  all: () => true,
  available: (unit) => AVAILABLE.has(unit.status),
  working: (unit) => unit.incident !== null,
  out: (unit) => unit.status === "out_of_service" || !unit.is_staffed,
};

// What works on an incident stands on top; everything else stands by its station.
function groupedRows() {
  const groups = new Map();
  const working = board.units.filter((unit) => unit.incident !== null);
  if (working.length) groups.set(`执行任务 ${working.length}`, []);
  for (const unit of board.units.filter(isShown[filter.value])) {
    const title = unit.incident !== null ? `执行任务 ${working.length}` : unit.station;
    if (!groups.has(title)) groups.set(title, []);
    groups.get(title).push(unit);
  }
  return [...groups].filter(([, members]) => members.length)
    .flatMap(([title, members]) => [{ title: headingOf(title, members), members }, ...members]);
}

function headingOf(title, members) {
  if (members[0].incident !== null) return title;
  const own = board.units.filter((unit) => unit.station === title);
  const able = own.filter((unit) => AVAILABLE.has(unit.status) && unit.is_staffed);
  // Vehicles with one crew between them are one vehicle to send.
  const free = new Set(able.map((unit) => (unit.pool ? `pool ${unit.pool}` : unit.call_sign))).size;
  return `${title} 可调派 ${free}/${own.length}`;
}

function crewChip(unit) {
  if (unit.crew < unit.minimum_crew) return element("span", { class: "chip" }, `▲ 缺员 ${unit.crew}/${unit.minimum_crew}`);
  return unit.crew_note ? element("span", { class: "chip", title: unit.crew_note }, unit.is_staffed ? "休整" : "▲ 无人驾驶") : null;
}

function unitRow(item) {
  if (item.members) {
    return element("tr", {}, element("th", { scope: "rowgroup", colspan: "4" }, item.title));
  }
  const age = item.position_age_s > 300 ? element("span", { class: "chip" }, "位置旧") : null;
  return element("tr", { tabindex: "-1", "data-unit": item.call_sign },
    element("td", { class: "nowrap" }, item.call_sign, " ", age),
    element("td", {}, statusMark(item.status, item.status_label), " ", crewChip(item)),
    element("td", { class: "number", "data-since": item.status_since, "data-target": item.status_target_s, "data-late": item.status_late_s }),
    element("td", { class: "nowrap", title: item.incident }, item.incident ? shortNumber(item.incident) : "—"));
}

function incidentRow(row) {
  return element("tr", { tabindex: "-1", "data-number": row.number, class: row.number === chosenNumber ? "chosen" : null },
    element("td", { class: "nowrap" }, element("a", { href: `/incidents/${encodeURIComponent(row.number)}`, tabindex: "-1", title: row.number }, shortNumber(row.number))),
    element("td", { class: "place" }, `${row.category_label} `, levelMark(row), ` ${row.place ?? ""}`,
      row.trapped ? ` 被困 ${row.trapped}` : "", row.is_generated ? element("span", { class: "chip" }, "生成") : null,
      row.is_back_entered ? element("span", { class: "chip", title: "先写纸单、后补录" }, "补录") : null,
      row.units?.length ? element("small", { class: "quiet" }, ` ${row.units.join("、")}`) : null),
    element("td", {}, row.state_label),
    element("td", { class: "number", "data-since": row.received_at }));
}

function emptyRow(text) {
  return element("tr", { "data-key": "empty" }, element("td", { colspan: "4" }, text));
}

function drawIncidents() {
  keepRows(incidents, board.incidents, (row) => row.number, incidentRow);
  if (!board.incidents.length) incidents.replaceChildren(emptyRow("没有处置中的警情。"));
}

function drawUnits() {
  const rows = groupedRows();
  keepRows(units, rows, (row) => (row.members ? `group ${row.members[0].incident === null ? row.members[0].station : ""}` : row.call_sign), unitRow);
  if (!rows.length) units.replaceChildren(emptyRow("没有符合的车辆。"));
}

function drawSpans() {
  if (!board || isLost) return;
  const now = live.serverNow();
  for (const cell of document.querySelectorAll("#board [data-since]")) {
    showStay(cell, now);
  }
}

function draw() {
  const { counts } = board;
  for (const name of ["waiting", "working", "available", "units"]) {
    showText(byId(`count-${name}`), String(counts[name]));
  }
  byId("storm-link").hidden = counts.wanting < 2;
  drawUnits();
  drawIncidents();
  drawSpans();
}

// A frozen board that looks live is the worst fault: the link always says how old it is.
function showLink({ state, asOf }) {
  isLost = state === "lost";
  const words = { live: "● 已连接", waiting: "▲ 重连中", lost: "✕ 中断" }[state];
  const since = asOf ? `（数据截至 ${localClock(new Date(asOf))}）` : "";
  const link = byId("link");
  link.dataset.state = state;
  showText(link, state === "live" ? words : `${words}${since}`);
  document.body.classList.toggle("stale", isLost);
  onLink({ state, asOf });
}

function showBoard(told) {
  board = told;
  draw();
  onBoard(board);
}

export const refresh = live.refresh;

function listen(container, selector, keys) {
  const frame = container.closest(".scroll");
  frame.addEventListener("keydown", (event) => {
    if (isComposing(event) || event.ctrlKey || event.altKey || event.metaKey) return;
    if (walk(container, selector, event)) return;
    const row = event.target.closest(selector);
    if (row && keys(event.key, row)) event.preventDefault();
  });
}

export function startBoard({ onUpdate, onLinkChange, onUnit, onUnitKey, onIncident }) {
  onBoard = onUpdate;
  onLink = onLinkChange ?? onLink;
  listen(units, "tr[data-unit]", (key, row) => onUnitKey(key, row.dataset.unit));
  listen(incidents, "tr[data-number]", (key, row) => {
    if (key !== "Enter") return false;
    onIncident(row.dataset.number);
    return true;
  });
  units.addEventListener("click", (event) => {
    const row = event.target.closest("tr[data-unit]");
    if (row) onUnit(row.dataset.unit);
  });
  incidents.addEventListener("click", (event) => {
    const row = event.target.closest("tr[data-number]");
    if (row && !event.target.closest("a")) onIncident(row.dataset.number);
  });
  filter.addEventListener("change", () => board && drawUnits());
  setInterval(drawSpans, 1000);
  live.follow({ onBoard: showBoard, onPositions: () => showBoard(live.currentBoard()), onLink: showLink });
}

export function focusRows(name) {
  const body = name === "units" ? units : incidents;
  const row = body.querySelector("tr.chosen, tr[tabindex]");
  (row ?? body.closest(".scroll")).focus();
}
