"""A transcript's place names set right by their sound, and nothing else touched."""

import pytest

from incidents.places.gazetteer import PlaceEntry
from incidents.places.search import PlaceSearch
from incidents.places.transcript import Correction


def make_entry(code, name, kind="village", township="T1"):
    return PlaceEntry(
        code=code,
        name=name,
        path=name,
        kind=kind,
        position=None,
        radius_m=1_000,
        aliases=(),
        is_synthetic=False,
        township_code=township,
        parent_code=township,
    )


@pytest.fixture(scope="module")
def search():
    township = make_entry("T1", "龙潭镇", "township")
    entries = (township, make_entry("V1", "渤海村"), make_entry("V2", "亮垭村"))
    return PlaceSearch(entries, ("酉阳县", "酉阳"))


def test_a_name_written_by_its_sound_is_set_right_and_named(search):
    heard = search.transcript("龙滩镇波海村着火了")

    assert heard.text == "龙潭镇渤海村着火了"
    assert heard.corrections == (
        Correction("龙滩镇", "龙潭镇", False),
        Correction("波海村", "渤海村", False),
    )


def test_what_southwestern_speakers_do_not_tell_apart_is_marked_as_dialect(search):
    # n and l are one to them: 娘 for 亮 (liang).
    heard = search.transcript("娘垭村有一户起火")

    assert heard.text == "亮垭村有一户起火"
    assert heard.corrections == (Correction("娘垭村", "亮垭村", True),)


def test_a_name_as_written_and_other_words_stay(search):
    heard = search.transcript("我在渤海村，这里有三个人被困")

    assert heard.text == "我在渤海村，这里有三个人被困"
    assert heard.corrections == ()


def test_traditional_characters_of_a_recogniser_become_simplified(search):
    assert search.transcript("龍潭鎮起火").text == "龙潭镇起火"


@pytest.mark.parametrize("words", ["", "。", "😀", "a" * 10_000])
def test_strange_transcripts_are_returned_without_corrections(search, words):
    assert search.transcript(words).corrections == ()
