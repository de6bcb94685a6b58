// The calls in hand, as a row of buttons above the form.
import { byId, element, showOnly } from "./elements.js";
import { isBlank } from "./drafts.js";

const LONGEST_NAME = 16;

export function nameOf(draft) {
  if (draft.number) return draft.number;
  const place = [...(draft.values.place?.trim() ?? "")];
  if (place.length > LONGEST_NAME) return `${place.slice(0, LONGEST_NAME).join("")}…`;
  return place.join("") || [...(draft.values.narrative?.trim() ?? "")].slice(0, 8).join("") || "新警情";
}

export function showDrafts(drafts, onSwitch, onDrop) {
  const bar = byId("drafts");
  bar.hidden = drafts.all.length < 2;
  showOnly(bar, ...drafts.all.flatMap((draft) => {
    const isActive = draft.id === drafts.activeId;
    const mark = draft.waiting ? "◇ " : draft.number ? "" : "✎ ";
    const choose = element("button",
      { type: "button", "aria-pressed": String(isActive), onclick: () => onSwitch(draft.id) },
      `${mark}${nameOf(draft)}`);
    const drop = element("button", {
      type: "button", "aria-label": `收起 ${nameOf(draft)}`,
      onclick: () => {
        const isLost = draft.waiting || (!draft.number && !isBlank(draft));
        const what = draft.waiting ? "还在待发送" : "还没有保存";
        if (!isLost || confirm(`“${nameOf(draft)}”${what}，确定丢弃？`)) onDrop(draft.id);
      },
    }, "✕");
    return [choose, drop];
  }));
}
