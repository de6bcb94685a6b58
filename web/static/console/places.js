// Finding the place while the caller speaks; the machine proposes, a person picks.
import { byId, element, showOnly, showText } from "./elements.js";
import { isComposing } from "./keys.js";
import { afterPause, ask } from "./server.js";

const input = byId("place");
const list = byId("candidates");
let candidates = [];
let chosen = -1;

const KINDS = {
  township: "乡镇", village: "村居", government: "机关", school: "学校", hospital: "医院", market: "市场",
  filling_station: "加油站", scenic_spot: "景区", residential_area: "小区", factory: "厂矿", street: "街路",
  junction: "路口", landmark: "地标", group: "组", building: "楼栋", key_unit: "重点单位", ancient_town: "古镇古寨",
  bridge: "桥梁", tunnel: "隧道", pole: "杆号", hydrant: "水源", road: "公路", stake: "桩号", crossing: "交叉口",
  house_number: "门牌", coordinates: "坐标", between: "两地之间", stretch: "路段", along: "沿路", outside: "县外",
};
// A candidate this much weaker than the best is not carried forward.
const CARRIED_SHARE = 0.75;
const CARRIED_FROM = 0.4;
let searched = "";

function sentenceOf(candidate) {
  const why = candidate.why ?? candidate.reason ?? "";
  const radius = candidate.radius_m ? `±${candidate.radius_m} 米` : "";
  const where = [candidate.path, KINDS[candidate.kind] ?? candidate.kind].filter(Boolean).join(" · ");
  return [where, radius, Array.isArray(why) ? why.join("；") : why].filter(Boolean).join(" · ");
}

function hide() {
  list.hidden = true;
  chosen = -1;
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

// The places found for one call are none of the next.
function forget() {
  candidates = [];
  searched = "";
  hide();
  tellMap();
}

// The map shows them by the same numbers while it is open which of them is meant.
function tellMap() {
  document.dispatchEvent(new CustomEvent("placesfound", { detail: candidates }));
}

function mark(index) {
  chosen = index;
  [...list.children].forEach((row, at) => row.setAttribute("aria-selected", String(at === index)));
  if (index >= 0) {
    input.setAttribute("aria-activedescendant", `candidate-${index}`);
    list.children[index].scrollIntoView({ block: "nearest" });
  }
}

function row(candidate, index, pick) {
  return element("li",
    {
      role: "option", id: `candidate-${index}`, "aria-selected": "false",
      onmousedown: (event) => {
        event.preventDefault();
        pick(candidate);
      },
    },
    element("b", { class: "order" }, String(index + 1)), " ", element("strong", {}, candidate.name), " ",
    candidate.synthetic ? element("span", { class: "chip" }, "生成") : null,
    candidate.outside ? element("span", { class: "chip" }, "▲ 县外") : null,
    candidate.namesakes > 1 ? element("span", { class: "chip" }, `▲ 同名 ${candidate.namesakes} 处`) : null,
    element("small", {}, sentenceOf(candidate)));
}

// The places it may still be while nobody has picked one.
export function openCandidates() {
  if (searched !== input.value.trim()) return [];
  const inside = candidates.filter((one) => one.position && !one.outside);
  const least = Math.max(CARRIED_FROM, (inside[0]?.score ?? 0) * CARRIED_SHARE);
  return inside.filter((one) => one.score >= least);
}

export function namesakes() {
  const open = openCandidates();
  return open[0]?.namesakes > 1 ? open[0].namesakes : 0;
}

// What the search came to, as often as the page is drawn: it must outlast every redrawing.
function openWords() {
  if (!searched || searched !== input.value.trim()) return "";
  if (!candidates.length) return "没有匹配的地点；可点击地图或输入坐标，也可只凭文字调派。";
  return namesakes() ? `▲ 同名 ${namesakes()} 处，请问清乡镇后选定；未选定前只建议对各处都合适的车辆。` : "";
}

// What the caller said beyond the name (对面, 往黔江方向) goes with the order; spellings do not.
const COMPUTED = ["stake", "crossing", "between", "stretch"];
function wordsFor(candidate, typed) {
  if (typed.includes(candidate.name)) return typed;
  const isSaid = /\p{Script=Han}/u.test(typed) && COMPUTED.includes(candidate.kind);
  return isSaid ? `${candidate.name}（${typed}）` : candidate.name;
}

export function startPlaces(onPick, onFound, callerNumber) {
  const pick = (candidate) => {
    input.value = wordsFor(candidate, input.value.trim());
    // The list can be opened again to pick another of the same places.
    searched = input.value;
    hide();
    document.dispatchEvent(new CustomEvent("placesfound", { detail: [] }));
    onPick({ ...candidate, words: input.value });
  };
  const search = afterPause(150, async (signal, text, isQuiet = false) => {
    const body = { q: text };
    if (callerNumber()) body.caller_number = callerNumber();
    const answer = await ask("/calls/places", body, signal);
    // Words typed on, or another call's: these places are no answer to what stands there now.
    if (text !== input.value.trim()) return;
    candidates = answer.candidates;
    searched = text;
    onFound();
    if (!candidates.length) {
      hide();
      tellMap();
      showText(byId("place-chosen"), openWords());
      return;
    }
    tellMap();
    showOnly(list, ...candidates.map((candidate, index) => row(candidate, index, pick)));
    list.hidden = isQuiet || document.activeElement !== input;
    input.setAttribute("aria-expanded", String(!list.hidden));
    mark(-1);
    showText(byId("place-chosen"), openWords());
  });
  input.addEventListener("input", () => {
    if (input.value.trim()) search(input.value.trim());
    else forget();
  });
  input.addEventListener("blur", hide);
  input.addEventListener("keydown", (event) => {
    if (isComposing(event)) return;
    if (event.key === "ArrowDown" && list.hidden && candidates.length && searched === input.value.trim()) {
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      mark(0);
      event.preventDefault();
    } else if (!list.hidden && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      const step = event.key === "ArrowDown" ? 1 : -1;
      mark(Math.min(candidates.length - 1, Math.max(0, chosen + step)));
      event.preventDefault();
    } else if (event.key === "Enter" && !event.ctrlKey && !list.hidden && chosen >= 0) {
      event.preventDefault();
      pick(candidates[chosen]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      hide();
    }
  });
  // A call taken up again, or kept over a reload, is not settled before its places are known again.
  return (isSettled) => {
    forget();
    if (!isSettled && input.value.trim()) search(input.value.trim(), true);
  };
}

export function tellPlace(draft, hasPoint) {
  const { place } = draft;
  if (place) {
    const radius = place.radius_m ? `，误差约 ${place.radius_m} 米` : "";
    showText(byId("place-chosen"), `◆ 已选：${place.path || place.name}${radius}${place.synthetic ? "（生成数据）" : ""}`);
  } else {
    showText(byId("place-chosen"), hasPoint ? "◆ 已按坐标定位" : openWords());
  }
}
