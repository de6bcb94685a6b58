// The call in the hand: its form, its place, its advice, and which of the calls it is.
import * as adviceOf from "./advice.js";
import { startAdvice } from "./advising.js";
import * as boardOf from "./board.js";
import * as calls from "./callform.js";
import { showDrafts } from "./draftbar.js";
import { Drafts, isBlank } from "./drafts.js";
import { byId, showText } from "./elements.js";
import * as hints from "./listening.js";
import * as map from "./map.js";
import { clearOverride, showOverride } from "./override.js";
import { startPlaces, tellPlace } from "./places.js";
import { startPointCheck } from "./point.js";
import { showQuarrel } from "./quarrel.js";
import { hideRepeats, startRepeats } from "./repeats.js";
import { tellSelection } from "./selection.js";
import { read } from "./server.js";
import { clocksOf, noteSteps } from "./timers.js";
import { say, sayFailure } from "./toast.js";
import { releaseField, showTyping } from "./typinglock.js";

export const drafts = calls.form ? new Drafts(byId("standing").dataset.account) : null;
export const categories = new Map();
export const values = () => calls.readForm();
let attach = () => {};
let onDropped = () => {};

export function startHand(acts) {
  ({ attach, onDropped } = acts);
}

export function keepValues() {
  const draft = drafts.active;
  draft.values = values();
  if (!isBlank(draft)) draft.startedAt ??= Date.now();
  noteSteps(draft);
  drafts.keep();
  return draft;
}

export function drawPick(flies = false) {
  const draft = drafts.active;
  const at = values();
  const isPoint = calls.hasPosition(at);
  tellPlace(draft, isPoint);
  // A shifted datum drawn as it stands would be half a kilometre off; the server converts it.
  const position = isPoint && at.datum === "wgs84" ? { lon: Number(at.lon), lat: Number(at.lat) } : null;
  map.showPicked(position, { radius: draft.place?.radius_m, words: draft.number ? "" : at.place });
  if (isPoint && !position) showText(byId("place-chosen"), "◆ 已填坐标；保存后按 WGS84 换算显示在图上");
  if (flies && position) map.flyTo(position);
  tellSelection(draft.number, position);
  calls.tellLengths();
}

function drawAdvice(why) {
  adviceOf.drawAdvice(drafts.active, tick, why);
  showOverride(adviceOf.differs(drafts.active));
}

export function tick(callSign, isOn) {
  const draft = keepValues();
  const ticked = new Set(adviceOf.tickedOf(draft));
  if (isOn) ticked.add(callSign);
  else ticked.delete(callSign);
  draft.ticked = [...ticked];
  drafts.keep();
  drawAdvice();
}

export const advise = startAdvice(() => drafts.active, values, drawAdvice);

// A road was closed or opened, or the weather changed: what is on the screen may name the wrong engine.
export function adviseOnNewRoads() {
  if (!drafts) return;
  // What an order was refused for must not be overwritten.
  if (!byId("result").classList.contains("fault")) say("▲ 路况有变，已重新取建议。", "warn");
  advise();
}

const suggest = drafts && hints.startSuggestion(values, accept, fillElements);
const lookForRepeats = drafts && startRepeats(() => drafts.active, values, (number) => attach(number));
const checkPoint = drafts && startPointCheck(values, () => drafts.active.place !== null);
const findAgain = drafts && startPlaces(pickPlace, advise, () => values().caller_number.trim());

export function accept(offer) {
  if (!offer) return;
  calls.form.elements.category.value = offer.category;
  calls.limitLevels(categories, offer.category, offer.level ? String(offer.level) : "");
  keepValues();
  suggest();
  advise();
  say(`◆ 已采纳：${offer.label}`);
}

// Only empty fields are filled: what a person typed stands.
export function fillElements() {
  const waiting = hints.fillable(values());
  for (const one of waiting) calls.form.elements[one.field].value = one.value;
  keepValues();
  suggest();
  if (waiting.length) say(`◆ 已填入：${waiting.map((one) => `${one.name} ${one.value}`).join("、")}`);
}

// Theirs goes into the form, yours stands there already; what both wrote is kept until all is chosen.
function chooseWords(draft, field, choice) {
  Object.assign(draft.values, field[choice]);
  calls.fillForm(draft.values);
  calls.limitLevels(categories, draft.values.category ?? "", draft.values.level ?? "");
  keepValues();
  drawPick();
  advise();
}

export const drawQuarrel = () => showQuarrel(drafts.active, chooseWords);
export const drawBar = () => showDrafts(drafts, switchTo, dropDraft);

