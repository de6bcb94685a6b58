// Live news for a page: the board as it is now, log entries, positions, who types, and how old it is.
import { aged, withChanges, withPositions } from "./merging.js";
import { LiveSource } from "./source.js";

const WORKER = new URL("./worker.js", import.meta.url);
// The number belongs to the messages: a page never talks to the worker of an older release.
const NAME = "fenghuo-live-1";
const DUMB_AFTER_MS = 12000;
const TICK_MS = 1000;
const handlers = ["onBoard", "onEntry", "onPositions", "onTyping", "onLink", "onResync"];

const followers = new Set();
let board = null;
let skew = 0;
let typing = [];
let link = { state: "waiting", asOf: null };
let heardAt = performance.now();
let ask = null;

export const currentBoard = () => board;
// The server's clock, as far as it is known here: a desk whose clock is wrong still counts right.
export const serverNow = () => Date.now() - skew;
export const refresh = () => ask?.();

function tellAll(name, ...told) {
  for (const follower of followers) follower[name]?.(...told);
}

function showBoard(next) {
  board = aged(next, serverNow());
  tellAll("onBoard", board);
}

const takers = {
  whole: (message) => {
    skew = message.skew;
    showBoard(message.board);
  },
  changes: (message) => {
    if (!board) return;
    skew = message.skew;
    showBoard(withChanges(board, message.changes));
  },
  positions: ({ list }) => {
    if (!board) return;
    board = aged(withPositions(board, list), serverNow());
    tellAll("onPositions", list);
  },
  entry: ({ entry }) => tellAll("onEntry", entry),
  typing: ({ list }) => {
    typing = list;
    tellAll("onTyping", list);
  },
  link: ({ state, asOf }) => showLink(state, asOf),
  beat: (message) => {
    skew = message.skew;
    if (board) board.now = message.now;
  },
  resync: ({ why }) => tellAll("onResync", why),
  alive: () => {},
};

function showLink(state, asOf) {
  link = { state, asOf };
  tellAll("onLink", link);
}

function take(message) {
  heardAt = performance.now();
  takers[message.kind]?.(message);
}

function listenHere() {
  const source = new LiveSource(take);
  ask = () => source.refresh();
}

function listenThroughWorker() {
  const worker = new SharedWorker(WORKER, { type: "module", name: NAME });
  const { port } = worker;
  let isGone = false;
  const goAlone = () => {
    if (isGone) return;
    isGone = true;
    port.close();
    clearInterval(watch);
    listenHere();
  };
  port.onmessage = ({ data }) => !isGone && take(data);
  worker.onerror = goAlone;
  ask = () => port.postMessage({ kind: "refresh" });
  window.addEventListener("pagehide", (event) => !event.persisted && port.postMessage({ kind: "leave" }));
  // A worker that says nothing any more must not leave a page that looks alive.
  const watch = setInterval(() => {
    if (performance.now() - heardAt < DUMB_AFTER_MS) return;
    showLink("lost", board?.now ?? null);
    goAlone();
  }, TICK_MS);
}

function begin() {
  heardAt = performance.now();
  try {
    listenThroughWorker();
  } catch {
    // No such worker in this browser, or not allowed: every tab listens by itself.
    listenHere();
  }
}

// Tells a page what happens from now on, beginning with what is known; returns how to stop it.
export function follow(follower) {
  const unknown = Object.keys(follower).filter((name) => !handlers.includes(name));
  if (unknown.length) throw new Error(`no such handler: ${unknown.join(", ")}`);
  followers.add(follower);
  if (ask === null) begin();
  if (board) follower.onBoard?.(board);
  if (typing.length) follower.onTyping?.(typing);
  follower.onLink?.(link);
  return () => followers.delete(follower);
}
