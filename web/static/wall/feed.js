// The board for the wall, asked for every two seconds; how old it is, is always said.
import { read, Refused, Unreachable } from "../console/server.js";

const EVERY_MS = 2000;
const LOST_AFTER_MS = 12000;

export function feed({ onBoard, onLink }) {
  let heardAt = performance.now();
  let asOf = null;
  const tell = (isHeard) => {
    const isLost = performance.now() - heardAt > LOST_AFTER_MS;
    onLink({ state: isHeard ? "live" : isLost ? "lost" : "waiting", asOf });
  };
  const ask = async () => {
    try {
      const board = await read("/board");
      heardAt = performance.now();
      asOf = new Date(board.now);
      onBoard(board);
      tell(true);
    } catch (failure) {
      tell(false);
      if (!(failure instanceof Refused || failure instanceof Unreachable)) throw failure;
    } finally {
      setTimeout(ask, EVERY_MS);
    }
  };
  // A read that hangs must not hold the word "live" up.
  setInterval(() => performance.now() - heardAt > LOST_AFTER_MS && tell(false), 1000);
  return ask();
}
