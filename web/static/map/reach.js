// Two questions the server answers: which places no engine reaches now, and how far the roads carry.
import { element, showText } from "../console/elements.js";
import { read, Refused, Unreachable } from "../console/server.js";
import { lineOf, point } from "./ground.js";
import { knownStations } from "./land.js";
import { isShown, onShown, replace } from "./layers.js";
import { scenePlace } from "./scene.js";

const REACH_MINUTES = [10, 20, 30];
// Cover changes with every order and return; asking more often than this helps nobody.
const COVER_PAUSE_MS = 10_000;
const HERE = "here";
const told = { gaps: element("small", { class: "quiet", role: "status" }), reach: element("small", { class: "quiet", role: "status" }) };
const centre = element("select", { "aria-label": "行车时间算到哪里", onchange: () => drawReach() });
let coverAskedAt = -COVER_PAUSE_MS;
let coverOf = null;
let reachOf = "";

export const reachExtras = { gaps: told.gaps, reach: element("span", { class: "reach-choice" }, centre, told.reach) };

async function asking(name, work) {
  try {
    await work();
  } catch (failure) {
    if (!(failure instanceof Refused || failure instanceof Unreachable)) throw failure;
    replace(name, []);
    showText(told[name], failure.status === 403 ? "您的角色不能查看" : "▲ 没有取到，稍后再取");
    // The first answer of a day may take longer than a page waits; the next is at hand.
    if (failure instanceof Unreachable && name === "gaps") setTimeout(() => isShown(name) && drawCover(), COVER_PAUSE_MS);
  }
}

const minutes = (seconds) => (seconds === null ? "无车可到" : `${Math.ceil(seconds / 60)} 分`);

function drawCover() {
  coverAskedAt = performance.now();
  if (!told.gaps.textContent) showText(told.gaps, "正在计算…");
  return asking("gaps", async () => {
    const cover = await read("/cover");
    replace("gaps", cover.uncovered.map((one) => point(one, { words: `${one.name} ${minutes(one.first_s)}` })));
    const share = `${Math.round(100 * cover.share)}%`;
    showText(told.gaps, cover.gap || `${minutes(cover.within_s)}内覆盖 ${share}，缺 ${cover.uncovered.length} 处（${cover.mark}）`);
  });
}

// After every order, arrival or return the gaps are others.
export function followCover(board) {
  if (!isShown("gaps") || board.log_seq === coverOf || performance.now() - coverAskedAt < COVER_PAUSE_MS) return;
  coverOf = board.log_seq;
  drawCover();
}

function reachCentre() {
  if (centre.value === HERE || !centre.value) return scenePlace();
  return knownStations().find(({ code }) => code === centre.value)?.position ?? null;
}

function drawReach() {
  if (!isShown("reach")) return Promise.resolve();
  const place = reachCentre();
  const mine = place ? `${place.lon} ${place.lat}` : "";
  if (mine === reachOf) return Promise.resolve();
  reachOf = mine;
  if (!place) {
    replace("reach", []);
    showText(told.reach, "请先点图、选警情或选队站");
    return Promise.resolve();
  }
  showText(told.reach, "正在计算…");
  return asking("reach", async () => {
    const answer = await read("/roads/isochrone", { lon: place.lon, lat: place.lat, minutes: REACH_MINUTES.join(",") });
    // Another point was picked meanwhile: its own answer comes.
    if (mine !== reachOf) return;
    replace("reach", answer.features.map(({ geometry, properties }) =>
      new ol.Feature({ geometry: lineOf(geometry.coordinates), band: REACH_MINUTES.indexOf(properties.within_min) })));
    showText(told.reach, answer.features.length ? `沿路驶到此处 ${REACH_MINUTES.join("/")} 分钟：粗线、虚线、点线（P）` : answer.note);
  });
}

function listCentres() {
  const kept = centre.value || HERE;
  centre.replaceChildren(element("option", { value: HERE }, "选定点或警情"),
    ...knownStations().map(({ code, name }) => element("option", { value: code }, name)));
  centre.value = kept;
}

export function startReach() {
  listCentres();
  onShown("gaps", (isOn) => isOn && drawCover());
  onShown("reach", (isOn) => {
    listCentres();
    reachOf = "";
    if (isOn) drawReach();
  });
  document.addEventListener("pointpicked", drawReach);
}

export function refreshReach() {
  listCentres();
  if (isShown("gaps")) drawCover();
  drawReach();
}
