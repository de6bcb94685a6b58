// Sending the words of a call: a new one is taken, a known one is amended.
import { amendments, callBody, valuesOf } from "./callform.js";
import { clocksOf } from "./timers.js";
import { act, read, Refused, serverTime } from "./server.js";

export const holderOf = (draft, drafts) => ({ keys: (draft.keys ??= {}), keep: () => drafts.keep() });

// Sent once without an answer, a call is first sent again as it was then: with the same key and
// the same words it is the same call, and what was typed since amends it.
async function take(draft, typed, drafts) {
  if (!draft.asked) {
    const body = callBody(typed);
    if (draft.startedAt) body.received_at = serverTime(draft.startedAt).toISOString();
    draft.asked = { body, typed: { ...typed } };
  }
  const { asked } = draft;
  drafts.keep();
  let answer;
  try {
    answer = await act("POST", "/calls", asked.body, {}, holderOf(draft, drafts));
  } catch (failure) {
    if (failure instanceof Refused && failure.status < 500 && failure.status !== 401) draft.asked = null;
    throw failure;
  }
  const { incident } = answer;
  Object.assign(draft, { number: incident.number, version: incident.version, asked: null });
  const sent = asked.typed;
  // Where nobody chose, the server did; the form then shows what stands.
  if (!sent.category && incident.category) {
    const chosen = { category: incident.category, level: String(incident.level ?? "") };
    Object.assign(sent, chosen);
    if (!typed.category) Object.assign(typed, chosen);
  }
  Object.assign(draft, { saved: { ...sent }, values: typed });
  if (Object.keys(amendments(typed, sent)).length) {
    return `已立案 ${incident.number}；${await amend(draft, typed, drafts)}`;
  }
  return `已立案 ${incident.number}`;
}

const FIELD_WORDS = {
  narrative: "警情描述", category: "类别", level: "等级", place: "地点", place_code: "地点", trapped: "被困人数",
  burning: "燃烧物", floors: "总楼层", fire_floor: "着火层", lon: "坐标", lat: "坐标",
};
const TOLD_AS = { place_code: "place", lon: "position", lat: "position" };

const send = (draft, body, drafts) => act("PATCH", `/incidents/${encodeURIComponent(draft.number)}`, body,
  { "If-Match": `"${draft.version}"` }, holderOf(draft, drafts));

// What both changed, with both words; the form fields behind each are chosen together.
function quarrelOf(names, typed, fresh, problem) {
  const told = new Map((problem.differences ?? []).map((one) => [one.field, one]));
  const fields = new Map();
  for (const name of names) {
    const label = FIELD_WORDS[name];
    const words = told.get(TOLD_AS[name] ?? name);
    const field = fields.get(label) ?? {
      label, names: [], yours: {}, theirs: {}, choice: null,
      yoursTold: words?.yours ?? typed[name], theirsTold: words?.theirs ?? fresh[name],
    };
    field.names.push(name);
    field.yours[name] = typed[name];
    field.theirs[name] = fresh[name];
    fields.set(label, field);
  }
  return { by: problem.changed_by ?? null, at: problem.changed_at ?? null, fields: [...fields.values()] };
}

// Crews change an incident every minute; only a change of the same field is a quarrel.
async function sendAgain(draft, body, typed, refusal, drafts) {
  const stands = await read(`/incidents/${encodeURIComponent(draft.number)}`);
  if (stands.version === draft.version) throw refusal;
  const fresh = valuesOf(stands);
  const mine = Object.keys(body).flatMap((name) => (name === "position" ? ["lon", "lat"] : [name]));
  const both = mine.filter((name) => fresh[name] !== (draft.saved?.[name] ?? "") && fresh[name] !== typed[name]);
  Object.assign(draft, { version: stands.version, saved: { ...draft.saved, ...fresh }, clocks: clocksOf(stands) });
  if (both.length) {
    draft.quarrel = quarrelOf(both, typed, fresh, refusal.problem);
    const labels = draft.quarrel.fields.map(({ label }) => label).join("、");
    throw new Refused(409, {
      detail: `他人刚改过${labels}。您填的仍在本页：请逐项选定，或再按一次即以您的为准。`,
    });
  }
  // What others changed meanwhile is shown instead of what stood here before.
  for (const [name, value] of Object.entries(fresh)) if (!mine.includes(name) && value) typed[name] = value;
  Object.assign(draft, { values: typed, isMerged: true });
  const rest = amendments(typed, draft.saved);
  return Object.keys(rest).length ? send(draft, rest, drafts) : { version: stands.version, clocks: stands.clocks };
}

async function amend(draft, typed, drafts) {
  const body = amendments(typed, draft.saved ?? {});
  const changed = Object.keys(body).length;
  // Pressed again with a quarrel open: whoever did so has seen both words and means the own.
  draft.quarrel = null;
  if (!changed) return "没有改动";
  let answer;
  try {
    answer = await send(draft, body, drafts);
  } catch (refusal) {
    if (!(refusal instanceof Refused && refusal.status === 409)) throw refusal;
    answer = await sendAgain(draft, body, typed, refusal, drafts);
  }
  Object.assign(draft, { version: answer.version, saved: { ...typed }, clocks: clocksOf(answer) ?? draft.clocks });
  return `已保存 ${draft.number}：改动 ${changed} 项`;
}

// Returns a sentence about what was kept; raises what the server refused.
export function saveWords(draft, typed, drafts) {
  return draft.number ? amend(draft, typed, drafts) : take(draft, typed, drafts);
}
