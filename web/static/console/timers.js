// The clocks of a call: since it was picked up, to the goal for the first order, and its split times.
import { byId, element, showOnly, showText } from "./elements.js";
import { hasPosition } from "./callform.js";
import { stopwatch } from "./times.js";

// GB 50313-2013 4.3.1(7): from the call to the first order at most 45 s (figure G, see the docs).
const GOAL_S = 45;
const NEAR_S = 9;
const STEPS = [
  ["place", "place_known_at", "地点明"], ["order", "first_order_at", "首次下达"],
  ["kind", "kind_known_at", "类别明"], ["full", "full_order_at", "力量齐"],
];

// Seconds after the answer, as the server keeps them; null for what has not come yet.
export function clocksOf(incident) {
  if (!incident?.clocks) return null;
  const from = Date.parse(incident.clocks.answered_at);
  return Object.fromEntries(STEPS.map(([name, key]) => {
    const at = incident.clocks[key];
    return [name, at ? Math.max(0, (Date.parse(at) - from) / 1000) : null];
  }));
}

// While a call is typed, this page knows first: a picked point, a chosen kind.
export function noteSteps(draft) {
  if (!draft.startedAt || draft.number) return;
  const gone = (Date.now() - draft.startedAt) / 1000;
  draft.steps ??= {};
  if (draft.place || hasPosition(draft.values)) draft.steps.place ??= gone;
  if (draft.values.category) draft.steps.kind ??= gone;
}

function splitsOf(draft) {
  const told = { ...draft.clocks };
  for (const [name, seconds] of Object.entries(draft.steps ?? {})) told[name] = Math.min(seconds, told[name] ?? seconds);
  if (draft.orderedAt && draft.startedAt) told.order ??= (draft.orderedAt - draft.startedAt) / 1000;
  return told;
}

let shown = "";
function showSplits(draft) {
  const told = splitsOf(draft);
  const words = [["接听", draft.startedAt ? "0:00" : "—"],
    ...STEPS.map(([name, , label]) => [label, told[name] == null ? "—" : stopwatch(told[name]), told[name]])];
  const key = JSON.stringify(words);
  if (key === shown) return;
  shown = key;
  showOnly(byId("splits"), ...words.map(([label, text, seconds], at) => {
    const isLate = at === 2 && seconds > GOAL_S;
    return element("li", { class: isLate ? "over" : null }, `${label} `, element("b", {}, text), isLate ? " 超" : null);
  }));
}

export function showTimers(draft) {
  showSplits(draft);
  const trapped = draft.values.trapped?.trim();
  showText(byId("trapped-shown"), /^\d+$/.test(trapped ?? "") ? `${trapped} 人` : trapped || "未问");
  const goal = byId("to-goal");
  if (!draft.startedAt) {
    showText(byId("since-pick-up"), "—");
    showText(goal, `${GOAL_S} 秒`);
    goal.className = "";
    return;
  }
  const gone = ((draft.orderedAt ?? Date.now()) - draft.startedAt) / 1000;
  showText(byId("since-pick-up"), stopwatch((Date.now() - draft.startedAt) / 1000));
  const left = Math.ceil(GOAL_S - gone);
  if (draft.orderedAt) {
    showText(goal, `◆ 用时 ${stopwatch(gone)}`);
    goal.className = left < 0 ? "over" : "";
    return;
  }
  showText(goal, left >= 0 ? `${left} 秒` : `超 ${stopwatch(-left)}`);
  goal.className = left < 0 ? "over" : left <= NEAR_S ? "near" : "";
}
