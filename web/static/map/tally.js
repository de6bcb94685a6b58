// Many incidents at once: squares shaded by how many lie in them, or a disc for each township.
// Drawn on a plain canvas: a heat map of OpenLayers would need WebGL, which an office machine may lack.
import { colours, onRepaint, pairToMap, point, theMap } from "./ground.js";
import { label, stroke } from "./styles.js";

const SQUARE_PX = 30;
const FEWEST_DEGREES = 0.002;
const LEAST_SHADE = 0.12;
const MOST_SHADE = 0.72;
const LARGEST_DISC_PX = 34;
let points = [];
let townships = [];
let look = "heat";
let counted = {};
let squares = null;
let discs = null;

function faded(hex, share) {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  return `rgba(${red}, ${green}, ${blue}, ${share})`;
}

// Sides of 1, 2 or 5 thousandths of a degree and their tens: squares stay where they are while one moves about.
function sideOf(resolution) {
  const wanted = Math.max(FEWEST_DEGREES, (SQUARE_PX * resolution) / 111_320);
  const power = 10 ** Math.floor(Math.log10(wanted));
  return [1, 2, 5, 10].map((factor) => factor * power).find((side) => side >= wanted - 1e-12);
}

function countSquares(side) {
  const counts = new Map();
  for (const [lon, lat, count] of points) {
    const key = `${Math.floor(lon / side)},${Math.floor(lat / side)}`;
    counts.set(key, (counts.get(key) ?? 0) + count);
  }
  return counts;
}

function count(side) {
  if (counted.side === side && counted.points === points) return;
  const counts = countSquares(side);
  counted = { side, points, counts, most: [...counts.values()].reduce((most, one) => Math.max(most, one), 1) };
}

// Only what is seen is drawn, and a margin for the hand that moves on: thousands of squares lie outside.
function seen() {
  const extent = theMap().getView().calculateExtent(theMap().getSize());
  const [west, south, east, north] = ol.proj.transformExtent(extent, "EPSG:3857", "EPSG:4326");
  const [wide, tall] = [(east - west) / 2, (north - south) / 2];
  return [west - wide, south - tall, east + wide, north + tall];
}

function drawSquares() {
  const side = sideOf(theMap().getView().getResolution());
  count(side);
  const [west, south, east, north] = seen();
  const features = [];
  for (const [key, number] of counted.counts) {
    const [left, below] = key.split(",").map((at) => Number(at) * side);
    if (left > east || left + side < west || below > north || below + side < south) continue;
    const ring = [[left, below], [left + side, below], [left + side, below + side], [left, below + side], [left, below]].map(pairToMap);
    features.push(new ol.Feature({ geometry: new ol.geom.Polygon([ring]), count: number, share: Math.sqrt(number / counted.most) }));
  }
  squares.getSource().clear(true);
  squares.getSource().addFeatures(features);
}

const squareStyle = (feature) => new ol.style.Style({
  fill: new ol.style.Fill({ color: faded(colours.link, LEAST_SHADE + (MOST_SHADE - LEAST_SHADE) * feature.get("share")) }),
  stroke: stroke(faded(colours.text, 0.25), 1),
  text: label(String(feature.get("count")), { size: 13, bold: true, colour: colours.text }),
});

const discStyle = (feature) => new ol.style.Style({
  image: new ol.style.Circle({
    radius: 4 + LARGEST_DISC_PX * feature.get("share"), declutterMode: "none",
    fill: new ol.style.Fill({ color: faded(colours.link, 0.45) }), stroke: stroke(colours.text, 1),
  }),
  text: label(`${feature.get("name")} ${feature.get("count")}`, { bold: true, colour: colours.text, mode: "obstacle" }),
});

const layer = (style, declutter) => new ol.layer.Vector({ source: new ol.source.Vector(), style, declutter });

export function startTally() {
  squares = layer(squareStyle, true);
  discs = layer(discStyle, true);
  theMap().addLayer(squares);
  theMap().addLayer(discs);
  theMap().on("moveend", drawSquares);
  onRepaint(() => {
    squares.changed();
    discs.changed();
  });
  showLook(look);
}

export function showLook(chosen) {
  look = chosen;
  squares.setVisible(look === "heat");
  discs.setVisible(look === "townships");
}

export function showTally(tally) {
  ({ points, townships } = tally);
  const most = Math.max(1, ...townships.map(({ count }) => count));
  discs.getSource().clear(true);
  discs.getSource().addFeatures(townships.filter(({ position, count }) => position && count)
    .map((one) => point(one, { share: Math.sqrt(one.count / most) })));
  drawSquares();
}
