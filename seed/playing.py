"""How a scene is lived: the verbs a desk would use, each at its moment."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from heapq import heappop, heappush
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from dispatch import advising, desk, status_reports
from incidents import recorder, registrar
from incidents.calls import Elements, EmergencyCall, Whereabouts
from incidents.lifecycle import Stage
from incidents.records import Incident
from incidents.reports import FireFacts, FireForm, Outcome
from incidents.timeline import Act, Source
from resources.database import Session
from resources.unit_status import UnitStatus
from resources.vehicle_types import Capability
from seed.scenes import NOBODYS_NUMBER, Scene
from seed.timing import Journey, Order, Work, desk_times, work_of

DESKS: Final = ("演示接警员甲", "演示接警员乙", "演示接警员丙")
STATISTICIAN: Final = "演示统计员"
FEN_PER_YUAN: Final = 100
BY_COMMAND: Final = "按上级命令调派"
NEXT_BEST: Final = "没有建议车辆可派，就近派水罐车"
ONE_FIRST: Final = "先派首车核实，视情增援"
NOT_HOME_YET: Final = "建议车辆尚未归队"

Life = Iterator[datetime]
Step = tuple[datetime, Callable[[datetime], None]]


class Playing:
    """Scenes being lived inside one transaction."""

    def __init__(self, session: Session, zone: ZoneInfo) -> None:
        self._session = session
        self._zone = zone
        self._away: set[str] = set()

    def until_quiet(self, scenes: Sequence[Scene], enough: int) -> int:
        """Live scenes from the first on, at least `enough`, until none goes on; how many."""
        lives: list[tuple[datetime, int, Life]] = []
        begun = 0
        while lives or begun < min(enough, len(scenes)):
            is_next = begun < len(scenes) and (
                not lives or scenes[begun].received_at <= lives[0][0]
            )
            if is_next:
                order, life = begun, self._life(scenes[begun])
                begun += 1
            else:
                _, order, life = heappop(lives)
            wakes_at = next(life, None)
            if wakes_at is not None:
                heappush(lives, (wakes_at, order, life))
        return begun

    def _life(self, scene: Scene) -> Life:
        """Yield the moment of each act of a scene, and do it when resumed."""
        noise = Random(scene.dice)
        timing = desk_times(scene.received_at, noise)
        by = noise.choice(DESKS)
        yield timing.filed_at
        incident = self._take(scene, Act(by, timing.filed_at))
        yield timing.ordered_at
        orders = self._order(incident, scene, Act(by, timing.ordered_at))
        work = work_of(scene, orders, timing.ordered_at, noise)
        for at, deed in sorted(self._steps(incident, scene, work, by), key=lambda step: step[0]):
            yield at
            deed(at)
        yield work.closed_at
        desk.close(self._session, incident, outcome_of(scene), Act(by, work.closed_at))
        if scene.cause is not None:
            yield work.registered_at
            act = Act(STATISTICIAN, work.registered_at)
            registrar.register_fire(self._session, fire_facts_of(scene), incident, self._zone, act)

    def _take(self, scene: Scene, act: Act) -> Incident:
        return desk.take_call(self._session, call_of(scene), self._zone, act).incident

    def _order(self, incident: Incident, scene: Scene, act: Act) -> list[Order]:
        """Order what the desk advises; a vehicle still out is replaced by the next one."""
        advice = advising.advise_incident(incident)
        free = [
            view
            for view in advice.candidates
            if view.available and view.call_sign not in self._away
        ]
        orders: dict[str, Order] = {}
        wanted = [(pick.call_sign, pick.capability) for pick in advice.picks]
        reason = ""
        if not wanted:
            wanted = [("", Capability.WATER)]
            reason = BY_COMMAND if advice.demand.per_order else NEXT_BEST
        elif scene.is_one_sent_first and scene.level == 1 and len(wanted) > 1:
            wanted, reason = wanted[:1], ONE_FIRST
        for call_sign, capability in wanted:
            able = [
                view
                for view in free
                if view.call_sign not in orders
                and (view.call_sign == call_sign or capability in view.capabilities)
            ]
            if not able:
                reason = NOT_HOME_YET
                continue
            first = next((view for view in able if view.call_sign == call_sign), able[0])
            if call_sign not in ("", first.call_sign):
                reason = NOT_HOME_YET
            orders[first.call_sign] = Order(first.call_sign, capability, first.eta)
        if orders:
            desk.send(self._session, incident, list(orders), act, reason, advice)
        self._away.update(orders)
        return list(orders.values())

    def _steps(self, incident: Incident, scene: Scene, work: Work, by: str) -> Iterator[Step]:
        if scene.is_told_twice:
            yield work.told_again_at, lambda at: self._take_again(incident, scene, Act(by, at))
        for journey in work.journeys:
            yield from self._journey_steps(incident, journey, by)
        for stage, at in (
            (Stage.CONTROLLED, work.controlled_at),
            (Stage.EXTINGUISHED, work.done_at),
        ):
            if at is not None:
                yield at, partial(self._reach, incident, stage, by)

    def _journey_steps(self, incident: Incident, journey: Journey, by: str) -> Iterator[Step]:
        call_sign = journey.call_sign
        for status, moment in (
            (UnitStatus.ALERTED, journey.acknowledged_at),
            (UnitStatus.EN_ROUTE, journey.left_at),
            (UnitStatus.ON_SCENE, journey.arrived_at),
            (UnitStatus.WATER_ON, journey.water_on_at),
            (UnitStatus.WATER_OFF, journey.water_off_at),
            (UnitStatus.RETURNING, None if journey.recalled_at else journey.returning_at),
            (UnitStatus.IN_STATION, journey.home_at),
        ):
            if moment is not None:
                yield moment, partial(self._report, call_sign, status)
        if journey.recalled_at is not None:
            yield journey.recalled_at, partial(self._recall, incident, call_sign, by)

    def _report(self, call_sign: str, status: UnitStatus, at: datetime) -> None:
        act = Act(call_sign, at, Source.CREW)
        told = status_reports.StatusReport(status)
        status_reports.report_status(self._session, call_sign, told, act)
        if status is UnitStatus.IN_STATION:
            self._away.discard(call_sign)

    def _recall(self, incident: Incident, call_sign: str, by: str, at: datetime) -> None:
        desk.recall(self._session, incident, call_sign, Act(by, at))

    def _reach(self, incident: Incident, stage: Stage, by: str, at: datetime) -> None:
        recorder.reach_stage(self._session, incident, stage, Act(by, at))

    def _take_again(self, incident: Incident, scene: Scene, act: Act) -> None:
        """Take the call of a second witness and attach it."""
        number = NOBODYS_NUMBER.format(scene.dice % 10_000)
        call = replace(call_of(scene), received_at=act.at, caller_number=number, caller_name="")
        desk.take_call(self._session, call, self._zone, act, attach_to=incident.number)


def call_of(scene: Scene) -> EmergencyCall:
    """Return the call a scene begins with."""
    return EmergencyCall(
        received_at=scene.received_at,
        caller_number=scene.caller_number,
        caller_name=scene.caller_name,
        narrative=scene.narrative,
        where=Whereabouts(
            text=scene.place,
            place_code=scene.spot.code,
            township_code=scene.spot.township_code,
            is_urban=scene.is_urban,
            position=scene.position,
        ),
        elements=Elements(
            trapped=scene.losses.rescued or None,
            burning=scene.burning,
            occupancy=scene.occupancy or "",
        ),
        category=scene.category,
        level=scene.level,
        channel=scene.channel,
        is_generated=True,
    )


def outcome_of(scene: Scene) -> Outcome:
    """Return the closing report of a scene; its dead, injured and loss are those of its fire."""
    losses = scene.losses
    return Outcome(
        disposition=scene.disposition,
        rescued=losses.rescued,
        evacuated=losses.evacuated,
        dead=losses.dead,
        injured=losses.seriously_injured + losses.lightly_injured,
        property_saved_fen=0,
        property_protected_fen=losses.protected_yuan * FEN_PER_YUAN,
        loss_fen=losses.loss_yuan * FEN_PER_YUAN,
        occupancy=scene.occupancy,
        is_urban=scene.is_urban,
        summary=scene.summary,
    )


def fire_facts_of(scene: Scene) -> FireFacts:
    """Return the record of a scene's fire."""
    losses = scene.losses
    return FireFacts(
        occurred_at=scene.burning_since,
        # The simple form exists from 2025-05-01 on (消防〔2025〕17号); no scene is that young.
        form=FireForm.FULL,
        place_text=scene.place,
        is_urban=scene.is_urban,
        occupancy=scene.occupancy or "",
        cause=scene.cause or "",
        dead=losses.dead,
        seriously_injured=losses.seriously_injured,
        lightly_injured=losses.lightly_injured,
        loss_fen=losses.loss_yuan * FEN_PER_YUAN,
        is_generated=True,
    )
