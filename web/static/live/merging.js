// Putting what the stream tells into the board: whole, by its changed members, or by positions.
const KEYS = { units: "call_sign", incidents: "number" };

function withMembers(members, key, { changed = [], order = null }) {
  const known = new Map(members.map((one) => [one[key], one]));
  for (const one of changed) known.set(one[key], one);
  if (!order) return members.map((one) => known.get(one[key]));
  return order.map((name) => known.get(name)).filter((one) => one !== undefined);
}

export function withChanges(board, changes) {
  const merged = { ...board };
  for (const [part, value] of Object.entries(changes)) {
    merged[part] = part in KEYS ? withMembers(board[part], KEYS[part], value) : value;
  }
  return merged;
}

export function withPositions(board, positions) {
  const moved = new Map(positions.map((one) => [one.call_sign, one]));
  const units = board.units.map((unit) => ({ ...unit, ...moved.get(unit.call_sign) }));
  return { ...board, units };
}

// The server tells an age once; while nothing is heard of the vehicle it grows by itself.
export function aged(board, now) {
  const units = board.units.map((unit) => (unit.position_at
    ? { ...unit, position_age_s: Math.max(0, Math.round((now - Date.parse(unit.position_at)) / 1000)) }
    : unit));
  return { ...board, units };
}
