// The wall's way to the one map module: what it shows from across a room, and how large.
import { byId } from "../console/elements.js";
import { startMap } from "../map/map.js";

export { flyTo, showBoard, showClosures, showLand, showPicked } from "../map/map.js";

// The map is drawn for a desk, with words of 14 px; here they are as large as the words beside it.
const DESK_WORDS_PX = 14;

function enlargement() {
  return parseFloat(getComputedStyle(document.documentElement).fontSize) / DESK_WORDS_PX;
}

export function startChart() {
  const enlarged = enlargement();
  const resize = () => byId("map").style.setProperty("--zoom", enlargement());
  resize();
  addEventListener("resize", resize);
  startMap(byId("map"), {
    tools: [], remember: "fenghuo.wall.layers", enlarged,
    layers: { villages: false, water: false, key_units: false, candidates: false, rings: false },
  });
}
