"""The scenes of a generated past: pure values, drawn so that every year sums to its figures.

Two generators are used: one for what happened, one for where. So another list of places changes
no figure and no moment.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from incidents.categories import Channel, Disposition, PlanColumn, category
from incidents.causes import Cause
from incidents.premises import Occupancy
from resources.geography import Position
from seed.plan_figures import NotedRescue, YearFigures
from seed.scene_kinds import HOURS, KINDS, MONTHS, SMOKE, SceneKind
from seed.shares import drawn_one_by_one, shared_out
from seed.youyang_places import scattered

# No mobile number begins with 10 and no land line number has these eleven digits: nobody's phone.
NOBODYS_NUMBER: Final = "1000000{:04d}"
SURNAMES: Final = "冉田白石彭杨张王李陈吴何"

WITHOUT_FIRE: Final = {
    Disposition.MISTAKEN: 34,
    Disposition.AUTOMATIC_MISTAKEN: 30,
    Disposition.RECALLED: 21,
    Disposition.REAL: 12,
    Disposition.MALICIOUS: 3,
}
"""How a fire call-out ends that no fire was registered for (P)."""
BESIDE_FIRES: Final = {
    Disposition.REAL: 94,
    Disposition.RECALLED: 4,
    Disposition.MISTAKEN: 2,
}
SUMMARIES: Final = {
    Disposition.REAL: "到场处置完毕",
    Disposition.MISTAKEN: "误报，到场未见火情",
    Disposition.AUTOMATIC_MISTAKEN: "自动报警误报，到场核实无火情，已交单位值班人员",
    Disposition.RECALLED: "报警人回电说已自行处理，途中返回",
    Disposition.MALICIOUS: "谎报，已移交派出所",
}
PUT_OUT_BEFORE: Final = "到场前已由居民自行扑灭，未造成损失，未登记火灾"
MARK: Final = "（生成的演示数据）"
CHANNELS: Final = {
    Channel.EMERGENCY_LINE: 80,
    Channel.POLICE: 11,
    Channel.MICRO_STATION: 4,
    Channel.LINKED_AGENCY: 3,
    Channel.IN_PERSON: 2,
}


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of the county a scene can be set at; its radius in metres."""

    code: str
    name: str
    township_code: str
    township: str
    is_urban: bool
    position: Position
    radius_m: float


@dataclass(frozen=True, slots=True)
class Losses:
    """What one scene came to; money in yuan."""

    rescued: int = 0
    evacuated: int = 0
    protected_yuan: int = 0
    dead: int = 0
    seriously_injured: int = 0
    lightly_injured: int = 0
    loss_yuan: int = 0


@dataclass(frozen=True, slots=True)
class Scene:
    """One invented incident, from what the caller said to what it came to.

    `cause` is None where no fire is registered. `dice` seeds the noise of its playing.
    """

    received_at: datetime
    column: PlanColumn
    category: str
    level: int
    place: str
    spot: Spot
    position: Position
    is_urban: bool
    narrative: str
    caller_number: str
    caller_name: str
    channel: Channel
    is_told_twice: bool
    occupancy: Occupancy | None
    burning: str
    disposition: Disposition
    needs_water: bool
    is_one_sent_first: bool
    losses: Losses
    cause: Cause | None
    burning_since: datetime
    summary: str
    dice: int


@dataclass(frozen=True, slots=True)
class _Draft:
    """What is decided of a scene before the sums of its year are parted."""

    column: PlanColumn
    kind: SceneKind
    is_town: bool
    received_at: datetime
    disposition: Disposition
    has_fire: bool
    noted: NotedRescue | None

    @property
    def is_real(self) -> bool:
        return self.disposition is Disposition.REAL


def draw_scenes(
    plan: Sequence[YearFigures], spots: Sequence[Spot], zone: ZoneInfo, seed: int
) -> list[Scene]:
    """Return the scenes of the plan's years in the order of their calls."""
    happened, placed = Random(f"{seed} happened"), Random(f"{seed} placed")
    scenes: list[Scene] = []
    for figures in plan:
        drafts = sorted(_drafts(figures, zone, happened), key=lambda draft: draft.received_at)
        new_year = datetime(figures.year, 1, 1, tzinfo=zone).astimezone(UTC)
        for draft, losses in zip(drafts, _losses(figures, drafts, happened), strict=True):
            # One number drawn a scene keeps what happened independent of how it is told.
            telling = Random(happened.random())
            spot = _spot(spots, draft, placed)
            scenes.append(_scene(draft, losses, spot, new_year, telling))
    return scenes


