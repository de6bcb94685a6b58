// Which seat of the room this browser is: said in the header, kept on this machine.
import { byId, showText } from "./elements.js";
import { showHelp } from "./keys.js";

const KEPT = "fenghuo.seat";

function kept() {
  try {
    return localStorage.getItem(KEPT) ?? "";
  } catch {
    return "";
  }
}

export function startSeat() {
  const button = byId("seat");
  const dialog = byId("seat-dialog");
  const field = byId("seat-name");
  const show = () => showText(button, kept() || "设席位");
  show();
  button.hidden = false;
  button.addEventListener("click", () => {
    field.value = kept();
    dialog.showModal();
    field.select();
  });
  byId("seat-form").addEventListener("submit", (event) => {
    event.preventDefault();
    try {
      localStorage.setItem(KEPT, field.value.trim());
    } catch {
      // Without storage the seat has no name.
    }
    show();
    dialog.close();
  });
  const help = byId("open-help");
  help.hidden = false;
  help.addEventListener("click", showHelp);
}
