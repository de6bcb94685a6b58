// Finding the place while the caller speaks; the machine proposes, a person picks.
import { byId, element, showOnly, showText } from "./elements.js";
import { isComposing } from "./keys.js";
import { afterPause, read } from "./server.js";

const input = byId("place");
const list = byId("candidates");
let candidates = [];
let chosen = -1;

const KINDS = {
  township: "乡镇", village: "村居", government: "机关", school: "学校", hospital: "医院", market: "市场",
  filling_station: "加油站", scenic_spot: "景区", residential_area: "小区", factory: "厂矿", street: "街路",
  junction: "路口", landmark: "地标",
};

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
    element("strong", {}, candidate.name), " ",
    candidate.synthetic ? element("span", { class: "chip" }, "生成") : null,
    candidate.outside ? element("span", { class: "chip" }, "▲ 县外") : null,
    element("small", {}, sentenceOf(candidate)));
}

export function startPlaces(onPick) {
  const pick = (candidate) => {
    input.value = candidate.name;
    hide();
    onPick(candidate);
  };
  const search = afterPause(150, async (signal, text) => {
    const answer = await read("/places", { q: text }, signal);
    candidates = answer.candidates.slice(0, 8);
    if (!candidates.length) {
      hide();
      showText(byId("place-chosen"), "没有匹配的地点；可点击地图或输入坐标，也可只凭文字调派。");
      return;
    }
    showOnly(list, ...candidates.map((candidate, index) => row(candidate, index, pick)));
    list.hidden = document.activeElement !== input;
    input.setAttribute("aria-expanded", String(!list.hidden));
    mark(-1);
  });
  input.addEventListener("input", () => {
    if (input.value.trim()) search(input.value.trim());
    else hide();
  });
  input.addEventListener("blur", hide);
  input.addEventListener("keydown", (event) => {
    if (isComposing(event)) return;
    if (event.key === "ArrowDown" && list.hidden && candidates.length) {
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
}

export function tellPlace(draft, hasPoint) {
  const { place } = draft;
  if (place) {
    const radius = place.radius_m ? `，误差约 ${place.radius_m} 米` : "";
    showText(byId("place-chosen"), `◆ 已选：${place.path || place.name}${radius}${place.synthetic ? "（生成数据）" : ""}`);
  } else {
    showText(byId("place-chosen"), hasPoint ? "◆ 已按坐标定位" : "");
  }
}
