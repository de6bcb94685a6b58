// Speaking with the server: every act carries a key, so that sending it twice does it once.
const PREFIX = "/api/v1";
const READ_WITHIN_MS = 5000;
const ACT_WITHIN_MS = 15000;
const UNANSWERED = "fenghuo.unanswered";
// After so long the same words are another act: a crew reports the same status again next time.
const LOOSE_FOR_MS = 120_000;
const token = document.querySelector('meta[name="csrf-token"]').content;
let onLink = () => {};
let skewMs = 0;

export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail || problem.title || `服务器答复 ${status}`);
    this.status = status;
    this.faults = problem.faults ?? [];
    this.problem = problem;
  }
}

export class Unreachable extends Error {
  constructor() {
    super("▲ 没有送达服务器。内容已保留在本页，请稍后按同一个键重发；情况紧急请先用电话下达。");
  }
}

// Told after every question whether the server answered it.
export function watchLink(listener) {
  onLink = listener;
}

// What the server's clock says at a moment of this machine's, which may be wrong by hours.
export const serverTime = (milliseconds) => new Date(milliseconds - (Math.abs(skewMs) > 2000 ? skewMs : 0));

// A county network often has no TLS, and without it a browser offers no randomUUID.
export function freshKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function answerOf(path, options, withinMs, signal = null) {
  const stop = new AbortController();
  const late = setTimeout(() => stop.abort(new DOMException("late", "TimeoutError")), withinMs);
  signal?.addEventListener("abort", () => stop.abort(signal.reason));
  let response;
  let body = null;
  try {
    response = await fetch(`${PREFIX}${path}`, { ...options, signal: stop.signal });
    const isJson = (response.headers.get("content-type") ?? "").includes("json");
    if (isJson) body = await response.json();
  } catch (failure) {
    if (failure.name === "AbortError") throw failure;
    onLink(false);
    throw new Unreachable();
  } finally {
    clearTimeout(late);
  }
  const told = Date.parse(response.headers.get("date") ?? "");
  if (Number.isFinite(told)) skewMs = Date.now() - told - 500;
  // A busy server answers; one behind a gateway that does not is gone.
  onLink(![502, 504].includes(response.status));
  if (response.status === 401) {
    throw new Refused(401, { detail: "登录已过期。请在新窗口登录后回到本页重发，已填内容不会丢。" });
  }
  if (response.status >= 502) throw new Unreachable();
  if (!response.ok || body === null) throw new Refused(response.status, body ?? {});
  return body;
}

export function read(path, query = {}, signal = null) {
  const wanted = Object.entries(query).filter(([, value]) => value !== "" && value != null);
  const search = wanted.length ? `?${new URLSearchParams(wanted)}` : "";
  return answerOf(`${path}${search}`, { headers: { Accept: "application/json" } }, READ_WITHIN_MS, signal);
}

function changing(method, body, key, headers = {}) {
  return {
    method,
    body,
    headers: {
      "Content-Type": "application/json", Accept: "application/json",
      "X-CSRFToken": token, "Idempotency-Key": key, ...headers,
    },
  };
}

// Keys of acts that belong to no call; they outlive a reload as those of a call do.
const loose = {
  keptForMs: LOOSE_FOR_MS,
  keys: (() => {
    try {
      return JSON.parse(sessionStorage.getItem(UNANSWERED) ?? "{}");
    } catch {
      return {};
    }
  })(),
  keep() {
    try {
      sessionStorage.setItem(UNANSWERED, JSON.stringify(this.keys));
    } catch {
      // Without storage the keys live as long as the page.
    }
  },
};

// An act that got no answer keeps its key: sent again with the same words it is the same act.
// `holder` keeps the keys of one call, for two callers may say the same and mean two fires.
export async function act(method, path, body, headers = {}, holder = loose) {
  const words = JSON.stringify(body);
  // Keeping a draft and dropping it are the same however often they are done, and need no key.
  if (method === "PUT" || method === "DELETE") {
    return answerOf(path, changing(method, words, "", headers), ACT_WITHIN_MS);
  }
  const same = `${method} ${path} ${words}`;
  const known = holder.keys[same];
  if (!known || Date.now() - known.at > (holder.keptForMs ?? Infinity)) {
    holder.keys[same] = { key: freshKey(), at: Date.now() };
  }
  holder.keep();
  try {
    const { key } = holder.keys[same];
    const answer = await answerOf(path, changing(method, words, key, headers), ACT_WITHIN_MS);
    delete holder.keys[same];
    holder.keep();
    return answer;
  } catch (failure) {
    if (failure instanceof Refused && failure.status < 500 && failure.status !== 401) {
      delete holder.keys[same];
      holder.keep();
    }
    throw failure;
  }
}

// Asking while typing: a read that changes nothing although it is a POST.
export function ask(path, body, signal) {
  return answerOf(path, changing("POST", JSON.stringify(body), freshKey()), READ_WITHIN_MS, signal);
}

// Runs the last of a burst of wishes after a pause and drops what it overtakes.
export function afterPause(milliseconds, work) {
  let timer = null;
  let running = null;
  return (...wish) => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      running?.abort();
      running = new AbortController();
      const mine = running;
      try {
        await work(mine.signal, ...wish);
      } catch (failure) {
        const overtaken = failure.name === "AbortError" || mine.signal.aborted;
        if (!overtaken && !(failure instanceof Refused) && !(failure instanceof Unreachable)) {
          throw failure;
        }
      }
    }, milliseconds);
  };
}
