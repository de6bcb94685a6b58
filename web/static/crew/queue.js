// Reports wait here until the server has answered: kept in the browser, numbered, sent in order.

// Seconds since this moment number the reports of a device: a phone that was wiped, or a second
// phone on the same vehicle, then never uses a number again.
const FIRST_SECOND = Date.UTC(2026, 0, 1) / 1000;

export const NOTHING = Object.freeze({ lastSeq: 0, waiting: [], sent: [] });
const MOST_SENT = 20;

export function nextSeq(lastSeq, deviceMs) {
  return Math.max(lastSeq + 1, Math.floor(deviceMs / 1000) - FIRST_SECOND);
}

// `at` never runs backwards, whatever the clock of the phone does between two presses.
export function withReport(kept, { status, label, atMs, deviceMs }) {
  const seq = nextSeq(kept.lastSeq, deviceMs);
  const last = kept.waiting.at(-1) ?? kept.sent[0];
  const at = last?.at ? Math.max(atMs, last.at + 1) : atMs;
  const report = { seq, status, label, at, pressedAt: deviceMs };
  return { ...kept, lastSeq: seq, waiting: [...kept.waiting, report] };
}

export function withAnswer(kept, seq, { words = "", isRefused = false, sentAt }) {
  const report = kept.waiting.find((one) => one.seq === seq);
  if (!report) return kept;
  const sent = [{ ...report, words, isRefused, sentAt }, ...kept.sent].slice(0, MOST_SENT);
  return { ...kept, waiting: kept.waiting.filter((one) => one.seq !== seq), sent };
}

// The server found the moment in its future: it counts as told when it arrives.
export function withoutMoment(kept, seq) {
  const waiting = kept.waiting.map((one) => (one.seq === seq ? { ...one, at: null } : one));
  return { ...kept, waiting };
}

export function bodyOf(report) {
  const at = report.at === null ? {} : { at: new Date(report.at).toISOString() };
  return { status: report.status, device_seq: report.seq, ...at };
}

export function stored(name) {
  try {
    return { ...NOTHING, ...JSON.parse(localStorage.getItem(name) ?? "{}") };
  } catch {
    return { ...NOTHING };
  }
}

// Returns whether it will survive a reload.
export function store(name, kept) {
  try {
    localStorage.setItem(name, JSON.stringify(kept));
    return true;
  } catch {
    return false;
  }
}
