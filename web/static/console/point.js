// Where a point lies, and whether the numbers look like those of another datum.
import { byId, showText } from "./elements.js";
import { afterPause, ask, Refused } from "./server.js";

const line = byId("point-told");

// A picked candidate was converted by the server already: its datum is no question.
function sentence(answer, isPicked) {
  if (answer.outside) return "▲ 这个点离本县各村都超过 6 公里，可能在县外，请核对。";
  const where = answer.township ? `位于${answer.township}（${answer.near}）。` : "";
  return answer.hint && !isPicked ? `▲ ${answer.hint}` : where;
}

export function startPointCheck(currentValues, isPicked) {
  return afterPause(300, async (signal) => {
    const { lon, lat, datum } = currentValues();
    if (!lon.trim() || !lat.trim()) {
      showText(line, "");
      return;
    }
    try {
      const answer = await ask("/positions/check", { lon: lon.trim(), lat: lat.trim(), datum }, signal);
      showText(line, sentence(answer, isPicked()));
    } catch (failure) {
      if (!(failure instanceof Refused)) throw failure;
      showText(line, `▲ ${failure.faults[0]?.message ?? failure.message}`);
    }
  });
}
