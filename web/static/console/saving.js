// Sending the words of a call: a new one is taken, a known one is amended.
import { amendments, callBody, valuesOf } from "./callform.js";
import { act, read, Refused } from "./server.js";

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

const FIELD_WORDS = {
  narrative: "警情描述", category: "类别", level: "等级", place: "地点", place_code: "地点", trapped: "被困人数",
  burning: "燃烧物", floors: "总楼层", fire_floor: "着火层", lon: "坐标", lat: "坐标",
};

const send = (draft, body) => act("PATCH", `/incidents/${encodeURIComponent(draft.number)}`, body,
  { "If-Match": `"${draft.version}"` });

// Crews change an incident every minute; only a change of the same field is a quarrel.
async function sendAgain(draft, body, typed, refusal) {
  const stands = await read(`/incidents/${encodeURIComponent(draft.number)}`);
  if (stands.version === draft.version) throw refusal;
  const fresh = valuesOf(stands);
  const mine = Object.keys(body).flatMap((name) => (name === "position" ? ["lon", "lat"] : [name]));
  const quarrel = new Set(mine.filter((name) => fresh[name] !== (draft.saved?.[name] ?? ""))
    .map((name) => FIELD_WORDS[name]));
  Object.assign(draft, { version: stands.version, saved: { ...draft.saved, ...fresh } });
  if (quarrel.size) {
    throw new Refused(409, {
      detail: `他人刚改过${[...quarrel].join("、")}。您填的仍在本页；核对后再按一次即以您的为准。`,
    });
  }
  // What others changed meanwhile is shown instead of what stood here before.
  for (const [name, value] of Object.entries(fresh)) if (!mine.includes(name) && value) typed[name] = value;
  Object.assign(draft, { values: typed, isMerged: true });
  return send(draft, body);
}

async function amend(draft, typed) {
  const body = amendments(typed, draft.saved ?? {});
  const changed = Object.keys(body).length;
  if (!changed) return "没有改动";
  let answer;
  try {
    answer = await send(draft, body);
  } catch (refusal) {
    if (!(refusal instanceof Refused && refusal.status === 409)) throw refusal;
    answer = await sendAgain(draft, body, typed, refusal);
  }
  Object.assign(draft, { version: answer.version, saved: { ...typed } });
  return `已保存 ${draft.number}：改动 ${changed} 项`;
}

// Returns a sentence about what was kept; raises what the server refused.
export function saveWords(draft, typed) {
  return draft.number ? amend(draft, typed) : take(draft, typed);
}
