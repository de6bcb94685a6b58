// The map of incidents put together: the points once, then squares or townships as one likes.
import { byId, showText } from "../console/elements.js";
import { read, Refused, Unreachable } from "../console/server.js";
import { showLand, startMap } from "../map/map.js";
import { showLook, showTally, startTally } from "../map/tally.js";

const container = byId("map");
const looks = byId("looks");

function choose(look) {
  showLook(look);
  for (const button of looks.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(button.dataset.look === look));
  }
}

function tell({ points, total, unplaced, notice }) {
  const drawn = total - unplaced;
  const lacking = unplaced ? `，${unplaced} 次没有坐标、不在图上` : "";
  showText(byId("map-told"), `共 ${total} 次，图上 ${drawn} 次（${points.length} 个点）${lacking}。${notice}`);
}

async function start() {
  startMap(container, {
    tools: ["layers"], remember: "fenghuo.layers.yearbook",
    layers: { villages: false, water: false, key_units: false, stations: false, roads: true, units: false, incidents: false },
  });
  startTally();
  looks.hidden = false;
  for (const button of looks.querySelectorAll("button")) {
    button.addEventListener("click", () => choose(button.dataset.look));
  }
  try {
    const [land, tally] = await Promise.all([read("/map"), read(container.dataset.points)]);
    showLand(land);
    showTally(tally);
    tell(tally);
  } catch (failure) {
    if (!(failure instanceof Refused || failure instanceof Unreachable)) throw failure;
    showText(byId("map-told"), `✕ ${failure.message}`);
  }
}

start();
