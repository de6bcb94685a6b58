// Calls not finished yet: each keeps its words, its place and its ticks until sent or dropped.
import { freshKey } from "./server.js";

const SHELF = "fenghuo.drafts";

const blank = () => ({
  id: freshKey(), startedAt: null, values: {}, place: null, ticked: null,
  number: null, saved: null, version: null, orderedAt: null, radius: null,
});

export class Drafts {
  constructor() {
    this.all = [];
    this.activeId = null;
    try {
      const kept = JSON.parse(sessionStorage.getItem(SHELF) ?? "null");
      if (kept?.all?.length) Object.assign(this, kept);
    } catch {
      // A shelf that cannot be read is an empty shelf; the form itself still works.
    }
    if (!this.active) this.open();
  }

  get active() {
    return this.all.find((draft) => draft.id === this.activeId) ?? null;
  }

  open() {
    const draft = blank();
    this.all.push(draft);
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

  keep() {
    try {
      sessionStorage.setItem(SHELF, JSON.stringify({ all: this.all, activeId: this.activeId }));
    } catch {
      // Without storage a draft lives as long as the page.
    }
  }
}

const MEANT = ["narrative", "place", "caller_number", "caller_name", "category", "lon", "lat", "burning"];

export function isBlank(draft) {
  return !draft.number && MEANT.every((name) => !(draft.values[name] ?? "").trim());
}
