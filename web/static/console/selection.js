// What this desk has in hand, told to the other windows of this browser; and the window of the wall.
const CHANNEL = "fenghuo";
const channel = "BroadcastChannel" in window ? new BroadcastChannel(CHANNEL) : null;
let last = { kind: "selected", number: null, position: null };

channel?.addEventListener("message", ({ data }) => {
  // A wall that was opened late asks what it has missed.
  if (data?.kind === "asking") channel.postMessage(last);
});

export function tellSelection(number, position) {
  const told = { kind: "selected", number, position };
  if (JSON.stringify(told) === JSON.stringify(last)) return;
  last = told;
  channel?.postMessage(told);
}

export function openWall() {
  window.open("/wall", "fenghuo-wall", "popup,width=1920,height=1080");
}
