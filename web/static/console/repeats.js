// Calls that may tell of the same: offered from the first characters on, never merged by machine.
import { byId, element, showOnly } from "./elements.js";
import { afterPause, ask } from "./server.js";

const box = byId("duplicates");
const MOST = 3;
let found = [];
// What one caller does not mean the next one may: kept by call, not for the desk.
const dismissed = new Map();
const dismissedOf = (draft) => dismissed.get(draft.id) ?? new Set();
let shownFor = null;

export const openRepeats = () => found.filter((one) => !one.is_closed);

function line(one, attach) {
  const near = one.distance_m === null ? "" : ` 相距 ${one.distance_m} m`;
  const word = one.is_closed ? "已结案" : one.is_same ? "⚠ 很可能重复" : "疑似重复";
  const button = element("button", { type: "button", tabindex: "-1", onclick: () => attach(one.number) },
    "并入 ", element("kbd", {}, "Alt+M"));
  return element("p", {}, element("strong", {}, `${word}：${one.number}`),
    `${near}，${one.minutes} 分钟前 ${one.category_label} ${one.place}（${one.reason}） `,
    one.is_closed ? null : button);
}

function show(hits, draft, attach) {
  shownFor = draft;
  found = hits.filter(({ number }) => !dismissedOf(draft).has(number));
  box.hidden = found.length === 0;
  const more = found.length > MOST ? element("p", { class: "quiet" }, `另有 ${found.length - MOST} 起相近，未列出。`) : null;
  showOnly(box, ...found.slice(0, MOST).map((one) => line(one, attach)), more,
    element("p", {}, element("button", { type: "button", tabindex: "-1", onclick: dismissRepeats },
      "不是同一起 ", element("kbd", {}, "Alt+N"))));
}

export function dismissRepeats() {
  if (shownFor) dismissed.set(shownFor.id, new Set([...dismissedOf(shownFor), ...found.map(({ number }) => number)]));
  hideRepeats();
}

export function hideRepeats() {
  found = [];
  box.hidden = true;
}

export function startRepeats(currentDraft, currentValues, attach) {
  return afterPause(250, async (signal) => {
    const values = currentValues();
    const body = {};
    for (const name of ["narrative", "place", "place_code", "category", "caller_number"]) {
      if (values[name].trim()) body[name] = values[name].trim();
    }
    if (values.lon && values.lat) Object.assign(body, { lon: values.lon, lat: values.lat, datum: values.datum });
    const draft = currentDraft();
    if (draft.number || !(body.lon || body.place || body.caller_number || body.narrative)) {
      hideRepeats();
      return;
    }
    const answer = await ask("/calls/duplicates", body, signal);
    // Another call may be in hand by now, or this one sent.
    if (draft === currentDraft() && !draft.number) show(answer.duplicates, draft, attach);
  });
}
