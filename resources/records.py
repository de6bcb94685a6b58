"""The tables of what a county has: places, roads, stations, vehicles, crews, water, accounts."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from resources.database import Model, Placed
from resources.geography import Position
from resources.unit_status import UnitStatus
from resources.vehicle_types import Capability, abilities

LATER = 1
"""The sort order of columns added to a table that was there: behind those of its mixin."""


class County(Model):
    """The county this installation serves; there is one row."""

    __tablename__ = "county"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    short_name: Mapped[str]
    time_zone: Mapped[str]
    neighbours: Mapped[str] = mapped_column(default="")
    """Names of counties next door, parted by spaces; a caller's word for "not here"."""
    is_demo: Mapped[bool] = mapped_column(default=False)
    loaded_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    """Rises with every load and edit, so that in-memory indexes know when they are old."""


class Dataset(Model):
    """Where rows of the county came from, and under which licence; shown on the about page."""

    __tablename__ = "dataset"
    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    licence: Mapped[str]
    attribution: Mapped[str]
    is_synthetic: Mapped[bool]


class Place(Placed, Model):
    """A township, village or named place a caller may name."""

    __tablename__ = "place"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[str]
    parent_code: Mapped[str | None] = mapped_column(default=None, index=True)
    township_code: Mapped[str | None] = mapped_column(default=None, index=True)
    radius_m: Mapped[int]
    aliases: Mapped[str] = mapped_column(default="")
    is_urban: Mapped[bool] = mapped_column(default=False)
    dataset_code: Mapped[str] = mapped_column(ForeignKey("dataset.code"))
    is_synthetic: Mapped[bool] = mapped_column(default=False)
    """True when the point (not the name) is generated."""
    former_names: Mapped[str] = mapped_column(default="", sort_order=LATER)
    """Names it had before, parted by spaces."""
    edited_at: Mapped[datetime | None] = mapped_column(default=None, sort_order=LATER)
    """When it was last edited in the product; such a row is newer than any folder."""
    edited_by: Mapped[str | None] = mapped_column(default=None, sort_order=LATER)
    is_withdrawn: Mapped[bool] = mapped_column(default=False, sort_order=LATER)
    """True when it was removed in the product; incidents of the past still name it."""
    version: Mapped[int] = mapped_column(default=1, sort_order=LATER)


class Road(Model):
    """A piece of road between two ends where roads may meet."""

    __tablename__ = "road"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(default="")
    ref: Mapped[str] = mapped_column(default="", index=True)
    """Its number (G65, G319), which many pieces share."""
    aliases: Mapped[str] = mapped_column(default="")
    """Other names people call it by, parted by spaces."""
    road_class: Mapped[str]
    line_text: Mapped[str] = mapped_column("line")
    """Its points in driving order as "lon lat;lon lat", WGS 84 degrees."""
    start_stake_m: Mapped[int | None] = mapped_column(default=None)
    end_stake_m: Mapped[int | None] = mapped_column(default=None)
    is_oneway: Mapped[bool] = mapped_column(default=False)
    speed_kmh: Mapped[float | None] = mapped_column(default=None)
    height_limit_m: Mapped[float | None] = mapped_column(default=None)
    weight_limit_t: Mapped[float | None] = mapped_column(default=None)
    dataset_code: Mapped[str] = mapped_column(ForeignKey("dataset.code"))
    is_synthetic: Mapped[bool] = mapped_column(default=False)
    datum_in: Mapped[str]

    @property
    def line(self) -> tuple[Position, ...]:
        """Its points in driving order; two or more."""
        return line_from_text(self.line_text)


def line_from_text(text: str) -> tuple[Position, ...]:
    """Read the points of a road as they are stored."""
    pairs = (point.split() for point in text.split(";"))
    return tuple(Position(float(lon), float(lat)) for lon, lat in pairs)


def line_as_text(line: Iterable[Position]) -> str:
    """Write the points of a road as they are stored: seven decimals are a centimetre."""
    return ";".join(f"{round(point.lon, 7)!r} {round(point.lat, 7)!r}" for point in line)


