// The timeline grows at its end: nothing that is being read moves, and what came is told below.
const scroll = document.getElementById("timeline-scroll");
const list = scroll.querySelector("[data-live=timeline]");
const told = document.getElementById("log-new");
const none = document.getElementById("log-none");
const filter = document.getElementById("log-filter");
const search = document.getElementById("log-q");
const NEAR_END_PX = 40;
let group = filter.querySelector("[aria-pressed=true]")?.value ?? "";
let unseen = 0;

function isAtEnd() {
  return scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR_END_PX;
}

function toEnd() {
  scroll.scrollTop = scroll.scrollHeight;
  unseen = 0;
  told.hidden = true;
}

function isWanted(line) {
  const words = search.value.trim().toLowerCase();
  const isOfGroup = !group || line.dataset.group === group;
  return isOfGroup && (!words || line.textContent.toLowerCase().includes(words));
}

function sift() {
  let shown = 0;
  for (const line of list.children) {
    line.hidden = !isWanted(line);
    if (!line.hidden) shown += 1;
  }
  none.hidden = shown > 0;
  if (!shown) none.textContent = list.children.length ? "没有符合的条目。" : "还没有记录。";
}

// Fresh lines are put behind the last; one that was there may only have lost its button.
export function takeOver(fresh, sameLine) {
  const wasAtEnd = isAtEnd();
  const known = new Map([...list.children].map((line) => [line.dataset.seq, line]));
  let added = 0;
  for (const line of [...fresh.children]) {
    const old = known.get(line.dataset.seq);
    if (!old) {
      line.classList.add("fresh");
      list.append(line);
      if (isWanted(line)) added += 1;
    } else if (!sameLine(old, line)) {
      old.replaceChildren(...line.childNodes);
    }
  }
  sift();
  if (!added) return;
  if (wasAtEnd) {
    toEnd();
    return;
  }
  unseen += added;
  told.textContent = `↓ ${unseen} 条新记录`;
  told.hidden = false;
}

// A page that was opened narrowed holds only some lines: its buttons ask the server for the others.
export function start() {
  const isWhole = !new URLSearchParams(location.search).has("q") && !group;
  told.addEventListener("click", toEnd);
  scroll.addEventListener("scroll", () => {
    if (isAtEnd()) toEnd();
  });
  if (isWhole) {
    filter.addEventListener("submit", (event) => {
      event.preventDefault();
      if (event.submitter) group = event.submitter.value;
      for (const button of filter.querySelectorAll("[name=show]")) {
        button.setAttribute("aria-pressed", String(button.value === group));
      }
      sift();
    });
    search.addEventListener("input", (event) => {
      if (!event.isComposing) sift();
    });
    search.addEventListener("compositionend", sift);
  }
  toEnd();
  return isWhole;
}
