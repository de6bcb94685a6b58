// Ten seconds to take back the last status told at this console (mark P); the server has the last word.
import { isTyping } from "./keys.js";
import { act } from "./server.js";
import { say, sayFailure } from "./toast.js";

const WITHIN_MS = 10000;
export const UNDO_HINT = " · Ctrl+Z 撤销（10 秒内）";
let last = null;
let typedAt = -1;
let afterwards = () => {};

export function toldStatus(callSign) {
  last = { callSign, at: performance.now() };
}

const isFresh = () => last !== null && performance.now() - last.at <= WITHIN_MS;

// In a field Ctrl+Z takes back what was typed there since; else it takes back the status.
export function meansStatus(event) {
  return !isTyping(event.target) || (isFresh() && typedAt < last.at);
}

export async function undoStatus() {
  if (last === null) {
    say("▲ 没有刚报的状态可撤销。", "warn");
    return;
  }
  const { callSign } = last;
  try {
    const answer = await act("POST", `/units/${encodeURIComponent(callSign)}/status/undo`, {});
    last = null;
    say(`◆ 已撤销 ${callSign} 的“${answer.undone}”，恢复为“${answer.status_label}”`);
  } catch (failure) {
    sayFailure(failure);
  } finally {
    afterwards();
  }
}

export function startUndo(onDone) {
  afterwards = onDone;
  document.addEventListener("input", (event) => {
    if (event.target.id !== "command") typedAt = performance.now();
  }, { capture: true });
}
