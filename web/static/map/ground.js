// The ground of every map: the OpenLayers map itself, its colours, and metres to degrees.
// Everything OpenLayers stays in this folder; the rest of the pages know lon and lat only.
export const FONT = '"Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", "WenQuanYi Micro Hei", sans-serif';
const TOKENS = ["map-ground", "map-label", "map-halo", "water", "quiet", "text", "fault", "focus", "warn", "link", "edge", "line",
  "available", "alerted", "en-route", "on-scene", "returning", "out-of-service"];
const FIRST_CENTRE = { lon: 108.77, lat: 28.84 };
const DECIMALS = 6;

export const colours = {};
const repainted = [];
let map = null;

export const theMap = () => map;
export const hasMap = () => map !== null;
export const toMap = ({ lon, lat }) => ol.proj.fromLonLat([lon, lat]);
export const pairToMap = (pair) => ol.proj.fromLonLat(pair);

export function toPlace(coordinate) {
  const [lon, lat] = ol.proj.toLonLat(coordinate);
  return { lon: Number(lon.toFixed(DECIMALS)), lat: Number(lat.toFixed(DECIMALS)) };
}

function readColours() {
  const style = getComputedStyle(document.documentElement);
  for (const name of TOKENS) colours[name] = style.getPropertyValue(`--${name}`).trim();
}

// What was drawn in the colours of the other theme is drawn anew.
export function onRepaint(work) {
  repainted.push(work);
}

function dragging() {
  const isTouch = matchMedia("(pointer: coarse)").matches;
  return new ol.interaction.DragPan({
    // One finger scrolls the page on a phone; two fingers move the map.
    condition: function ofPointers() {
      return !isTouch || this.getPointerCount() === 2;
    },
  });
}

// A map that a style sheet shows larger is drawn with as many more points: its words stay sharp.
export function startGround(container, layers, enlarged = 1) {
  readColours();
  const plain = { dragPan: false, altShiftDragRotate: false, pinchRotate: false };
  map = new ol.Map({
    target: container,
    pixelRatio: devicePixelRatio * enlarged,
    layers,
    interactions: ol.interaction.defaults.defaults(plain).extend([dragging()]),
    controls: [
      new ol.control.Zoom({ zoomInTipLabel: "放大", zoomOutTipLabel: "缩小" }),
      new ol.control.ScaleLine(),
      new ol.control.Attribution({ collapsible: false }),
    ],
    view: new ol.View({ center: toMap(FIRST_CENTRE), zoom: 10, maxZoom: 19 }),
  });
  document.addEventListener("themechange", () => {
    readColours();
    for (const work of repainted) work();
  });
  return map;
}

// A ground of the brigade's own lies under everything; without one the county is drawn by us.
export function layTiles(ground) {
  if (!map || !ground?.url) return;
  const source = new ol.source.XYZ({
    url: ground.url, minZoom: ground.min_zoom, maxZoom: ground.max_zoom, attributions: ground.credit || undefined,
  });
  map.getLayers().insertAt(0, new ol.layer.Tile({ source, className: "map-tiles" }));
}

// A double click ends a drawing; it must not fly nearer at the same time.
export function allowDoubleClickZoom(isAllowed) {
  for (const one of map.getInteractions().getArray()) {
    if (one instanceof ol.interaction.DoubleClickZoom) one.setActive(isAllowed);
  }
}

export function fitBounds([west, south, east, north]) {
  if (!map || west >= east || south >= north) return;
  const extent = ol.proj.transformExtent([west, south, east, north], "EPSG:4326", "EPSG:3857");
  map.getView().fit(extent, { padding: [20, 20, 20, 20] });
}

export function flyTo(position, zoom = 13) {
  if (!map || !position) return;
  const view = map.getView();
  view.setCenter(toMap(position));
  view.setZoom(Math.max(view.getZoom(), zoom));
}

export const point = (item, more = {}) =>
  new ol.Feature({ geometry: new ol.geom.Point(toMap(item.position)), ...item, ...more });
export const lineOf = (pairs) => new ol.geom.LineString(pairs.map(pairToMap));
export const areaOf = (pairs) => new ol.geom.Polygon([pairs.map(pairToMap)]);

export function circleOf(position, metres) {
  const ring = ol.geom.Polygon.circular([position.lon, position.lat], metres, 64);
  return ring.transform("EPSG:4326", "EPSG:3857");
}
