// Building and changing page elements; text goes in as text, never as markup.
export const byId = (id) => document.getElementById(id);

export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

export function showText(node, text) {
  if (node && node.textContent !== text) node.textContent = text;
}

export function showOnly(node, ...children) {
  node.replaceChildren(...children.filter((child) => child !== null && child !== undefined));
}

// The running number of the day is what people say aloud.
export const shortNumber = (number) => number.split("-").at(-1);

// The six looks of a status; shape and word always go together.
const LOOKS = {
  in_station: ["◆", "available"], standby: ["◆", "available"], training: ["◆", "available"],
  alerted: ["▲", "alerted"], en_route: ["▶", "en-route"],
  on_scene: ["■", "on-scene"], water_on: ["■", "on-scene"], water_off: ["■", "on-scene"],
  shuttling: ["■", "on-scene"], returning: ["◀", "returning"],
  out_of_service: ["✕", "out-of-service"],
};

export function lookOf(status) {
  const [shape, name] = LOOKS[status] ?? ["?", "out-of-service"];
  return { shape, name };
}

export function statusMark(status, label) {
  const { shape, name } = lookOf(status);
  const mark = element("span", { "aria-hidden": "true" }, shape);
  return element("span", { class: `status status-${name}` }, mark, ` ${label}`);
}

export function levelMark(row) {
  const colour = row.level_colour ? `（${row.level_colour}）` : "";
  return element("span", { class: "chip level" }, `${row.level_label ?? row.level}${colour}`);
}

const MARKS = {
  S: "读自标准、规划或官方文件原文", R: "二手来源，须复核", D: "见于在用系统", C: "计算得出",
  P: "默认(建议)，须支队确认", G: "一般常识，未核实", "S-case": "取自一次实战的例子，须支队确认",
};

export function trustMark(letter) {
  return element("span", { class: "chip mark", title: MARKS[letter] ?? "" }, letter);
}

export const trustSentence = (letter) => MARKS[letter] ?? "";

// One row per key, reused from poll to poll, so that focus and reading position survive.
const madeAs = new WeakMap();

export function keepRows(body, rows, keyOf, make) {
  const held = body.contains(document.activeElement) ? document.activeElement.closest("tr") : null;
  for (const row of [...body.children]) if (!row.dataset.key) row.remove();
  const standing = new Map([...body.children].map((row) => [row.dataset.key, row]));
  let before = null;
  for (const item of rows) {
    const fresh = make(item);
    fresh.dataset.key = keyOf(item);
    let row = standing.get(fresh.dataset.key);
    standing.delete(fresh.dataset.key);
    const words = fresh.innerHTML;
    if (!row) {
      row = fresh;
    } else if (madeAs.get(row) !== words) {
      row.replaceChildren(...fresh.childNodes);
    }
    row.className = fresh.className;
    madeAs.set(row, words);
    const place = before ? before.nextSibling : body.firstChild;
    if (row !== place) body.insertBefore(row, place);
    before = row;
  }
  for (const row of standing.values()) row.remove();
  // A row that is moved loses the focus, though the person at the keys is still on it.
  if (held?.isConnected && !body.contains(document.activeElement)) held.focus({ preventScroll: true });
}

export function walk(container, selector, event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return false;
  const rows = [...container.querySelectorAll(selector)].filter((row) => !row.hidden);
  const at = rows.indexOf(document.activeElement.closest(selector));
  const next = rows[Math.min(rows.length - 1, Math.max(0, at + step))];
  next?.focus();
  event.preventDefault();
  return true;
}
