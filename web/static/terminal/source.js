// Where the terminal and the phone learn of orders: one function, so that the source can change.
import { Refused, read } from "../console/server.js";

const EVERY_MS = 2000;
// Four looks that failed: a station then phones, and does not wait for the machine.
const DEAD_AFTER_MS = 10000;

// `onState({ state, lostMs, words })`: "live", "waiting" after a look that failed, or "lost".
export function follow(path, query, { onNews, onState }) {
  let answeredAt = performance.now();
  let words = "";
  let hasAnswered = false;

  async function look() {
    try {
      const news = await read(path, query);
      answeredAt = performance.now();
      hasAnswered = true;
      words = "";
      onNews(news);
    } catch (failure) {
      words = failure instanceof Refused ? failure.message : "";
    }
    tell();
    setTimeout(look, EVERY_MS);
  }

  function tell() {
    const lostMs = performance.now() - answeredAt;
    const isLost = lostMs >= DEAD_AFTER_MS;
    const state = isLost ? "lost" : !hasAnswered || lostMs > 2 * EVERY_MS || words ? "waiting" : "live";
    onState({ state, lostMs, words });
  }

  look();
  // A look may hang for seconds: how old the screen is must be seen all the same.
  setInterval(tell, 1000);
}
