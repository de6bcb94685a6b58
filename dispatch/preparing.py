"""Times from where vehicles stand, worked out in a thread that nobody waits for.

Until they are there every answer is searched for, and is the same.
"""

from threading import Lock, Thread
from typing import Final
from weakref import WeakKeyDictionary

from dispatch.departures import FleetDepartures
from dispatch.roads.network import RoadNetwork
from dispatch.travel import Conditions, Pace

FEWEST_PIECES: Final = 5_000
"""A smaller county is searched in a millisecond; tables would cost more than they save."""

_lock = Lock()
_begun: WeakKeyDictionary[RoadNetwork, dict[Pace, Thread]] = WeakKeyDictionary()


def prepare_behind(
    network: RoadNetwork | None, departures: FleetDepartures, conditions: Conditions
) -> None:
    """Begin to work out the times of a large county, once for each network and pace."""
    if network is None or len(network) < FEWEST_PIECES:
        return
    pace = departures.policy.pace(conditions)
    with _lock:
        begun = _begun.setdefault(network, {})
        if pace in begun:
            return
        thread = Thread(
            target=departures.prepare, args=(network, conditions), name="road-times", daemon=True
        )
        begun[pace] = thread
    thread.start()


def finish(network: RoadNetwork) -> None:
    """Wait until what was begun for a network is done."""
    for thread in list(_begun.get(network, {}).values()):
        thread.join()
