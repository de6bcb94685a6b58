// Runs before the first paint, so that a night screen does not flash white.
(function () {
  "use strict";
  let kept = null;
  try {
    kept = localStorage.getItem("fenghuo.theme");
  } catch {
    // A browser that forbids storage follows the system.
  }
  if (kept === "day" || kept === "night") {
    document.documentElement.dataset.theme = kept;
  }
})();
