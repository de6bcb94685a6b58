// The two clocks of a call: since it was picked up, and to the goal for the first order.
import { byId, showText } from "./elements.js";
import { stopwatch } from "./times.js";

// GB 50313-2013 4.3.1(7): from the call to the first order at most 45 s (figure G, see the docs).
const GOAL_S = 45;
const NEAR_S = 9;

export function showTimers(draft) {
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
