"""What is known of a caller besides the words, to rank places that fit the words alike."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from incidents.places.proposal import PlaceCandidate
from resources.geography import Position, distance_m

# Enough to part equals, too little to lift a place over one that fits the words better.
NETWORK_BONUS: Final = 0.03
EARLIER_BONUS: Final = 0.02
EARLIER_WITHIN_M: Final = 1_500


@dataclass(frozen=True, slots=True)
class Hint:
    """Where the network places the caller, how surely in metres, and earlier calls' places."""

    network_position: Position | None = None
    radius_m: float = 1_000.0
    earlier_positions: tuple[Position, ...] = ()


def ranked(candidates: Iterable[PlaceCandidate], near: Hint) -> list[PlaceCandidate]:
    """Return candidates with those near the caller before their equals, and saying so."""
    return [_hinted(candidate, near) for candidate in candidates]


def _hinted(candidate: PlaceCandidate, near: Hint) -> PlaceCandidate:
    if candidate.position is None or candidate.is_outside:
        return candidate
    bonus, reasons = 0.0, []
    if near.network_position is not None:
        off = distance_m(candidate.position, near.network_position)
        reach = near.radius_m + candidate.radius_m
        bonus += NETWORK_BONUS * reach / (reach + off)
        reasons.append(f"距来电定位 {off / 1000:.1f} 公里")
    close = [
        off
        for earlier in near.earlier_positions
        if (off := distance_m(candidate.position, earlier)) <= EARLIER_WITHIN_M
    ]
    if close:
        bonus += EARLIER_BONUS
        reasons.append(f"此号码以前在附近 {min(close):.0f} 米处报过警")
    if not reasons:
        return candidate
    return replace(
        candidate,
        score=round(min(1.0, candidate.score * (1 - bonus) + bonus), 4),
        why=f"{candidate.why.rstrip('。')}；{'；'.join(reasons)}。",
    )
