// The station's terminal: shows the newest order nobody confirmed, sounds, and takes 收到.
import { byId, element, showOnly, showText, statusMark } from "../console/elements.js";
import { Refused, act, read } from "../console/server.js";
import { elapsed, keyOf, queueItem, showOrder } from "./order.js";
import { follow } from "./source.js";
import * as tone from "./tone.js";
import { makeWayMap, wayWords } from "./waymap.js";

const page = byId("main");
const station = { code: page.dataset.station, name: page.dataset.name };
// How long an order that a person asked for again stays before the screen goes idle.
const LOOKED_AT_MS = 60000;
const AUTO_PRINT = "fenghuo.terminal.print";
let orders = [];
let chosen = null;
let chosenAt = 0;
let shown = null;
let news = null;
let link = { state: "waiting" };
let map = null;
let answeredAt = { local: performance.now(), server: Date.now() };
const toldShown = new Set();
const ways = new Map();
let isPressing = false;

const serverNow = () => answeredAt.server + performance.now() - answeredAt.local;

// Whoever stands first: nobody confirmed it and it is the newest. A person may look at another.
function orderToShow() {
  const waiting = orders.filter((one) => !one.is_acknowledged);
  if (performance.now() - chosenAt > LOOKED_AT_MS) chosen = null;
  const asked = orders.find((one) => keyOf(one) === chosen);
  if (waiting.length && !(asked && !asked.is_acknowledged)) return waiting[0];
  return asked ?? orders.find((one) => !one.is_rolling) ?? null;
}

function show() {
  shown = orderToShow();
  byId("idle").hidden = Boolean(shown);
  byId("order").hidden = !shown;
  document.body.classList.toggle("alarmed", Boolean(shown && !shown.is_acknowledged));
  byId("queue").hidden = orders.length === 1 && shown !== null;
  showOnly(byId("queue"), ...orders.map((one) => queueItem(one, one === shown, choose)));
  if (shown) {
    showOrder(shown, { mayAcknowledge: !shown.is_acknowledged });
    const slip = byId("slip");
    slip.hidden = false;
    slip.href = slipOf(shown);
    showWay(shown);
  }
  showIdle();
  sound();
  // After the browser has drawn it: what is told as shown has truly been on the screen.
  if (shown) requestAnimationFrame(() => requestAnimationFrame(() => tellShown(shown)));
}

const slipOf = (order) => `/incidents/${encodeURIComponent(order.number)}/slips/${encodeURIComponent(station.code)}`;

function choose(order) {
  chosen = keyOf(order);
  chosenAt = performance.now();
  show();
}

function showIdle() {
  const units = news?.units ?? [];
  const working = orders.length ? `${orders.length} 个命令执行中，点上方条目可再看` : "没有待确认的命令";
  showText(byId("idle-words"), working);
  showOnly(byId("idle-units"), ...units.map((unit) => element(
    "li", {}, element("b", {}, unit.call_sign), element("span", {}, unit.vehicle_type_label),
    statusMark(unit.status, unit.status_label),
    element("span", { class: "quiet" }, unit.crew_note ?? `${unit.crew} 人`),
  )));
}

function sound() {
  const isWaiting = orders.some((one) => !one.is_acknowledged);
  tone.sound(isWaiting ? "order" : link.state === "lost" ? "dead" : "none");
  byId("silent").hidden = tone.isOpen();
}

async function tellShown(order) {
  const units = order.units.filter((unit) => !unit.shown_at).map((unit) => unit.call_sign);
  if (document.visibilityState !== "visible" || byId("order").hidden || !units.length) return;
  if (shown !== order || toldShown.has(keyOf(order))) return;
  toldShown.add(keyOf(order));
  try {
    await act("POST", "/terminal/shown", { incident: order.number, units });
  } catch {
    // Told again with the next look: the server keeps the first time only.
    toldShown.delete(keyOf(order));
  }
}

async function showWay(order) {
  const key = keyOf(order);
  const known = ways.get(key);
  draw(order, known ?? null);
  if (known || ways.has(key)) return;
  ways.set(key, null);
  try {
    const way = await read("/terminal/way", { incident: order.number, unit: order.units[0].call_sign });
    ways.set(key, way);
    if (shown && keyOf(shown) === key) draw(shown, way);
  } catch {
    ways.delete(key);
  }
}