def _drafts(figures: YearFigures, zone: ZoneInfo, draw: Random) -> Iterator[_Draft]:
    fires = [True] * figures.fires + [False] * (figures.fire_call_outs - figures.fires)
    in_country = [True] * figures.rural_fires
    in_country += [False] * (figures.fire_call_outs - figures.rural_fires)
    draw.shuffle(in_country)
    for has_fire, is_country in zip(fires, in_country, strict=True):
        yield _fire_draft(figures.year, zone, has_fire, not is_country, draw)
    noted = [*figures.noted, *[None] * (figures.rescues - len(figures.noted))]
    for one in noted:
        yield _other_draft(PlanColumn.RESCUE, figures.year, zone, one, draw)
    for column, count in (
        (PlanColumn.SOCIAL, figures.social_aid),
        (PlanColumn.OTHER, figures.others),
    ):
        for _ in range(count):
            yield _other_draft(column, figures.year, zone, None, draw)


def _fire_draft(year: int, zone: ZoneInfo, has_fire: bool, is_town: bool, draw: Random) -> _Draft:
    disposition = Disposition.REAL if has_fire else _drawn(WITHOUT_FIRE, draw)
    kind = _kind(PlanColumn.FIRE, is_town, draw) if has_fire else SMOKE
    at = _moment(PlanColumn.FIRE, year, zone, draw)
    return _Draft(PlanColumn.FIRE, kind, is_town, at, disposition, has_fire, None)


def _other_draft(
    column: PlanColumn, year: int, zone: ZoneInfo, noted: NotedRescue | None, draw: Random
) -> _Draft:
    is_town = draw.random() < 0.45
    kind = _kind(column, is_town, draw)
    at = _moment(column, year, zone, draw)
    disposition = _drawn(BESIDE_FIRES, draw)
    if column is PlanColumn.OTHER:
        disposition = Disposition.REAL
    if noted is not None:
        kind = next(one for one in KINDS[column] if one.category == noted.category)
        local = at.astimezone(zone)
        at = datetime.combine(noted.day, local.time(), zone).astimezone(UTC)
        is_town, disposition = False, Disposition.REAL
    return _Draft(column, kind, is_town, at, disposition, False, noted)


def _kind(column: PlanColumn, is_town: bool, draw: Random) -> SceneKind:
    kinds = KINDS[column]
    weights = [kind.in_town if is_town else kind.in_country for kind in kinds]
    return draw.choices(kinds, weights)[0]


def _drawn(weights: dict[Disposition, int], draw: Random) -> Disposition:
    return draw.choices(list(weights), list(weights.values()))[0]


