// The crew's phone: shows the order, keeps each press until the server has it, and says so.
import { byId, element, showOnly, showText, statusMark } from "../console/elements.js";
import { Refused, act } from "../console/server.js";
import { elapsed, moreFacts, trappedWords } from "../terminal/order.js";
import { follow } from "../terminal/source.js";
import * as queue from "./queue.js";
import { sendReport } from "./sending.js";

const page = byId("main");
const callSign = page.dataset.unit;
const NAME = `fenghuo.crew.${callSign}`;
const LAST = `${NAME}.seen`;
const OFFSET = `${NAME}.offset`;
const RETRY_MS = 3000;
let kept = queue.stored(NAME);
let news = readSeen();
let offsetMs = Number(localStorage.getItem(OFFSET) ?? 0);
let steady = null;
let isSending = false;
let isKept = true;

function readSeen() {
  try {
    return JSON.parse(localStorage.getItem(LAST) ?? "null");
  } catch {
    return null;
  }
}

function remember(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Without room it is asked for again.
  }
}

// The server's time by a clock nobody can set; before the first answer by that of the phone.
const serverMs = () => (steady ? steady.serverMs + performance.now() - steady.atMs : Date.now() + offsetMs);
const clock = (ms) => new Date(ms).toLocaleTimeString("zh-CN", { hour12: false, timeZone: "Asia/Shanghai" });

function keep(next) {
  kept = next;
  isKept = queue.store(NAME, kept);
  show();
}

function press(button) {
  const label = button.querySelector(".report-word").textContent;
  keep(queue.withReport(kept, { status: button.dataset.status, label, atMs: serverMs(), deviceMs: Date.now() }));
  navigator.vibrate?.(60);
  send();
}

async function send() {
  if (isSending) return;
  isSending = true;
  try {
    while (kept.waiting.length) {
      const report = kept.waiting[0];
      const answer = await sendReport(callSign, report);
      if (answer.outcome === "later") {
        if (answer.words) say(answer.words, true);
        break;
      }
      if (answer.outcome === "untimed") {
        keep(queue.withoutMoment(kept, report.seq));
        continue;
      }
      const isRefused = answer.outcome === "refused";
      keep(queue.withAnswer(kept, report.seq, { words: answer.words, isRefused, sentAt: serverMs() }));
      say(answer.words || `${report.label} 已送达`, isRefused);
    }
  } finally {
    isSending = false;
    show();
  }
}

function say(words, isFault = false) {
  const told = byId("told");
  showText(told, words);
  told.className = `notice ${isFault ? "fault" : "good"}`;
  told.hidden = false;
}

function orderCard(order) {
  return element(
    "article", { class: "order-card" },
    element("h1", {}, order.place || "地点待查，请电话问指挥中心"),
    element("p", { class: "kind" }, `${order.category_label} ${order.level_label}`),
    element("p", { class: order.trapped > 0 ? "trapped" : "" }, trappedWords(order)),
    element("p", { class: "quiet" }, `警情 ${order.number} · 下达 ${clock(Date.parse(order.ordered_at))}（已 ${elapsed(serverMs() - Date.parse(order.ordered_at))}）${order.is_generated ? " · 生成数据" : ""}`),
  );
}

function detailsOf(order) {
  const facts = moreFacts(order).flatMap(([name, words]) => [element("dt", {}, name), element("dd", {}, words)]);
  return element("dl", { class: "order-card facts", "aria-label": `警情 ${order.number} 详情` }, ...facts);
}

// An order is not acknowledged by being given: `alerted` alone means that it waits for 收到.
const isWaiting = () => (news?.orders ?? []).some((order) => !order.is_acknowledged);

function stateMark() {
  const { status, status_label: label } = news.unit;
  if (status !== "alerted") return statusMark(status, label);
  return statusMark(status, isWaiting() ? "有命令，待确认" : "已收到");
}

let drawnCards = "";

function showCards() {
  const orders = news?.orders ?? [];
  const minute = Math.floor(serverMs() / 15000);
  const same = JSON.stringify([orders, minute]);
  if (same === drawnCards) return;
  drawnCards = same;
  const cards = orders.length ? orders.map(orderCard) : [element("p", { class: "idle" }, "没有任务")];
  showOnly(byId("orders"), ...cards);
  showOnly(byId("details"), ...orders.map(detailsOf));
  byId("map-fold").hidden = !orders.length;
}

