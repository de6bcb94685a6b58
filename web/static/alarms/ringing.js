// Which tone is due now: decided from the rows, the moment and who sits here; it keeps no clock.

// The ages a call has passed: 0 new, 1 concerns its desk, 2 every desk, 3 the duty chief too.
export function stageOf(row, now) {
  const age = (now - Date.parse(row.since)) / 1000;
  return row.limits_s.filter((limit) => age >= limit).length;
}

export const keyOf = (row) => [row.cause, row.subject ?? "", row.call_sign ?? "", row.class === "call" ? "" : row.since].join("|");

// Known, until it passes a limit nobody has known it at.
export function isKnown(row, now) {
  if (!row.seen_at) return false;
  return row.class !== "call" || stageOf(row, Date.parse(row.seen_at)) >= stageOf(row, now);
}

function concernsMe(row, stage, me) {
  if (stage >= 2) return true;
  const isMine = row.desk === me.name;
  if (stage === 1) return row.desk === null ? me.mayOrder : isMine;
  return me.mayOrder && !isMine;
}

// How a row sounds here and now: null for silent, else how long after the last time again.
function pause(row, now, me) {
  if (row.class === "info" || isKnown(row, now) || me.silenced.has(`${keyOf(row)}|${stageOf(row, now)}`)) return null;
  if (row.class === "overdue") return row.repeat_s * 1000;
  const stage = stageOf(row, now);
  if (!concernsMe(row, stage, me)) return null;
  // A new call is told once; only one that waits rings on.
  return stage === 0 ? Infinity : row.repeat_s * 1000;
}

export const isRinging = (row, now, me) => row.class === "call" && stageOf(row, now) > 0 && pause(row, now, me) !== null;

// `rung` remembers by row when it was last told and at which reminder; it is brought up to date here.
export function toneDue(rows, rung, now, me) {
  let due = null;
  const keys = new Set();
  for (const row of rows) {
    const key = keyOf(row);
    keys.add(key);
    const wait = pause(row, now, me);
    if (wait === null) continue;
    const last = rung.get(key);
    const isNew = !last || (row.class === "overdue" ? last.id !== row.id : last.stage !== stageOf(row, now));
    if (!isNew && now - last.at < wait) continue;
    rung.set(key, { id: row.id, stage: stageOf(row, now), at: now });
    if (row.class === "call") due = "call";
    else if (!me.mutesOverdue) due ??= "overdue";
  }
  for (const key of [...rung.keys()]) if (!keys.has(key)) rung.delete(key);
  return due;
}
