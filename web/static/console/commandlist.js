// What a command may mean, as a list above the line: walked by arrows, never taken by itself.
import { byId, element, showOnly } from "./elements.js";

const list = byId("command-list");
const field = byId("command");
let offers = [];
let active = -1;

export const offered = () => offers;
export const isOffering = () => offers.length > 0 && !list.hidden;
export const takenOffer = () => (isOffering() ? offers[active] ?? null : null);

function row(offer, at) {
  return element("li", { role: "option", id: `command-offer-${at}`, "data-at": String(at), "aria-selected": String(at === active) },
    element("span", { class: "offer-text" }, offer.text), " ", element("span", { class: "offer-words" }, offer.words));
}

function draw() {
  list.hidden = offers.length === 0;
  field.setAttribute("aria-expanded", String(!list.hidden));
  if (active >= 0) field.setAttribute("aria-activedescendant", `command-offer-${active}`);
  else field.removeAttribute("aria-activedescendant");
  showOnly(list, ...offers.map(row));
}

export function showOffers(found) {
  offers = found;
  active = -1;
  draw();
}

export const hideOffers = () => showOffers([]);

export function walkOffers(step) {
  active = Math.min(offers.length - 1, Math.max(0, active + step));
  draw();
  list.children[active]?.scrollIntoView({ block: "nearest" });
}
