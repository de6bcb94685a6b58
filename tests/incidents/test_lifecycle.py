"""The states of an incident: forward while work goes on, and open until closed or merged."""

import pytest

from incidents.lifecycle import LABELS, OPEN, REACHED_BY, IncidentState, Stage, advanced, label_for
from resources.unit_status import WORKING

STATE = IncidentState
LINE = (
    *(STATE.FILED, STATE.ORDERED, STATE.UNDER_WAY, STATE.ON_SCENE),
    *(STATE.WATER_ON, STATE.CONTROLLED, STATE.EXTINGUISHED),
)


@pytest.mark.parametrize("state", LINE)
@pytest.mark.parametrize("reached", LINE)
def test_work_goes_forward_and_a_late_message_never_moves_it_back(state, reached):
    later = max(LINE.index(state), LINE.index(reached))

    assert advanced(state, reached) is LINE[later]


def test_a_unit_ordered_after_all_came_home_reopens_the_work():
    assert advanced(STATE.RETURNED, STATE.ORDERED) is STATE.ORDERED


def test_an_incident_is_open_until_it_is_closed_or_merged():
    assert set(STATE) - OPEN == {STATE.CLOSED, STATE.MERGED}


def test_every_state_has_a_name_for_people():
    assert set(LABELS) == set(STATE)
    assert len(set(LABELS.values())) == len(LABELS)


def test_only_work_moves_an_incident():
    assert set(REACHED_BY) <= WORKING
    assert set(REACHED_BY.values()) <= set(LINE)


def test_a_stage_is_a_state_and_a_column():
    assert {STATE(stage) for stage in Stage} == {STATE.CONTROLLED, STATE.EXTINGUISHED}


def test_a_rescue_is_done_and_not_extinguished():
    assert label_for(STATE.EXTINGUISHED, "20000") == "处置完毕"
    assert label_for(STATE.EXTINGUISHED, "10000") == "已熄灭"
    assert label_for(STATE.CONTROLLED, "20000") == "已控制"
