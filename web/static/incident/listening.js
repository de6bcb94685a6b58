// When the page is fetched anew: soon after news of this incident, and now and then besides.
import { follow } from "../live/live.js";

const SOON_MS = 150;
const LOOK_MS = 4000;
// What no entry tells of (the age of advice, who is free) may wait while entries come by themselves.
const LOOK_WHILE_LIVE_MS = 15000;

export function listen(number, mayFollow, refresh) {
  let isLive = false;
  let timer = null;
  let isLooking = false;
  let isWanted = false;

  function lookIn(ms) {
    clearTimeout(timer);
    timer = setTimeout(look, ms);
  }

  // News that comes while the page is being fetched may have missed it: it is fetched once more.
  function lookSoon() {
    if (isLooking) isWanted = true;
    else lookIn(SOON_MS);
  }

  async function look() {
    isLooking = true;
    await refresh();
    isLooking = false;
    const usual = isLive ? LOOK_WHILE_LIVE_MS : LOOK_MS;
    lookIn(isWanted ? SOON_MS : usual);
    isWanted = false;
  }

  lookIn(LOOK_MS);
  // Who may read the incident but not the board looks for it now and then.
  if (!mayFollow) return;
  follow({
    onEntry: (entry) => entry.incident === number && lookSoon(),
    onResync: lookSoon,
    onLink: ({ state }) => {
      if (isLive !== (state === "live")) lookSoon();
      isLive = state === "live";
    },
  });
}
