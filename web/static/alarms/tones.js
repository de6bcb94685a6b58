// Tones made by the browser itself: no file to miss, no device of its own to fail.
// A browser lets a page sound only after a person has touched it, so the page must say when it may not.
const CALL = { notes: [[880, 0, 0.18], [660, 0.2, 0.18], [880, 0.4, 0.18], [660, 0.6, 0.18]], gain: 0.3 };
const OVERDUE = { notes: [[440, 0, 0.35]], gain: 0.1 };
const SOUNDS = { call: CALL, overdue: OVERDUE };
const EDGE_S = 0.02;

let context = null;
let onChange = () => {};

export const canSound = () => context?.state === "running";

function unlock() {
  if (context?.state === "suspended") context.resume().then(onChange, onChange);
}

export function startTones(changed) {
  onChange = changed;
  try {
    context = new AudioContext();
  } catch {
    // A browser without sound: the bar goes on saying so.
    return;
  }
  context.addEventListener("statechange", onChange);
  for (const gesture of ["pointerdown", "keydown"]) document.addEventListener(gesture, unlock, { capture: true });
}

function sound([pitch, from, lasting], gain) {
  const start = context.currentTime + from;
  const note = new OscillatorNode(context, { type: "sine", frequency: pitch });
  const loudness = new GainNode(context, { gain: 0 });
  // Eased in and out: a hard edge is heard as a crack.
  loudness.gain.setValueAtTime(0, start);
  loudness.gain.linearRampToValueAtTime(gain, start + EDGE_S);
  loudness.gain.setValueAtTime(gain, start + lasting - EDGE_S);
  loudness.gain.linearRampToValueAtTime(0, start + lasting);
  note.connect(loudness).connect(context.destination);
  note.start(start);
  note.stop(start + lasting);
}

// Whoever listens on the page learns which tone is due even where the browser keeps it silent.
export function play(name) {
  document.dispatchEvent(new CustomEvent("alarmtone", { detail: { name, isHeard: canSound() } }));
  if (!canSound()) return;
  const { notes, gain } = SOUNDS[name];
  for (const note of notes) sound(note, gain);
}
