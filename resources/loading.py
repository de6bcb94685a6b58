"""The verb that loads or refreshes the county from its rows; live status is never touched."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from resources import roster
from resources.county import CountyRows
from resources.county_rows import DatasetRow, StationRow, UnitRow
from resources.errors import BadCountyFolder, Refusal, RowFault
from resources.place_loading import (
    LayerCount,
    load_house_numbers,
    load_key_units,
    load_partners,
    load_places,
    load_roads,
    load_water_sources,
    put_point,
)
from resources.records import (
    County,
    Crew,
    Dataset,
    HouseNumber,
    KeyUnit,
    Partner,
    Place,
    Road,
    Station,
    Unit,
    WaterSource,
)
from resources.unit_status import UnitStatus

GONE: Final = "已不在县域资料中"
"""The note on a vehicle whose row has left the folder."""


class OtherCounty(Refusal):
    """Rows of another county than the one this installation serves."""


@dataclass(frozen=True, slots=True)
class LoadSummary:
    """What a load did, for the person who ran it.

    `withdrawn` are call signs put out of service because their rows are gone; `still_out` are
    such vehicles that are on a task, or away, and were left alone until the next load.
    `kept_crews` counts vehicles whose present crew was kept and not taken from the folder,
    `kept_places` places that were edited in the product and stay as edited.
    """

    county_name: str
    version: int
    layers: tuple[LayerCount, ...]
    withdrawn: tuple[str, ...]
    still_out: tuple[str, ...]
    kept_crews: int
    kept_places: int

    def sentences(self) -> tuple[str, ...]:
        """Return the summary as lines for people."""
        lines = [f"已载入{self.county_name}（第 {self.version} 版）。"]
        lines += [
            f"{layer.noun}：新增 {layer.added}，更新 {layer.refreshed}，移除 {layer.removed}。"
            for layer in self.layers
        ]
        if self.withdrawn:
            lines.append(f"以下车辆{GONE}，已停用：{'、'.join(self.withdrawn)}。")
        if self.still_out:
            names = "、".join(self.still_out)
            lines.append(f"以下车辆{GONE}，但尚未归队，归队后请再次载入以停用：{names}。")
        if self.kept_crews:
            lines.append(f"{self.kept_crews} 辆车已有在岗班组，保留现有班组。")
        if self.kept_places:
            lines.append(f"{self.kept_places} 处地点已在系统内修订，保留修订。")
        return tuple(lines)


def load_county(session: Session, rows: CountyRows, now: datetime) -> LoadSummary:
    """Load or refresh the county inside the caller's transaction.

    Rows are matched by code and call sign. Places, roads, house numbers and water that left the
    folder are removed, places edited in the product stay as edited;
    stations and vehicles stay, because history speaks of them, and the vehicles are put out of
    service. Crews fill only vehicles without one: a crew entered for this shift is newer than
    any file. Raises OtherCounty, and BadCountyFolder when a station takes the name of one that
    history keeps.
    """
    county = _load_county_row(session, rows, now)
    _load_datasets(session, rows.datasets)
    places, kept_places = load_places(session, rows.places)
    roads = load_roads(session, rows.roads)
    numbers = load_house_numbers(session, rows.house_numbers)
    stations, station_count = _load_stations(session, rows.stations)
    units, unit_count = _load_units(session, rows.units, stations, now)
    waters = load_water_sources(session, rows.water_sources)
    partners = load_partners(session, rows.partners)
    key_units = load_key_units(session, rows.key_units)
    kept_crews = _load_crews(session, rows, units)
    withdrawn, still_out = _withdraw(units, {row.call_sign for row in rows.units}, now)
    session.flush()
    _remove_unused_datasets(session, {row.code for row in rows.datasets})
    return LoadSummary(
        county_name=county.name,
        version=county.version,
        layers=(places, roads, numbers, station_count, unit_count, waters, partners, key_units),
        withdrawn=withdrawn,
        still_out=still_out,
        kept_crews=kept_crews,
        kept_places=kept_places,
    )


def _load_county_row(session: Session, rows: CountyRows, now: datetime) -> County:
    row = rows.county
    county = session.scalars(select(County).with_for_update()).one_or_none()
    if county is None:
        county = County(code=row.code, version=0)
        session.add(county)
    elif county.code != row.code:
        raise OtherCounty(
            f"本系统已载入{county.name}（{county.code}），不能再载入{row.name}（{row.code}）。"
            "一套系统只服务一个县，请另建数据库。"
        )
    county.name = row.name
    county.short_name = row.short_name
    county.time_zone = row.time_zone
    county.neighbours = " ".join(row.neighbours)
    county.is_demo = row.is_demo
    county.loaded_at = now
    county.version += 1
    return county


def _load_datasets(session: Session, rows: Iterable[DatasetRow]) -> None:
    for row in rows:
        dataset = session.get(Dataset, row.code)
        if dataset is None:
            dataset = Dataset(code=row.code)
            session.add(dataset)
        dataset.name = row.name
        dataset.licence = row.licence
        dataset.attribution = row.attribution
        dataset.is_synthetic = row.is_synthetic
    session.flush()


def _remove_unused_datasets(session: Session, given: set[str]) -> None:
    used: set[str] = set()
    for kind in (Place, Road, HouseNumber, Station, Unit, WaterSource, Partner, KeyUnit):
        used.update(session.scalars(select(kind.dataset_code).distinct()))
    for dataset in session.scalars(select(Dataset)):
        if dataset.code not in given | used:
            session.delete(dataset)


def _load_stations(
    session: Session, rows: tuple[StationRow, ...]
) -> tuple[dict[str, Station], LayerCount]:
    known = {station.code: station for station in session.scalars(select(Station))}
    given = {row.code for row in rows}
    refreshed = len(known.keys() & given)
    _free_names(session, known, rows)
    for row in rows:
        station = known.get(row.code)
        if station is None:
            station = known[row.code] = Station(code=row.code)
            session.add(station)
        station.name = row.name
        station.kind = row.kind
        station.station_class = row.station_class
        station.township_code = row.township_code
        station.dataset_code = row.dataset_code
        station.is_synthetic = row.is_synthetic
        put_point(station, row.point)
    session.flush()
    return known, LayerCount("队站", len(given) - refreshed, refreshed, 0)


def _free_names(session: Session, known: dict[str, Station], rows: tuple[StationRow, ...]) -> None:
    """Let stations swap names: the unique key would refuse the first of the two changes."""
    given = {row.code for row in rows}
    kept_names = {each.name: each.code for each in known.values() if each.code not in given}
    faults = [
        RowFault(
            row.origin.file,
            row.origin.line,
            f"队站名称“{row.name}”已属于库中保留的队站 {kept_names[row.name]}，"
            "请沿用该代码，或换一个名称。",
        )
        for row in rows
        if row.name in kept_names
    ]
    if faults:
        raise BadCountyFolder(faults)
    for row in rows:
        station = known.get(row.code)
        if station is not None and station.name != row.name:
            station.name = f"~{row.code}"
    session.flush()


def _load_units(
    session: Session, rows: tuple[UnitRow, ...], stations: dict[str, Station], now: datetime
) -> tuple[dict[str, Unit], LayerCount]:
    # Locked in the order of call signs, as every act that changes units does.
    query = select(Unit).order_by(Unit.call_sign).with_for_update(of=Unit)
    known = {unit.call_sign: unit for unit in session.scalars(query).unique()}
    old = known.keys() & {row.call_sign for row in rows}
    for row in rows:
        unit = known.get(row.call_sign)
        if unit is None:
            unit = known[row.call_sign] = _new_unit(row, now)
            session.add(unit)
        elif unit.status == UnitStatus.OUT_OF_SERVICE and unit.status_note == GONE:
            roster.set_status(unit, row.initial_status, now, row.initial_note)
        unit.station = stations[row.station_code]
        _describe(unit, row)
        if row.call_sign in old and session.is_modified(unit):
            unit.version += 1
    session.flush()
    return known, LayerCount("车辆", len(rows) - len(old), len(old), 0)


def _new_unit(row: UnitRow, now: datetime) -> Unit:
    return Unit(
        call_sign=row.call_sign,
        status=row.initial_status,
        status_since=now,
        status_note=row.initial_note,
    )


def _describe(unit: Unit, row: UnitRow) -> None:
    unit.vehicle_type = row.vehicle_type
    unit.extra_capabilities = " ".join(row.extra_capabilities)
    unit.plate_number = row.plate_number
    unit.water_t = row.water_t
    unit.foam_t = row.foam_t
    unit.ladder_m = row.ladder_m
    unit.pump_l_s = row.pump_l_s
    unit.seats = row.seats
    unit.minimum_crew = row.minimum_crew
    unit.in_service_on = row.in_service_on
    unit.dataset_code = row.dataset_code
    unit.is_synthetic = row.is_synthetic


def _withdraw(
    units: dict[str, Unit], given: set[str], now: datetime
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Put vehicles whose rows are gone out of service, unless they are away at work."""
    withdrawn, still_out = [], []
    for call_sign in sorted(units.keys() - given):
        unit = units[call_sign]
        if unit.status == UnitStatus.OUT_OF_SERVICE:
            continue
        if unit.status == UnitStatus.IN_STATION:
            roster.set_status(unit, UnitStatus.OUT_OF_SERVICE, now, GONE)
            withdrawn.append(call_sign)
        else:
            still_out.append(call_sign)
    return tuple(withdrawn), tuple(still_out)


def _load_crews(session: Session, rows: CountyRows, units: dict[str, Unit]) -> int:
    manned = {
        unit.call_sign
        for unit in session.scalars(select(Unit).join(Crew, Crew.unit_id == Unit.id)).unique()
    }
    kept = 0
    for row in rows.crews:
        if row.call_sign in manned:
            kept += 1
            continue
        unit = units[row.call_sign]
        unit.crew = Crew(
            people=row.people,
            has_driver=row.has_driver,
            leader=row.leader,
            pool=row.pool,
            is_synthetic=row.is_synthetic,
        )
        unit.version += 1
    return kept
