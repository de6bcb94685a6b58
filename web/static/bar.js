// The bar on top of every page: the clock, the theme, and a clean leave.
import { localMoment } from "./console/times.js";

const root = document.documentElement;
const systemNight = matchMedia("(prefers-color-scheme: dark)");

function isNight() {
  return root.dataset.theme ? root.dataset.theme === "night" : systemNight.matches;
}

function showTheme(button) {
  button.textContent = isNight() ? "☀ 日间" : "☾ 夜间";
  button.hidden = false;
}

function setUpTheme(button) {
  showTheme(button);
  button.addEventListener("click", () => {
    root.dataset.theme = isNight() ? "day" : "night";
    try {
      localStorage.setItem("fenghuo.theme", root.dataset.theme);
    } catch {
      // The choice then lasts for this page only.
    }
    showTheme(button);
    document.dispatchEvent(new CustomEvent("themechange"));
  });
  systemNight.addEventListener("change", () => {
    showTheme(button);
    document.dispatchEvent(new CustomEvent("themechange"));
  });
}

setUpTheme(document.getElementById("theme-toggle"));

const clock = document.getElementById("clock");
setInterval(() => {
  clock.textContent = localMoment(new Date());
}, 500);

// Drafts hold callers' numbers: this browser keeps none after a log-out, the server does for a day.
document.getElementById("logout")?.addEventListener("submit", () => {
  sessionStorage.clear();
  for (const name of Object.keys(localStorage)) if (name.startsWith("fenghuo.unsent.")) localStorage.removeItem(name);
});
