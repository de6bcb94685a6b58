"""What a terminal or a phone may ask: for its own station or vehicle only, read once for both."""

from collections.abc import Callable, Sequence

from dispatch import order_chain
from incidents import queries
from incidents.timeline import Act, Source
from resources.accounts import Role
from resources.database import Session
from resources.queries import station_coded, unit_called
from web.access import NotAllowed, current
from web.clock import now
from web.deeds import bad
from web.reading import Reader
from web.shapes import Shape

MOST_UNITS = 100


def my_station(told: str) -> str | None:
    """Return the station the one who asks stands for; None for a chief of all who named none.

    Raises NotAllowed for another's station, BadInput for a device of none, UnknownStation.
    """
    who = current()
    if who.role is Role.DEVICE and who.station_code is None:
        raise bad("station", "这个设备没有绑定队站，不能作为站点终端；车组手机请用 /crew。")
    own = who.station_code
    if own is None:
        return station_coded(told).code if told else None
    if told and told != own:
        raise NotAllowed("这个账户属于另一个队站，不能代表该站。")
    return own


def require_mine(call_signs: Sequence[str]) -> None:
    """Refuse who speaks for vehicles that are not the own ones; raises NotAllowed, UnknownUnit."""
    who = current()
    for call_sign in call_signs:
        unit = unit_called(call_sign)
        is_own_vehicle = who.call_sign == call_sign
        is_own_station = who.call_sign is None and who.station_code == unit.station.code
        is_over_all = who.role is Role.CHIEF and who.station_code is None
        if not (is_own_vehicle or is_own_station or is_over_all):
            raise NotAllowed(f"{call_sign} 不属于本终端的队站或车辆，不能代其确认。")


def _read(reader: Reader) -> tuple[str, list[str]]:
    number = reader.text("incident")
    call_signs = reader.words("units", most=MOST_UNITS)
    if not number:
        reader.blame("incident", "请给出警情编号。")
    if not call_signs and not any(fault.field == "units" for fault in reader.faults):
        reader.blame("units", "请给出车辆呼号。")
    reader.finish()
    require_mine(call_signs)
    return number, call_signs


def mark_shown(reader: Reader) -> Callable[[Session], Shape]:
    """Keep that the order of some vehicles stands on the screen of the one who asks."""
    number, call_signs = _read(reader)
    who = current()
    act = Act(who.display_name, now(), Source.CREW)

    def deed(session: Session) -> Shape:
        row = queries.lock_incident(session, number)
        fresh = order_chain.mark_shown(session, row, call_signs, who.display_name, act)
        return {"incident": number, "shown": [one.unit.call_sign for one in fresh]}

    return deed


def acknowledge(reader: Reader) -> Callable[[Session], Shape]:
    """Report 收到 for some vehicles of an order."""
    number, call_signs = _read(reader)
    act = Act(current().display_name, now(), Source.CREW)

    def deed(session: Session) -> Shape:
        row = queries.lock_incident(session, number)
        fresh = order_chain.acknowledge(session, row, call_signs, act)
        return {"incident": number, "acknowledged": [*fresh]}

    return deed
