// The alarm bar of a desk: what stands, what sounds, and 知道了 by one key.
import { byId, element, showText } from "../console/elements.js";
import { teachKey } from "../console/keys.js";
import { act } from "../console/server.js";
import { localClock } from "../console/times.js";
import { say, sayFailure } from "../console/toast.js";
import { isKnown, keyOf, stageOf, toneDue } from "./ringing.js";
import { drawRows, wordsOf } from "./rows.js";
import { canSound, play, startTones } from "./tones.js";

const SHOWN = 3;
const MUTED = "fenghuo.muted";
const rung = new Map();
const silenced = new Set();
const told = new Set();
let bar = null;
let me = null;
let rows = [];
let link = null;
let skew = 0;
let isOpen = false;
let cameFrom = null;
let open = () => false;
let refresh = () => {};

const serverNow = () => Date.now() - skew;

// What the server cannot tell, because it is the server that is not heard.
function all() {
  if (link?.state !== "lost") return rows;
  const calls = rows.filter((row) => row.class === "call");
  const lost = {
    id: null, class: "overdue", class_label: "中断", kind: "link_lost", cause: "link_lost", subject: null, call_sign: null,
    text: `✕ 与服务器中断，以下为 ${link.asOf ? localClock(new Date(link.asOf)) : "打开本页时"} 的情况；新警请按纸质流程处理。`,
    since: link.since, last_at: link.since, count: 1, concern: "desk", desk: null, limits_s: [], repeat_s: 60, seen_at: null, seen_by: null,
  };
  return [...calls, lost, ...rows.filter((row) => row.class !== "call")];
}

function readMute() {
  try {
    return localStorage.getItem(MUTED) === "overdue";
  } catch {
    return false;
  }
}

function toggleMute() {
  me.mutesOverdue = !me.mutesOverdue;
  try {
    localStorage.setItem(MUTED, me.mutesOverdue ? "overdue" : "");
  } catch {
    // A browser that forbids storage mutes for this page only.
  }
  showSound();
}

function showSound() {
  const isLocked = !canSound();
  byId("alarm-unlock").hidden = !isLocked;
  byId("alarm-mute").setAttribute("aria-pressed", String(me.mutesOverdue));
  showText(byId("alarm-mute"), me.mutesOverdue ? "✕ 超时音已静音" : "超时音 开");
  bar.classList.toggle("silent", isLocked);
}

async function see(row) {
  if (row.id === null) {
    silenced.add(`${keyOf(row)}|${stageOf(row, serverNow())}`);
    say("▲ 这一条还没有提醒记录，只在本机静音。", "warn");
    draw();
    return;
  }
  try {
    await act("POST", `/reminders/${row.id}/seen`, {});
    say(`◆ 知道了：${row.text}`);
    // Shown at once; the next board says the same.
    const known = { seen_at: new Date(serverNow()).toISOString(), seen_by: me.name };
    for (const one of rows) if (one.id === row.id) Object.assign(one, known);
    draw();
    refresh();
  } catch (failure) {
    sayFailure(failure);
  }
}

function seeFirst() {
  const now = serverNow();
  const first = all().find((row) => !isKnown(row, now) && row.id !== null);
  if (first) see(first);
  else say("◆ 没有待处理的提醒。");
}

function toggleList(isWanted = !isOpen) {
  // Whoever was typing goes on typing where they were.
  if (isWanted && !isOpen) cameFrom = document.activeElement;
  isOpen = isWanted;
  draw();
  if (isOpen) byId("alarm-rows").querySelector(".alarm")?.focus();
  else cameFrom?.focus();
}

function walkRows(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const list = [...byId("alarm-rows").querySelectorAll(".alarm")];
  const at = list.indexOf(event.target.closest(".alarm"));
  if (step) {
    list[Math.min(list.length - 1, Math.max(0, at + step))]?.focus();
    event.preventDefault();
  } else if (event.key === "Enter" && event.target.matches(".alarm")) {
    event.target.querySelector("a")?.click();
    event.preventDefault();
  } else if (event.key === "Escape" && isOpen) {
    toggleList(false);
    event.stopPropagation();
  }
}

// Read aloud once when it comes, not at every tick of its age.
function announce(shown) {
  const fresh = shown.filter((row) => row.class !== "info" && !row.seen_at && !told.has(`${keyOf(row)}|${row.kind}`));
  for (const row of fresh) told.add(`${keyOf(row)}|${row.kind}`);
  if (fresh.length) showText(byId("alarm-said"), fresh.slice(0, SHOWN).map(wordsOf).join("；"));
}

function draw() {
  const now = serverNow();
  const every = all();
  const shown = isOpen ? every : every.slice(0, SHOWN);
  drawRows(byId("alarm-rows"), shown, now, me, { see, open, maySee: me.maySee });
  const unseen = every.filter((row) => !isKnown(row, now)).length;
  showText(byId("alarm-total"), every.length ? `${unseen} 项待处理${every.length > unseen ? `，${every.length - unseen} 项已知` : ""}` : "◆ 没有提醒");
  const more = byId("alarm-all");
  more.hidden = every.length === 0;
  more.setAttribute("aria-expanded", String(isOpen));
  showText(more.firstElementChild, isOpen ? "收起" : every.length > SHOWN ? `另有 ${every.length - SHOWN} 项` : "展开");
  bar.classList.toggle("open", isOpen);
  announce(every);
}

function tick() {
  const due = toneDue(all(), rung, serverNow(), me);
  if (due) play(due);
  draw();
}

export function showAlarms(board) {
  if (!bar) return;
  rows = board.overdue;
  skew = Date.now() - Date.parse(board.now);
  tick();
}

export function showAlarmLink({ state, asOf }) {
  if (!bar) return;
  if (link?.state === state) return;
  link = { state, asOf, since: new Date(serverNow()).toISOString() };
  tick();
}

export function startAlarms({ openIncident = null, onSeen = () => {} } = {}) {
  bar = byId("alarm-bar");
  if (!bar) return;
  refresh = onSeen;
  open = (number) => {
    openIncident?.(number);
    return openIncident !== null;
  };
  const { name, mayOrder, maySee } = bar.dataset;
  me = { name, mayOrder: mayOrder === "yes", maySee: maySee === "yes", mutesOverdue: readMute(), silenced };
  startTones(showSound);
  showSound();
  byId("alarm-mute").addEventListener("click", toggleMute);
  byId("alarm-all").addEventListener("click", () => toggleList());
  byId("alarm-rows").addEventListener("keydown", walkRows);
  if (me.maySee) teachKey("Alt+Z", "知道了：最上面一条未知的提醒", seeFirst);
  teachKey("F9", "展开、收起全部提醒", () => toggleList());
  setInterval(tick, 1000);
  bar.append(element("p", { class: "visually-hidden", role: "alert", id: "alarm-said" }));
  draw();
}
