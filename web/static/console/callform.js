// The call form: its fields, their faults, and what is sent.
import { byId, showText } from "./elements.js";

export const form = byId("call-form");

const FIELDS = [
  "caller_number", "caller_name", "narrative", "place", "place_code", "category", "level",
  "trapped", "floors", "fire_floor", "burning", "lon", "lat", "datum", "channel",
];
const WHOLE_NUMBERS = ["level", "trapped", "floors", "fire_floor"];
const AMENDABLE = [
  "narrative", "category", "level", "place", "place_code", "trapped", "burning", "floors", "fire_floor",
];
const FIRST_VALUES = { datum: "wgs84" };

export function readForm() {
  return Object.fromEntries(FIELDS.map((name) => [name, form.elements[name].value]));
}

export function fillForm(values) {
  for (const name of FIELDS) {
    const field = form.elements[name];
    const first = field.tagName === "SELECT" ? FIRST_VALUES[name] ?? field.options[0]?.value : "";
    field.value = values[name] || first || "";
  }
}

// A number that cannot be read goes as it was typed; the server then names the field.
const numberOrWords = (text) => (/^-?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : text.trim());

export function positionOf(values) {
  if (!values.lon.trim() && !values.lat.trim()) return null;
  return { lon: numberOrWords(values.lon), lat: numberOrWords(values.lat), datum: values.datum };
}

export const hasPosition = (values) => {
  const position = positionOf(values);
  return position !== null && [position.lon, position.lat].every(Number.isFinite);
};

export function callBody(values, incident = null) {
  const body = {};
  for (const name of FIELDS) {
    if (["lon", "lat", "datum"].includes(name) || !values[name].trim()) continue;
    body[name] = WHOLE_NUMBERS.includes(name) ? numberOrWords(values[name]) : values[name].trim();
  }
  const position = positionOf(values);
  if (position) body.position = position;
  if (incident) body.incident = incident;
  return body;
}

// What a saved incident is changed by; a field left empty is left alone.
export function amendments(values, saved) {
  const body = {};
  for (const name of AMENDABLE) {
    if (values[name].trim() === (saved[name] ?? "").trim() || !values[name].trim()) continue;
    body[name] = WHOLE_NUMBERS.includes(name) ? numberOrWords(values[name]) : values[name].trim();
  }
  const moved = ["lon", "lat", "datum"].some((name) => values[name] !== (saved[name] ?? ""));
  const position = positionOf(values);
  if (moved && position) body.position = position;
  return body;
}

export function valuesOf(incident) {
  const text = (value) => (value === null || value === undefined ? "" : String(value));
  return {
    narrative: text(incident.narrative), place: text(incident.place),
    place_code: text(incident.place_code), category: text(incident.category),
    level: text(incident.level), trapped: text(incident.trapped), floors: text(incident.floors),
    fire_floor: text(incident.fire_floor), burning: text(incident.burning),
    lon: text(incident.position?.lon), lat: text(incident.position?.lat), datum: "wgs84",
    caller_number: "", caller_name: "",
  };
}

function faultLine(field) {
  const name = field.split(".").at(-1);
  return byId(`fault-${name}`) ?? byId(`fault-${field.split(".")[0]}`);
}

export function clearFaults() {
  for (const line of form.querySelectorAll(".fault-text")) line.hidden = true;
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
}

// The longest the server takes; what is longer stays in the field and is answered while it is typed.
const LONGEST = { place: 200, narrative: 2000, caller_name: 50, caller_number: 20, burning: 200 };
const LABELS = { place: "地点", narrative: "警情描述", caller_name: "报警人", caller_number: "报警电话", burning: "燃烧物" };

export function tellLength(name) {
  const most = LONGEST[name];
  const line = most && byId(`fault-${name}`);
  if (!line) return;
  const { length } = form.elements[name].value;
  if (length > most) {
    const where = name === "narrative" ? "请删减，详细经过可在立案后记事" : "请把详细经过移到警情描述";
    showText(line, `▲ ${LABELS[name]}共 ${length} 字，最多 ${most} 字；内容已保留，${where}。`);
    line.dataset.isLong = "yes";
    line.hidden = false;
  } else if (line.dataset.isLong) {
    delete line.dataset.isLong;
    line.hidden = true;
  }
}

export function tellLengths() {
  for (const name of Object.keys(LONGEST)) tellLength(name);
}

// Returns what could not be shown beside a field.
export function showFaults(faults) {
  clearFaults();
  const homeless = [];
  let first = null;
  for (const { field, message } of faults) {
    const line = faultLine(field);
    if (!line) {
      homeless.push(message);
      continue;
    }
    showText(line, message);
    line.hidden = false;
    const input = byId(line.id.replace("fault-", "")) ?? byId("lon");
    input.setAttribute("aria-invalid", "true");
    first ??= input;
  }
  first?.focus();
  return homeless;
}

// Who called is kept as it was told; a further caller gets a call of their own.
export function holdCallWords(isHeld) {
  for (const name of ["caller_number", "caller_name"]) form.elements[name].readOnly = isHeld;
  form.elements.channel.disabled = isHeld;
}

export function limitLevels(categories, code, level) {
  const select = form.elements.level;
  const levels = categories.get(code)?.levels ?? [];
  const firstChoice = categories.get(code)?.default_level;
  const word = levels.find((known) => known.level === firstChoice)?.label;
  const options = [new Option(word ? `按类别默认（${word}）` : "按类别默认", "")];
  for (const known of levels) options.push(new Option(known.label, String(known.level)));
  if (level && !levels.some((known) => String(known.level) === level)) {
    if (!levels.length) {
      options.push(...["一级", "二级", "三级", "四级", "五级"].map((name, at) => new Option(name, String(at + 1))));
    }
  }
  select.replaceChildren(...options);
  select.value = level ?? "";
  if (select.selectedIndex < 0) select.value = "";
}
