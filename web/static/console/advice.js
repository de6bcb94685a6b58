// The advice of the rules: who, how soon, why, and what is missing. A person ticks; it never acts.
import { byId, element, showOnly, showText, trustMark, trustSentence, walk } from "./elements.js";
import { fold } from "./folds.js";
import { demandWords, lossWords, modeChip, outlookFolds, ruleWords, whatIfLine } from "./outlook.js";
import { minutesSeconds } from "./times.js";
import { chip, vehicleRow } from "./vehiclerow.js";

const panel = byId("advice");
let advice = null;
let carried = null;
let fleet = new Map();

export const currentAdvice = () => advice;
export const knowFleet = (units) => {
  fleet = new Map(units.map((unit) => [unit.call_sign, unit]));
};

// While several places remain, only what is right for all of them is proposed.
export const advised = () => [...new Set((advice?.picks ?? carried?.for_all ?? []).map((pick) => pick.call_sign))];
export const tickedOf = (draft) => draft.ticked ?? advised();

export function differs(draft) {
  if (!(advice || carried) || draft.ticked === null) return false;
  const [wanted, ticked] = [new Set(advised()), new Set(draft.ticked)];
  return wanted.size !== ticked.size || [...wanted].some((sign) => !ticked.has(sign));
}

function aboutUnit(callSign) {
  const unit = fleet.get(callSign);
  return unit ? `${unit.vehicle_type_label} · ${unit.station} · ${unit.status_label}` : "";
}

// The time stands large in the row already: said twice it costs a line of the picks.
const withoutTime = (reason) => reason.replace(/^预计 [^，]+到场，/, "");

function pickRow(pick, ticked, onTick) {
  const chips = [];
  if (pick.substituted) chips.push(chip(`替代 ${pick.capability_label ?? pick.capability}`));
  if (pick.level_with?.length) chips.push(chip("相当", `与${pick.level_with.join("、")}相当`));
  return vehicleRow(pick.call_sign, {
    ticked: ticked.has(pick.call_sign), onTick, chips,
    seconds: pick.eta_s, doubt: pick.doubt_s, basis: pick.eta_basis,
    about: pick.vehicle_type_label ?? "",
    why: [pick.station, ...(pick.reasons ?? []).map(withoutTime), lossWords(pick)].filter(Boolean).join("；"),
  });
}

function addedRows(ticked, onTick) {
  const wanted = new Set(advised());
  const candidates = new Map((advice?.candidates ?? []).map((one) => [one.call_sign, one]));
  return [...ticked].filter((sign) => !wanted.has(sign)).map((sign) => {
    const one = candidates.get(sign);
    return vehicleRow(sign, {
      ticked: true, onTick, seconds: one?.eta_s, doubt: one?.doubt_s, basis: one?.eta_basis,
      about: aboutUnit(sign), chips: [chip("加派")], why: one?.why_not ?? "",
    });
  });
}

function otherRow(one, level, onTick) {
  return vehicleRow(one.call_sign, {
    ticked: false, onTick, seconds: one.eta_s, doubt: one.doubt_s, basis: one.eta_basis,
    about: aboutUnit(one.call_sign), chips: level.has(one.call_sign) ? [chip("相当")] : [],
    why: one.why_not ?? (one.available ? "" : "不可用"), whatIf: one.what_if, disabled: !one.available,
  });
}

function group(heading, rows) {
  if (!rows.length) return [];
  const words = `${heading} ${rows.length}`;
  return [element("p", { class: "group" }, words), element("ul", { class: "picks", "aria-label": words }, ...rows)];
}

function others(ticked, onTick) {
  const shown = new Set([...advised(), ...ticked]);
  const candidates = advice?.candidates
    ?? [...fleet.values()].map((unit) => ({ call_sign: unit.call_sign, available: unit.incident === null }));
  const rest = candidates.filter((one) => !shown.has(one.call_sign));
  if (!rest.length) return null;
  const level = new Set((advice?.picks ?? []).flatMap((pick) => pick.level_with ?? []));
  const [fit, unfit, out] = [[], [], []];
  for (const one of rest) {
    const isUnfit = (one.why_not ?? "").startsWith("能力不符");
    (one.available ? (isUnfit ? unfit : fit) : out).push(otherRow(one, level, onTick));
  }
  return fold("others", [`其他车辆 ${rest.length}（人工加派）`],
    ...group("可派", fit), ...group("可派，能力不符", unfit), ...group("不可派", out));
}

function shortfallBox() {
  if (!advice?.shortfall?.length) return null;
  return element("div", { class: "notice warn", role: "note" },
    element("strong", {}, "▲ 力量不足"),
    element("ul", { class: "plain" }, ...advice.shortfall.map((gap) =>
      element("li", {}, `缺 ${gap.capability_label ?? gap.capability} ${gap.missing}：${gap.reason}`))));
}

