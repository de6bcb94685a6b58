// One vehicle: what it is doing, and the keys and buttons that report its status.
import { currentBoard } from "./board.js";
import { byId, element, showOnly, showText, statusMark } from "./elements.js";
import { teachKey } from "./keys.js";
import { act } from "./server.js";
import { say, sayFailure } from "./toast.js";

const STATUSES = [
  ["1", "in_station", "备勤"], ["2", "alerted", "收到"], ["3", "en_route", "途中"],
  ["4", "on_scene", "到场"], ["w", "water_on", "出水"], ["W", "water_off", "停水"],
  ["5", "returning", "返队"], ["9", "out_of_service", "停用"],
];

export function teachUnitKeys(mayReport) {
  if (!mayReport) return;
  for (const [key, , label] of STATUSES) teachKey(key, label, null, "车辆行");
}

const unitOf = (callSign) => currentBoard()?.units.find((unit) => unit.call_sign === callSign);

async function report(callSign, status, label, onDone) {
  try {
    const answer = await act("POST", `/units/${encodeURIComponent(callSign)}/status`, { status });
    const warning = answer.warning ? `（▲ ${answer.warning}）` : "";
    say(`◆ ${callSign}：${label}${warning}`, answer.warning ? "warn" : "good");
  } catch (failure) {
    sayFailure(failure);
  } finally {
    onDone();
  }
}

export function openUnit(callSign, { mayReport, onTick, onDone }) {
  const unit = unitOf(callSign);
  if (!unit) return;
  const dialog = byId("unit-dialog");
  showText(byId("unit-dialog-title"), callSign);
  const facts = [
    unit.vehicle_type_label, unit.station, (unit.capability_labels ?? []).join("、"),
    unit.water_t ? `水 ${unit.water_t} t` : "", `人员 ${unit.crew}/${unit.minimum_crew}`,
    unit.incident ? `警情 ${unit.incident}` : "", unit.status_note, unit.synthetic ? "生成数据" : "",
  ].filter(Boolean).join(" · ");
  showOnly(byId("unit-dialog-facts"), statusMark(unit.status, unit.status_label), ` · ${facts}`);
  const tick = element("button", { type: "button", onclick: () => { onTick(callSign); dialog.close(); } },
    "勾选 / 取消 ", element("kbd", {}, "空格"));
  const buttons = mayReport ? STATUSES.map(([key, status, label]) => element("button", {
    type: "button", onclick: () => { dialog.close(); report(callSign, status, label, onDone); },
  }, statusMark(status, label), " ", element("kbd", {}, key))) : [];
  showOnly(byId("unit-dialog-buttons"), ...buttons, tick);
  dialog.onkeydown = (event) => {
    const known = STATUSES.find(([key]) => key === event.key);
    if (!known || !mayReport || event.ctrlKey || event.altKey) return;
    event.preventDefault();
    dialog.close();
    report(callSign, known[1], known[2], onDone);
  };
  dialog.showModal();
}

// Returns whether the key meant something on a vehicle's row.
export function handleUnitKey(key, callSign, acts) {
  if (key === "Enter") {
    openUnit(callSign, acts);
    return true;
  }
  if (key === " ") {
    acts.onTick(callSign);
    return true;
  }
  const known = STATUSES.find(([known]) => known === key);
  if (!known || !acts.mayReport) return false;
  report(callSign, known[1], known[2], acts.onDone);
  return true;
}
