"""The pure scenes sum to the plan, year by year, and follow from their seed."""

from collections import Counter
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from incidents.categories import CATEGORIES, Disposition, PlanColumn
from resources.geography import Position
from seed.plan_figures import YOUYANG_PLAN, YearFigures
from seed.scenes import Scene, Spot, draw_scenes

ZONE = ZoneInfo("Asia/Shanghai")

# 酉阳 plan, 专栏2: year, all, fire, rescue, social aid, other.
CALL_OUTS = (
    (2016, 282, 182, 59, 40, 1),
    (2017, 294, 213, 51, 27, 3),
    (2018, 346, 239, 54, 48, 5),
    (2019, 472, 338, 64, 65, 5),
    (2020, 450, 299, 92, 55, 4),
)
# 酉阳 plan, 专栏1: year, fires, dead, injured, direct loss in 万元 as printed.
FIRES = (
    (2016, 182, 1, 7, "1712.3746"),
    (2017, 213, 0, 6, "1263.9964"),
    (2018, 239, 0, 4, "960.8640"),
    (2019, 338, 0, 2, "170.8750"),
    (2020, 229, 0, 2, "674.8198"),
)


def make_spot(name: str, is_urban: bool) -> Spot:
    return Spot(name, name, "T1", "涂市镇", is_urban, Position(108.8, 28.8), 800)


SPOTS = (make_spot("城东社区", True), make_spot("川主村", False), make_spot("地灵村", False))


@pytest.fixture(scope="module")
def scenes() -> list[Scene]:
    """The whole past of the demonstration county."""
    return draw_scenes(YOUYANG_PLAN, SPOTS, ZONE, 1)


def of_year(scenes: list[Scene], year: int) -> list[Scene]:
    return [scene for scene in scenes if scene.received_at.astimezone(ZONE).year == year]


@pytest.mark.parametrize(("year", "all_of_it", "fire", "rescue", "social", "other"), CALL_OUTS)
def test_the_call_outs_of_a_year_are_those_of_the_plan(
    scenes, year, all_of_it, fire, rescue, social, other
):
    counted = Counter(CATEGORIES[scene.category].plan_column for scene in of_year(scenes, year))

    assert counted == {
        PlanColumn.FIRE: fire,
        PlanColumn.RESCUE: rescue,
        PlanColumn.SOCIAL: social,
        PlanColumn.OTHER: other,
    }
    assert counted.total() == all_of_it


@pytest.mark.parametrize(("year", "fires", "dead", "injured", "loss"), FIRES)
def test_the_fires_of_a_year_are_those_of_the_plan(scenes, year, fires, dead, injured, loss):
    burnt = [scene for scene in scenes if scene.cause is not None]

    told = [scene for scene in burnt if scene.burning_since.astimezone(ZONE).year == year]

    assert len(told) == fires
    assert sum(scene.losses.dead for scene in told) == dead
    assert (
        sum(scene.losses.seriously_injured + scene.losses.lightly_injured for scene in told)
        == injured
    )
    # 万元 with four decimals is yuan without the point.
    assert sum(scene.losses.loss_yuan for scene in told) == int(loss.replace(".", ""))


def test_only_fires_have_losses_and_none_is_a_large_one(scenes):
    losses = [scene.losses for scene in scenes if scene.cause is None]
    burnt = [scene.losses.loss_yuan for scene in scenes if scene.cause is not None]

    assert not any(one.loss_yuan or one.dead or one.seriously_injured for one in losses)
    # 较大火灾 began at 10,000,000 yuan until 2025.
    assert min(burnt) >= 0
    assert max(burnt) < 10_000_000


def test_the_results_of_five_years_are_those_of_the_plan(scenes):
    # "抢救疏散被困人员2146余人，保护财产价值9278万元".
    assert sum(scene.losses.rescued + scene.losses.evacuated for scene in scenes) == 2146
    assert sum(scene.losses.protected_yuan for scene in scenes) == 92_780_000


def test_rural_fires_are_132_a_year_of_all_fire_call_outs(scenes):
    fires = [scene for scene in scenes if scene.column is PlanColumn.FIRE]

    assert len(fires) == 1271
    assert sum(not scene.is_urban for scene in fires) == 5 * 132
    assert all(scene.spot.is_urban is scene.is_urban for scene in fires)


def test_call_outs_without_a_fire_are_of_2020_alone_and_say_why(scenes):
    without = [s for s in scenes if s.column is PlanColumn.FIRE and s.cause is None]

    assert len(without) == 70
    assert {scene.received_at.astimezone(ZONE).year for scene in without} == {2020}
    assert all(
        scene.disposition is not Disposition.REAL or "自行扑灭" in scene.summary
        for scene in without
    )
    assert all("生成" in scene.summary for scene in scenes)


def test_the_rescues_the_plan_names_are_there(scenes):
    found = {
        (scene.received_at.astimezone(ZONE).date().isoformat(), scene.category) for scene in scenes
    }

    # The plan names floods (6·18, 6·28), a road accident (6·22), a cave (4·11), a flood (6.13).
    assert {
        ("2016-06-18", "20420"),
        ("2016-06-28", "20420"),
        ("2017-06-22", "20200"),
        ("2019-04-11", "20600"),
        ("2020-06-13", "20420"),
    } <= found


def test_the_same_seed_draws_the_same_scenes_and_another_seed_others(scenes):
    assert draw_scenes(YOUYANG_PLAN, SPOTS, ZONE, 1) == scenes
    assert draw_scenes(YOUYANG_PLAN, SPOTS, ZONE, 2) != scenes


def test_other_places_change_no_figure_and_no_moment(scenes):
    elsewhere = draw_scenes(YOUYANG_PLAN, SPOTS[:2], ZONE, 1)

    assert [(s.received_at, s.category, s.losses, s.cause) for s in elsewhere] == [
        (s.received_at, s.category, s.losses, s.cause) for s in scenes
    ]


def test_scenes_are_in_the_order_of_their_calls(scenes):
    moments = [scene.received_at for scene in scenes]

    assert moments == sorted(moments)
    assert moments[0] >= datetime(2015, 12, 31, 16, tzinfo=UTC)
    assert moments[-1] < datetime(2020, 12, 31, 16, tzinfo=UTC)


def test_no_caller_has_a_number_somebody_could_have(scenes):
    numbers = {scene.caller_number for scene in scenes if scene.caller_number}

    assert numbers
    assert all(number.startswith("10") and len(number) == 11 for number in numbers)


def test_a_year_with_more_fires_than_call_outs_is_refused():
    with pytest.raises(ValueError, match="call-out"):
        YearFigures(2016, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0)