function ruleLine() {
  const { rule } = advice;
  if (!rule) return null;
  return element("p", {}, trustMark(rule.mark), " ", modeChip(advice), ` ${rule.text ?? trustSentence(rule.mark)} ${rule.note ?? ""}`);
}

function footLines() {
  const lines = [];
  const called = new Map();
  for (const { reason, station } of advice.also_notify ?? []) called.set(reason, [...(called.get(reason) ?? []), station]);
  for (const [reason, stations] of called) lines.push(`同时通知：${stations.join("、")}（${reason}）`);
  if (advice.as_needed?.length) lines.push(`视情：${advice.as_needed.join("、")}`);
  const emptied = (advice.coverage?.emptied ?? []).map((one) => `${one.station}（${one.ordered.join("、")}）`);
  if (emptied.length) lines.push(`▲ 派出后空站：${emptied.join("、")}`);
  if (advice.linkage?.length) lines.push(`联动：${advice.linkage.join("、")}`);
  if (advice.people?.demanded) lines.push(`人员：至少 ${advice.people.demanded}，建议力量 ${advice.people.picked}`);
  const arrival = advice.first_s == null ? "" : `首车约 ${minutesSeconds(advice.first_s)}，`;
  const complete = advice.complete_s == null ? "" : `到齐约 ${minutesSeconds(advice.complete_s)}。`;
  const known = advice.circumstances ? `${advice.circumstances}。` : "";
  lines.push(`${arrival}${complete}${advice.estimate_note}${known}`);
  return lines.map((text) => element("p", { class: "quiet" }, text));
}

// Redrawing takes the focus with it: what had it is found again by its vehicle or its fold.
function focusedThing() {
  const held = panel.contains(document.activeElement) ? document.activeElement : null;
  if (held?.matches("input")) return `input[value="${CSS.escape(held.value)}"]`;
  if (held?.matches("summary")) return `[data-fold="${held.parentElement.dataset.fold}"] > summary`;
  return null;
}

// Draws the panel again and puts focus and reading position back where they were.
export function drawAdvice(draft, onTick, why = "定位并选定类别后给出建议。") {
  const focused = focusedThing();
  const readAt = panel.scrollTop;
  const ticked = new Set(tickedOf(draft));
  showText(byId("advice-rule"), ruleWords(advice?.rule));
  let top = [element("p", { class: "quiet" }, why)];
  if (advice) top = [ruleLine(), element("p", {}, demandWords(advice)), shortfallBox(), whatIfLine(advice)];
  else if (carried) top = carriedLines();
  const picks = carried
    ? carried.for_all.map((one) => carriedRow(one, ticked, onTick))
    : (advice?.picks ?? []).map((pick) => pickRow(pick, ticked, onTick));
  showOnly(panel, ...top,
    element("ul", { class: "picks" }, ...picks, ...addedRows(ticked, onTick)),
    ...(advice ? outlookFolds(advice) : []), others(ticked, onTick), ...(advice ? footLines() : []));
  panel.scrollTop = readAt;
  if (focused) panel.querySelector(focused)?.focus({ preventScroll: true });
}

export function setAdvice(recommendation) {
  advice = recommendation;
  carried = null;
}

export const isCarried = () => carried !== null;

export function setCarried(answer) {
  advice = null;
  carried = answer;
}

function carriedRow(one, ticked, onTick) {
  const span = one.best_s === one.worst_s || one.worst_s === null ? "" : `最快 ${minutesSeconds(one.best_s)}；`;
  return vehicleRow(one.call_sign, {
    ticked: ticked.has(one.call_sign), onTick, seconds: one.worst_s, basis: one.eta_basis, about: aboutUnit(one.call_sign),
    why: `${span}${one.reason}`,
  });
}

function carriedLines() {
  const { places, for_all: common } = carried;
  const head = common.length
    ? `地点未定：以下车辆对 ${places.length} 处候选都合适，可先出动。${carried.first_unit_unchanged ? `首车都是 ${carried.first_unit}。` : "各处首车不同。"}`
    : `地点未定：${carried.why_none}`;
  const adds = places.map((place) => {
    const more = place.adds.map((pick) => `${pick.call_sign}（${pick.capability_label}）`).join("、");
    return element("li", {}, `${place.name}：${more ? `另需 ${more}` : "不需增加"}${place.first_s == null ? "" : `，首车约 ${minutesSeconds(place.first_s)}`}`);
  });
  return [element("p", { class: "notice warn", role: "note" }, head), element("ul", { class: "plain quiet" }, ...adds)];
}

panel.addEventListener("keydown", (event) => {
  if (!walk(panel, "input:not([disabled])", event) && event.key === "Enter" && !event.ctrlKey
      && event.target.matches("input")) {
    event.preventDefault();
    event.target.click();
  }
});

export function focusAdvice() {
  (panel.querySelector("input:not([disabled])") ?? panel).focus();
}
