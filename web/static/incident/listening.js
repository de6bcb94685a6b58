// When the page is fetched anew: soon after news of this incident, and now and then besides.
import { follow } from "../live/live.js";

const SOON_MS = 150;
const LOOK_MS = 4000;
// What no entry tells of (the age of advice, who is free) may wait while entries come by themselves.
const LOOK_WHILE_LIVE_MS = 15000;

export function listen(number, mayFollow, refresh) {
  let isLive = false;
  let timer = null;

  function lookIn(ms) {
    clearTimeout(timer);
    timer = setTimeout(look, ms);
  }

  async function look() {
    await refresh();
    lookIn(isLive ? LOOK_WHILE_LIVE_MS : LOOK_MS);
  }

  lookIn(LOOK_MS);
  // Who may read the incident but not the board looks for it now and then.
  if (!mayFollow) return;
  follow({
    onEntry: (entry) => entry.incident === number && lookIn(SOON_MS),
    onResync: () => lookIn(SOON_MS),
    onLink: ({ state }) => {
      if (isLive !== (state === "live")) lookIn(SOON_MS);
      isLive = state === "live";
    },
  });
}
