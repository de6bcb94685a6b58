// The console put together: one call in the hand, its place, its advice, its order.
import { showAlarmLink, showAlarms, startAlarms } from "../alarms/alarms.js";
import * as adviceOf from "./advice.js";
import * as boardOf from "./board.js";
import * as calls from "./callform.js";
import { isBlank } from "./drafts.js";
import { startEffort } from "./effort.js";
import { byId } from "./elements.js";
import * as hand from "./hand.js";
import * as hints from "./listening.js";
import * as map from "./map.js";
import { attach, attachOnly, order, save, startSending } from "./orders.js";
import { drawOutbox, serverIsBack } from "./outbox.js";
import { watchOutage } from "./outage.js";
import { followRoads } from "./roads.js";
import { openWall } from "./selection.js";
import { read } from "./server.js";
import { teachShortcuts } from "./shortcuts.js";
import { startShelves } from "./shelves.js";
import { say } from "./toast.js";
import { showTimers } from "./timers.js";
import { startTypingLock } from "./typinglock.js";
import { handleUnitKey, openUnit } from "./units.js";

const rights = byId("main").dataset;
const { categories, drafts, openIncident, values } = hand;

function startCalls() {
  hand.startHand({ attach, onDropped: drawOutbox });
  calls.form.addEventListener("input", hand.onInput);
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
  hand.showActive({ keepsFaults: isReturned });
  setInterval(() => showTimers(drafts.active), 500);
  startTypingLock(calls.form, () => drafts.active, drafts.console);
  startSending();
  startShelves(drafts, hand.showActive);
  startEffort(drafts);
}

function toggleUnit(callSign) {
  if (!drafts) return;
  hand.tick(callSign, !adviceOf.tickedOf(drafts.active).includes(callSign));
  const isTicked = adviceOf.tickedOf(drafts.active).includes(callSign);
  const busyWith = boardOf.currentBoard().units.find((unit) => unit.call_sign === callSign)?.incident;
  if (isTicked && busyWith) say(`▲ 已勾选 ${callSign}，但它正在执行 ${busyWith}。`, "warn");
  else say(`${isTicked ? "◆ 已勾选" : "◆ 已取消"} ${callSign}`);
}

async function start() {
  watchOutage(() => drafts && serverIsBack());
  map.startMap({ onPlace: (position) => drafts && hand.setPoint(position) });
  teachShortcuts({
    openWall, takes: drafts !== null, orders: rights.mayOrder === "yes", reports: rights.mayReport === "yes",
    newCall: hand.newCall, order, save, fillElements: hand.fillElements, attachOnly, openIncident,
    acceptSuggestion: () => hand.accept(hints.offeredCategory()),
  });
  startAlarms({ openIncident, onSeen: boardOf.refresh });
  if (drafts) startCalls();
  const unitActs = { mayReport: rights.mayReport === "yes", onTick: toggleUnit, onDone: boardOf.refresh };
  boardOf.startBoard({
    onUpdate: (board) => {
      adviceOf.knowFleet(board.units);
      showAlarms(board);
      map.showBoard(board, drafts?.active.number ?? null);
      followRoads(board, hand.adviseOnNewRoads);
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
  if (drafts) hand.drawPick(true);
}

start();
