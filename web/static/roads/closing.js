// The form that closes roads: what was drawn, what was chosen by name, why, until when.
import { byId, element, showOnly, showText } from "../console/elements.js";
import { act, afterPause, ask } from "../console/server.js";
import { say, sayFailure } from "../console/toast.js";
import { showChosen, showDrawn, showWhere } from "../map/roads.js";

// The service keeps one clock, whatever the zone of this machine.
const ZONE = "+08:00";
const FIELDS = ["line", "reason", "starts_at", "ends_at"];
const FIELD_IDS = { starts_at: "starts", ends_at: "ends", reason: "reason" };
const HINT = "在图上点出封路位置，或按路名选";
const form = byId("close-form");
const points = [];
let touched = [];
let listed = [];
const off = new Set();
let roads = [];
let isSending = false;

const kilometres = (metres) => (metres >= 1000 ? `${(metres / 1000).toFixed(1)} 公里` : `${metres} 米`);
const isOn = ({ code }) => !off.has(code);
const wholes = () => listed.filter(({ code }) => !touched.some((piece) => piece.code === code));

function pieceLine(piece, note) {
  const box = element("input", {
    type: "checkbox", value: piece.code,
    onchange: (event) => {
      if (event.target.checked) off.delete(piece.code);
      else off.add(piece.code);
      showChosen([...touched, ...wholes()].filter(isOn));
    },
  });
  box.checked = isOn(piece);
  return element("li", {}, element("label", { class: "choice" }, box,
    element("span", {}, `${piece.label} `, element("small", {}, `${piece.code} · ${piece.road_class_label} · ${note} ${kilometres(piece.length_m)}`))));
}

function draw(told = "") {
  const every = [...touched.map((piece) => pieceLine(piece, "封")), ...wholes().map((piece) => pieceLine(piece, "整段"))];
  showOnly(byId("piece-list"), ...every);
  byId("pieces").hidden = !every.length;
  byId("undo-point").disabled = !points.length;
  byId("clear-points").disabled = !points.length && !every.length;
  showText(byId("drawn-told"), told || (points.length ? `已画 ${points.length} 点` : HINT));
  showDrawn(points);
  showChosen([...touched, ...wholes()].filter(isOn));
}

const look = afterPause(150, async (signal) => {
  const line = [...points];
  // An answer to what was drawn before would name roads nobody means any more.
  const isStale = () => line.length !== points.length || line.some((point, at) => point !== points[at]);
  try {
    const answer = await ask("/roads/touched", { line }, signal);
    if (isStale()) return;
    touched = answer.roads;
    draw(`已画 ${points.length} 点：${answer.roads.length ? "" : "▲ "}${answer.sentence}`);
  } catch (failure) {
    if (signal.aborted || isStale()) return;
    touched = [];
    draw(`▲ ${failure.faults?.[0]?.message ?? failure.message}`);
  }
});

function lookAgain() {
  touched = [];
  draw(points.length ? "正在找路段…" : "");
  if (points.length) look();
}

export function addPoint(point) {
  if (!form) return;
  points.push(point);
  lookAgain();
}

function clear() {
  points.length = 0;
  touched = [];
  listed = [];
  off.clear();
  byId("road-choice").value = "";
  draw();
}

function offerRoads() {
  const wanted = byId("road-words").value.trim().toUpperCase();
  const labels = new Map();
  for (const { label, name, ref, code, road_class_label } of roads) {
    const isWanted = [label, name, ref, code].some((text) => text.toUpperCase().includes(wanted));
    if (isWanted) labels.set(label, { kind: road_class_label, count: (labels.get(label)?.count ?? 0) + 1 });
  }
  const options = [...labels].sort(([a], [b]) => a.localeCompare(b, "zh-CN", { numeric: true }));
  showOnly(byId("road-choice"), element("option", { value: "" }, options.length ? `请选择（${options.length} 条）` : "没有这样的路"),
    ...options.map(([label, { kind, count }]) => element("option", { value: label }, `${label} · ${kind} · ${count} 段`)));
}

function chooseRoad(label) {
  listed = label ? roads.filter((road) => road.label === label) : [];
  off.clear();
  // Of a road with many pieces few are meant: they are ticked one by one.
  if (listed.length > 1) for (const { code } of listed) off.add(code);
  draw();
  showWhere(listed);
}

function momentOf(text) {
  return text ? `${text.length === 16 ? `${text}:00` : text}${ZONE}` : null;
}

function endOf(starts) {
  const lasts = byId("lasts").value;
  if (lasts === "at") return momentOf(byId("ends").value);
  if (!lasts) return null;
  const from = starts ? Date.parse(starts) : Date.now();
  return new Date(from + Number(lasts) * 3_600_000).toISOString();
}

function bodyOf() {
  const body = { reason: byId("reason").value };
  const drawn = touched.filter(isOn);
  const whole = wholes().filter(isOn);
  if (points.length && (drawn.length || !whole.length)) body.line = points;
  if (whole.length || drawn.length < touched.length) body.roads = [...drawn, ...whole].map(({ code }) => code);
  const starts = momentOf(byId("starts").value);
  const ends = endOf(starts);
  if (starts) body.starts_at = starts;
  if (ends) body.ends_at = ends;
  return body;
}

function showFaults(faults) {
  for (const field of FIELDS) {
    const found = faults.find((fault) => fault.field === field || (field === "line" && fault.field === "roads"));
    const line = byId(`fault-${field}`);
    showText(line, found?.message ?? "");
    line.hidden = !found;
    byId(FIELD_IDS[field])?.toggleAttribute("aria-invalid", false);
    if (found && FIELD_IDS[field]) byId(FIELD_IDS[field]).setAttribute("aria-invalid", "true");
  }
}

async function close(onChange) {
  const body = bodyOf();
  if (body.roads && !body.roads.length) {
    showFaults([{ field: "line", message: "没有勾选路段，请至少勾一段。" }]);
    return;
  }
  if (byId("lasts").value === "at" && !body.ends_at) {
    showFaults([{ field: "ends_at", message: "请填结束时间，或改选“解除为止”。" }]);
    return;
  }
  showFaults([]);
  try {
    const answer = await act("POST", "/roads/closures", body);
    clear();
    form.reset();
    offerRoads();
    byId("ends-box").hidden = true;
    say(`◆ ${answer.sentence}`);
    await onChange();
  } catch (failure) {
    showFaults(failure.faults ?? []);
    sayFailure(failure);
  }
}

export function startClosing(every, onChange) {
  if (!form) return;
  roads = every;
  offerRoads();
  byId("road-words").addEventListener("input", offerRoads);
  byId("road-choice").addEventListener("change", (event) => chooseRoad(event.target.value));
  byId("undo-point").addEventListener("click", () => {
    points.pop();
    lookAgain();
  });
  byId("clear-points").addEventListener("click", clear);
  byId("lasts").addEventListener("change", (event) => {
    byId("ends-box").hidden = event.target.value !== "at";
  });
  for (const button of form.querySelectorAll("[data-reason]")) {
    button.addEventListener("click", () => {
      byId("reason").value = button.dataset.reason;
      byId("reason").focus();
    });
  }
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isSending) return;
    isSending = true;
    try {
      await close(onChange);
    } finally {
      isSending = false;
    }
  });
}
