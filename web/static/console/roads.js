// The roads as they are now: when they change, the map is drawn and advice is asked for anew.
import { byId, showText } from "./elements.js";
import { showClosures } from "./map.js";
import { read, Refused, Unreachable } from "./server.js";

let drawnAs = null;
let askedAs = null;

function showWords({ closures, weather, weather_label }) {
  const words = [closures ? `▲ 封路 ${closures} 处` : "", weather === "clear" ? "" : `天气：${weather_label}`];
  showText(byId("roads-now"), words.filter(Boolean).join(" · ") || "路况");
}

async function draw(version) {
  try {
    const { closures } = await read("/roads/closures");
    showClosures(closures);
    drawnAs = version;
  } catch (failure) {
    // Not drawn: the next board asks again.
    if (!(failure instanceof Refused || failure instanceof Unreachable)) throw failure;
  }
}

export function followRoads(board, askAnew) {
  const { version } = board.roads;
  showWords(board.roads);
  if (version !== drawnAs) draw(version);
  if (askedAs !== null && version !== askedAs) askAnew();
  askedAs = version;
}
