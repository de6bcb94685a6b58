// What stands still: stations, places, water, key units, and the cells of the nearest station.
import { read, Refused, Unreachable } from "../console/server.js";
import { areaOf, fitBounds, hasMap, layTiles, lineOf, point } from "./ground.js";
import { replace } from "./layers.js";

const WATER_WORDS = {
  intact: "", unchecked: "待查", damaged: "损坏", disabled: "停用", blocked: "圈占埋压", dry: "无水", low_pressure: "水压不足",
};
let stations = [];
let hasTiles = false;
let hasRoads = false;

export const knownStations = () => stations.filter(({ kind }) => kind !== "micro_station");

function waterFeature(item) {
  const state = WATER_WORDS[item.state] ?? "不可用";
  return point(item, { words: state ? `${item.name}（${state}）` : item.name });
}

// The lines of the roads are many: they come after what the eye needs first, and once.
async function layRoads() {
  try {
    const { roads } = await read("/roads");
    replace("roads", roads.map(({ line, label, road_class }) => new ol.Feature({ geometry: lineOf(line), label, road_class })));
    hasRoads = true;
  } catch (failure) {
    // A map without roads still shows who is where.
    if (!(failure instanceof Refused || failure instanceof Unreachable)) throw failure;
  }
}

export function showLand(land) {
  if (!hasMap()) return;
  if (!hasRoads) layRoads();
  const placed = (items) => (items ?? []).filter((item) => item.position);
  replace("townships", placed(land.townships).map((item) => point(item)));
  replace("villages", placed(land.villages).map((item) => point(item)));
  replace("water", placed(land.water).map(waterFeature));
  replace("key_units", placed(land.places).filter(({ kind }) => kind === "key_unit").map((item) => point(item)));
  const cells = land.station_cells?.cells ?? [];
  replace("cells", cells.map(({ station, ring }) => new ol.Feature({ geometry: areaOf(ring), words: station })));
  stations = placed(land.stations);
  showStations([]);
  if (!hasTiles && land.ground?.url) {
    layTiles(land.ground);
    hasTiles = true;
  }
  if (land.bounds) fitBounds(land.bounds);
}

export function showStations(units) {
  replace("stations", stations.map((station) => {
    const own = units.filter((unit) => unit.station_code === station.code);
    const home = own.filter((unit) => unit.status === "in_station").length;
    const words = own.length ? `${station.name} ${home}/${own.length}` : station.name;
    return point(station, { words, isMain: station.kind === "national_station", isMicro: station.kind === "micro_station" });
  }));
}
