// The stations: exceptions first, the rest summed up, because a wall of even tiles hides the one that matters.
import { element, lookOf, showOnly } from "../console/elements.js";

const TILES = 13;
const ABLE = new Set(["in_station", "returning", "standby", "training"]);
const WORDS = {
  available: "可调派", alerted: "已下达", "en-route": "途中", "on-scene": "到场", returning: "返队", "out-of-service": "停用",
};
const ORDER = Object.keys(WORDS);
const isAble = (unit) => ABLE.has(unit.status) && unit.is_staffed;

// Vehicles with one crew between them are one vehicle to send.
const countAble = (units) => new Set(units.filter(isAble).map((unit) => (unit.pool ? `${unit.station_code} ${unit.pool}` : unit.call_sign))).size;

function countPeople(units) {
  const crews = new Map(units.map((unit) => [unit.pool ? `${unit.station_code} ${unit.pool}` : unit.call_sign, unit.crew]));
  return [...crews.values()].reduce((sum, people) => sum + (people ?? 0), 0);
}

// A vehicle at home without its people is not "able": it is told apart, and not by a colour.
function lacking(units) {
  const count = units.filter((unit) => ABLE.has(unit.status) && !unit.is_staffed).length;
  return count ? element("span", { class: "chip" }, `缺员 ${count}`) : null;
}

function marks(units) {
  const counts = new Map();
  for (const unit of units.filter((one) => isAble(one) || !ABLE.has(one.status))) {
    const { shape, name } = lookOf(unit.status);
    counts.set(name, { shape, count: (counts.get(name)?.count ?? 0) + 1 });
  }
  return ORDER.filter((name) => counts.has(name)).map((name) => element("span", { class: `status status-${name}` },
    element("span", { "aria-hidden": "true" }, counts.get(name).shape), ` ${WORDS[name]} ${counts.get(name).count}`));
}

function stationsOf(units) {
  const stations = new Map();
  for (const unit of units) {
    if (!stations.has(unit.station_code)) stations.set(unit.station_code, { code: unit.station_code, name: unit.station, kind: unit.station_kind, units: [] });
    stations.get(unit.station_code).units.push(unit);
  }
  return [...stations.values()];
}

// Nothing able first, then at work, then something out of service, the county's main station among them.
function weight(station) {
  if (countAble(station.units) === 0) return 0;
  if (station.units.some((unit) => unit.incident !== null)) return 1;
  if (station.kind === "national_station") return 2;
  if (station.units.some((unit) => !isAble(unit))) return 3;
  return 4;
}

const shortName = (name) => name.replace(/(专职消防队|消防救援站|微型消防站)(（虚构）)?$/, "");

function tile(title, units, name) {
  const able = countAble(units);
  return element("li", { class: `tile${able === 0 ? " empty" : ""}`, title: name ?? title },
    element("p", { class: "name" }, able === 0 ? "▲ " : "", title), element("p", { class: "able" }, element("b", {}, `${able}/${units.length}`), ` 车 ${countPeople(units)} 人`),
    element("p", { class: "marks" }, ...marks(units), lacking(units) ?? ""));
}

export function drawStations(list, units) {
  const every = stationsOf(units);
  const micro = every.filter(({ kind }) => kind === "micro_station");
  const proper = every.filter(({ kind }) => kind !== "micro_station")
    .map((station) => ({ ...station, weight: weight(station) }))
    .sort((one, other) => one.weight - other.weight || one.code.localeCompare(other.code));
  const shown = proper.filter((station, at) => at < TILES && station.weight < 4);
  const rest = proper.slice(shown.length);
  const all = (stations) => stations.flatMap((station) => station.units);
  showOnly(list, ...shown.map((station) => tile(shortName(station.name), station.units, station.name)),
    rest.length ? tile(`${shown.length ? "其余" : "各"} ${rest.length} 站`, all(rest)) : null,
    micro.length ? tile(`微型站 ${micro.length}`, all(micro)) : null,
    every.length ? null : element("li", { class: "tile" }, "尚未载入车辆。"));
}
