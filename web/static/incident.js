// The incident page follows the scene: what changed is fetched as the same page and put in place.
import { localClock, stopwatch } from "./console/times.js";
import * as keys from "./incident/keys.js";
import { listen } from "./incident/listening.js";
import * as timeline from "./incident/timeline.js";

const LOST_AFTER_MS = 12000;
const main = document.getElementById("main");
const note = document.getElementById("stale");
const { number } = document.querySelector("[data-number]").dataset;
// After a refused form the address of this page is that of the form, which is not read.
const address = `/incidents/${encodeURIComponent(number)}`;
let heardAt = new Date();

// The token of a form is another at every asking; it alone is no change.
const TOKEN = /(name="csrf_token" value=")[^"]*/g;

function withoutTokens(part) {
  return part.innerHTML.replace(TOKEN, "$1");
}

// What was ticked, typed or chosen and not sent yet.
function isTouched(field) {
  if (field.matches("select")) {
    const first = [...field.options].findIndex((option) => option.defaultSelected);
    return field.selectedIndex !== Math.max(first, 0);
  }
  return field.checked !== field.defaultChecked || field.value !== field.defaultValue;
}

// A part in which someone is typing, ticking or opening things is left as it is.
function isInUse(part) {
  if (part.contains(document.activeElement) && document.activeElement.matches("input, select, textarea")) return true;
  if ([...part.querySelectorAll("input, select, textarea")].some(isTouched)) return true;
  return [...part.querySelectorAll("details")].some((details) => details.open);
}

function takeOver(page) {
  for (const part of document.querySelectorAll("[data-live]")) {
    const fresh = page.querySelector(`[data-live="${part.dataset.live}"]`);
    if (fresh && part.dataset.live === "timeline") {
      timeline.takeOver(fresh, (old, line) => withoutTokens(old) === withoutTokens(line));
    } else if (fresh && !isInUse(part) && withoutTokens(part) !== withoutTokens(fresh)) {
      part.replaceChildren(...fresh.childNodes);
    }
  }
}

async function follow() {
  try {
    const response = await fetch(address, { headers: { Accept: "text/html" }, signal: AbortSignal.timeout(8000) });
    if (!response.ok || response.redirected) throw new Error(String(response.status));
    takeOver(new DOMParser().parseFromString(await response.text(), "text/html"));
    heardAt = new Date();
    note.hidden = true;
    main.classList.remove("stale");
  } catch {
    const isLost = Date.now() - heardAt.getTime() > LOST_AFTER_MS;
    note.textContent = `${isLost ? "✕ 中断" : "▲ 重连中"}：本页数据截至 ${localClock(heardAt)}`;
    note.hidden = false;
    // A clock that runs over figures nobody confirms any more would look live.
    main.classList.toggle("stale", isLost);
  }
}

function tick() {
  for (const clock of document.querySelectorAll("[data-since]")) {
    clock.textContent = stopwatch((Date.now() - Date.parse(clock.dataset.since)) / 1000);
  }
}

// A draft is copied by selecting it: that works on a page of a closed network without TLS too.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const draft = document.getElementById(button.dataset.copy);
  draft.focus();
  draft.select();
  button.textContent = document.execCommand("copy") ? "◆ 已复制" : "已选中，请按 Ctrl+C";
});

timeline.start();
keys.start();
tick();
setInterval(tick, 1000);
listen(number, "follow" in main.dataset, follow);
