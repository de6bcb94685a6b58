// The command line: what is typed is read aloud as a sentence, and Enter runs only what stands there.
import { byId, showText } from "./elements.js";
import { hideOffers, isOffering, offered, showOffers, takenOffer, walkOffers } from "./commandlist.js";
import { isComposing, showHelp } from "./keys.js";
import { act, afterPause, ask, Refused, Unreachable } from "./server.js";
import { say } from "./toast.js";
import { toldStatus, UNDO_HINT } from "./undoing.js";

const PAUSE_MS = 120;
const KEPT = "fenghuo.commands";
const MOST_KEPT = 50;
const bar = byId("command-bar");
const field = byId("command");
const line = byId("command-reading");

let shown = null;
let back = null;
let isRunning = false;
let history = [];
let at = 0;
let acts = {};

const typed = () => field.value.trim();

function tell(words, kind = "") {
  line.className = `command-reading ${kind}`;
  showText(line, words);
  line.title = words;
}

function show(answer, text) {
  if (text !== typed()) return;
  shown = { ...answer, text };
  showOffers(answer.candidates);
  if (answer.reading) tell(`⏎ ${answer.reading}`, answer.needs_confirmation ? "ready" : "");
  else tell(answer.fault ? `▲ ${answer.fault}` : "", answer.fault ? "warn" : "");
}

async function readNow(signal, text) {
  if (text === "") {
    shown = null;
    hideOffers();
    tell("");
    return;
  }
  try {
    show(await ask("/commands/reading", { text }, signal), text);
  } catch (failure) {
    if (failure instanceof Refused || failure instanceof Unreachable) {
      shown = null;
      tell(failure instanceof Refused ? `✕ ${failure.message}` : "▲ 连不上服务器，命令没有读出，也没有执行。", "fault");
    }
    throw failure;
  }
}

const readSoon = afterPause(PAUSE_MS, readNow);
const readAtOnce = afterPause(0, readNow);

function put(text) {
  field.value = text;
  field.setSelectionRange(text.length, text.length);
  shown = null;
  readAtOnce(typed());
}

function keepHistory(text) {
  history = [...history.filter((one) => one !== text), text].slice(-MOST_KEPT);
  at = history.length;
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(history));
  } catch {
    // Without storage the history lasts for this page only.
  }
}

function recall(step) {
  const next = at + step;
  if (next < 0 || next > history.length) return;
  at = next;
  put(history[at] ?? "");
}

// The same field and the same caret: a call half typed goes on as if nothing had been in between.
export function leaveCommand() {
  hideOffers();
  if (!back?.element.isConnected) {
    field.blur();
    return;
  }
  back.element.focus({ preventScroll: true });
  if (back.start !== null) back.element.setSelectionRange(back.start, back.end);
}

function caretOf(element) {
  // Only text fields have a caret; asking others for one is an error in some browsers.
  const hasCaret = element.matches("textarea, input:not([type]), input[type=text], input[type=tel]");
  return hasCaret ? { start: element.selectionStart, end: element.selectionEnd } : { start: null, end: null };
}

export function openCommand() {
  const held = document.activeElement;
  if (held !== field) back = held && held !== document.body ? { element: held, ...caretOf(held) } : null;
  field.focus();
  field.select();
}

function follow(shows) {
  if (!shows) return leaveCommand();
  if (shows.kind === "help") return showHelp();
  if (shows.kind === "incident") return acts.openIncident(shows.name);
  if (shows.kind === "place") {
    if (shows.position) acts.flyTo(shows.position);
    return leaveCommand();
  }
  return location.assign(shows.path);
}

async function run() {
  if (isRunning) return;
  isRunning = true;
  const { text, reading } = shown;
  tell(`… ${reading}`);
  try {
    const answer = await act("POST", "/commands", { text, reading });
    keepHistory(text);
    if (typed() === text) field.value = "";
    shown = null;
    if (answer.call_sign) toldStatus(answer.call_sign);
    const hint = answer.call_sign ? UNDO_HINT : "";
    tell(`◆ ${answer.done}${hint}`, "good");
    say(`◆ ${answer.done}${hint}`);
    follow(answer.shows);
  } catch (failure) {
    if (!(failure instanceof Refused || failure instanceof Unreachable)) throw failure;
    // The command stays in the line: nothing typed is lost, and Enter reads it anew first.
    shown = null;
    tell(failure instanceof Refused ? `✕ ${failure.message}` : failure.message, "fault");
    field.focus();
  } finally {
    isRunning = false;
    acts.onDone();
  }
}

function enter() {
  const offer = takenOffer();
  if (offer) put(offer.text);
  else if (shown?.text === typed() && shown.reading) run();
  else if (isOffering()) walkOffers(1);
  else if (typed()) readAtOnce(typed());
}

function onKey(event) {
  if (isComposing(event)) return;
  const { key } = event;
  const isPlain = !event.ctrlKey && !event.altKey && !event.metaKey;
  let isOurs = true;
  if (key === "Enter") {
    if (isPlain) enter();
  } else if (key === "Escape") {
    if (isOffering()) hideOffers();
    else leaveCommand();
  } else if (key === "ArrowDown" || key === "ArrowUp") {
    const step = key === "ArrowDown" ? 1 : -1;
    if (isOffering()) walkOffers(step);
    else recall(step);
  } else if (key === "Tab" && !event.shiftKey && offered().length === 1) {
    put(offered()[0].text);
  } else {
    isOurs = false;
  }
  if (!isOurs) return;
  // Ctrl+Enter in the command line orders nothing: the order of the call form is not meant here.
  event.preventDefault();
  event.stopPropagation();
}

function typedOn() {
  shown = null;
  hideOffers();
  readSoon(typed());
}

export function startCommand(given) {
  acts = given;
  try {
    history = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
  } catch {
    history = [];
  }
  at = history.length;
  bar.hidden = false;
  bar.addEventListener("submit", (event) => event.preventDefault());
  field.addEventListener("keydown", onKey);
  // While an input method composes, the text is no text yet.
  field.addEventListener("input", (event) => !event.isComposing && typedOn());
  field.addEventListener("compositionend", typedOn);
  byId("command-list").addEventListener("click", (event) => {
    const row = event.target.closest("[role=option]");
    if (!row) return;
    put(offered()[Number(row.dataset.at)].text);
    field.focus();
  });
}
