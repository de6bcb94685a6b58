// One order over the whole screen: the address first, then what a crew must know.
import { byId, element, showOnly, showText, statusMark } from "../console/elements.js";

export const keyOf = (order) => `${order.number} ${order.ordered_at}`;

export function elapsed(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const rest = String(seconds % 60).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${rest}`;
}

export function trappedWords({ trapped }) {
  if (trapped === null) return "被困：未问清";
  return trapped > 0 ? `▲ 被困 ${trapped} 人` : "无人被困";
}

export function moreFacts(order) {
  const floors = [order.floors ? `共 ${order.floors} 层` : "", order.fire_floor ? `着火 ${order.fire_floor} 层` : ""];
  const callers = order.calls_count > 1 ? `（共 ${order.calls_count} 个来电）` : "";
  return [
    ["描述", order.narrative], ["燃烧物", order.burning], ["楼层", floors.filter(Boolean).join("，")],
    ["报警人", `${order.caller_number}${callers}`],
  ].filter(([, words]) => words);
}

function called(unit) {
  const isSaid = unit.acknowledged_at || unit.en_route_at || unit.on_scene_at;
  return element(
    "li", { class: isSaid ? "said" : "waiting" },
    element("b", {}, unit.call_sign), element("span", {}, unit.vehicle_type_label),
    isSaid ? statusMark(unit.status, unit.status === "alerted" ? "已收到" : unit.status_label)
      : element("span", { class: "status status-alerted" }, "▲ 待确认"),
  );
}

export function showOrder(order, { mayAcknowledge }) {
  showText(byId("order-place"), order.place || "地点待查，请电话问指挥中心");
  const kind = order.category_confirmed ? order.category_label : `${order.category_label}（待核实）`;
  showText(byId("order-kind"), kind);
  showText(byId("order-level"), order.level_colour ? `${order.level_label}（${order.level_colour}）` : order.level_label);
  byId("order-generated").hidden = !order.is_generated;
  showText(byId("order-trapped"), trappedWords(order));
  byId("order-trapped").classList.toggle("some", order.trapped > 0);
  byId("order-units").classList.toggle("many", order.units.length > 3);
  showOnly(byId("order-units"), ...order.units.map(called));
  showOnly(byId("order-more"), ...moreFacts(order).flatMap(([name, words]) => [element("dt", {}, name), element("dd", {}, words)]));
  showText(byId("order-number"), `警情 ${order.number}`);
  const button = byId("acknowledge");
  button.hidden = !mayAcknowledge;
  byId("order").hidden = false;
}

export function queueItem(order, isShown, onChoose) {
  const state = order.is_acknowledged ? "■ 已收到" : "▲ 待确认";
  const button = element(
    "button", { type: "button", "aria-current": isShown ? "true" : null, onclick: () => onChoose(order) },
    element("span", { class: order.is_acknowledged ? "said" : "waiting" }, state),
    ` ${order.number.split("-").at(-1)} ${order.place || "地点待查"}`,
  );
  return element("li", {}, button);
}
