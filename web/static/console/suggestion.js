// What the words of the call hint at: a kind of incident, and calls that may tell of the same.
import { byId, element, showOnly } from "./elements.js";
import { afterPause, ask } from "./server.js";

const box = byId("suggestion");
const duplicateBox = byId("duplicates");
let offered = null;
let duplicates = [];
const dismissed = new Set();

// These buttons come and go while a person types: Tab must always lead from the words to the place,
// so they are reached by their own keys, never by Tab.
export const offeredCategory = () => offered;
export const foundDuplicates = () => duplicates;

export function hideSuggestion() {
  offered = null;
  box.hidden = true;
}

function showSuggestion(answer, accept) {
  offered = answer;
  const level = answer.level_label ?? (answer.level ? `${"一二三四五"[answer.level - 1]}级` : "");
  const words = (answer.words ?? []).map((word) => `“${word}”`).join("");
  showOnly(box,
    `建议类别：${answer.category_label}${level ? ` · ${level}` : ""}${words ? `（依据：${words}）` : ""} `,
    element("button", { type: "button", tabindex: "-1", onclick: accept }, "采纳 ", element("kbd", {}, "Alt+A")));
  box.hidden = false;
}

export function startSuggestion(currentValues, accept) {
  return afterPause(300, async (signal) => {
    const { narrative, category, level } = currentValues();
    if (!narrative.trim()) {
      hideSuggestion();
      return;
    }
    const answer = await ask("/calls/suggestion", { narrative: narrative.trim() }, signal);
    const isChosen = answer.category === category
      && (!answer.level || !level || String(answer.level) === level);
    if (!answer.category || isChosen) hideSuggestion();
    else showSuggestion(answer, accept);
  });
}

function duplicateLine(duplicate, attach) {
  const near = duplicate.distance_m == null ? "" : ` 相距 ${Math.round(duplicate.distance_m)} m`;
  const when = duplicate.minutes == null ? "" : `，${Math.round(duplicate.minutes)} 分钟前`;
  return element("p", {},
    element("strong", {}, `⚠ 疑似重复：${duplicate.number}`),
    `${near}${when} ${duplicate.category_label ?? ""} ${duplicate.place ?? ""} ${duplicate.reason ?? ""} `,
    element("button", { type: "button", tabindex: "-1", onclick: () => attach(duplicate.number) }, "并入 ", element("kbd", {}, "Alt+M")));
}

export function showDuplicates(found, attach) {
  duplicates = found.filter(({ number }) => !dismissed.has(number));
  duplicateBox.hidden = duplicates.length === 0;
  showOnly(duplicateBox, ...duplicates.map((duplicate) => duplicateLine(duplicate, attach)),
    element("p", {}, element("button", { type: "button", tabindex: "-1", onclick: dismissDuplicates },
      "不是同一起 ", element("kbd", {}, "Alt+N"))));
}

export function dismissDuplicates() {
  for (const { number } of duplicates) dismissed.add(number);
  hideDuplicates();
}

export function hideDuplicates() {
  duplicates = [];
  duplicateBox.hidden = true;
}

export function startDuplicates(currentDraft, currentValues, attach) {
  return afterPause(250, async (signal) => {
    const { lon, lat, datum, place, caller_number } = currentValues();
    if (currentDraft().number || !(lon || place.trim() || caller_number.trim())) {
      hideDuplicates();
      return;
    }
    const query = { place: place.trim(), caller_number: caller_number.trim() };
    if (lon && lat) Object.assign(query, { lon, lat, datum });
    const answer = await ask("/calls/duplicates", query, signal);
    showDuplicates(answer.duplicates, attach);
  });
}
