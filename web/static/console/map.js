// The map of the console: the one map of every page, with what only the console knows beside it.
import * as map from "../map/map.js";
import { follow } from "../live/live.js";
import { byId } from "./elements.js";

export const { flyTo, showBoard, showClosures, showLand, showPicked } = map;
const mayDraw = byId("main").dataset.maySketch === "yes";

export function startMap({ onPlace }) {
  map.startMap(byId("map"), { onPlace, tools: ["layers", "measure", "sketch"] });
  map.teachMapKeys(["layers", "measure", "sketch"]);
  byId("legend").textContent = map.LEGEND;
  // At once, not with the next board: whoever opens an incident may draw the moment after.
  document.addEventListener("incidentchosen", (event) => map.followSketch(event.detail, { draws: mayDraw }));
  follow(map.sketchNews());
  document.addEventListener("placesfound", (event) => map.showCandidates(event.detail));
}

