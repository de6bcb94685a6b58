// What a person pressed and the server has not heard: shown, cancelled by hand, sent once.
import { nameOf } from "./draftbar.js";
import { byId, element, showOnly } from "./elements.js";
import { isGone, tellPressed } from "./outage.js";
import { localClock } from "./times.js";

// An order this old may have been overtaken by a telephone: a person is asked first (P).
const ASKS_AFTER_MS = 180_000;
// Long enough to read what is about to go, and to cancel it (P).
const GRACE_MS = 3000;

let desk = null;
let countdown = null;
let goesAt = 0;
let isSending = false;

const waiting = () => desk.drafts.all.filter((draft) => draft.waiting)
  .sort((one, other) => one.waiting.pressedAt - other.waiting.pressedAt);

// Pressed without a vehicle ticked, an order is a saving and says so.
const isOrder = ({ waiting: wish }) => wish.kind === "order" && wish.units.length > 0;

const needsPress = ({ waiting: wish }) => wish.reason
  || (wish.kind === "order" && wish.units.length > 0 && Date.now() - wish.pressedAt > ASKS_AFTER_MS);

function line(draft) {
  const { kind, units, pressedAt, reason } = draft.waiting;
  const what = isOrder(draft) ? `下达 ${units.join("、")}` : kind === "order" ? "保存（没有勾选车辆）" : "保存";
  const mustAsk = needsPress(draft);
  const minutes = Math.floor((Date.now() - pressedAt) / 60_000);
  const state = isGone() ? "等服务器恢复"
    : reason ? `✕ ${reason}`
      : mustAsk ? `▲ 已过 ${minutes} 分钟，没有自动发出：如已用电话下达请取消`
        : `服务器已恢复，${Math.max(1, Math.ceil((goesAt - Date.now()) / 1000))} 秒后发送`;
  return element("p", {},
    element("strong", {}, `◇ 待发送 ${what} → ${nameOf(draft)}`), `（${localClock(new Date(pressedAt))} 按下）${state} `,
    !isGone() ? element("button", { type: "button", onclick: () => sendNow(draft) }, isOrder(draft) ? "现在下达" : "现在保存") : null,
    " ", element("button", { type: "button", onclick: () => cancel(draft) }, "取消"));
}

function draw() {
  const box = byId("outbox");
  const held = waiting();
  box.hidden = held.length === 0;
  tellPressed(held.some(isOrder));
  const words = JSON.stringify(held.map((draft) => [draft.id, nameOf(draft), draft.waiting, isGone(), needsPress(draft),
    isGone() ? 0 : Math.ceil((goesAt - Date.now()) / 1000)]));
  if (box.dataset.words === words) return;
  // Redrawn each second of the countdown: whoever stands on a button stays on it.
  const at = [...box.querySelectorAll("button")].indexOf(document.activeElement);
  box.dataset.words = words;
  showOnly(box, ...held.map(line));
  if (at >= 0) box.querySelectorAll("button")[at]?.focus();
}

function cancel(draft) {
  draft.waiting = null;
  desk.drafts.keep();
  desk.tell(`◆ 已取消待发送：${nameOf(draft)}；所填内容仍在。`, "warn");
  draw();
  desk.redraw();
}

async function sendNow(draft) {
  if (isSending || !draft.waiting) return;
  isSending = true;
  try {
    await desk.perform(draft, draft.waiting);
  } finally {
    isSending = false;
    draw();
  }
}

async function sendDue() {
  countdown = null;
  for (const draft of waiting()) {
    if (isGone()) break;
    if (!needsPress(draft)) await sendNow(draft);
  }
}

function schedule() {
  clearTimeout(countdown);
  goesAt = Date.now() + GRACE_MS;
  countdown = setTimeout(sendDue, GRACE_MS);
}

// The server is back: what waits goes after a moment in which it can still be cancelled.
export function serverIsBack() {
  if (waiting().some((draft) => !needsPress(draft))) schedule();
  draw();
}

export function hold(draft, wish) {
  draft.waiting = { pressedAt: Date.now(), reason: "", ...wish };
  desk.drafts.keep();
  draw();
}

// Refused, it is not tried again by itself: a person reads why and presses, or cancels.
export function tellRefused(draft, reason) {
  if (draft.waiting) draft.waiting.reason = reason;
  desk.drafts.keep();
  draw();
}

export function settle(draft) {
  draft.waiting = null;
  draw();
}

export function focusOutbox() {
  byId("outbox").querySelector("button")?.focus();
}

export function startOutbox(parts) {
  desk = parts;
  draw();
  // Whatever waits while the server answers counts down: after an outage, after one lost answer,
  // and after a reload.
  setInterval(() => {
    if (!waiting().length) return;
    if (!isGone() && countdown === null && !isSending && waiting().some((draft) => !needsPress(draft))) schedule();
    draw();
  }, 500);
}

export { draw as drawOutbox };
