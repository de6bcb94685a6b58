"""Learning from the log: used only where it beats the rules, kept without anything that runs."""

import json
from datetime import UTC, datetime

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from incidents.understanding.learned import (
    FORMAT,
    NO_GROUND,
    BadModel,
    load_model,
    pieces_of,
    save_model,
)
from incidents.understanding.suggestion import understand
from incidents.understanding.training import Example, TooFewExamples, beats, evaluate, train
from tests.incidents.understanding.narratives import KEPT, narrative_rows

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PLACES = "东西南北前后左右上下内外大小新老高低长短青白红黑山水石木金土花草米布云雨"


def made(index, generated=False):
    """One narrative in words of this brigade that no rule knows."""
    place = PLACES[index % len(PLACES)] + PLACES[index // len(PLACES)]
    word, code = (("角角包", "50200"), ("乌梢梢", "50400"))[index % 2]
    return Example(f"{place}湾又出了{word}", code, f"A{index}", generated)


LOCAL_WORDS = [made(index) for index in range(400)]


@pytest.fixture(scope="module")
def model():
    return train(LOCAL_WORDS, NOON)


def test_the_model_is_used_where_the_rules_have_no_word_and_it_wins(model):
    figures = {one.group: one for one in model.comparison.groups}[NO_GROUND]

    assert figures.count == model.comparison.held_back == 100
    assert (figures.rules_first, figures.only_rules) == (0, 0)
    assert figures.model_first > 90
    assert figures.model_is_used
    assert model.is_used_for(understand("某湾又出了角角包"))
    assert "规则无从判断" in model.comparison.sentence


def test_it_suggests_with_the_pieces_that_weighed_most(model):
    found = model.suggest("某某湾又出了角角包")

    assert [one.category for one in found] == ["50200", "50400"]
    assert sum(one.share for one in found) == pytest.approx(1, abs=1e-6)
    assert any("角" in word for word in found[0].words)


def test_it_is_silent_where_it_knows_no_piece(model):
    assert model.suggest("zzz") == ()
    assert model.suggest("") == ()


def test_where_the_rules_win_they_stay():
    rows = narrative_rows(KEPT)
    examples = [Example(row.text, row.category, f"B{n}") for n, row in enumerate(rows)]

    comparison = evaluate(examples)

    assert comparison.overall.rules_first > comparison.overall.model_first
    assert not any(one.model_is_used for one in comparison.groups)
    assert "仍只用规则" in comparison.sentence


def test_the_same_log_gives_the_same_figures_in_whatever_order():
    assert evaluate(LOCAL_WORDS) == evaluate(list(reversed(LOCAL_WORDS)))


def test_all_callers_of_an_incident_stand_on_one_side():
    calls = [
        Example(f"{one.narrative}{caller}", one.category, one.incident)
        for one in LOCAL_WORDS[:120]
        for caller in ("快来", "赶快", "急得很")
    ]

    comparison = evaluate(calls)

    assert comparison.held_back == 3 * comparison.incidents_held_back


def test_what_was_said_word_for_word_before_is_not_counted():
    same = [Example("屋头燃起来了", "10100", f"C{n}") for n in range(200)]

    comparison = evaluate([*LOCAL_WORDS, *same])

    assert comparison.repeated > 0
    assert comparison.held_back + comparison.repeated == 150


def test_generated_incidents_are_left_out_or_named():
    generated = [made(index, generated=True) for index in range(400, 500)]

    without = evaluate([*LOCAL_WORDS, *generated])
    among = evaluate([*LOCAL_WORDS, *generated], include_generated=True)

    assert (without.generated, without.generated_left_out) == (0, 100)
    assert without.groups == evaluate(LOCAL_WORDS).groups
    assert "另有演示生成 100 起未用" in without.sentence
    assert among.generated == 100
    assert "其中演示生成 100 起" in among.sentence


def test_a_short_log_teaches_nothing_and_says_what_to_do():
    with pytest.raises(TooFewExamples, match="199 条"):
        train(LOCAL_WORDS[:199], NOON)


@pytest.mark.parametrize(
    ("wins", "losses", "clearly"),
    # Five of five is luck once in 32 tries (0.031), four of four once in 16 (0.0625);
    # eight of nine: (9 + 1) / 512 = 0.0195; seven of nine: (36 + 9 + 1) / 512 = 0.0898.
    [(5, 0, True), (4, 0, False), (8, 1, True), (7, 2, False), (0, 0, False), (3, 9, False)],
)
def test_a_win_must_be_more_than_luck(wins, losses, clearly):
    assert beats(wins, losses) is clearly


def test_the_weights_are_those_of_the_library():
    texts = [one.narrative for one in LOCAL_WORDS]
    vectorizer = TfidfVectorizer(analyzer=pieces_of, sublinear_tf=True)
    vectors = vectorizer.fit_transform(texts)
    model = train(LOCAL_WORDS, NOON)

    _, columns, values = model.vector(texts[7])

    row = dict(zip(vectors[7].indices, vectors[7].data, strict=True))
    ours = {vectorizer.vocabulary_[piece]: i for piece, i in model.pieces.items()}
    back = {i: column for column, i in ours.items()}
    assert len(columns) == len(row)
    for column, value in zip(columns, values, strict=True):
        assert row[back[int(column)]] == pytest.approx(float(value), abs=1e-5)


def test_a_kept_model_answers_as_before(tmp_path, model):
    path = tmp_path / "model.npz"
    save_model(model, path)

    kept = load_model(path)

    assert kept.suggest("某湾又出了乌梢梢") == model.suggest("某湾又出了乌梢梢")
    assert kept.comparison == model.comparison
    assert kept.trained_at == NOON


def test_a_damaged_missing_or_foreign_file_is_refused(tmp_path, model):
    path = tmp_path / "model.npz"
    save_model(model, path)
    whole = path.read_bytes()

    for broken in (b"", b"no archive", whole[: len(whole) // 2], whole[:200] + whole[260:]):
        path.write_bytes(broken)
        with pytest.raises(BadModel, match="重新学习"):
            load_model(path)
    with pytest.raises(BadModel, match="nowhere"):
        load_model(tmp_path / "nowhere.npz")


def test_a_file_of_another_version_is_refused(tmp_path):
    path = tmp_path / "model.npz"
    np.savez(path, head=np.array(json.dumps({"format": FORMAT + 1})))

    with pytest.raises(BadModel, match=f"版本为 {FORMAT + 1}"):
        load_model(path)


def test_a_file_that_would_run_code_is_refused(tmp_path):
    path = tmp_path / "model.npz"
    np.savez(path, head=np.array([{"a": 1}], dtype=object))

    with pytest.raises(BadModel):
        load_model(path)
