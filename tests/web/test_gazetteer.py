"""The place search in memory: it must be that of the database at hand, as it is now."""

import gc
from pathlib import Path

from flask import Flask

from resources.database import db, transaction, upgrade
from resources.geography import Position
from resources.records import County, Road, line_as_text
from tests.makers import TOWN, make_county, make_place
from web import create_app, in_memory
from web.gazetteer import place_search, prepare
from web.land import roads
from web.settings import Settings


def names_found(words: str) -> list[str]:
    db.session.rollback()
    return [one.name for one in place_search().find(words)]


def test_a_county_loaded_anew_is_searched_anew(application: Flask) -> None:
    with transaction() as session:
        make_county(session)
        make_place(session, "龙潭镇")
    assert names_found("龙潭镇") == ["龙潭镇"]

    with transaction() as session:
        make_place(session, "麻旺镇")
        session.query(County).one().version += 1

    # Whoever asks meanwhile waits for nothing.
    assert names_found("麻旺镇") == []
    in_memory.finish()
    assert names_found("麻旺镇") == ["麻旺镇"]


def test_who_has_edited_finds_it_at_once(application: Flask) -> None:
    with transaction() as session:
        make_county(session)
        make_place(session, "龙潭镇")
    prepare()
    gc.unfreeze()
    with transaction() as session:
        make_place(session, "麻旺镇")
        session.query(County).one().version += 1

    found = place_search(fresh=True).find("麻旺镇")

    assert [one.name for one in found] == ["麻旺镇"]


def test_roads_are_read_again_the_same_way(application: Flask) -> None:
    with transaction() as session:
        make_county(session)
    assert roads() == []

    with transaction() as session:
        session.add(a_road())
        session.query(County).one().version += 1

    assert roads() == []
    in_memory.finish()
    assert [road.name for road in roads()] == ["319国道"]


def a_road() -> Road:
    return Road(
        code="R1",
        name="319国道",
        road_class="national",
        line_text=line_as_text((TOWN, Position(TOWN.lon + 0.01, TOWN.lat))),
        dataset_code="test",
        datum_in="wgs84",
    )


def test_two_databases_with_the_same_county_do_not_share_a_search(
    application: Flask, tmp_path: Path
) -> None:
    with transaction() as session:
        make_county(session)
        make_place(session, "龙潭镇")
    assert names_found("龙潭镇") == ["龙潭镇"]
    url = f"sqlite:///{tmp_path / 'other.sqlite'}"
    upgrade(url)

    other = create_app(Settings(url, tmp_path, "k" * 64))
    with other.app_context():
        with transaction() as session:
            make_county(session)
            make_place(session, "麻旺镇")
        found = names_found("麻旺镇")
        db.engine.dispose()

    assert found == ["麻旺镇"]


def test_what_was_prepared_is_what_the_first_question_gets(application: Flask) -> None:
    with transaction() as session:
        make_county(session)
        make_place(session, "龙潭镇")

    prepare()
    frozen = gc.get_freeze_count()
    gc.unfreeze()

    assert frozen > 0
    assert names_found("龙潭镇") == ["龙潭镇"]
