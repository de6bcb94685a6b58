// The server gone: said plainly, with what still works and what to do on paper; asked every second.
import { byId, showText } from "./elements.js";
import { localClock } from "./times.js";
import { read, Refused, Unreachable, watchLink } from "./server.js";

const PROBE_MS = 1000;
// One answer lost on the way is no outage; two in a row are.
const MISSES = 2;

let misses = 0;
let goneSince = null;
let probing = null;
let onBack = () => {};
let isPressed = false;

export const isGone = () => goneSince !== null;

function show() {
  const box = byId("outage");
  box.hidden = goneSince === null;
  if (goneSince === null) return;
  showText(byId("outage-since"), `✕ 中断：${localClock(new Date(goneSince))} 起服务器没有应答。`);
  showText(byId("outage-kept"), isPressed
    ? "您按下的下达还没有送到：请立即用电话、电台下达，并记在纸单上；恢复前可在下方取消。"
    : "请先用电话、电台下达，并记在纸单上。");
}

// A slow answer to a hard question is no outage: whether the server is there, the lightest tells.
async function probe() {
  try {
    await read("/healthz");
  } catch (failure) {
    if (!(failure instanceof Refused || failure instanceof Unreachable)) throw failure;
    if (failure instanceof Unreachable) misses += 1;
    if (misses >= MISSES) goneSince ??= Date.now();
    show();
  }
  probing = misses > 0 ? setTimeout(probe, PROBE_MS) : null;
}

function hear(isReached) {
  if (!isReached) {
    probing ??= setTimeout(probe, 0);
    return;
  }
  misses = 0;
  if (goneSince === null) return;
  goneSince = null;
  show();
  onBack();
}

// For whoever follows the server by other means than asking: ask at once.
export function checkLink() {
  probing ??= setTimeout(probe, 0);
}

export function tellPressed(hasWaiting) {
  isPressed = hasWaiting;
  show();
}

export function watchOutage(back) {
  onBack = back;
  watchLink(hear);
  addEventListener("online", checkLink);
}
