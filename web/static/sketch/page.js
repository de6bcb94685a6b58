// The page of one scene sketch: the map to draw on, the list that says the same, the sheet to print.
import { byId, element, showOnly, showText } from "../console/elements.js";
import { startKeys } from "../console/keys.js";
import { read } from "../console/server.js";
import { localClock } from "../console/times.js";
import { follow } from "../live/live.js";
import {
  flyTo, followSketch, showBoard, showLand, showPositions, sketchNews, startMap, strikeMark, teachMapKeys,
} from "../map/map.js";

const NEAR_ZOOM = 17;
const main = byId("main");
const { number } = main.dataset;
const mayDraw = main.dataset.mayDraw === "yes";
const TOOLS = mayDraw ? ["layers", "measure", "sketch"] : ["layers", "measure"];
let drawnAs = null;

function row(mark) {
  const strike = mayDraw
    ? element("button", { type: "button", onclick: () => strikeMark(mark), "aria-label": `撤销 ${mark.told}` }, "撤销") : null;
  return element("li", {}, element("span", {}, mark.told),
    element("span", { class: "quiet" }, `${localClock(new Date(mark.drawn_at))} ${mark.drawn_by} `, strike));
}

function showMarks(marks, waiting) {
  const seen = `${marks.map(({ id }) => id)} ${waiting.length}`;
  if (seen === drawnAs) return;
  // The sheet is fetched before anybody prints it: a print does not wait for a picture.
  if (drawnAs !== null) byId("sketch-print").src = `/incidents/${encodeURIComponent(number)}/sketch.svg?seen=${encodeURIComponent(seen)}`;
  drawnAs = seen;
  const rows = [...waiting.map((mark) => element("li", {}, `▲ 未送达：${mark.label || mark.kind_label}`)), ...marks.map(row)];
  showOnly(byId("marks"), ...(rows.length ? rows : [element("li", {}, "还没有标绘。")]));
  showText(byId("sketch-told"), `${marks.length} 个标绘${waiting.length ? `，▲ ${waiting.length} 个未送达` : ""}`);
}

// A board that fell silent is told of: a vehicle that stands still on the map may be long gone.
function showLink({ state, asOf }) {
  const words = { live: "", waiting: "▲ 重连中", lost: "✕ 与服务器的联系中断，画的内容会保留并重发" }[state];
  const since = words && asOf ? `（数据截至 ${localClock(new Date(asOf))}）` : "";
  showText(byId("link"), `${words}${since}`);
}

async function start() {
  startMap(byId("map"), { tools: TOOLS, remember: "fenghuo.layers.sketch", layers: { villages: true } });
  teachMapKeys(TOOLS);
  startKeys();
  const print = byId("print-sketch");
  print.hidden = false;
  print.addEventListener("click", () => window.print());
  followSketch(number, { draws: mayDraw, changed: showMarks });
  // At the scene from the first moment: whoever draws at once must not draw into another valley.
  const { lon, lat } = byId("map").dataset;
  if (lon) flyTo({ lon: Number(lon), lat: Number(lat) }, NEAR_ZOOM);
  if (main.dataset.mayWatch === "yes") {
    follow(sketchNews());
    follow({ onBoard: (board) => showBoard(board, number), onPositions: showPositions, onLink: showLink });
  }
  const land = await read("/map");
  showLand(lon ? { ...land, bounds: null } : land);
}

start();
