// The wall put together: it reads, and follows what the desk beside it has in hand; it changes nothing.
import { byId, showText } from "../console/elements.js";
import { read } from "../console/server.js";
import { localClock } from "../console/times.js";
import { serverNow } from "../live/live.js";
import { flyTo, showBoard, showClosures, showLand, showPicked, startChart } from "./chart.js";
import { feed } from "./feed.js";
import { drawAges, drawIncidents } from "./incidents.js";
import { drawStations } from "./stations.js";

const steps = byId("main").dataset.steps.split(" ");
const channel = "BroadcastChannel" in window ? new BroadcastChannel("fenghuo") : null;
let board = null;
let chosen = null;
let roads = null;
let isStale = false;

function draw() {
  if (!board) return;
  for (const name of ["waiting", "working", "available", "units"]) showText(byId(`count-${name}`), String(board.counts[name]));
  showText(byId("incident-count"), String(board.incidents.length));
  drawIncidents(byId("incidents"), board.incidents, steps, chosen);
  drawStations(byId("stations"), board.units);
  const [first, ...others] = board.overdue.filter((row) => !row.seen_at && row.class !== "info");
  const alarm = byId("wall-alarm");
  alarm.hidden = !first;
  if (first) showText(alarm, `${first.class === "call" ? "☎" : "▲"} ${first.text}${others.length ? `（另有 ${others.length} 项）` : ""}`);
  drawTimes();
  showBoard(board, chosen);
}

function drawTimes() {
  // Times of a frozen board must not run on as if it were live.
  if (board && !isStale) drawAges(byId("incidents"), serverNow());
}

async function followRoads() {
  if (board.roads.version === roads) return;
  roads = board.roads.version;
  const told = await read("/roads/closures");
  showClosures(told.closures);
}

function onBoard(fresh) {
  board = fresh;
  draw();
  followRoads().catch(() => { roads = null; });
}

function onLink({ state, asOf }) {
  const words = { live: "● 已连接", waiting: "▲ 重连中", lost: "✕ 中断" }[state];
  const link = byId("link");
  link.dataset.state = state;
  showText(link, state === "live" ? words : `${words} · 数据截至 ${asOf ? localClock(asOf) : "—"}`);
  isStale = state === "lost";
  document.body.classList.toggle("stale", isStale);
}

function follow({ number, position }) {
  const isOther = number !== chosen;
  chosen = number;
  draw();
  const at = position ?? board?.incidents.find((row) => row.number === number)?.position ?? null;
  showPicked(number ? null : position);
  if (at && (isOther || !number)) flyTo(at);
}

channel?.addEventListener("message", ({ data }) => {
  if (data?.kind === "selected") follow(data);
});

async function start() {
  startChart();
  setInterval(drawTimes, 1000);
  feed({ onBoard, onLink });
  try {
    showLand(await read("/map"));
    draw();
  } catch {
    // Without the names the vehicles and incidents still stand where they stand.
  }
  channel?.postMessage({ kind: "asking" });
}

start();
