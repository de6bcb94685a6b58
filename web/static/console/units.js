// One vehicle: what it is doing, and the keys and buttons that report its status.
import { currentBoard } from "./board.js";
import { byId, element, showOnly, showText, statusMark } from "./elements.js";
import { isComposing, teachKey } from "./keys.js";
import { act } from "./server.js";
import { say, sayFailure } from "./toast.js";
import { toldStatus, UNDO_HINT } from "./undoing.js";

const STATUSES = [
  ["1", "in_station", "备勤"], ["2", "alerted", "收到"], ["3", "en_route", "途中"],
  ["4", "on_scene", "到场"], ["w", "water_on", "出水"], ["W", "water_off", "停水"],
  ["5", "returning", "返队"], ["9", "out_of_service", "停用"],
];

const BY_BUTTON = STATUSES.filter(([, status]) => status !== "out_of_service");

export function teachUnitKeys(mayReport) {
  if (!mayReport) return;
  for (const [key, , label] of STATUSES) teachKey(key, label, null, "车辆行");
}

const unitOf = (callSign) => currentBoard()?.units.find((unit) => unit.call_sign === callSign);

async function report(callSign, status, label, onDone, reason = "") {
  try {
    const body = reason ? { status, reason } : { status };
    const answer = await act("POST", `/units/${encodeURIComponent(callSign)}/status`, body);
    const warning = answer.warning ? `（▲ ${answer.warning}）` : "";
    if (answer.changed) toldStatus(callSign);
    const hint = answer.changed ? UNDO_HINT : "（已是此状态）";
    say(`◆ ${callSign}：${label}${warning}${hint}`, answer.warning ? "warn" : "good");
  } catch (failure) {
    sayFailure(failure);
  } finally {
    onDone();
  }
}

// Taking a vehicle out of service needs a reason, so it has a field instead of a bare button.
function reasonForm(callSign, dialog, onDone) {
  const reason = element("input", { id: "unit-reason", required: true, maxlength: "200", autocomplete: "off" });
  return element("form", {
    class: "buttons",
    onsubmit: (event) => {
      event.preventDefault();
      dialog.close();
      report(callSign, "out_of_service", "停用", onDone, reason.value.trim());
    },
  },
  element("label", { for: "unit-reason" }, "停用原因"), reason,
  element("button", { type: "submit" }, statusMark("out_of_service", "停用"), " ", element("kbd", {}, "9")));
}

function factsOf(unit) {
  return [
    unit.vehicle_type_label, unit.station, (unit.capability_labels ?? []).join("、"),
    unit.water_t ? `水 ${unit.water_t} t` : "", `人员 ${unit.crew}/${unit.minimum_crew}`,
    unit.crew_note, unit.pool ? `共用班组 ${unit.pool}` : "", ...(unit.record_faults ?? []),
    unit.incident ? `警情 ${unit.incident}` : "", unit.status_note, unit.synthetic ? "生成数据" : "",
  ].filter(Boolean).join(" · ");
}

export function openUnit(callSign, { mayReport, onTick, onDone }) {
  const unit = unitOf(callSign);
  if (!unit) return;
  const dialog = byId("unit-dialog");
  const say = (status, label) => { dialog.close(); report(callSign, status, label, onDone); };
  showText(byId("unit-dialog-title"), callSign);
  showOnly(byId("unit-dialog-facts"), statusMark(unit.status, unit.status_label), ` · ${factsOf(unit)}`);
  const tick = element("button", { type: "button", onclick: () => { onTick(callSign); dialog.close(); } },
    "勾选 / 取消 ", element("kbd", {}, "空格"));
  const buttons = BY_BUTTON.map(([key, status, label]) => element("button",
    { type: "button", onclick: () => say(status, label) },
    statusMark(status, label), " ", element("kbd", {}, key)));
  showOnly(byId("unit-dialog-buttons"), ...(mayReport ? buttons : []), tick,
    mayReport ? reasonForm(callSign, dialog, onDone) : null);
  dialog.onkeydown = (event) => {
    if (isComposing(event) || !mayReport || event.ctrlKey || event.altKey || event.target.matches("input")) return;
    const known = STATUSES.find(([key]) => key === event.key);
    if (!known) return;
    event.preventDefault();
    if (known[1] === "out_of_service") byId("unit-reason").focus();
    else say(known[1], known[2]);
  };
  dialog.showModal();
}

// Returns whether the key meant something on a vehicle's row.
export function handleUnitKey(key, callSign, acts) {
  if (key === " ") {
    acts.onTick(callSign);
    return true;
  }
  const known = STATUSES.find(([known]) => known === key);
  if (key !== "Enter" && (!known || !acts.mayReport)) return false;
  if (known && known[1] !== "out_of_service") {
    report(callSign, known[1], known[2], acts.onDone);
  } else {
    openUnit(callSign, acts);
    if (known) byId("unit-reason").focus();
  }
  return true;
}
