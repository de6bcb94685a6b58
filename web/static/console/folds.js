// One line that opens to more; what a person opened stays open however often the line is drawn.
import { element } from "./elements.js";

const opened = new Set();

export function fold(key, summary, ...inside) {
  const details = element("details", {
    class: "fold", "data-fold": key,
    ontoggle: (event) => (event.target.open ? opened.add(key) : opened.delete(key)),
  }, element("summary", {}, ...summary), ...inside);
  details.open = opened.has(key);
  return details;
}

// A mark that is told by its shape and its word, and only then by colour.
export function headed(shape, word, isWarning = false) {
  return element("b", isWarning ? { class: "warns" } : {},
    element("span", { "aria-hidden": "true" }, `${shape} `), word);
}
