// Two consoles on one call see in which field the other types; a lock warns and never forbids.
import { follow } from "../live/live.js";
import { byId, element, showText } from "./elements.js";
import { isComposing } from "./keys.js";
import { act, read, Refused, Unreachable } from "./server.js";

const AGAIN_MS = 2500;
const POLL_MS = 2000;
// A list not heard again for so long tells nothing any more (P, as on the server).
const LASTS_MS = 6000;
// A list that was under way while a field was taken over still names who had it before.
const TAKEN_MS = 1500;
const FIELDS = [
  "narrative", "place", "category", "level", "trapped", "floors", "fire_floor", "burning", "lon", "lat", "datum",
];

let form = null;
let current = () => null;
let console_ = "";
let mine = null;
let held = new Map();
let lapse = null;
let taken = null;
let isFed = false;
let known = [];

const path = (number) => `/incidents/${encodeURIComponent(number)}/typing`;

// A warning that does not reach the other desk must not disturb this one.
async function quietly(work) {
  try {
    return await work();
  } catch (failure) {
    if (!(failure instanceof Refused || failure instanceof Unreachable)) throw failure;
    return null;
  }
}

async function tell(number, field, more = {}) {
  const answer = await quietly(() => act("POST", path(number), { field, console: console_, ...more },
    {}, { keys: {}, keep() {} }));
  if (answer && current()?.number === number) showTyping(answer.typing);
}

export function releaseField() {
  if (!mine) return;
  const { number, field } = mine;
  mine = null;
  tell(number, field, { is_over: true });
}

function note(field) {
  const { number } = current() ?? {};
  if (!number || !FIELDS.includes(field) || held.has(field)) return;
  if (mine?.field !== field || mine.number !== number) {
    releaseField();
    mine = { number, field, toldAt: 0 };
  }
  if (Date.now() - mine.toldAt < AGAIN_MS) return;
  mine.toldAt = Date.now();
  tell(number, field);
}

function noteOf(input) {
  const id = `typed-by-${input.name}`;
  const known = byId(id);
  if (known) return known;
  const made = element("p", { class: "typed-by", id });
  (input.closest(".line")?.querySelector(".under") ?? input.parentElement).append(made);
  return made;
}

function describe(input, isHeld) {
  const id = `typed-by-${input.name}`;
  const ids = new Set((input.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  if (isHeld) ids.add(id);
  else ids.delete(id);
  if (ids.size) input.setAttribute("aria-describedby", [...ids].join(" "));
  else input.removeAttribute("aria-describedby");
}

function draw() {
  for (const name of FIELDS) {
    const input = form.elements[name];
    const by = held.get(name);
    if (Boolean(by) === input.classList.contains("held") && (!by || noteOf(input).dataset.by === by)) continue;
    input.classList.toggle("held", Boolean(by));
    if (input.tagName !== "SELECT") input.readOnly = Boolean(by);
    const line = noteOf(input);
    line.dataset.by = by ?? "";
    line.hidden = !by;
    line.replaceChildren(...(by ? [`✎ ${by} 正在填写 `, element("kbd", {}, "Alt+T"), " 接手"] : []));
    describe(input, Boolean(by));
  }
  const told = [...held].map(([name, by]) => `${by} 正在填写 ${labelOf(name)}`).join("，");
  showText(byId("typing-told"), told);
}

const labelOf = (name) => form.elements[name].labels?.[0]?.textContent.replace("*", "").trim() ?? name;

const isJustTaken = (one) =>
  taken !== null && one.incident === taken.number && one.field === taken.field && Date.now() < taken.until;

// The list of all that type now, as the stream or the question after it tells.
export function showTyping(list = known) {
  known = list;
  if (!form) return;
  const { number } = current() ?? {};
  held = new Map(list.filter((one) => one.incident === number && one.console !== console_ && !isJustTaken(one))
    .map((one) => [one.field, one.by]));
  if (mine && held.has(mine.field)) mine = null;
  draw();
  clearTimeout(lapse);
  if (held.size) {
    lapse = setTimeout(() => {
      showTyping([]);
    }, LASTS_MS);
  }
}

async function poll() {
  const { number } = current() ?? {};
  // While the stream is down, the list is asked for.
  if (number && !isFed && !document.hidden) {
    const answer = await quietly(() => read(path(number)));
    if (answer && current()?.number === number) showTyping(answer.typing);
  }
  setTimeout(poll, POLL_MS);
}

// Takes the field in hand, or the first that is held, from whoever types there.
export function takeOver() {
  const { number } = current() ?? {};
  const focused = document.activeElement?.name;
  const field = held.has(focused) ? focused : held.keys().next().value;
  if (!number || !field) return null;
  const by = held.get(field);
  held.delete(field);
  draw();
  mine = { number, field, toldAt: Date.now() };
  taken = { number, field, until: Date.now() + TAKEN_MS };
  setTimeout(() => showTyping(), TAKEN_MS);
  tell(number, field, { takes_over: true });
  form.elements[field].focus();
  return { by, label: labelOf(field) };
}

function hinder(event) {
  const { name } = event.target;
  if (!held.has(name) || event.target.tagName !== "SELECT" || isComposing(event)) return;
  const passes = ["Tab", "Escape", "Shift"].includes(event.key) || /^F\d+$/.test(event.key ?? "")
    || event.ctrlKey || event.altKey || event.metaKey;
  if (!passes) event.preventDefault();
}

export function startTypingLock(callForm, currentDraft, consoleName) {
  [form, current, console_] = [callForm, currentDraft, consoleName];
  form.addEventListener("input", (event) => note(event.target.name));
  form.addEventListener("focusout", releaseField);
  for (const kind of ["keydown", "mousedown"]) form.addEventListener(kind, hinder);
  follow({
    onTyping: showTyping,
    onLink: ({ state }) => {
      isFed = state === "live";
    },
  });
  poll();
}