let drawn = "";

function draw(order, way) {
  const what = `${keyOf(order)} ${Boolean(way)} ${order.position?.lon} ${order.position?.lat}`;
  if (drawn === what) return;
  drawn = what;
  showText(byId("way-words"), way ? wayWords(way) : "正在算路线…");
  if (typeof ol === "undefined") {
    showText(byId("way-words"), "地图未装入，请按地址行驶。");
    return;
  }
  if (!map) {
    map = makeWayMap(byId("way-map"));
    read("/map").then((land) => map.showLand(land)).catch(() => {});
  }
  map.showWay({ station: news?.station, goal: order.position, way, words: order.category_label });
}

async function acknowledge() {
  const order = shown;
  if (!order || order.is_acknowledged || isPressing) return;
  isPressing = true;
  const button = byId("acknowledge");
  showText(button, "正在报送…");
  const units = order.units.filter((unit) => !unit.acknowledged_at).map((unit) => unit.call_sign);
  try {
    await act("POST", "/terminal/acknowledge", { incident: order.number, units });
    byId("order-fault").hidden = true;
    order.is_acknowledged = true;
    if (byId("auto-print").checked) window.open(`${slipOf(order)}?print=1`, "_blank", "noopener");
  } catch (failure) {
    const words = failure instanceof Refused ? failure.message : "▲ 没有送达，请再按一次；仍不行请电话报指挥中心“收到”。";
    showText(byId("order-fault"), words);
    byId("order-fault").hidden = false;
  } finally {
    isPressing = false;
    showText(button, "收到（回车 / 空格）");
    show();
  }
}

function onNews(told) {
  news = told;
  orders = told.orders;
  answeredAt = { local: performance.now(), server: Date.parse(told.now) };
  if (!orders.some((one) => !one.is_acknowledged)) byId("order-fault").hidden = true;
  show();
}

const LINKS = { live: "● 已连接", waiting: "▲ 重连中", lost: "✕ 中断" };

function onState(told) {
  link = told;
  showText(byId("link"), LINKS[told.state]);
  byId("link").dataset.state = told.state;
  byId("dead").hidden = told.state !== "lost";
  const words = told.words || `已 ${elapsed(told.lostMs)} 没有收到指挥中心的消息`;
  if (told.state === "lost") showText(byId("dead-since"), `${words}；下面的内容可能已过时。`);
  sound();
}

function tick() {
  const now = new Date(serverNow());
  showText(byId("big-clock"), now.toLocaleTimeString("zh-CN", { hour12: false, timeZone: "Asia/Shanghai" }));
  if (shown) showText(byId("order-since"), elapsed(serverNow() - Date.parse(shown.ordered_at)));
}

document.addEventListener("keydown", (event) => {
  tone.open().then(sound, () => {});
  if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  if (event.key !== "Enter" && event.key !== " ") return;
  const focused = document.activeElement;
  // On another button or link the key means that one; from everywhere else it means 收到.
  if (focused && focused !== document.body && focused.id !== "acknowledge" && focused.closest("a, button, input, form")) return;
  if (!shown || shown.is_acknowledged) return;
  event.preventDefault();
  acknowledge();
});
document.addEventListener("pointerdown", () => tone.open().then(sound, () => {}));
document.addEventListener("visibilitychange", () => shown && tellShown(shown));
byId("acknowledge").addEventListener("click", acknowledge);
byId("try-tone").addEventListener("click", () => tone.tryOnce());
try {
  byId("auto-print").checked = localStorage.getItem(AUTO_PRINT) === "yes";
} catch {
  // The choice then lasts for this page only.
}
byId("auto-print").addEventListener("change", (event) => {
  try {
    localStorage.setItem(AUTO_PRINT, event.target.checked ? "yes" : "no");
  } catch {
    // As above.
  }
});
tone.open().then(sound, () => {});
setInterval(tick, 500);
follow("/terminal", { station: station.code }, { onNews, onState });
