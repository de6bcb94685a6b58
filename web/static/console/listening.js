// What the words of a call point to: kinds, elements, reasons to send more. A person decides.
import { byId, element, showOnly, trustMark } from "./elements.js";
import { afterPause, ask } from "./server.js";
import { showCard } from "./card.js";

const box = byId("suggestion");
const FILLED = ["trapped", "floors", "fire_floor", "burning"];
let answer = null;

// These buttons come and go while a person types: Tab must always lead from the words to the place,
// so they are reached by their own keys, never by Tab.
const button = (onclick, ...words) => element("button", { type: "button", tabindex: "-1", onclick }, ...words);
const quoted = (words) => (words?.length ? `（依据：${words.map((word) => `“${word}”`).join("")}）` : "");

export const offeredCategory = () => (answer ? { ...answer, label: answer.category_label } : null);
export const fillable = (values) => (answer?.elements ?? [])
  .filter((one) => FILLED.includes(one.field) && one.value && !values[one.field].trim());

export function hideSuggestion() {
  answer = null;
  box.hidden = true;
  showCard(null);
}

function kindLine(chosen, accept) {
  const isChosen = answer.category === chosen.category
    && (!answer.level || !chosen.level || String(answer.level) === chosen.level);
  if (isChosen || !answer.categories.length) return null;
  return element("p", {}, "建议类别：", element("strong", {}, answer.category_label), ` · ${answer.level_label}`,
    `${quoted(answer.words)} `, button(() => accept(offeredCategory()), "采纳 ", element("kbd", {}, "Alt+A")));
}

function otherKinds(chosen, accept) {
  const rest = [...answer.categories, ...answer.learned]
    .filter((kind) => ![answer.category, chosen.category].includes(kind.code));
  const once = [...new Map(rest.map((kind) => [kind.code, kind])).values()];
  if (!once.length) return null;
  const other = (kind) => {
    // The share of a linear model is no probability that anybody should read.
    const learned = kind.share ? "（历史学习）" : "";
    const choice = button(() => accept({ ...kind, category: kind.code }), kind.label, learned);
    choice.title = quoted(kind.words);
    return choice;
  };
  return element("p", { class: "chips" }, "或：", ...once.map(other));
}

function elementLine(values, fill) {
  if (!answer.elements.length) return null;
  const chips = answer.elements.map((one) => element("span", { class: "chip", title: quoted(one.words) }, `${one.name} ${one.text}`));
  const waiting = fillable(values);
  return element("p", { class: "chips" }, ...chips,
    waiting.length ? button(fill, "填入 ", element("kbd", {}, "Alt+E")) : null);
}

function hintLines() {
  return answer.hints.map((hint) => element("p", {}, "▲ ", hint.text, " ", trustMark(hint.mark)));
}

export function startSuggestion(currentValues, accept, fill) {
  return afterPause(300, async (signal) => {
    const values = currentValues();
    if (!values.narrative.trim()) {
      hideSuggestion();
      return;
    }
    const body = { narrative: values.narrative.trim(), place: values.place.trim() };
    for (const name of ["category", "place_code", "caller_number"]) if (values[name]) body[name] = values[name];
    if (values.lon && values.lat) Object.assign(body, { lon: values.lon, lat: values.lat, datum: values.datum });
    answer = await ask("/calls/suggestion", body, signal);
    const now = currentValues();
    const reason = answer.level_reason ? element("p", { class: "quiet" }, answer.level_reason) : null;
    const lines = [kindLine(now, accept), otherKinds(now, accept), elementLine(now, fill), reason, ...hintLines()];
    showOnly(box, ...lines);
    box.hidden = lines.every((line) => line === null);
    showCard(answer);
  });
}
