// The result line: what the last act came to, read aloud, kept until the next one.
import { byId, showText } from "./elements.js";

export function say(text, kind = "good") {
  const line = byId("result");
  line.className = `result notice ${kind}`;
  showText(line, text);
  line.hidden = text === "";
}

export function sayFailure(failure) {
  if (!failure.message || failure instanceof TypeError) throw failure;
  say(failure.message.startsWith("▲") ? failure.message : `✕ ${failure.message}`, "fault");
}
