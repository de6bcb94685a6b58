// The tone of a station: two rising notes until somebody presses, made here, without a file.
let context = null;
let repeating = null;
let wanted = "none";

const NOTES = {
  // An order: loud and urgent. A dead link: low and slow, so that nobody takes it for an order.
  order: { notes: [660, 880], everyMs: 1400, volume: 0.5, lengthS: 0.32 },
  dead: { notes: [220], everyMs: 5000, volume: 0.35, lengthS: 0.6 },
};

export const isOpen = () => context?.state === "running";

// A browser lets a page sound only after somebody touched it.
export async function open() {
  context ??= new AudioContext();
  if (context.state !== "running") await context.resume();
  return isOpen();
}

function strike(kind) {
  if (!isOpen()) return;
  const { notes, volume, lengthS } = NOTES[kind];
  notes.forEach((hertz, at) => {
    const start = context.currentTime + at * lengthS;
    const note = context.createOscillator();
    const gain = context.createGain();
    note.type = "square";
    note.frequency.value = hertz;
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(volume, start + 0.02);
    gain.gain.linearRampToValueAtTime(0, start + lengthS - 0.02);
    note.connect(gain).connect(context.destination);
    note.start(start);
    note.stop(start + lengthS);
  });
}

export function sound(kind) {
  if (kind === wanted) return;
  wanted = kind;
  clearInterval(repeating);
  document.documentElement.dataset.tone = kind;
  if (kind === "none") return;
  strike(kind);
  repeating = setInterval(() => strike(kind), NOTES[kind].everyMs);
}

export async function tryOnce() {
  if (await open()) strike("order");
}
