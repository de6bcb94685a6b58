// The roads page put together: the map, the form, the closures in force, the weather.
import { byId, element, showOnly, showText } from "../console/elements.js";
import { act, read } from "../console/server.js";
import { localMoment } from "../console/times.js";
import { say, sayFailure } from "../console/toast.js";
import { addPoint, startClosing } from "./closing.js";
import { showClosures, showRoads, showStations, showWhere, startDrawing } from "../map/roads.js";

const POLL_MS = 4000;
const mayClose = byId("main").dataset.mayClose === "yes";
const pressing = new Set();
let listedAs = "";
let heardAt = new Date();
let timer = null;

const minuteOf = (moment) => localMoment(new Date(moment)).slice(5, 16);

async function once(button, work) {
  if (pressing.has(button)) return;
  pressing.add(button);
  try {
    await work();
  } catch (failure) {
    sayFailure(failure);
  } finally {
    pressing.delete(button);
  }
}

function lift(closure, button) {
  return once(button, async () => {
    try {
      const answer = await act("POST", `/roads/closures/${encodeURIComponent(closure.code)}/lift`, {});
      say(`◆ ${answer.sentence}`);
    } finally {
      await follow();
    }
  });
}

function spanOf({ starts_at, ends_at, lifted_at, lifted_by, state }) {
  if (state === "lifted") return `${minuteOf(starts_at)} 起，${minuteOf(lifted_at)} 由${lifted_by}解除`;
  return `${minuteOf(starts_at)} 起，${ends_at ? `到 ${minuteOf(ends_at)}` : "解除为止"}`;
}

function closureLine(closure) {
  const isOver = ["lifted", "ended"].includes(closure.state);
  const buttons = element("div", { class: "buttons" });
  if (closure.roads.length) {
    buttons.append(element("button", { type: "button", "aria-label": `${closure.code} 在图上看`, onclick: () => showWhere(closure.roads) }, "看图"));
  }
  if (mayClose && !isOver) {
    const button = element("button", { type: "button", "aria-label": `解除 ${closure.code}` }, "解除");
    button.addEventListener("click", () => lift(closure, button));
    buttons.append(button);
  }
  return element("li", { "data-closure": closure.code },
    element("p", { class: isOver ? "is-over" : null }, element("b", {}, closure.code), " ",
      element("span", { class: "chip" }, closure.state_label), ` ${closure.told}`,
      element("small", {}, `${closure.reason} · ${spanOf(closure)} · ${closure.closed_by}`)),
    buttons);
}

function showList(closures) {
  const words = JSON.stringify(closures);
  if (words === listedAs) return;
  listedAs = words;
  const focused = document.activeElement?.getAttribute("aria-label");
  showOnly(byId("closures"), ...(closures.length ? closures.map(closureLine)
    : [element("li", { class: "quiet" }, "没有封闭的道路。")]));
  // A list drawn anew would take the keyboard away from who walks through it.
  if (focused) [...byId("closures").querySelectorAll("button")].find((one) => one.getAttribute("aria-label") === focused)?.focus();
  const standing = closures.filter(({ state }) => ["in_force", "coming"].includes(state));
  showText(byId("closures-count"), String(standing.length));
  showClosures(standing);
}

function showWeather({ weather, weather_label, since, told_by, remark }) {
  const told = since ? ` ${minuteOf(since)} ${told_by} 报${remark ? `：${remark}` : ""}` : " 尚无人报告";
  showOnly(byId("weather-told"), element("b", {}, weather_label), told);
  for (const button of document.querySelectorAll("[data-weather]")) {
    button.setAttribute("aria-pressed", String(button.dataset.weather === weather));
  }
}

async function follow() {
  clearTimeout(timer);
  try {
    const query = byId("with-past").checked ? { all: 1 } : {};
    const [{ closures }, conditions] = await Promise.all([read("/roads/closures", query), read("/roads/conditions")]);
    showList(closures);
    showWeather(conditions);
    heardAt = new Date();
    showText(byId("road-link"), "");
  } catch (failure) {
    if (failure instanceof TypeError) throw failure;
    showText(byId("road-link"), `▲ 重连中 · 数据截至 ${localMoment(heardAt).slice(11)}`);
  } finally {
    clearTimeout(timer);
    timer = setTimeout(follow, POLL_MS);
  }
}

function startWeather() {
  for (const button of document.querySelectorAll("[data-weather]")) {
    button.addEventListener("click", () => once(button, async () => {
      const remark = byId("weather-remark").value.trim();
      const answer = await act("POST", "/roads/conditions", { weather: button.dataset.weather, ...(remark ? { remark } : {}) });
      byId("weather-remark").value = "";
      showWeather(answer);
      say(`◆ 已报告天气：${answer.weather_label}；到场时间随之重算`);
    }));
  }
}

async function start() {
  startDrawing((point) => mayClose && addPoint(point));
  startWeather();
  byId("with-past").addEventListener("change", follow);
  const [roads, land] = await Promise.allSettled([read("/roads"), read("/map")]);
  const every = roads.status === "fulfilled" ? roads.value.roads : [];
  if (roads.status === "fulfilled") showRoads(every);
  else say("▲ 道路没有取到，请刷新本页；封路清单不受影响。", "warn");
  if (land.status === "fulfilled") showStations(land.value.stations);
  startClosing(every, follow);
  await follow();
}

start();
