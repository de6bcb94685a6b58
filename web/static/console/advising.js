// Asking for advice: for a settled place, or for every place it may still be.
import { advised, setAdvice, setCarried } from "./advice.js";
import { hasPosition, positionOf } from "./callform.js";
import { openCandidates } from "./places.js";
import { afterPause, ask, read, Unreachable } from "./server.js";

const ASKED = ["category", "level", "lon", "lat", "place_code"];
const NO_PLACE = "还缺位置：选地点、点地图或填坐标后给出建议。也可先从“其他车辆”人工勾选。";

function wishOf(draft, at) {
  const wish = { category: at.category };
  if (at.level) wish.level = Number(at.level);
  if (draft.number) wish.incident = draft.number;
  return wish;
}

function forAll(draft, at, open, signal) {
  const candidates = open.map(({ path, position, township_code }) => ({ name: path, position, township_code }));
  return ask("/recommendations/carried", { ...wishOf(draft, at), candidates }, signal);
}

function forOne(draft, at, signal) {
  const position = positionOf(at);
  // What is typed and not saved yet is what a person wants advice for.
  const isChanged = ASKED.some((name) => at[name] !== (draft.saved?.[name] ?? ""));
  if (draft.number && !(isChanged && at.category && (position || at.place_code))) {
    return read(`/incidents/${encodeURIComponent(draft.number)}/recommendation`, {}, signal);
  }
  const wish = wishOf(draft, at);
  if (position) wish.position = position;
  if (at.place_code) wish.place_code = at.place_code;
  return ask("/recommendations", wish, signal);
}

export function startAdvice(currentDraft, currentValues, draw) {
  return afterPause(250, async (signal) => {
    const draft = currentDraft();
    const at = currentValues();
    const isSettled = hasPosition(at) || at.place_code !== "";
    const open = isSettled || !at.category ? [] : openCandidates();
    if (open.length < 2 && !draft.number && !(at.category && isSettled)) {
      setAdvice(null);
      draw(at.category ? NO_PLACE : undefined);
      return;
    }
    try {
      const answer = await (open.length > 1 ? forAll(draft, at, open, signal) : forOne(draft, at, signal));
      if (draft !== currentDraft()) return;
      if (open.length > 1) setCarried(answer);
      else setAdvice(answer);
      draw();
    } catch (failure) {
      if (signal.aborted) return;
      // What was advised before the server went is the best there is, and what was ticked stays.
      if (failure instanceof Unreachable && advised().length && draft === currentDraft()) {
        draw();
        return;
      }
      setAdvice(null);
      draw(`▲ 暂无建议（${failure.message}）。请从“其他车辆”人工勾选。`);
    }
  });
}
