// The back-entry form: what each short time is taken to mean is shown while it is typed.
import { byId, showText } from "../console/elements.js";
import { isComposing } from "../console/keys.js";
import { startPlaces } from "../console/places.js";
import { afterPause, ask } from "../console/server.js";

const form = byId("slip");
const KEPT = "fenghuo-back-entry";
const fields = () => [...form.querySelectorAll("input:not([type=hidden]), select, textarea")];
const visible = () => fields().filter((one) => one.checkVisibility());

// The names of the fields say how they lie in the slip: units.0.people, outcome.dead.
function slip() {
  const told = { units: [] };
  for (const [name, value] of new FormData(form)) {
    if (name === "csrf_token" || value === "") continue;
    const [head, second, third] = name.split(".");
    if (third) {
      while (told.units.length <= Number(second)) told.units.push({});
      told.units[Number(second)][third] = value;
    } else if (second) told[head] = { ...told[head], [second]: value };
    else told[name] = value;
  }
  return told;
}

function tellField(input, text, isFault) {
  const place = byId(`read-${input.name}`) ?? byId(`fault-${input.name}`);
  if (!place) return;
  showText(place, text);
  if (place.id.startsWith("fault-")) place.hidden = !text;
  else place.toggleAttribute("data-fault", isFault);
  if (isFault) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
}

const check = afterPause(250, async (signal) => {
  const answer = await ask("/back-entries/check", slip(), signal);
  const times = new Map(answer.times.map((one) => [one.field, one.shown]));
  const faults = new Map(answer.faults.map((one) => [one.field, one.message]));
  if (answer.taken) faults.set("slip_number", answer.taken.text);
  for (const input of fields()) {
    // What is still empty is not wrong yet: only the server's answer to saving says so.
    const fault = input.value === "" ? undefined : faults.get(input.name);
    tellField(input, fault ?? times.get(input.name) ?? "", fault !== undefined);
  }
  const wrong = fields().filter((one) => one.hasAttribute("aria-invalid")).length;
  showText(byId("checked"), wrong ? `▲ ${wrong} 处待核对` : "");
});

let isChosen = form.elements.category.value !== "";
const suggest = afterPause(300, async (signal) => {
  const narrative = byId("narrative").value.trim();
  if (!narrative || isChosen) return;
  const answer = await ask("/calls/suggestion", { narrative, place: byId("place").value }, signal);
  const { category } = answer.suggested ?? answer;
  if (isChosen || !category) return;
  form.elements.category.value = category;
  showText(byId("suggested"), "▲ 系统建议，请核对");
});

function keep() {
  const told = fields().filter((one) => one.value).map((one) => [one.name, one.value]);
  sessionStorage.setItem(KEPT, JSON.stringify([...told, ["place_code", form.elements.place_code.value]]));
}

function restore() {
  if (form.dataset.done !== undefined) sessionStorage.removeItem(KEPT);
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
  if (form.dataset.refused === undefined) {
    for (const [name, value] of kept) {
      if (form.elements[name]) form.elements[name].value = value;
    }
  }
  if (fields().some((one) => one.value && one.id !== "slip_number")) check();
}

startPlaces(
  (place) => {
    form.elements.place_code.value = place.code ?? "";
    showText(byId("place-chosen"), `◆ 已选：${place.path || place.name}`);
    keep();
  },
  () => {},
  () => byId("caller_number").value.trim());

form.addEventListener("input", (event) => {
  if (event.target.id === "place") {
    form.elements.place_code.value = "";
    showText(byId("place-chosen"), "");
  }
  if (event.target.id === "category") {
    isChosen = true;
    showText(byId("suggested"), "");
  }
  if (event.target.id === "narrative") suggest();
  keep();
  check();
});

form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || isComposing(event) || event.defaultPrevented) return;
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    form.requestSubmit();
    return;
  }
  if (!event.target.matches("input, select")) return;
  // Enter never saves half a slip: it goes on, and from a vehicle to the next one.
  event.preventDefault();
  const all = visible();
  const row = event.target.closest("#units tr");
  const next = row?.nextElementSibling?.querySelector("input");
  const target = all.includes(next) ? next : all[all.indexOf(event.target) + 1];
  target?.focus();
});

restore();
const first = form.querySelector("[aria-invalid]") ?? byId(byId("slip_number").value ? "received_at" : "slip_number");
first.focus();
