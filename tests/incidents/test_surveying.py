"""Places are entered, revised and withdrawn in the product, and the log keeps what changed."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from incidents import ledger, surveying
from incidents.errors import StaleEdit
from incidents.place_facts import PlaceFacts
from incidents.place_history import history_of_place, point_told
from resources import queries
from resources.county_rows import PlaceKind
from resources.database import db, transaction
from resources.errors import BadInput, UnknownPlace
from resources.geography import Position
from resources.records import Dataset, Place
from tests.makers import TOWN, make_act, make_county, minute

BRIDGE = PlaceFacts(
    name="渤海新桥",
    kind=PlaceKind.BRIDGE,
    township_code="T1",
    parent_code="V1",
    position=TOWN,
    radius_m=80,
    aliases=("新桥",),
)


@pytest.fixture(autouse=True)
def county(application) -> None:
    """A county of two townships; one village with a generated point lies in the first."""
    with transaction() as session:
        make_county(session)
        for code, name, kind, parent in (
            ("T1", "龙潭镇", "township", None),
            ("T2", "麻旺镇", "township", None),
            ("V1", "渤海村", "village", "T1"),
        ):
            row = Place(code=code, name=name, kind=kind, radius_m=1_000, dataset_code="test")
            row.parent_code, row.township_code = parent, parent or code
            row.position, row.datum_in, row.is_synthetic = TOWN, "wgs84", True
            session.add(row)


def add(facts: PlaceFacts = BRIDGE, code: str | None = None, at: float = 0) -> str:
    with transaction() as session:
        return surveying.add_place(session, facts, make_act(at), code).code


def revise(code: str, version: int | None = None, at: float = 10, **more: object) -> None:
    with transaction() as session:
        place = session.scalars(select(Place).where(Place.code == code)).one()
        facts = replace(surveying.facts_of(place), **more)  # type: ignore[arg-type]
        surveying.revise_place(session, code, facts, version, make_act(at, by="乙"))


def withdraw(code: str, reason: str = "重复录入") -> None:
    with transaction() as session:
        surveying.withdraw_place(session, code, reason, make_act(20))


def restore(code: str, reason: str = "撤销有误") -> None:
    with transaction() as session:
        surveying.restore_place(session, code, reason, make_act(30))


def fields_at_fault(refusal: pytest.ExceptionInfo[BadInput]) -> list[str]:
    return [fault.field for fault in refusal.value.faults]


def county_version() -> int:
    county = queries.county()
    assert county is not None
    return county.version


def test_a_place_entered_has_a_code_a_source_and_an_author():
    code = add()

    place = queries.place_coded(code)
    assert place is not None
    assert code == "P-00001"
    assert (place.name, place.parent_code, place.aliases) == ("渤海新桥", "V1", "新桥")
    assert (place.edited_by, place.edited_at) == ("甲", minute(0))
    assert (place.dataset_code, place.is_synthetic) == ("product", False)
    source = db.session.get(Dataset, "product")
    assert source is not None
    assert (source.name, source.is_synthetic) == ("系统内录入", False)


def test_a_second_place_gets_the_next_code_and_may_be_given_one():
    add()

    assert add() == "P-00002"
    assert add(code="QIAO-7") == "QIAO-7"


def test_a_place_without_a_smaller_one_around_it_lies_in_its_township():
    code = add(replace(BRIDGE, parent_code=None))

    place = queries.place_coded(code)
    assert place is not None
    assert place.parent_code == "T1"


def test_every_edit_raises_the_version_of_the_county():
    before = county_version()

    code = add()
    revise(code, name="渤海大桥")
    withdraw(code)
    restore(code)

    assert county_version() == before + 4


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (replace(BRIDGE, name="  "), "name"),
        (replace(BRIDGE, name="桥" * 61), "name"),
        (replace(BRIDGE, name="渤海\u202e桥"), "name"),
        (replace(BRIDGE, aliases=("新 桥",)), "aliases"),
        (replace(BRIDGE, former_names=("",)), "former_names"),
        (replace(BRIDGE, kind="castle"), "kind"),
        (replace(BRIDGE, kind="township"), "kind"),
        (replace(BRIDGE, township_code="T9"), "township_code"),
        (replace(BRIDGE, township_code="V1"), "township_code"),
        (replace(BRIDGE, township_code="T2"), "parent_code"),
        (replace(BRIDGE, parent_code="V9"), "parent_code"),
        (replace(BRIDGE, radius_m=0), "radius_m"),
        (replace(BRIDGE, datum_in="gcj"), "datum_in"),
        (replace(BRIDGE, position=Position(116.4, 39.9)), "position"),
    ],
)
def test_a_place_that_cannot_be_is_refused_by_field(facts, field):
    with pytest.raises(BadInput) as refusal:
        add(facts)

    assert field in fields_at_fault(refusal)
    assert len(queries.places()) == 3


@pytest.mark.parametrize(("code", "told"), [("T2", "麻旺镇"), ("桥 1", "字母、数字")])
def test_a_code_that_is_taken_or_malformed_is_refused(code, told):
    with pytest.raises(BadInput, match=told) as refusal:
        add(code=code)

    assert fields_at_fault(refusal) == ["code"]


def test_all_bad_fields_are_named_at_once():
    with pytest.raises(BadInput) as refusal:
        add(replace(BRIDGE, name="", radius_m=-1, township_code="T9"))

    assert fields_at_fault(refusal) == ["name", "radius_m", "township_code"]


def test_a_surveyed_point_takes_the_place_of_a_generated_one_and_the_name_keeps_its_source():
    there = Position(108.96500, 28.75800)

    revise("V1", position=there, datum_in="gcj02")

    place = queries.place_coded("V1")
    assert place is not None
    assert (place.position, place.datum_in) == (there, "gcj02")
    assert (place.is_synthetic, place.dataset_code) == (False, "test")
    told = point_told(history_of_place("V1"))
    assert told is not None
    assert (told.by, told.at) == ("乙", minute(10))


def test_the_log_tells_who_last_said_where_a_place_is():
    code = add()
    revise(code, at=10, position=Position(108.96500, 28.75800))
    revise(code, at=20, radius_m=90)
    revise("V1", at=30, radius_m=900)

    told = point_told(history_of_place(code))

    assert told is not None
    assert (told.by, told.at) == ("乙", minute(10))
    assert point_told(history_of_place("V1")) is None


def test_a_new_name_alone_leaves_the_point_generated():
    revise("V1", name="新渤海村", former_names=("渤海村",))

    place = queries.place_coded("V1")
    assert place is not None
    assert (place.name, place.former_names) == ("新渤海村", "渤海村")
    assert (place.is_synthetic, place.dataset_code, place.version) == (True, "test", 2)


def test_an_edit_of_what_somebody_else_changed_meanwhile_is_refused():
    revise("V1", version=1, name="甲村")

    with pytest.raises(StaleEdit, match="甲村"):
        revise("V1", version=1, name="乙村")

    place = queries.place_coded("V1")
    assert place is not None
    assert place.name == "甲村"


def test_saying_what_is_there_already_changes_nothing():
    before = county_version()

    revise("V1")

    place = queries.place_coded("V1")
    assert place is not None
    assert (place.edited_at, county_version()) == (None, before)
    assert history_of_place("V1") == []


def test_a_place_cannot_lie_in_what_lies_in_it():
    inner = add()

    with pytest.raises(BadInput, match="又在本地点之内"):
        revise("V1", parent_code=inner)


def test_a_village_with_places_in_it_stays_in_its_township():
    add()

    with pytest.raises(BadInput, match="1 处地点") as refusal:
        revise("V1", township_code="T2", parent_code=None)

    assert fields_at_fault(refusal) == ["township_code"]


def test_a_township_may_be_renamed_and_not_become_a_village():
    revise("T1", name="龙潭街道", former_names=("龙潭镇",))

    with pytest.raises(BadInput, match="不能互改"):
        revise("T1", kind="village")
    place = queries.place_coded("T1")
    assert place is not None
    assert (place.name, place.parent_code) == ("龙潭街道", None)


def test_a_withdrawn_place_is_listed_no_more_and_stays_in_the_record():
    code = add()

    withdraw(code)

    assert code not in {place.code for place in queries.places()}
    place = queries.place_coded(code)
    assert place is not None
    assert place.is_withdrawn
    with pytest.raises(BadInput, match="先恢复"):
        revise(code, name="别的")


def test_a_withdrawn_place_can_be_put_back():
    code = add()
    withdraw(code)

    restore(code)

    assert code in {place.code for place in queries.places()}
    with pytest.raises(BadInput, match="没有被撤销"):
        restore(code)


@pytest.mark.parametrize(
    ("code", "reason", "told"),
    [("V1", " ", "请写明原因"), ("T2", "并入", "乡镇和街道"), ("V1", "拆迁", "1 处地点")],
)
def test_what_cannot_be_withdrawn_is_refused_with_why(code, reason, told):
    add()

    with pytest.raises(BadInput, match=told):
        withdraw(code, reason)


def test_a_code_nobody_has_is_unknown():
    with transaction() as session, pytest.raises(UnknownPlace, match="V9"):
        surveying.revise_place(session, "V9", BRIDGE, None, make_act())


def test_the_log_tells_each_edit_before_and_after():
    code = add()
    revise(code, name="渤海大桥", radius_m=120)
    withdraw(code, "已拆除")

    added, revised, withdrawn = history_of_place(code)

    assert (added.label, added.by) == ("新增地点", "甲")
    assert ("name", "", "渤海新桥") in [
        (each.field, each.before, each.after) for each in added.changes
    ]
    assert [(each.label, each.before, each.after) for each in revised.changes] == [
        ("名称", "渤海新桥", "渤海大桥"),
        ("范围半径", "80", "120"),
    ]
    assert (revised.by, revised.at) == ("乙", minute(10))
    assert (withdrawn.reason, withdrawn.text) == (
        "已拆除",
        f"撤销地点 渤海大桥（{code}）：已拆除",
    )
    assert ledger.verify(db.session()).faults == ()


def test_the_history_of_one_place_is_not_that_of_a_longer_code():
    add(code="QIAO-1")
    add(replace(BRIDGE, name='说 "place":"QIAO-1"'), code="QIAO-11")

    assert [change.text for change in history_of_place("QIAO-1")] == [
        "新增地点 渤海新桥（桥梁，QIAO-1）"
    ]


def test_an_act_that_fails_leaves_no_trace():
    with pytest.raises(BadInput):
        add(replace(BRIDGE, name=""))

    assert ledger.verify(db.session()).entries == 0


def test_a_point_far_from_its_township_is_a_slip_until_the_township_reaches_so_far():
    code = add()
    # Half a degree of latitude is some 55 km.
    far = Position(TOWN.lon, TOWN.lat + 0.5)

    with pytest.raises(BadInput) as refusal:
        revise(code, position=far)

    assert fields_at_fault(refusal) == ["position"]
    assert "龙潭镇 55 公里，超过 30 公里" in str(refusal.value)

    with transaction() as session:
        township = session.scalars(select(Place).where(Place.code == "T1")).one()
        township.radius_m = 20_000
    revise(code, position=far)
    place = queries.place_coded(code)
    assert place is not None and place.position == far
