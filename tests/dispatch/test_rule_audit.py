"""What the audit finds in a table, and that it is silent about what is right."""

from dataclasses import replace
from types import MappingProxyType

from dispatch.county_forces import CountyForces, Vehicle
from dispatch.plan_rows import Mark, PlanRow, RuleSet
from dispatch.plan_table import GROUPS, read_row
from dispatch.rule_audit import Finding, Severity, audit
from resources.vehicle_types import VEHICLE_TYPES
from tests.makers import TOWN

PER_ORDER = {"level": "-", "basis": "per_order", "mark": "S"}


def rules(*rows: dict[str, str]) -> RuleSet:
    """Make a table of rows of forces, with everything else per order."""
    grouped: dict[str, dict[int | None, PlanRow]] = {}
    groups = [PER_ORDER | {"category": code} for code in GROUPS]
    told = [{"basis": "rule", "people": "4", "mark": "S"} | row for row in rows]
    for cells in (*groups, *told):
        code, level, row = read_row(cells)
        grouped.setdefault(code, {})[level] = row
    return RuleSet("试", MappingProxyType(grouped))


def vehicle(call_sign: str, vehicle_type: str = "water_tanker", **more: object) -> Vehicle:
    whole: dict[str, object] = {
        "station": "县站",
        "station_kind": "national_station",
        "capabilities": VEHICLE_TYPES[vehicle_type].capabilities,
        "position": TOWN,
        "people": 5,
        "minimum_crew": 4,
    }
    return Vehicle(call_sign, vehicle_type=vehicle_type, **(whole | more))  # type: ignore[arg-type]


def found(kind: str, table: RuleSet, *vehicles: Vehicle) -> list[Finding]:
    forces = CountyForces(vehicles, stations=1)
    return [one for one in audit(table, forces) if one.kind == kind]


def house(level: str = "1", **cells: str) -> dict[str, str]:
    return {"category": "10100", "level": level} | cells


def test_a_table_the_county_can_fill_has_nothing_to_mend() -> None:
    table = rules(house(water="2"))
    forces = CountyForces((vehicle("甲"), vehicle("乙")), stations=1)

    findings = audit(table, forces)

    # What goes by the rule of its top class is still told.
    assert {one.kind for one in findings} == {"unlisted"}


def test_a_rule_no_fleet_can_fill_says_by_how_much() -> None:
    (one,) = found("unfillable", rules(house(water="4", rescue="1")), vehicle("甲"), vehicle("乙"))

    assert one.key == ("10100", 1)
    assert one.what.endswith("要 5 辆，全县全部在站也差 3 辆")
    assert one.why == "缺 水罐 2 辆、抢险救援 1 辆（已计替代车）"


def test_a_stand_in_counts_towards_a_rule() -> None:
    vehicles = (vehicle("甲"), vehicle("乙", "foam_tanker"))

    assert found("unfillable", rules(house(water="2")), *vehicles) == []


def test_a_vehicle_short_of_people_today_still_counts_for_the_rule_and_is_told() -> None:
    alone = vehicle("甲", people=2)
    table = rules(house(water="1"))

    assert found("unfillable", table, alone) == []
    (one,) = found("vehicle_unstaffed", table, alone)
    assert one.what == "1 辆车现在人员不足或没有驾驶员"
    assert one.why.startswith("甲")


def test_a_row_no_incident_leads_to_is_a_fault() -> None:
    table = rules(
        {"category": "20200", "level": "5", "water": "1"},
        {"category": "12345", "level": "1", "water": "1"},
    )

    findings = found("unreachable", table, vehicle("甲"))

    assert [one.key for one in findings] == [("20200", 5), ("12345", 1)]
    assert {one.severity for one in findings} == {Severity.FAULT}
    assert "到不了 5 级" in findings[0].why


def test_a_higher_level_that_asks_for_less_is_found() -> None:
    table = rules(house("2", water="3", rescue="1", people="20"), house("3", water="2", people="9"))

    (one,) = found("less_than_below", table, vehicle("甲"))

    assert one.key == ("10100", 3)
    assert one.why == "水罐 3 辆减为 2 辆、抢险救援 1 辆减为 0 辆、人员 20 人减为 9 人"


def test_capabilities_and_types_nobody_has_are_named_with_their_rows() -> None:
    table = rules(house(boat="1", support="1:air_supply"))

    (boat,) = found("capability_lacking", table, vehicle("甲"), vehicle("乙", "equipment"))
    (air,) = found("type_lacking", table, vehicle("甲"))

    assert boat.what == "全县没有舟艇能力的车"
    assert air.what == "全县没有供气消防车"
    assert "1 级" in air.why


def test_an_at_least_value_nobody_reaches_is_found() -> None:
    table = rules(house(water="1>=8t", ladder="1>=30m"), house("2", water="1>=5t"))
    vehicles = (vehicle("甲", water_t=6.0), vehicle("梯", "platform", ladder_m=32.0))

    (one,) = found("bound_unmet", table, *vehicles)

    assert one.key == ("10100", 1)
    assert one.why == "全县此类车载水最多 6 吨"


def test_water_the_asked_vehicles_could_never_bring_is_found() -> None:
    table = rules(house(water="2", water_t="20"), house("2", water="2", water_t="14"))
    vehicles = tuple(
        vehicle(sign, water_t=tons) for sign, tons in (("甲", 8), ("乙", 6), ("丙", 4))
    )

    (one,) = found("water_unmet", table, *vehicles)

    assert one.what.endswith("要求共带水 20 吨")
    assert one.why == "全县载水最多的 2 辆合计 14 吨"


def test_a_vehicle_no_rule_would_ever_pick_is_told() -> None:
    (one,) = found("never_sent", rules(house(water="1")), vehicle("甲"), vehicle("艇", "boat"))

    assert "艇" in one.why
    assert one.severity is Severity.NOTE


def test_stations_and_vehicles_without_a_place_are_told() -> None:
    table = rules(house(water="1"))
    forces = CountyForces((vehicle("甲", position=None),), 1, ("二站",))

    kinds = {one.kind: one for one in audit(table, forces)}

    assert kinds["station_unplaced"].severity is Severity.FAULT
    assert "二站" in kinds["station_unplaced"].why
    assert "甲" in kinds["vehicle_unplaced"].why


def test_a_type_the_product_does_not_know_is_a_fault() -> None:
    strange = replace(vehicle("甲"), vehicle_type="balloon", capabilities=frozenset())

    (one,) = found("vehicle_untyped", rules(house(water="1")), strange)

    assert one.severity is Severity.FAULT


def test_rows_nobody_has_signed_are_counted() -> None:
    table = rules(house(water="1", mark="P"), house("2", water="1"))

    (one,) = found("unsigned", table, vehicle("甲"))

    # One of two rows of forces and of six top classes.
    assert one.what == f"8 行规则中 1 行标记为 {Mark.PROPOSED}（建议）"


def test_kinds_without_a_rule_are_listed_under_their_top_class() -> None:
    (fires, *_) = found("unlisted", rules(house(water="1")), vehicle("甲"))

    assert fires.what.startswith("“火灾扑救”中 ")
    assert "用大类的规则" in fires.why


def test_the_gravest_stands_first() -> None:
    table = rules({"category": "20200", "level": "5", "water": "9"}, house(water="9"))

    severities = [one.severity for one in audit(table, CountyForces((vehicle("甲"),), 1))]

    assert severities == sorted(severities, key=list(Severity).index)
