// The map of the console: the one map of every page, with what only the console knows beside it.
import * as map from "../map/map.js";
import { byId } from "./elements.js";

export const { flyTo, showClosures, showLand, showPicked } = map;
const mayDraw = byId("main").dataset.maySketch === "yes";

export function startMap({ onPlace }) {
  map.startMap(byId("map"), { onPlace, tools: ["layers", "measure", "sketch"] });
  map.teachMapKeys(["layers", "measure", "sketch"]);
  byId("legend").textContent = map.LEGEND;
  document.addEventListener("placesfound", (event) => map.showCandidates(event.detail));
}

export function showBoard(board, chosenNumber) {
  map.followSketch(chosenNumber, { draws: mayDraw });
  map.showBoard(board, chosenNumber);
}
