// Where drafts are kept besides this page: found again at the start, flushed before a log-out.
import { DraftStore } from "./draftstore.js";
import { byId, showText } from "./elements.js";
import { offerDrafts } from "./offers.js";
import { Refused, Unreachable } from "./server.js";
import { say } from "./toast.js";

const LOGOUT_WAITS_MS = 1500;

function tellTrouble(sentence) {
  const line = byId("draft-trouble");
  line.hidden = sentence === null;
  showText(line, sentence === null ? "" : `▲ ${sentence}`);
}

// A log-out clears this browser of what callers said; the server's copy stays for its writer.
function flushBeforeLogout(store, drafts) {
  const form = byId("logout");
  let isFlushed = false;
  form?.addEventListener("submit", async (event) => {
    if (isFlushed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    await Promise.race([store.flush(), new Promise((done) => setTimeout(done, LOGOUT_WAITS_MS))]);
    isFlushed = true;
    drafts.leave();
    // With nothing to flush this runs inside the first submission, where a second one is ignored.
    setTimeout(() => form.requestSubmit(), 0);
  }, { capture: true });
}

export async function startShelves(drafts, showActive) {
  const store = new DraftStore(drafts, tellTrouble);
  store.start();
  flushBeforeLogout(store, drafts);
  addEventListener("pagehide", () => drafts.keep());
  const hands = {
    take: ({ draft, shelf }) => {
      drafts.adopt(draft);
      store.take(draft.id);
      if (shelf) drafts.forgetLeft(shelf, draft.id);
      showActive();
      say("◆ 已接过未送出的接警单；请核对后保存或下达。");
      byId("narrative").focus();
    },
    drop: ({ draft, shelf }) => {
      if (shelf) drafts.forgetLeft(shelf, draft.id);
      // Taken and not held: the next flush drops it on the server.
      store.take(draft.id);
    },
  };
  offerDrafts(drafts.leftBehind(), hands);
  try {
    offerDrafts(await store.left(), hands);
  } catch (failure) {
    if (!(failure instanceof Refused || failure instanceof Unreachable)) throw failure;
  }
}
