// Two editors of one field: both words side by side, and a choice for each. Nothing typed is lost.
import { byId, element, showOnly } from "./elements.js";
import { localClock } from "./times.js";

const box = byId("quarrel");
let onChoice = () => {};

const told = (words) => (words === "" || words == null ? "（空）" : words);

function row(draft, field) {
  const choose = (choice) => {
    field.choice = choice;
    onChoice(draft, field, choice);
    showQuarrel(draft, onChoice);
    box.querySelector("button:not([aria-pressed='true'])")?.focus();
  };
  const button = (choice, label, words) => element("button",
    { type: "button", "aria-pressed": String(field.choice === choice), onclick: () => choose(choice) },
    element("span", { class: "quiet" }, `${label} `), told(words));
  return element("div", { class: "quarrel-row", role: "group", "aria-label": field.label },
    element("strong", {}, field.label), button("yours", "您填的", field.yoursTold), button("theirs", "现为", field.theirsTold));
}

export function showQuarrel(draft, choose) {
  onChoice = choose;
  const { quarrel } = draft;
  const isOpen = Boolean(quarrel?.fields.some(({ choice }) => choice === null));
  box.hidden = !isOpen;
  if (!isOpen) {
    if (quarrel) draft.quarrel = null;
    showOnly(box);
    return;
  }
  const when = quarrel.at ? ` ${localClock(new Date(quarrel.at))}` : "";
  showOnly(box, element("p", {}, element("strong", {}, `▲ ${quarrel.by ?? "他人"}${when} 改过同一栏，请逐项选定：`)),
    ...quarrel.fields.map((field) => row(draft, field)));
}

export function focusQuarrel() {
  box.querySelector("button")?.focus();
}
