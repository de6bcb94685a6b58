// The console put together: one call in the hand, its place, its advice, its order.
import { showAlarmLink, showAlarms, startAlarms } from "../alarms/alarms.js";
import * as adviceOf from "./advice.js";
import { startAdvice } from "./advising.js";
import * as boardOf from "./board.js";
import * as calls from "./callform.js";
import { showDrafts } from "./draftbar.js";
import { Drafts, isBlank } from "./drafts.js";
import { byId, showText } from "./elements.js";
import * as hints from "./listening.js";
import * as map from "./map.js";
import { clearOverride, showOverride, toldOverride } from "./override.js";
import { namesakes, startPlaces, tellPlace } from "./places.js";
import { followRoads } from "./roads.js";
import { hideRepeats, openRepeats, startRepeats } from "./repeats.js";
import { startPointCheck } from "./point.js";
import { saveWords } from "./saving.js";
import { openWall, tellSelection } from "./selection.js";
import { act, read } from "./server.js";
import { teachShortcuts } from "./shortcuts.js";
import { say, sayFailure } from "./toast.js";
import { showTimers } from "./timers.js";
import { handleUnitKey, openUnit } from "./units.js";

const rights = byId("main").dataset;
const drafts = calls.form ? new Drafts() : null;
const categories = new Map();
let isSending = false;

const values = () => calls.readForm();

function keepValues() {
  const draft = drafts.active;
  draft.values = values();
  if (!isBlank(draft)) draft.startedAt ??= Date.now();
  drafts.keep();
  return draft;
}

function drawPick(flies = false) {
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
}

function drawAdvice(why) {
  adviceOf.drawAdvice(drafts.active, tick, why);
  showOverride(adviceOf.differs(drafts.active));
}

function tick(callSign, isOn) {
  const draft = keepValues();
  const ticked = new Set(adviceOf.tickedOf(draft));
  if (isOn) ticked.add(callSign);
  else ticked.delete(callSign);
  draft.ticked = [...ticked];
  drafts.keep();
  drawAdvice();
}

const advise = startAdvice(() => drafts.active, values, drawAdvice);

// A road was closed or opened, or the weather changed: what is on the screen may name the wrong engine.
function adviseOnNewRoads() {
  if (!drafts) return;
  // What an order was refused for must not be overwritten.
  if (!byId("result").classList.contains("fault")) say("▲ 路况有变，已重新取建议。", "warn");
  advise();
}

const suggest = drafts && hints.startSuggestion(values, accept, fillElements);
const lookForRepeats = drafts && startRepeats(() => drafts.active, values, attach);
const checkPoint = drafts && startPointCheck(values, () => drafts.active.place !== null);
const findAgain = drafts && startPlaces(pickPlace, advise, () => values().caller_number.trim());

function accept(offer) {
  if (!offer) return;
  calls.form.elements.category.value = offer.category;
  calls.limitLevels(categories, offer.category, offer.level ? String(offer.level) : "");
  keepValues();
  suggest();
  advise();
  say(`◆ 已采纳：${offer.label}`);
}

// Only empty fields are filled: what a person typed stands.
function fillElements() {
  const waiting = hints.fillable(values());
  for (const one of waiting) calls.form.elements[one.field].value = one.value;
  keepValues();
  suggest();
  if (waiting.length) say(`◆ 已填入：${waiting.map((one) => `${one.name} ${one.value}`).join("、")}`);
}

function showActive({ keepsFaults = false } = {}) {
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
  showDrafts(drafts, switchTo, dropDraft);
  adviceOf.setAdvice(null);
  drawAdvice(draft.number ? "正在取建议…" : undefined);
  drawPick(true);
  findAgain(calls.hasPosition(values()) || values().place_code !== "");
  advise();
  suggest();
  checkPoint();
  if (!draft.number) lookForRepeats();
}

function switchTo(id) {
  keepValues();
  drafts.choose(id);
  showActive();
}

function dropDraft(id) {
  drafts.drop(id);
  showActive();
}

// A saved call with nothing left to send is found again among the open incidents.
function putAway() {
  const draft = keepValues();
  const isSent = draft.number && draft.ticked === null
    && !Object.keys(calls.amendments(draft.values, draft.saved ?? {})).length;
  if (isSent) drafts.drop(draft.id);
}

function newCall() {
  say("");
  putAway();
  if (!isBlank(drafts.active)) drafts.open();
  drafts.active.startedAt = Date.now();
  drafts.keep();
  showActive();
  byId("narrative").focus();
}

async function openIncident(number) {
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
    });
    drafts.choose(draft.id);
    showActive();
  } catch (failure) {
    sayFailure(failure);
  }
}

function refuse(failure) {
  if (failure.faults?.length) {
    const others = calls.showFaults(failure.faults);
    say(`✕ 有 ${failure.faults.length} 处要改${others.length ? `：${others.join("；")}` : "，已标在对应栏目"}`, "fault");
  } else {
    sayFailure(failure);
  }
}

// One act at a time: a second press while the first is under way is not a second order.
async function sending(work) {
  if (isSending) return;
  isSending = true;
  calls.clearFaults();
  const draft = keepValues();
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
    boardOf.refresh();
  }
}

const save = () => sending(async (draft) => say(`◆ ${await saveWords(draft, values())}`));

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

