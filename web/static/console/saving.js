// Sending the words of a call: a new one is taken, a known one is amended.
import { amendments, callBody } from "./callform.js";
import { act } from "./server.js";

async function take(draft, typed) {
  const { incident } = await act("POST", "/calls", callBody(typed));
  Object.assign(draft, { number: incident.number, version: incident.version, values: typed });
  // Where nobody chose, the server did; the form then shows what stands.
  if (!typed.category && incident.category) {
    Object.assign(typed, { category: incident.category, level: String(incident.level ?? "") });
  }
  draft.saved = { ...typed };
  return `已立案 ${incident.number}`;
}

async function amend(draft, typed) {
  const body = amendments(typed, draft.saved ?? {});
  const changed = Object.keys(body).length;
  if (!changed) return "没有改动";
  const answer = await act("PATCH", `/incidents/${encodeURIComponent(draft.number)}`, body,
    { "If-Match": `"${draft.version}"` });
  Object.assign(draft, { version: answer.version ?? answer.incident?.version, saved: { ...typed } });
  return `已保存 ${draft.number}：改动 ${changed} 项`;
}

// Returns a sentence about what was kept; raises what the server refused.
export function saveWords(draft, typed) {
  return draft.number ? amend(draft, typed) : take(draft, typed);
}
