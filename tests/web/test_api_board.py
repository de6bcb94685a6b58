"""The board over the JSON interface: what is going on, the map, the events, the health."""

from flask import Flask

from dispatch import desk
from dispatch.roads import routed
from dispatch.roads.engines import EngineKind, Fault
from dispatch.roads.freshness import contact_matter
from resources.accounts import Role
from resources.database import transaction
from tests.makers import NOON
from tests.web.people import Cast, closed_incident, new_incident, ordered_incident, told
from web.settings import RoutingServer


def test_the_board_counts_units_and_incidents(application: Flask) -> None:
    caller = Cast(application).token(Role.DISPATCHER)
    ordered_incident(caller, "龙潭1", "龙潭3")
    waiting = new_incident(caller)
    closed_incident(caller)
    caller.post("/api/v1/units/板溪1/status", {"status": "out_of_service", "reason": "检修"})

    board = told(caller.get("/api/v1/board"))

    # Both incidents want more than they have, the one that works and the one that waits.
    assert board["counts"] == {
        **{"waiting": 1, "working": 1, "available": 1, "units": 4},
        "wanting": 2,
    }
    assert waiting in [one["number"] for one in board["incidents"]]
    assert len(board["incidents"]) == 2
    assert {one["call_sign"] for one in board["units"]} == {"龙潭1", "龙潭2", "龙潭3", "板溪1"}
    assert board["now"] == "2026-01-01T04:00:00Z"
    # The call that waits is told from its first second, by no reminder yet.
    told_now = [(one["class"], one["subject"], one["id"]) for one in board["overdue"]]
    assert told_now == [("call", waiting, None)]


def test_the_number_of_the_last_entry_moves_with_every_change(application: Flask) -> None:
    caller = Cast(application).token(Role.DISPATCHER)
    before = told(caller.get("/api/v1/board"))["log_seq"]

    new_incident(caller)

    # The call taken and the incident filed.
    assert (before, told(caller.get("/api/v1/board"))["log_seq"]) == (0, 2)


def test_a_position_reported_within_the_second_is_on_the_next_board(application: Flask) -> None:
    caller = Cast(application).token(Role.DISPATCHER)
    ordered_incident(caller, "龙潭1")
    caller.post("/api/v1/units/龙潭1/status", {"status": "en_route"})
    caller.get("/api/v1/board")

    here = {"position": {"lon": 108.5, "lat": 28.5}, "at": "2026-01-01T04:00:00Z"}
    caller.post("/api/v1/units/龙潭1/position", here)

    units = {one["call_sign"]: one for one in told(caller.get("/api/v1/board"))["units"]}
    assert units["龙潭1"]["position"]["lon"] == 108.5


def test_the_map_shows_what_stands_still(application: Flask) -> None:
    said = told(Cast(application).token(Role.AUDITOR).get("/api/v1/map"))

    assert [one["name"] for one in said["stations"]] == ["一站", "二站"]
    assert [one["name"] for one in said["villages"]] == ["龙潭镇"]
    assert said["townships"] == said["water"] == []
    assert said["bounds"] == [108.77, 28.841, 108.77, 28.841]
    cells = said["station_cells"]
    assert [one["station"] for one in cells["cells"]] == ["一站", "二站"]
    assert ("非官方边界" in cells["note"], cells["mark"]) == (True, "P")
    assert "示意" in said["notice"]


def test_events_come_in_order_none_missing_from_where_the_reader_was(application: Flask) -> None:
    caller = Cast(application).token(Role.DISPATCHER)
    for _ in range(3):
        new_incident(caller)

    everything = told(caller.get("/api/v1/events"))
    rest = told(caller.get("/api/v1/events?since=4"))
    nothing = told(caller.get("/api/v1/events?since=6"))

    assert [one["seq"] for one in everything["events"]] == [1, 2, 3, 4, 5, 6]
    assert everything["last"] == 6
    assert rest["events"] == everything["events"][4:]
    assert nothing == {"events": [], "last": 6}


def test_a_place_in_the_events_that_is_no_number_is_named(application: Flask) -> None:
    caller = Cast(application).token(Role.DISPATCHER)

    for since in ("x", "-1", "1.5", "%00"):
        answer = caller.get(f"/api/v1/events?since={since}")
        assert answer.status_code == 422
        assert told(answer)["faults"][0]["field"] == "since"


def test_health_is_told_to_everyone_and_says_nothing_else(application: Flask) -> None:
    caller = Cast(application).nobody()

    for path in ("/healthz", "/api/v1/healthz"):
        answer = caller.get(path)
        said = told(answer)
        assert answer.status_code == 200
        assert said["status"] in {"ok", "degraded"}
        assert (said["checks"]["schema"], said["checks"]["write"]) == ("ok", "ok")
        checks = {"schema", "write", "log", "disk", "routing", "paper", "yearbook"}
        assert set(said["checks"]) == checks


def test_health_says_how_the_routing_server_is_and_stays_well_without_it(
    application: Flask,
) -> None:
    caller = Cast(application).nobody()

    def said() -> tuple[str, str]:
        answer = told(caller.get("/healthz"))
        return answer["status"], answer["checks"]["routing"]

    def tell(fault: Fault | None) -> None:
        with transaction() as session:
            matter = contact_matter(routed.last_told(session), fault)
            assert matter is not None
            desk.remind(session, [matter], NOON)

    without = said()
    application.config["ROUTING"] = RoutingServer(EngineKind.OSRM, "http://127.0.0.1:5000")
    never_asked = said()
    tell(None)
    made = said()
    tell(Fault.LATE)

    assert without == ("ok", "未设置，行车时间按本县道路计算。")
    assert never_asked == ("ok", "尚未接通，请确认路径服务与 fenghuo watch 正在运行。")
    assert made == ("ok", "ok")
    assert said() == ("ok", "2026-01-01 12:00 起不可用，行车时间按本县道路计算。")
