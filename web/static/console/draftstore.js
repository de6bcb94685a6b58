// The drafts on the server: every two seconds what was typed, so that another desk can go on.
import { act, read, Refused, Unreachable } from "./server.js";

const EVERY_MS = 2000;
const path = (id) => `/drafts/${encodeURIComponent(id)}`;

// What a program of another make kept under this account is no draft of a console.
function readDraft(key, content) {
  try {
    const draft = JSON.parse(content);
    return draft?.id === key && typeof draft.values === "object" ? draft : null;
  } catch {
    return null;
  }
}

export class DraftStore {
  constructor(drafts, onTrouble) {
    this.drafts = drafts;
    this.onTrouble = onTrouble;
    this.stored = new Map();
    this.running = null;
  }

  start() {
    setInterval(() => this.flush(), EVERY_MS);
  }

  // One flush at a time: a draft dropped must not come back by a late answer of its keeping.
  flush() {
    this.running ??= this.#flush().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  async #flush() {
    this.drafts.stayAlive();
    const unsent = new Map(this.drafts.unsent.map((draft) => [draft.id, draft]));
    try {
      for (const id of [...this.stored.keys()].filter((known) => !unsent.has(known))) {
        await act("DELETE", path(id), {});
        this.stored.delete(id);
      }
      for (const [id, draft] of unsent) {
        // An escape the server takes for a control character is no word of anybody.
        const content = JSON.stringify(draft).replaceAll("\u007f", "");
        if (this.stored.get(id) === content) continue;
        try {
          await act("PUT", path(id), { content });
          this.onTrouble(null);
        } catch (failure) {
          if (!(failure instanceof Refused) || failure.status !== 422) throw failure;
          this.onTrouble(failure.message);
        }
        this.stored.set(id, content);
      }
    } catch (failure) {
      // Nothing is lost: the same words are sent two seconds later.
      if (!(failure instanceof Refused || failure instanceof Unreachable)) throw failure;
    }
  }

  async left() {
    const { drafts } = await read("/drafts");
    const own = new Set(this.drafts.all.map(({ id }) => id));
    for (const one of drafts) if (own.has(one.key)) this.stored.set(one.key, one.content);
    return drafts.filter(({ key }) => !own.has(key)).flatMap(({ key, content, kept_at }) => {
      const draft = readDraft(key, content);
      return draft ? [{ draft, at: Date.parse(kept_at), shelf: null }] : [];
    });
  }

  // A draft taken up here is kept and dropped from here on.
  take(id) {
    this.stored.set(id, "");
  }
}
