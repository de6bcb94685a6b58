// Beside the picks, a line each: water, the next level, what the order leaves uncovered, moving up.
import { element, trustMark } from "./elements.js";
import { fold, headed } from "./folds.js";
import { localMoment, minutesSeconds } from "./times.js";

const MOST_WHAT_IFS = 3;
const FINDING_SHAPES = { enough: "◆", short: "▲", none: "✕", not_entered: "?" };

const told = (words) => element("span", { class: "told" }, ` ${words}`);
const plain = (lines) => element("ul", { class: "plain" }, ...lines.map((line) => element("li", {}, line)));
const shortOf = (gaps) => gaps.map((gap) => `${gap.capability_label} ${gap.missing}`).join("、");
// Minutes are rounded up, as the server does: nobody is told a vehicle comes sooner than it may.
const minutes = (seconds) => Math.ceil(seconds / 60);

export function ruleWords(rule) {
  if (!rule) return "";
  const since = rule.in_force_from ? ` 自 ${localMoment(new Date(rule.in_force_from)).slice(0, 10)}` : "";
  return `规则 ${rule.version}${since}`;
}

export function demandWords(advice) {
  const lines = (advice.demand ?? []).map((line) => {
    const least = [];
    if (line.least_water_t) least.push(`每辆载水 ${line.least_water_t} 吨以上`);
    if (line.least_ladder_m) least.push(`举高 ${line.least_ladder_m} 米以上`);
    return `${line.capability_label ?? line.capability} ${line.count}${least.length ? `（${least.join("，")}）` : ""}`;
  });
  const water = advice.water_t ?? {};
  if (water.demanded) lines.push(`随车水 ${water.demanded} 吨（建议力量 ${water.picked} 吨）`);
  return lines.length ? `需要：${lines.join(" · ")}` : "规则未要求车辆";
}

// What would change if a vehicle that is out could go: the dispatcher may be able to free it.
export function whatIfLine(advice) {
  const told = advice.what_ifs ?? [];
  if (!told.length) return null;
  const more = told.length > MOST_WHAT_IFS ? `；另有 ${told.length - MOST_WHAT_IFS} 条见“其他车辆”` : "";
  return element("p", { class: "what-if" }, headed("◇", "可争取"), ` ${told.slice(0, MOST_WHAT_IFS).join("；")}${more}`);
}

function sourceWords(one) {
  const far = one.metres < 1000 ? `${one.metres} 米` : `${(one.metres / 1000).toFixed(1)} 公里`;
  const flow = one.flow_l_s === null ? "流量不明" : `${one.flow_is_known ? "" : "约 "}${one.flow_l_s} 升/秒`;
  const store = one.store_m3 ? `，存水 ${one.store_m3} 立方米` : "";
  return `${one.name}（${one.kind_label}，${one.state_label}）${one.by_road ? "按道路" : "直线"} ${far}，${flow}${store}`;
}

function waterFold({ water }) {
  if (!water) return null;
  const isWarning = water.finding !== "enough";
  const extra = water.extra.map((line) => `加派${line.capability_label} ${line.count}`).join("、");
  const words = [extra, ...water.reasons].filter(Boolean).join(" · ");
  return fold("water",
    [headed(FINDING_SHAPES[water.finding] ?? "?", water.finding_label, isWarning), told(words)],
    plain([...water.reasons, ...water.sources.map(sourceWords)]),
    element("p", { class: "quiet" }, trustMark(water.mark), ` 需水 ${water.needed_l_s} 升/秒；可用水源 ${water.sources_count} 处；需水量与加派为建议值`));
}

function nextLevelFold({ next_level: next }) {
  if (!next) return null;
  const wanted = next.adds.map((pick) => pick.call_sign).join("、") || "不需增加车辆";
  const complete = next.complete_s === null ? "" : `，到齐约 ${minutesSeconds(next.complete_s)}`;
  const met = next.is_met ? `可满足${complete}` : `▲ 缺 ${shortOf(next.shortfall)}`;
  const adds = next.adds.map((pick) =>
    `${pick.call_sign}（${pick.substituted ? "替代 " : ""}${pick.capability_label}）${minutesSeconds(pick.eta_s)}`);
  return fold("next-level",
    [headed("↑", `升${next.level_label}`, !next.is_met), ` ${met}`, told(`还需：${wanted}`)],
    plain([...adds, ...next.shortfall.map((gap) => `▲ 缺 ${gap.capability_label} ${gap.missing}：${gap.reason}`)]));
}

function shares(before, after) {
  const [from, to] = [before, after].map((share) => Math.round(100 * share));
  const isFine = from === to && before !== after;
  return isFine ? `${(100 * before).toFixed(1)}%→${(100 * after).toFixed(1)}%` : `${from}%→${to}%`;
}

function coverFold({ coverage }) {
  if (coverage?.before === undefined) return null;
  const isWarning = coverage.count > 0 || coverage.stations_emptied.length > 0;
  const places = coverage.places.map((one) => `${one.name} ${minutes(one.before_s)}→${one.after_s === null ? "无车可到" : `${minutes(one.after_s)} 分钟`}`);
  const hidden = coverage.count - places.length;
  return fold("cover",
    [headed(isWarning ? "▲" : "◆", `覆盖 ${shares(coverage.before, coverage.after)}`, isWarning), ` ${coverage.reason}`],
    coverage.stations_emptied.length ? element("p", {}, `没有灭火车留守：${coverage.stations_emptied.join("、")}`) : null,
    plain(hidden > 0 ? [...places, `另有 ${hidden} 个村镇`] : places),
    element("p", { class: "quiet" }, trustMark(coverage.mark), ` 灭火车 ${minutes(coverage.within_s)} 分钟内到达算覆盖，标准为建议值`));
}

function moveUpFold({ move_up: moves }) {
  if (!moves?.length) return null;
  const words = moves.map((one) => `${one.call_sign}→${one.to_station}`).join("、");
  return fold("move-up",
    [headed("⇄", "补防建议"), ` ${words}`],
    plain(moves.map((one) => `${one.call_sign}：${one.from_station}→${one.to_station}，${minutesSeconds(one.time_s)}；${one.reason}`)),
    element("p", { class: "quiet" }, trustMark("P"), " 补防只是建议，由人下令"));
}

export const outlookFolds = (advice) => [waterFold(advice), nextLevelFold(advice), coverFold(advice), moveUpFold(advice)];

// What one vehicle's going costs the rest of the county, where it is worth a word.
export function lossWords(pick) {
  return pick.cover_loss >= 0.001 ? `此车离开：覆盖 −${(100 * pick.cover_loss).toFixed(1)}%` : "";
}

export const modeChip = (advice) => (advice.mode_label ? element("span", { class: "chip mode", title: "选车方式" }, advice.mode_label) : null);
