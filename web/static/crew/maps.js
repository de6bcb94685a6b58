// The map of the order, loaded only when asked for: it is most of the weight of the page.
import { byId, showText } from "../console/elements.js";
import { read } from "../console/server.js";

let library = null;
let map = null;

function load({ ol: source, olCss }) {
  library ??= new Promise((done, fail) => {
    document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: olCss }));
    const script = Object.assign(document.createElement("script"), { src: source });
    script.addEventListener("load", done);
    script.addEventListener("error", () => {
      library = null;
      fail(new Error("no map"));
    });
    document.head.append(script);
  });
  return library;
}

export async function mapOf(sources, order, callSign, unit) {
  const words = byId("way-words");
  if (!map) showText(words, "正在装入地图…");
  const way = await read("/terminal/way", { incident: order.number, unit: callSign });
  await load(sources);
  const { makeWayMap, wayWords } = await import("../terminal/waymap.js");
  if (!map) {
    map = makeWayMap(byId("way-map"));
    read("/map").then((land) => map.showLand(land)).catch(() => {});
  }
  const start = way.line[0] ? { name: unit.station, position: way.line[0] } : null;
  map.showWay({ station: start, goal: order.position, way, words: order.category_label });
  showText(words, wayWords(way));
}