def _moment(column: PlanColumn, year: int, zone: ZoneInfo, draw: Random) -> datetime:
    month = draw.choices(range(1, 13), MONTHS[column])[0]
    first = datetime(year, month, 1)
    days = (datetime(year + month // 12, month % 12 + 1, 1) - first).days
    day, hour = draw.randrange(days), draw.choices(range(24), HOURS[column])[0]
    clock = timedelta(days=day, hours=hour, seconds=draw.randrange(3600))
    # Added on the local clock, then converted: a day may have 23 or 25 hours elsewhere.
    return (first + clock).replace(tzinfo=zone).astimezone(UTC)


def _losses(figures: YearFigures, drafts: Sequence[_Draft], draw: Random) -> list[Losses]:
    """Part the sums of a year; only what was real has a share, only a fire has a loss."""
    tails = [draw.lognormvariate(0, 1.8) for _ in drafts]
    people = [draft.kind.people * draft.is_real for draft in drafts]
    goods = [
        draft.kind.goods * tail * draft.is_real for draft, tail in zip(drafts, tails, strict=True)
    ]
    burnt = [draft.has_fire * weight for draft, weight in zip(drafts, goods, strict=True)]
    homes = [draft.has_fire * draft.kind.people for draft in drafts]
    serious = sum(draw.random() < 0.3 for _ in range(figures.injured))
    crowds = [weight * draw.lognormvariate(0, 1) for weight in people]
    return [
        Losses(*amounts)
        for amounts in zip(
            drawn_one_by_one(figures.rescued, people, draw),
            shared_out(figures.evacuated, crowds),
            shared_out(figures.protected_yuan, goods),
            *(
                drawn_one_by_one(heads, _fires_at_least(homes, drafts), draw)
                for heads in (figures.dead, serious, figures.injured - serious)
            ),
            shared_out(figures.loss_yuan, _fires_at_least(burnt, drafts)),
            strict=True,
        )
    ]


def _fires_at_least(weights: Sequence[float], drafts: Sequence[_Draft]) -> Sequence[float]:
    """Return the weights, or where all are nothing those of any fire: a loss needs a fire."""
    return weights if any(weights) else [float(draft.has_fire) for draft in drafts]


def _spot(spots: Sequence[Spot], draft: _Draft, draw: Random) -> tuple[Spot, Position]:
    """Choose a place of the side of town that is asked for, and a point near it."""
    fitting = [spot for spot in spots if spot.is_urban is draft.is_town]
    if draft.noted is not None and draft.noted.township is not None:
        fitting = [spot for spot in spots if spot.township == draft.noted.township]
    spot = draw.choice(fitting or spots)
    return spot, scattered(spot.position, draw, 0, spot.radius_m * 0.7)


def _level(kind: SceneKind, draw: Random) -> int:
    usual = category(kind.category).default_level
    chance = draw.random()
    if kind.category == "10200":
        # One flat on fire in a high building: a full third-level order would empty the county.
        return usual if chance < 0.1 else 2
    return 2 if kind.category == "10100" and chance < 0.05 else usual


def _scene(
    draft: _Draft,
    losses: Losses,
    where: tuple[Spot, Position],
    new_year: datetime,
    telling: Random,
) -> Scene:
    kind, (spot, position) = draft.kind, where
    is_village = not spot.is_urban and spot.name.endswith(("村", "社区"))
    place = f"{spot.township}{spot.name}{telling.randrange(1, 9)}{'组' if is_village else '号'}"
    channel = telling.choices(list(CHANNELS), list(CHANNELS.values()))[0]
    if draft.disposition is Disposition.AUTOMATIC_MISTAKEN:
        channel = Channel.AUTOMATIC_ALARM
    elif draft.column is PlanColumn.OTHER:
        channel = Channel.HIGHER_COMMAND
    has_caller = channel in {Channel.EMERGENCY_LINE, Channel.POLICE}
    since = draft.received_at - timedelta(minutes=telling.randrange(2, 16))
    causes = kind.causes if draft.has_fire else {}
    return Scene(
        received_at=draft.received_at,
        column=draft.column,
        category=kind.category,
        level=_level(kind, telling),
        place=place,
        spot=spot,
        position=position,
        is_urban=draft.is_town,
        narrative=telling.choice(kind.stories).format(place=place),
        caller_number=NOBODYS_NUMBER.format(telling.randrange(10_000)) if has_caller else "",
        caller_name=telling.choice(SURNAMES) + telling.choice(("先生", "女士"))
        if has_caller
        else "",
        channel=channel,
        is_told_twice=has_caller and telling.random() < 0.1,
        occupancy=telling.choice(kind.occupancies) if kind.occupancies else None,
        burning=telling.choice(kind.burning),
        disposition=draft.disposition,
        needs_water=draft.has_fire and kind.needs_water,
        is_one_sent_first=telling.random() < kind.one_first,
        losses=losses,
        cause=telling.choices(list(causes), list(causes.values()))[0] if causes else None,
        # A fire that began before midnight of New Year would count in the year before.
        burning_since=max(since, new_year),
        summary=_summary(draft),
        dice=telling.randrange(2**32),
    )


def _summary(draft: _Draft) -> str:
    told = SUMMARIES[draft.disposition]
    if draft.column is PlanColumn.FIRE and draft.is_real:
        told = "火已扑灭" if draft.has_fire else PUT_OUT_BEFORE
    return told + MARK
