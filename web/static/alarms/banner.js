// The duty chief's banner: what nobody has followed for 90 seconds, on whatever page is open.
import { byId, element, showOnly, showText } from "../console/elements.js";
import { act, read, Refused, Unreachable } from "../console/server.js";
import { stopwatch } from "../console/times.js";
import { keyOf, stageOf, toneDue } from "./ringing.js";
import { play, startTones } from "./tones.js";

const EVERY_MS = 5000;
const CHIEF_STAGE = 3;
const banner = byId("chief-alarm");
const rung = new Map();
const me = { name: "", mayOrder: false, mutesOverdue: true, silenced: new Set() };
let skew = 0;
let rows = [];

const serverNow = () => Date.now() - skew;

async function see(row) {
  try {
    await act("POST", `/reminders/${row.id}/seen`, {});
    await look();
  } catch (failure) {
    if (!(failure instanceof Refused || failure instanceof Unreachable)) throw failure;
    showText(banner.querySelector(".alarm-fault"), failure.message);
  }
}

function draw() {
  showOnly(banner, ...rows.map((row) => element("div", { "data-id": row.id },
    element("p", {}, element("b", {}, "☎ ", row.class_label, " ", element("span", { "data-since": row.since })), " → 值班领导"),
    element("p", {}, row.text),
    element("p", { class: "buttons" },
      element("button", { type: "button", class: "act", onclick: () => see(row) }, "知道了"),
      element("a", { class: "button", href: `/incidents/${encodeURIComponent(row.subject)}` }, "查看警情")))),
  rows.length ? element("p", { class: "alarm-fault", role: "alert" }) : null);
}

function tick() {
  for (const node of banner.querySelectorAll("[data-since]")) {
    showText(node, stopwatch((serverNow() - Date.parse(node.dataset.since)) / 1000));
  }
  const due = toneDue(rows, rung, serverNow(), me);
  if (due) play(due);
}

async function look() {
  const told = await read("/alarms");
  skew = Date.now() - Date.parse(told.now);
  const before = rows.map((row) => `${keyOf(row)} ${row.id}`).join();
  rows = told.alarms.filter((row) => row.class === "call" && row.id !== null && !row.seen_at && stageOf(row, serverNow()) >= CHIEF_STAGE);
  if (rows.map((row) => `${keyOf(row)} ${row.id}`).join() !== before) draw();
  tick();
}

async function follow() {
  try {
    await look();
  } catch (failure) {
    if (!(failure instanceof Refused || failure instanceof Unreachable)) throw failure;
  } finally {
    setTimeout(follow, EVERY_MS);
  }
}

if (banner) {
  startTones(() => {});
  setInterval(tick, 1000);
  follow();
}
