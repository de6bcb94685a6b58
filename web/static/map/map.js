// The map of every page: console, wall, incident, terminal. Nothing outside this folder knows OpenLayers.
import { flyTo, hasMap, startGround, theMap, toPlace } from "./ground.js";
import { knownStations, showLand as layLand, showStations } from "./land.js";
import { followZoom, makeLayers, showLayer } from "./layers.js";
import { followCover, refreshReach } from "./reach.js";
import { showCandidates, showClosures, showIncidents, showPicked } from "./scene.js";
import { showSketch, startSketch } from "./sketch.js";
import { followSketch, sketchNews, strikeMark, undoMark } from "./sketching.js";
import { startTools, teachMapKeys } from "./tools.js";
import { addSpot, isTracing, startTracing } from "./tracing.js";
import { moveVehicles, showVehicles, startVehicles } from "./vehicles.js";

export const LEGEND = "图例：□ 站点 ◆ 可调派 ▲ 已下达 ▶ 途中 ■ 到场 ◀ 返队 ✕ 停用（黑三角为航向，灰为位置旧）；┅○ 警情，圈越大越急，号为列表次序；● 水源完好 ○ 待查 ✕ 不可用；★ 重点单位；▒✕ 封路；";

export { flyTo, followSketch, showCandidates, showClosures, showLayer, showPicked, showSketch, sketchNews, strikeMark, teachMapKeys, undoMark };

// Options: onPlace(position) when a place is clicked; tools ("layers", "measure", "sketch");
// enlarged, how much larger a style sheet shows it; remember, the name this page keeps its layers under; layers, which are on before anybody chose.
export function startMap(container, { onPlace = null, tools = ["layers", "measure"], remember, layers = {}, enlarged = 1 } = {}) {
  if (typeof ol === "undefined" || hasMap()) return;
  container.classList.add("map-box");
  startGround(container, makeLayers({ remember, defaults: layers }), enlarged);
  followZoom();
  startVehicles();
  startSketch();
  startTracing(container);
  startTools(container, tools);
  theMap().on("click", (event) => addSpot(event.coordinate));
  theMap().on("singleclick", (event) => {
    if (onPlace && !isTracing()) onPlace(toPlace(event.coordinate));
  });
}

export function showLand(land) {
  if (!hasMap()) return;
  layLand(land);
  refreshReach();
}

export function showBoard(board, chosenNumber = null) {
  if (!hasMap()) return;
  if (knownStations().length) showStations(board.units);
  showVehicles(board.units);
  showIncidents(board.incidents, chosenNumber);
  followCover(board);
}

// Between two boards: positions alone, as the live stream tells them.
export function showPositions(positions) {
  if (hasMap()) moveVehicles(positions);
}
