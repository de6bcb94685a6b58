// What is sent of the call in the hand: its words, its order, its joining to another.
import * as adviceOf from "./advice.js";
import * as boardOf from "./board.js";
import * as calls from "./callform.js";
import { countOrder } from "./effort.js";
import { byId } from "./elements.js";
import { advise, drafts, drawBar, drawQuarrel, keepValues, openIncident, showActive, values } from "./hand.js";
import * as outbox from "./outbox.js";
import { toldOverride } from "./override.js";
import { namesakes } from "./places.js";
import { focusQuarrel } from "./quarrel.js";
import { openRepeats } from "./repeats.js";
import { holderOf, saveWords } from "./saving.js";
import { act, Unreachable } from "./server.js";
import { clocksOf } from "./timers.js";
import { say, sayFailure } from "./toast.js";
import { releaseField } from "./typinglock.js";

let isSending = false;

function refuse(failure) {
  if (failure.faults?.length) {
    const others = calls.showFaults(failure.faults);
    say(`✕ 有 ${failure.faults.length} 处要改${others.length ? `：${others.join("；")}` : "，已标在对应栏目"}`, "fault");
  } else {
    sayFailure(failure);
  }
}

// One act at a time: a second press while the first is under way is not a second order.
async function sending(work, draft = keepValues()) {
  if (isSending) return;
  isSending = true;
  calls.clearFaults();
  const before = draft.number;
  try {
    await work(draft);
  } catch (failure) {
    refuse(failure);
  } finally {
    isSending = false;
    drafts.keep();
    const isFaulty = calls.form.querySelector("[aria-invalid]") !== null;
    const isOther = draft.number !== before || draft.isMerged;
    draft.isMerged = false;
    if (draft === drafts.active && isOther && !isFaulty) showActive();
    else advise();
    calls.tellLengths();
    drawBar();
    drawQuarrel();
    if (draft === drafts.active && draft.quarrel) focusQuarrel();
    boardOf.refresh();
  }
}

// Does what a person wished of a call, and keeps the wish where the server does not answer.
async function perform(draft, wish) {
  const typed = draft === drafts.active ? values() : { ...draft.values };
  try {
    releaseField();
    let told = await saveWords(draft, typed, drafts);
    if (wish.kind === "order" && wish.units.length) told = await give(draft, wish);
    else if (wish.kind === "order") told = null;
    outbox.settle(draft);
    if (told === null) say(`▲ ${draft.number} 已保存，但没有勾选车辆，未下达命令。`, "warn");
    else say(`◆ ${wish.pressedAt ? "已补发：" : ""}${told}`);
  } catch (failure) {
    if (failure instanceof Unreachable) {
      if (wish.kind === "order") draft.ticked = wish.units;
      outbox.hold(draft, { ...wish, pressedAt: wish.pressedAt ?? Date.now() });
      const isOrder = wish.kind === "order" && wish.units.length > 0;
      const then = isOrder ? "请先用电话、电台下达，并记在纸单上。"
        : wish.kind === "order" ? "没有勾选车辆：请先用电话、电台下达，勾选后可再按。" : "内容已保留。";
      say(`▲ 服务器没有应答，${isOrder ? "下达" : "保存"}已列入“待发送”。${then}`, "fault");
      return;
    }
    if (draft.waiting) outbox.tellRefused(draft, failure.message);
    throw failure;
  }
}

async function give(draft, { units, why }) {
  draft.ticked = units;
  const path = `/incidents/${encodeURIComponent(draft.number)}/assignments`;
  const answer = await act("POST", path, { units, ...why }, {}, holderOf(draft, drafts));
  const isFirst = draft.orderedAt === null;
  Object.assign(draft, {
    version: answer.version ?? draft.version, ticked: null, orderedAt: draft.orderedAt ?? Date.now(),
    clocks: clocksOf(answer) ?? draft.clocks,
  });
  if (isFirst) countOrder(draft);
  if (draft === drafts.active) showActive();
  return `已下达 ${draft.number}：${units.join("、")}`;
}

export const save = () => sending((draft) => perform(draft, { kind: "save", units: [] }));

// Two places of one name: which of them is asked once; whoever presses again means it.
function isToBeAsked(draft) {
  const at = values();
  const count = calls.hasPosition(at) || at.place_code ? 0 : namesakes();
  const outside = adviceOf.tickedOf(draft).filter((sign) => !adviceOf.advised().includes(sign));
  if (count < 2 || (adviceOf.isCarried() && !outside.length) || draft.askedFor === at.place) return false;
  draft.askedFor = at.place;
  say(`▲ “${at.place}”同名 ${count} 处，请先问清并选定。确要这样下达，请再按一次。`, "warn");
  byId("place").focus();
  return true;
}

export const order = () => sending((draft) => {
  if (isToBeAsked(draft)) return null;
  const units = adviceOf.tickedOf(draft);
  const why = adviceOf.differs(draft) ? toldOverride() : {};
  return perform(draft, { kind: "order", units, why });
});

// What waited is sent under the same lock as what is pressed; the call in the hand stays there.
function sendWaiting(draft, wish) {
  if (draft === drafts.active) keepValues();
  return sending((one) => perform(one, wish), draft);
}

export function attach(number) {
  return sending(async (draft) => {
    if (draft.asked) {
      say("▲ 这张接警单先前按过保存，还没有回音；请先等它送达，再并入。", "warn");
      return;
    }
    await act("POST", "/calls", calls.callBody(values(), number), {}, holderOf(draft, drafts));
    drafts.drop(draft.id);
    calls.fillForm(drafts.active.values);
    await openIncident(number);
    say(`◆ 来电已并入 ${number}`);
  });
}

export function attachOnly() {
  const found = openRepeats();
  if (found.length === 1) attach(found[0].number);
  else if (found.length) byId("duplicates").querySelector("button").focus();
  else say("▲ 没有疑似重复的警情。", "warn");
}

export function startSending() {
  outbox.startOutbox({ drafts, perform: sendWaiting, tell: say, redraw: drawBar });
}
