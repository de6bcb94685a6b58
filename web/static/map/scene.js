// What is going on: incidents, the rings round one, places it may be, the picked point, closures.
import { shortNumber } from "../console/elements.js";
import { closureFeatures } from "./tape.js";
import { circleOf, hasMap, point, toMap } from "./ground.js";
import { replace } from "./layers.js";

const RINGS_M = [50, 100, 200];
let picked = null;
let chosenPlace = null;

// Where the next question about a place is meant: the picked point, else the chosen incident.
export const scenePlace = () => picked ?? chosenPlace;

function ringsRound(position) {
  return RINGS_M.map((metres) => {
    const geometry = circleOf(position, metres);
    const [left, , right, top] = geometry.getExtent();
    return new ol.Feature({ geometry, words: `${metres} 米`, top: [(left + right) / 2, top] });
  });
}

function drawRings() {
  const place = scenePlace();
  replace("rings", place ? ringsRound(place) : []);
}

// What stands in brackets explains the kind; on a map the kind is enough.
const kindOf = (row) => row.category_label.split(/[(（]/)[0];

export function showIncidents(incidents, chosenNumber) {
  replace("incidents", incidents.map((row, at) => [row, at + 1]).filter(([row]) => row.position).map(([row, order]) => point(row, {
    order, words: [shortNumber(row.number), kindOf(row), row.level_label].filter(Boolean).join(" "),
    isChosen: row.number === chosenNumber,
  })));
  chosenPlace = incidents.find(({ number }) => number === chosenNumber)?.position ?? null;
  drawRings();
}

export function showClosures(closures) {
  if (!hasMap()) return;
  replace("closures", closureFeatures(closures.filter(({ state }) => state === "in_force")));
}

// Numbered as in the list beside the map, so that a place can be said and picked by its number.
export function showCandidates(candidates) {
  if (!hasMap()) return;
  replace("candidates", candidates.map((item, at) => [item, at + 1]).filter(([item]) => item.position)
    .map(([item, order]) => point({ position: item.position }, { order })));
}

export function showPicked(position, { radius = null, words = "" } = {}) {
  if (!hasMap()) return;
  picked = position;
  const features = position ? [new ol.Feature({ geometry: new ol.geom.Point(toMap(position)), words })] : [];
  if (position && radius) features.push(new ol.Feature({ geometry: circleOf(position, radius) }));
  replace("picked", features);
  drawRings();
  document.dispatchEvent(new CustomEvent("pointpicked", { detail: position }));
}
