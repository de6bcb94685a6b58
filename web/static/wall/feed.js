// The board for the wall, as the live stream tells it; how old it is, is always said.
import { currentBoard, follow } from "../live/live.js";

export function feed({ onBoard, onLink }) {
  follow({
    onBoard,
    onPositions: () => onBoard(currentBoard()),
    onLink: ({ state, asOf }) => onLink({ state, asOf: asOf && new Date(asOf) }),
  });
}
