// What to ask the caller, and what happened here or like this before.
import { byId, element, showOnly, showText } from "./elements.js";

const card = byId("card");
const precedents = byId("precedents");

function question(one) {
  return element("li", { class: one.answered ? "answered" : null },
    element("span", { "aria-hidden": "true" }, one.answered ? "✓ " : "○ "),
    element("span", { class: "visually-hidden" }, one.answered ? "已知：" : "待问："),
    one.text, element("small", {}, one.why));
}

function precedent(one) {
  const away = one.distance_m === null ? "" : `${one.distance_m} 米 · `;
  return element("li", {},
    element("a", { href: `/incidents/${encodeURIComponent(one.number)}`, tabindex: "-1" }, one.number),
    ` ${one.day} ${one.category_label} `, one.is_generated ? element("span", { class: "chip" }, "生成") : null,
    element("small", {}, `${away}${one.why} · ${one.narrative}`));
}

// Both lists are there to be read while speaking; nothing in them takes the focus by itself.
export function showCard(answer) {
  byId("asking").hidden = !answer;
  if (!answer) return;
  const open = answer.questions.filter((one) => !one.answered);
  const known = answer.questions.filter((one) => one.answered);
  showText(byId("card-title"), `询问要点 · 待问 ${open.length}`);
  showOnly(card, ...[...open, ...known].map(question));
  precedents.parentElement.hidden = !answer.similar.length;
  showText(byId("precedents-title"), `相似警情 · ${answer.similar.length}`);
  showOnly(precedents, ...answer.similar.map(precedent));
}
