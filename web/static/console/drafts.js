// Calls not finished yet: each keeps its words, its place and its ticks until sent or dropped.
import { freshKey } from "./server.js";

const SHELF = "fenghuo.drafts";
const UNSENT = "fenghuo.unsent";
const CONSOLE = "fenghuo.console";
const KEPT_FOR_MS = 86_400_000;
// A shelf that nobody has touched for so long belongs to a page that is gone.
const ALIVE_MS = 6000;

const blank = () => ({
  id: freshKey(), startedAt: null, values: {}, place: null, ticked: null,
  number: null, saved: null, version: null, orderedAt: null, radius: null,
  waiting: null, asked: null, quarrel: null, keys: {}, clocks: null,
});

function readShelf(storage, name) {
  try {
    return JSON.parse(storage.getItem(name) ?? "null");
  } catch {
    // A shelf that cannot be read is an empty shelf; the form itself still works.
    return null;
  }
}

function writeShelf(storage, name, content) {
  try {
    storage.setItem(name, JSON.stringify(content));
  } catch {
    // Without storage a draft lives as long as the page, and on the server.
  }
}

const MEANT = ["narrative", "place", "caller_number", "caller_name", "category", "lon", "lat", "burning"];

export function isBlank(draft) {
  return !draft.number && MEANT.every((name) => !(draft.values[name] ?? "").trim());
}

// A filed call with nothing typed since and nothing waiting stands on the server already.
const FORM_ONLY = new Set(["channel", "caller_number", "caller_name", "datum"]);
export function isUnsent(draft) {
  if (draft.waiting || draft.asked || draft.quarrel) return true;
  if (!draft.number) return !isBlank(draft);
  return Object.entries(draft.values).some(([name, value]) => !FORM_ONLY.has(name)
    && (value ?? "").trim() !== "" && value.trim() !== (draft.saved?.[name] ?? "").trim());
}

export class Drafts {
  constructor(account) {
    this.account = account;
    this.all = [];
    this.activeId = null;
    this.console = sessionStorage.getItem(CONSOLE) ?? freshKey().slice(0, 12);
    sessionStorage.setItem(CONSOLE, this.console);
    const kept = readShelf(sessionStorage, SHELF);
    // What one person typed is nothing to the next who logs in here.
    if (kept?.all?.length && kept.account === account) {
      this.all = kept.all.map((draft) => ({ ...blank(), ...draft }));
      this.activeId = kept.activeId;
    }
    if (!this.active) this.open();
  }

  get active() {
    return this.all.find((draft) => draft.id === this.activeId) ?? null;
  }

  get unsent() {
    return this.all.filter(isUnsent);
  }

  open() {
    const draft = blank();
    this.all.push(draft);
    this.activeId = draft.id;
    this.keep();
    return draft;
  }

  // Takes up what another page or desk left; its name stays, so that sending it is the same act.
  adopt(told) {
    const standing = this.all.find((draft) => draft.id === told.id);
    const draft = standing ?? { ...blank(), ...told };
    if (!standing) {
      if (isBlank(this.active)) this.all = this.all.filter((one) => one !== this.active);
      this.all.push(draft);
    }
    this.activeId = draft.id;
    this.keep();
    return draft;
  }

  choose(id) {
    if (this.all.some((draft) => draft.id === id)) this.activeId = id;
    this.keep();
  }

  drop(id) {
    this.all = this.all.filter((draft) => draft.id !== id);
    if (!this.active) {
      if (this.all.length) this.activeId = this.all.at(-1).id;
      else this.open();
    }
    this.keep();
  }

  find(number) {
    return this.all.find((draft) => draft.number === number) ?? null;
  }

  // After a log-out this browser keeps nothing: whoever comes next is somebody else.
  leave() {
    this.isLeft = true;
  }

  // This page's own shelf outlives a reload; what is not sent yet outlives the browser too.
  keep() {
    if (this.isLeft) return;
    const { account, all, activeId } = this;
    writeShelf(sessionStorage, SHELF, { account, all, activeId });
    this.stayAlive();
  }

  stayAlive() {
    if (this.isLeft) return;
    const name = `${UNSENT}.${this.console}.${this.account}`;
    if (this.unsent.length) writeShelf(localStorage, name, { seenAt: Date.now(), all: this.unsent });
    else localStorage.removeItem(name);
  }

  // What pages of this browser that are gone have left behind; a day old it goes.
  leftBehind() {
    const found = [];
    for (const name of Object.keys(localStorage)) {
      const [shelf, noun, console, ...rest] = name.split(".");
      if (`${shelf}.${noun}` !== UNSENT) continue;
      const account = rest.join(".");
      const kept = readShelf(localStorage, name);
      const age = Date.now() - (kept?.seenAt ?? 0);
      if (age > KEPT_FOR_MS) localStorage.removeItem(name);
      else if (account === this.account && console !== this.console && age > ALIVE_MS) {
        for (const draft of kept.all) found.push({ draft, at: kept.seenAt, shelf: name });
      }
    }
    return found.filter(({ draft }) => !this.all.some(({ id }) => id === draft.id));
  }

  forgetLeft(shelf, id) {
    const kept = readShelf(localStorage, shelf);
    const rest = (kept?.all ?? []).filter((draft) => draft.id !== id);
    if (rest.length) writeShelf(localStorage, shelf, { ...kept, all: rest });
    else localStorage.removeItem(shelf);
  }
}