function show() {
  showCards();
  const waiting = kept.waiting;
  const last = waiting.at(-1);
  if (last) showOnly(byId("state"), element("span", { class: "status" }, `… ${last.label}（待发送）`));
  else if (news) showOnly(byId("state"), stateMark());
  const unsent = byId("unsent");
  unsent.hidden = !waiting.length && isKept;
  const lossy = isKept ? "" : " ▲ 本机存不下，请勿关闭本页";
  showText(unsent, waiting.length ? `▲ 待发送 ${waiting.length} 条，连上后自动发出${lossy}` : lossy);
  for (const button of document.querySelectorAll(".report")) showButton(button, last);
  const lines = [
    ...waiting.map((one) => `… ${one.label} ${clock(one.at ?? one.pressedAt)} 待发送`).reverse(),
    ...kept.sent.map((one) => `${one.isRefused ? "✕" : "●"} ${one.label} ${clock(one.at ?? one.pressedAt)}${one.isRefused ? " 未被接受" : `，${clock(one.sentAt)} 送达`}${one.words ? `：${one.words}` : ""}`),
  ];
  if (lines.length) showOnly(byId("reports"), ...lines.map((line) => element("li", {}, line)));
}

function showButton(button, last) {
  const status = button.dataset.status;
  const pending = kept.waiting.filter((one) => one.status === status).at(-1);
  const isSaid = status !== "alerted" || !isWaiting();
  const isNow = last ? last.status === status : news?.unit.status === status && isSaid;
  button.classList.toggle("now", Boolean(isNow));
  if (isNow) button.setAttribute("aria-current", "true");
  else button.removeAttribute("aria-current");
  showText(button.querySelector(".report-time"), pending ? `${clock(pending.at ?? pending.pressedAt)} 待发` : isNow ? "当前" : "");
}

function onNews(told) {
  news = told;
  steady = { serverMs: Date.parse(told.now), atMs: performance.now() };
  offsetMs = steady.serverMs - Date.now();
  remember(OFFSET, String(offsetMs));
  remember(LAST, JSON.stringify(told));
  send();
  show();
  tellShown();
}

const toldShown = new Set();

function tellShown() {
  if (document.visibilityState !== "visible") return;
  for (const order of news.orders) {
    const isTold = order.units.every((unit) => unit.shown_at) || toldShown.has(order.ordered_at);
    if (isTold) continue;
    toldShown.add(order.ordered_at);
    act("POST", "/terminal/shown", { incident: order.number, units: [callSign] })
      .catch(() => toldShown.delete(order.ordered_at));
  }
}

const LINKS = { live: "● 已连接", waiting: "▲ 重连中", lost: "✕ 中断" };

function onState(told) {
  const words = told.state === "lost" ? `✕ 无网络 ${elapsed(told.lostMs)}` : LINKS[told.state];
  showText(byId("link"), words);
  byId("link").dataset.state = told.state;
  if (told.words) say(told.words, true);
  document.body.classList.toggle("stale", told.state === "lost");
}

async function openMap() {
  const order = news?.orders[0];
  if (!byId("map-fold").open || !order) return;
  try {
    const { mapOf } = await import("./maps.js");
    await mapOf(page.dataset, order, callSign, news.unit);
  } catch (failure) {
    showText(byId("way-words"), failure instanceof Refused ? failure.message : "▲ 没有网络，地图暂不能显示；请按地址行驶。");
  }
}

// Only over HTTPS or on this machine does a browser let a page be kept.
async function keepForOffline() {
  if (!("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register("/crew/worker.js", { scope: "/crew" });
    const files = performance.getEntriesByType("resource").map(({ name }) => new URL(name))
      .filter(({ origin, pathname }) => origin === location.origin && pathname.startsWith("/static/"));
    const store = await caches.open("fenghuo-crew");
    await store.addAll([location.href, ...new Set(files.map(({ href }) => href))]);
    document.documentElement.dataset.kept = "yes";
  } catch {
    // It then needs the network to open; what waits to be sent is kept all the same.
  }
}

byId("map-fold").addEventListener("toggle", openMap);
for (const button of document.querySelectorAll(".report")) button.addEventListener("click", () => press(button));
byId("positions").addEventListener("change", async (event) => {
  const { followPosition } = await import("./positions.js");
  followPosition(event.target, callSign, say);
});
// What is kept of the order must not outlive who was logged in; reports that wait do.
byId("logout")?.addEventListener("submit", () => localStorage.removeItem(LAST));
addEventListener("online", send);
setInterval(() => { if (kept.waiting.length) send(); }, RETRY_MS);
setInterval(showCards, 1000);
show();
follow("/crew", { unit: callSign }, { onNews, onState });
keepForOffline();