const order = () => sending(async (draft) => {
  if (isToBeAsked(draft)) return;
  const units = adviceOf.tickedOf(draft);
  const isOther = adviceOf.differs(draft);
  const why = toldOverride();
  const told = await saveWords(draft, values());
  if (!units.length) {
    say(`▲ ${told}，但没有勾选车辆，未下达命令。`, "warn");
    return;
  }
  draft.ticked = units;
  const body = isOther ? { units, ...why } : { units };
  const answer = await act("POST", `/incidents/${encodeURIComponent(draft.number)}/assignments`, body);
  Object.assign(draft, { version: answer.version ?? draft.version, ticked: null, orderedAt: draft.orderedAt ?? Date.now() });
  say(`◆ 已下达 ${draft.number}：${units.join("、")}`);
  showActive();
});

function attach(number) {
  return sending(async (draft) => {
    await act("POST", "/calls", calls.callBody(values(), number));
    drafts.drop(draft.id);
    calls.fillForm(drafts.active.values);
    await openIncident(number);
    say(`◆ 来电已并入 ${number}`);
  });
}

function attachOnly() {
  const found = openRepeats();
  if (found.length === 1) attach(found[0].number);
  else if (found.length) byId("duplicates").querySelector("button").focus();
  else say("▲ 没有疑似重复的警情。", "warn");
}

function setPoint(position, place = null) {
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

function onInput(event) {
  const draft = keepValues();
  const { name } = event.target;
  if (name === "place" && draft.place && event.target.value !== (draft.place.words ?? draft.place.name)) {
    calls.form.elements.place_code.value = "";
    draft.place = null;
  }
  if (["lon", "lat", "datum"].includes(name)) draft.place = null;
  if (name === "category") calls.limitLevels(categories, event.target.value, "");
  if (["place", "lon", "lat", "datum"].includes(name)) drawPick();
  if (["narrative", "place", "category", "level", "trapped", "floors", "fire_floor", "burning"].includes(name)) suggest();
  if (["lon", "lat", "datum"].includes(name)) checkPoint();
  if (["category", "level", "lon", "lat", "datum"].includes(name) && !draft.number) advise();
  if (["narrative", "place", "category", "lon", "lat", "datum", "caller_number"].includes(name)) lookForRepeats();
  keepValues();
}

function startCalls() {
  calls.form.addEventListener("input", onInput);
  calls.form.addEventListener("submit", (event) => {
    event.preventDefault();
    save();
  });
  // Enter in a one-line field moves nothing and sends nothing: an order needs its own key.
  calls.form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.ctrlKey && event.target.matches("input, select")) event.preventDefault();
  });
  const button = byId("order");
  if (button) {
    button.hidden = false;
    button.addEventListener("click", order);
  }
  // What the server sent back with its faults was typed by a person and wins over an old draft.
  const isReturned = calls.form.querySelector("[aria-invalid]") !== null;
  if (isReturned && !isBlank(drafts.active)) drafts.open();
  if (isReturned || !Object.keys(drafts.active.values).length) drafts.active.values = values();
  showActive({ keepsFaults: isReturned });
  setInterval(() => showTimers(drafts.active), 500);
}

function toggleUnit(callSign) {
  if (!drafts) return;
  tick(callSign, !adviceOf.tickedOf(drafts.active).includes(callSign));
  const isTicked = adviceOf.tickedOf(drafts.active).includes(callSign);
  const busyWith = boardOf.currentBoard().units.find((unit) => unit.call_sign === callSign)?.incident;
  if (isTicked && busyWith) say(`▲ 已勾选 ${callSign}，但它正在执行 ${busyWith}。`, "warn");
  else say(`${isTicked ? "◆ 已勾选" : "◆ 已取消"} ${callSign}`);
}

async function start() {
  map.startMap({ onPlace: (position) => drafts && setPoint(position) });
  teachShortcuts({
    openWall, takes: drafts !== null, orders: rights.mayOrder === "yes", reports: rights.mayReport === "yes",
    newCall, order, save, fillElements, attachOnly, openIncident,
    acceptSuggestion: () => accept(hints.offeredCategory()),
  });
  startAlarms({ openIncident, onSeen: boardOf.refresh });
  if (drafts) startCalls();
  const unitActs = { mayReport: rights.mayReport === "yes", onTick: toggleUnit, onDone: boardOf.refresh };
  boardOf.startBoard({
    onUpdate: (board) => {
      adviceOf.knowFleet(board.units);
      showAlarms(board);
      map.showBoard(board, drafts?.active.number ?? null);
      followRoads(board, adviseOnNewRoads);
    },
    onLinkChange: showAlarmLink,
    onUnit: (callSign) => openUnit(callSign, unitActs),
    onUnitKey: (key, callSign) => handleUnitKey(key, callSign, unitActs),
    onIncident: openIncident,
  });
  const [land, kinds] = await Promise.allSettled([read("/map"), read("/categories")]);
  if (land.status === "fulfilled") map.showLand(land.value);
  else say("▲ 地图底图没有取到；接警与调派不受影响。", "warn");
  if (kinds.status === "fulfilled") {
    for (const group of kinds.value.groups) {
      for (const category of group.categories) categories.set(category.code, category);
    }
    if (drafts) calls.limitLevels(categories, values().category, values().level || drafts.active.values.level);
  }
  const board = boardOf.currentBoard();
  if (board) map.showBoard(board, drafts?.active.number ?? null);
  if (drafts) drawPick(true);
}

start();