export function showActive({ keepsFaults = false } = {}) {
  const draft = drafts.active;
  calls.fillForm(draft.values);
  calls.limitLevels(categories, draft.values.category ?? "", draft.values.level ?? "");
  if (!keepsFaults) calls.clearFaults();
  hints.hideSuggestion();
  hideRepeats();
  clearOverride();
  showText(byId("call-number"), draft.number ?? "新警情");
  const page = byId("call-page");
  page.hidden = !draft.number;
  if (draft.number) page.href = `/incidents/${encodeURIComponent(draft.number)}`;
  calls.holdCallWords(draft.number !== null);
  boardOf.chooseIncident(draft.number);
  releaseField();
  showTyping();
  drawBar();
  drawQuarrel();
  adviceOf.setAdvice(null);
  drawAdvice(draft.number ? "正在取建议…" : undefined);
  drawPick(true);
  findAgain(calls.hasPosition(values()) || values().place_code !== "");
  advise();
  suggest();
  checkPoint();
  if (!draft.number) lookForRepeats();
}

export function switchTo(id) {
  keepValues();
  drafts.choose(id);
  showActive();
}

export function dropDraft(id) {
  drafts.drop(id);
  onDropped();
  showActive();
}

// A saved call with nothing left to send is found again among the open incidents.
function putAway() {
  const draft = keepValues();
  const isSent = draft.number && draft.ticked === null && !draft.waiting && !draft.quarrel
    && !Object.keys(calls.amendments(draft.values, draft.saved ?? {})).length;
  if (isSent) drafts.drop(draft.id);
}

export function newCall() {
  say("");
  putAway();
  if (!isBlank(drafts.active)) drafts.open();
  drafts.active.startedAt = Date.now();
  drafts.keep();
  showActive();
  byId("narrative").focus();
}

export async function openIncident(number) {
  if (!drafts) {
    location.assign(`/incidents/${encodeURIComponent(number)}`);
    return;
  }
  say("");
  keepValues();
  const known = drafts.find(number);
  try {
    const incident = await read(`/incidents/${encodeURIComponent(number)}`);
    if (known !== drafts.active) putAway();
    const draft = known ?? (isBlank(drafts.active) ? drafts.active : drafts.open());
    const fresh = calls.valuesOf(incident);
    const edited = known ? calls.amendments({ ...fresh, ...known.values }, known.saved ?? fresh) : {};
    draft.values = Object.keys(edited).length ? known.values : { ...fresh, channel: draft.values.channel };
    Object.assign(draft, {
      number, saved: fresh, version: incident.version, startedAt: Date.parse(incident.received_at),
      orderedAt: incident.assignments?.length ? Date.parse(incident.assignments[0].ordered_at) : null,
      clocks: clocksOf(incident), steps: known?.steps ?? null,
    });
    drafts.choose(draft.id);
    showActive();
  } catch (failure) {
    sayFailure(failure);
  }
}

export function setPoint(position, place = null) {
  const draft = drafts.active;
  Object.assign(calls.form.elements.lon, { value: String(position.lon) });
  Object.assign(calls.form.elements.lat, { value: String(position.lat) });
  calls.form.elements.datum.value = "wgs84";
  calls.form.elements.place_code.value = place?.code ?? "";
  draft.place = place;
  keepValues();
  drawPick(place !== null);
  advise();
  suggest();
  checkPoint();
  lookForRepeats();
}

function pickPlace(candidate) {
  if (candidate.position) {
    setPoint(candidate.position, candidate);
  } else {
    calls.form.elements.place_code.value = candidate.code;
    drafts.active.place = candidate;
    keepValues();
    drawPick();
  }
  byId("category").focus();
}

export function onInput(event) {
  const draft = keepValues();
  const { name } = event.target;
  if (name === "place" && draft.place && event.target.value !== (draft.place.words ?? draft.place.name)) {
    calls.form.elements.place_code.value = "";
    draft.place = null;
  }
  if (["lon", "lat", "datum"].includes(name)) draft.place = null;
  if (name === "category") calls.limitLevels(categories, event.target.value, "");
  if (["place", "lon", "lat", "datum"].includes(name)) drawPick();
  calls.tellLength(name);
  if (["narrative", "place", "category", "level", "trapped", "floors", "fire_floor", "burning"].includes(name)) suggest();
  if (["lon", "lat", "datum"].includes(name)) checkPoint();
  if (["category", "level", "lon", "lat", "datum"].includes(name) && !draft.number) advise();
  if (["narrative", "place", "category", "lon", "lat", "datum", "caller_number"].includes(name)) lookForRepeats();
  keepValues();
}
