// Vehicles: each kept as one feature that moves, with whither it drives and how old its place is.
import { lookOf } from "../console/elements.js";
import { colours, onRepaint, toMap } from "./ground.js";
import { sourceOf } from "./layers.js";
import { label, shapeImage } from "./styles.js";

const STALE_S = 300;
const MOVING_KMH = 3;
const HEADING_STEP_DEG = 15;
const ARROW_PX = 16;
const APART_PX = 62;
// Of so many names most would lie on one another: the shape of each stays, names give way.
const CROWD = 80;
const AWAY = ["in_station", "out_of_service"];

const features = new Map();
const known = new Map();
const drawn = new Map();
let isCrowd = false;

const isStale = (unit) => unit.position_age_s !== null && unit.position_age_s > STALE_S;

function wordsOf(unit) {
  return isStale(unit) ? `${unit.call_sign} 位置旧 ${Math.floor(unit.position_age_s / 60)} 分` : unit.call_sign;
}

function headingOf(unit) {
  const isMoving = unit.speed_kmh === null || unit.speed_kmh === undefined || unit.speed_kmh >= MOVING_KMH;
  if (unit.heading_deg === null || unit.heading_deg === undefined || !isMoving) return null;
  return (Math.round(unit.heading_deg / HEADING_STEP_DEG) * HEADING_STEP_DEG) % 360;
}

// One picture for all vehicles that look alike; a picture of each would be drawn at every step.
function imageOf(status, heading, isOld, shift) {
  const key = `${status} ${heading} ${isOld} ${shift}`;
  if (!drawn.has(key)) {
    const { shape, name } = lookOf(status);
    const colour = colours[isOld ? "out-of-service" : name];
    const made = [new ol.style.Style({ image: shapeImage(shape, colour, 10, [shift, 0]), zIndex: 20 })];
    if (heading !== null) {
      const turn = (heading * Math.PI) / 180;
      // The library turns the way to the side along with the picture: the shift is turned back.
      const beside = [shift * Math.cos(turn), ARROW_PX + shift * Math.sin(turn)];
      made.push(new ol.style.Style({ image: shapeImage("▲", colours.text, 6, beside, turn), zIndex: 21 }));
    }
    drawn.set(key, made);
  }
  return drawn.get(key);
}

function nameOf(words, shift, isOld) {
  const key = `${words} ${shift} ${isOld} ${isCrowd}`;
  if (!drawn.has(key)) {
    drawn.set(key, new ol.style.Style({
      text: label(words, {
        bold: true, offsetX: shift, offsetY: -24, mode: isCrowd ? "declutter" : "obstacle",
        colour: colours[isOld ? "quiet" : "map-label"],
      }),
      zIndex: 20,
    }));
  }
  return drawn.get(key);
}

function dress(feature, unit, shift) {
  const [words, heading, isOld] = [wordsOf(unit), headingOf(unit), isStale(unit)];
  const look = `${unit.status} ${heading} ${words} ${shift} ${isCrowd}`;
  if (feature.get("look") === look) return;
  feature.set("look", look, true);
  feature.setStyle([...imageOf(unit.status, heading, isOld, shift), nameOf(words, shift, isOld)]);
}

// Vehicles at one spot stand side by side, so that none hides another.
function shiftsOf(units) {
  const spots = new Map();
  for (const unit of units) {
    const spot = `${unit.position.lon.toFixed(3)} ${unit.position.lat.toFixed(3)}`;
    if (!spots.has(spot)) spots.set(spot, []);
    spots.get(spot).push(unit.call_sign);
  }
  const shifts = new Map();
  for (const group of spots.values()) {
    group.forEach((callSign, at) => shifts.set(callSign, (at - (group.length - 1) / 2) * APART_PX));
  }
  return shifts;
}

function draw() {
  const shown = [...known.values()].filter((unit) => unit.position && !AWAY.includes(unit.status));
  const source = sourceOf("units");
  isCrowd = shown.length > CROWD;
  const shifts = shiftsOf(shown);
  const fresh = [];
  const left = new Set(features.keys());
  for (const unit of shown) {
    left.delete(unit.call_sign);
    const spot = toMap(unit.position);
    let feature = features.get(unit.call_sign);
    if (!feature) {
      feature = new ol.Feature(new ol.geom.Point(spot));
      feature.setId(unit.call_sign);
      features.set(unit.call_sign, feature);
      fresh.push(feature);
    } else {
      const [x, y] = feature.getGeometry().getFlatCoordinates();
      if (x !== spot[0] || y !== spot[1]) feature.getGeometry().setCoordinates(spot);
    }
    dress(feature, unit, shifts.get(unit.call_sign));
  }
  for (const callSign of left) {
    source.removeFeature(features.get(callSign));
    features.delete(callSign);
  }
  if (fresh.length) source.addFeatures(fresh);
}

export function showVehicles(units) {
  known.clear();
  for (const unit of units) known.set(unit.call_sign, unit);
  draw();
}

// Positions alone, between two boards: whoever is not known yet comes with the next board.
export function moveVehicles(positions) {
  for (const { call_sign, ...moved } of positions) {
    const unit = known.get(call_sign);
    if (unit) known.set(call_sign, { ...unit, position_age_s: 0, ...moved });
  }
  draw();
}

export function startVehicles() {
  onRepaint(() => {
    drawn.clear();
    for (const feature of features.values()) feature.unset("look", true);
    draw();
  });
}
