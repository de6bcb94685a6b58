// Where live news comes from: one stream, and polling while there is none. It runs in the worker of
// all tabs, or in the page where a browser has no such worker. It tells messages and holds no page.
import { withChanges, withPositions } from "./merging.js";

const PREFIX = "/api/v1";
const TICK_MS = 1000;
const QUIET_MS = 7500;
const LOST_MS = 12000;
const POLL_MS = 2000;
const POLL_WITHIN_MS = 5000;
const SOONEST_MS = 300;
const LATEST_MS = 1500;
const REFUSED_MS = 15000;
const PATIENCE_MS = 3000;

const between = (least, most) => least + Math.random() * (most - least);

export class LiveSource {
  #tell;
  #stream = null;
  #isOpen = false;
  #isBroken = false;
  #board = null;
  #typing = [];
  #last = null;
  #asOf = null;
  #skew = 0;
  #heardAt = performance.now();
  #openedAt = 0;
  #link = { kind: "link", state: "waiting", asOf: null };
  #reopening = null;
  #polling = null;
  #isAsking = false;

  constructor(tell) {
    this.#tell = tell;
    this.#open();
    setInterval(() => this.#tick(), TICK_MS);
  }

  // What somebody who joins now has to know.
  state() {
    const known = [this.#link, { kind: "typing", list: this.#typing }];
    return this.#board ? [{ kind: "whole", board: this.#board, skew: this.#skew }, ...known] : known;
  }

  // With an open stream the news of one's own act is on its way already.
  refresh() {
    if (!this.#isOpen) this.#poll();
  }

  #open() {
    clearTimeout(this.#reopening);
    this.#stream?.close();
    this.#isOpen = false;
    this.#openedAt = performance.now();
    const since = this.#last === null ? "" : `?since=${this.#last}`;
    const stream = new EventSource(`${PREFIX}/stream${since}`);
    this.#stream = stream;
    const hear = (name, take) => stream.addEventListener(name, (event) => {
      // A stream that was given up may still have something in its hands.
      if (stream !== this.#stream) return;
      take(JSON.parse(event.data), event);
    });
    hear("board", (told, event) => (told.whole
      ? this.#takeWhole(told.whole, Number(event.lastEventId))
      : this.#takeChanges(told.changes)));
    hear("log", (entry) => this.#takeEntry(entry));
    hear("positions", (list) => this.#takePositions(list));
    hear("typing", (list) => this.#takeTyping(list));
    hear("beat", (told) => this.#takeBeat(told));
    hear("resync", (told) => {
      this.#last = null;
      this.#tell({ kind: "resync", why: told.why });
    });
    hear("bye", ({ why }) => this.#close(why === "renewed" ? 0 : between(SOONEST_MS, LATEST_MS), why !== "renewed"));
    stream.onerror = () => {
      if (stream !== this.#stream) return;
      // Closed by the browser: the server answered, and it was no stream.
      const isRefused = stream.readyState === EventSource.CLOSED;
      this.#close(isRefused ? REFUSED_MS : between(SOONEST_MS, LATEST_MS), true);
      if (isRefused) this.#poll();
    };
  }

  #close(reopenMs, isBroken) {
    this.#stream.close();
    this.#isOpen = false;
    this.#isBroken ||= isBroken;
    clearTimeout(this.#reopening);
    this.#reopening = setTimeout(() => this.#open(), reopenMs);
    this.#showLink();
  }

  #setClock(now) {
    this.#asOf = now;
    this.#skew = Date.now() - Date.parse(now);
  }

  #heard() {
    this.#heardAt = performance.now();
    this.#isBroken = false;
    this.#showLink();
  }

  #takeWhole(board, seq) {
    this.#isOpen = true;
    this.#stopPolling();
    this.#last = Math.max(seq, this.#last ?? 0);
    this.#setClock(board.now);
    this.#keep({ kind: "whole", board, skew: this.#skew }, board);
    this.#heard();
  }

  #takeChanges(changes) {
    if (!this.#board) return;
    this.#setClock(changes.now);
    this.#keep({ kind: "changes", changes, skew: this.#skew }, withChanges(this.#board, changes));
    this.#heard();
  }

  #takePositions(list) {
    if (!this.#board) return;
    this.#keep({ kind: "positions", list }, withPositions(this.#board, list));
    this.#heard();
  }

  #keep(message, board) {
    this.#board = board;
    this.#tell(message);
  }

  #takeTyping(list) {
    this.#typing = list;
    this.#tell({ kind: "typing", list });
    this.#heard();
  }

  // Each entry once: polling and a stream that opens may both bring it.
  #takeEntry(entry) {
    if (this.#last !== null && entry.seq <= this.#last) return;
    if (this.#last !== null && entry.seq > this.#last + 1) {
      this.#close(between(SOONEST_MS, LATEST_MS), true);
      return;
    }
    this.#last = entry.seq;
    this.#tell({ kind: "entry", entry });
    this.#heard();
  }

  // A heart that beats ahead of what arrived means that something was lost on the way.
  #takeBeat({ now, log_seq: seq }) {
    if (this.#last !== null && seq > this.#last) {
      this.#close(between(SOONEST_MS, LATEST_MS), true);
      return;
    }
    this.#setClock(now);
    this.#tell({ kind: "beat", now, skew: this.#skew });
    this.#heard();
  }

  #stopPolling() {
    clearTimeout(this.#polling);
    this.#polling = null;
  }

  async #poll() {
    this.#stopPolling();
    if (this.#isAsking) return;
    this.#isAsking = true;
    try {
      const board = await this.#read("/board");
      if (this.#isOpen) return;
      if (this.#last === null) this.#last = board.log_seq;
      else await this.#pollEntries();
      if (this.#isOpen) return;
      this.#setClock(board.now);
      this.#keep({ kind: "whole", board, skew: this.#skew }, board);
      this.#heard();
    } catch {
      // No answer is no news: the link says how old what is shown is.
      this.#isBroken = true;
      this.#showLink();
    } finally {
      this.#isAsking = false;
      if (!this.#isOpen) this.#polling = setTimeout(() => this.#poll(), between(POLL_MS, 1.5 * POLL_MS));
    }
  }

  async #pollEntries() {
    const { events } = await this.#read(`/events?since=${this.#last}`);
    for (const entry of events) {
      if (this.#isOpen) return;
      this.#takeEntry(entry);
    }
  }

  async #read(path) {
    const stop = new AbortController();
    const late = setTimeout(() => stop.abort(), POLL_WITHIN_MS);
    try {
      const answer = await fetch(`${PREFIX}${path}`, { headers: { Accept: "application/json" }, signal: stop.signal });
      if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
      return await answer.json();
    } finally {
      clearTimeout(late);
    }
  }

  #tick() {
    const quiet = performance.now() - this.#heardAt;
    if (this.#isOpen && quiet > LOST_MS) {
      // The line looks open and says nothing: try another, and ask meanwhile.
      this.#close(0, true);
    }
    const isTooLong = performance.now() - this.#openedAt > PATIENCE_MS || this.#isBroken;
    if (!this.#isOpen && isTooLong && quiet > PATIENCE_MS && this.#polling === null) this.#poll();
    this.#showLink();
    this.#tell({ kind: "alive" });
  }

  #showLink() {
    const quiet = performance.now() - this.#heardAt;
    const isLive = this.#asOf !== null && quiet < QUIET_MS && !this.#isBroken;
    const state = isLive ? "live" : quiet >= LOST_MS ? "lost" : "waiting";
    if (state === this.#link.state && this.#asOf === this.#link.asOf) return;
    const isNews = state !== this.#link.state || state !== "live";
    this.#link = { kind: "link", state, asOf: this.#asOf };
    if (isNews) this.#tell(this.#link);
  }
}