class HouseNumber(Placed, Model):
    """One numbered house of a street."""

    __tablename__ = "house_number"
    __table_args__ = (UniqueConstraint("street_code", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    street_code: Mapped[str]
    """The code of a place of kind street."""
    number: Mapped[int]
    dataset_code: Mapped[str] = mapped_column(ForeignKey("dataset.code"))
    is_synthetic: Mapped[bool] = mapped_column(default=False)


class Station(Placed, Model):
    """A fire station, brigade or micro station, under its kind."""

    __tablename__ = "station"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    station_class: Mapped[str] = mapped_column(default="")
    township_code: Mapped[str | None] = mapped_column(default=None, index=True)
    dataset_code: Mapped[str] = mapped_column(ForeignKey("dataset.code"))
    is_synthetic: Mapped[bool] = mapped_column(default=False)
    units: Mapped[list["Unit"]] = relationship(back_populates="station")


class Unit(Placed, Model):
    """A vehicle that can be ordered, with its status at this moment.

    Its position is the last one reported; at its station it has none of its own.
    """

    __tablename__ = "unit"
    __table_args__ = (CheckConstraint("minimum_crew >= 0", name="minimum_crew_not_negative"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    call_sign: Mapped[str] = mapped_column(unique=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id"), index=True)
    vehicle_type: Mapped[str]
    extra_capabilities: Mapped[str] = mapped_column(default="")
    """Capabilities beyond those of its type (contract words parted by spaces)."""
    plate_number: Mapped[str] = mapped_column(default="")
    water_t: Mapped[float] = mapped_column(default=0.0)
    foam_t: Mapped[float] = mapped_column(default=0.0)
    ladder_m: Mapped[float] = mapped_column(default=0.0)
    pump_l_s: Mapped[float] = mapped_column(default=0.0)
    seats: Mapped[int]
    minimum_crew: Mapped[int]
    in_service_on: Mapped[date | None] = mapped_column(default=None)
    dataset_code: Mapped[str] = mapped_column(ForeignKey("dataset.code"))
    is_synthetic: Mapped[bool] = mapped_column(default=False)
    status: Mapped[str] = mapped_column(default=UnitStatus.IN_STATION)
    status_since: Mapped[datetime]
    status_note: Mapped[str] = mapped_column(default="")
    """Why it is out of service, in the chief's words."""
    position_at: Mapped[datetime | None] = mapped_column(default=None)
    device_seq: Mapped[int | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(default=1)
    rest_until: Mapped[datetime | None] = mapped_column(default=None, sort_order=LATER)
    """Until when its crew rests: it is advised only where nobody else can go."""
    heading_deg: Mapped[float | None] = mapped_column(default=None, sort_order=LATER)
    """Where it drove at its last position, degrees clockwise from north; null if not told."""
    speed_kmh: Mapped[float | None] = mapped_column(default=None, sort_order=LATER)
    station: Mapped[Station] = relationship(back_populates="units", lazy="joined")
    crew: Mapped["Crew | None"] = relationship(
        back_populates="unit", lazy="joined", uselist=False, cascade="all, delete-orphan"
    )

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What it can do: the capabilities of its type and its own extra ones."""
        return abilities(self.vehicle_type, self.extra_capabilities)


class Crew(Model):
    """The people on duty for one vehicle in the present shift."""

    __tablename__ = "crew"
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), unique=True)
    people: Mapped[int]
    has_driver: Mapped[bool]
    leader: Mapped[str] = mapped_column(default="")
    is_synthetic: Mapped[bool] = mapped_column(default=False)
    pool: Mapped[str] = mapped_column(default="", sort_order=LATER)
    """Vehicles of one station with the same word share their people: only one of them can go."""
    version: Mapped[int] = mapped_column(default=1, sort_order=LATER)
    """Rises with each edit of the crew; the unit's own rises with every position too."""
    unit: Mapped[Unit] = relationship(back_populates="crew")


class WaterSource(Placed, Model):
    """A hydrant, crane, pond or intake where vehicles fill."""

    __tablename__ = "water_source"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    name: Mapped[str]
    township_code: Mapped[str | None] = mapped_column(default=None, index=True)
    flow_l_s: Mapped[float | None] = mapped_column(default=None)
    capacity_m3: Mapped[float | None] = mapped_column(default=None)
    state: Mapped[str]
    remark: Mapped[str] = mapped_column(default="")
    dataset_code: Mapped[str] = mapped_column(ForeignKey("dataset.code"))
    is_synthetic: Mapped[bool] = mapped_column(default=False)


class Partner(Placed, Model):
    """A force beyond the county's own vehicles that can be asked for or ordered to help."""

    __tablename__ = "partner"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    rung: Mapped[int]
    """Its rung on the ladder of reinforcement, 0 to 6 (mark P)."""
    kind: Mapped[str]
    is_commanded: Mapped[bool]
    """True where our desk may order it (指挥), False where it is asked (商请)."""
    contact: Mapped[str] = mapped_column(default="")
    vehicles: Mapped[int]
    people: Mapped[int]
    capabilities: Mapped[str] = mapped_column(default="")
    remark: Mapped[str] = mapped_column(default="")
    dataset_code: Mapped[str] = mapped_column(ForeignKey("dataset.code"))
    is_synthetic: Mapped[bool] = mapped_column(default=False)


class KeyUnit(Model):
    """What a crew must know of a key unit (重点单位) before it goes in; its place is a `Place`."""

    __tablename__ = "key_unit"
    id: Mapped[int] = mapped_column(primary_key=True)
    place_code: Mapped[str] = mapped_column(unique=True)
    usage: Mapped[str] = mapped_column(default="")
    floors: Mapped[int | None] = mapped_column(default=None)
    height_m: Mapped[float | None] = mapped_column(default=None)
    hazards: Mapped[str] = mapped_column(default="")
    approach: Mapped[str] = mapped_column(default="")
    """How vehicles come near and where a ladder can stand."""
    water: Mapped[str] = mapped_column(default="")
    contact: Mapped[str] = mapped_column(default="")
    remark: Mapped[str] = mapped_column(default="")
    dataset_code: Mapped[str] = mapped_column(ForeignKey("dataset.code"))
    is_synthetic: Mapped[bool] = mapped_column(default=False)


class RoomSetting(Model):
    """One choice of the dispatch room, such as whether effort is measured."""

    __tablename__ = "room_setting"
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
    set_at: Mapped[datetime]
    set_by: Mapped[str]


class Account(Model):
    """A person who logs in; `station_code` binds a chief to the own station."""

    __tablename__ = "account"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    display_name: Mapped[str]
    role: Mapped[str]
    station_code: Mapped[str | None] = mapped_column(default=None)
    password_hash: Mapped[str]
    is_active: Mapped[bool] = mapped_column(default=True)
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    call_sign: Mapped[str | None] = mapped_column(default=None, sort_order=LATER)
    """The one vehicle whose crew's phone logs in with this account."""


class LoginSession(Model):
    """One log-in, kept on the server so that it can be ended at once; the cookie is its secret."""

    __tablename__ = "login_session"
    id: Mapped[int] = mapped_column(primary_key=True)
    secret_sha256: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    account: Mapped[Account] = relationship(lazy="joined")


class LoginFailure(Model):
    """A refused log-in, counted to slow guessing down."""

    __tablename__ = "login_failure"
    __table_args__ = (Index("ix_login_failure_name_at", "name", "at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    address: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)


class ApiToken(Model):
    """A bearer token: its SHA-256, and a visible prefix to know it by."""

    __tablename__ = "api_token"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    call_sign: Mapped[str | None] = mapped_column(default=None)
    """The one vehicle a `device` token may speak for."""
    prefix: Mapped[str]
    secret_sha256: Mapped[str] = mapped_column(unique=True)
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    station_code: Mapped[str | None] = mapped_column(default=None)


ACTIVE_ASSIGNMENT = text("released_at IS NULL")
"""The condition of the partial unique index that lets a vehicle have one active assignment."""
