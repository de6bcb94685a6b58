"""The pages of the gazetteer: the list, one place with its history, and the forms that edit it."""

from collections.abc import Iterable, Sequence
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from incidents.place_facts import FieldChange
from incidents.place_history import PlaceChange, history_of_place, point_told
from incidents.places.datum_hint import datum_hint
from resources import queries
from resources.county_rows import PLACE_KIND_LABELS, PlaceKind
from resources.database import transaction
from resources.errors import BadInput
from resources.queries import Place
from web import place_deeds, place_shapes
from web.access import EVERYONE_LOGGED_IN, allow, current
from web.errors import status_of
from web.gazetteer import place_search
from web.land import roads
from web.pages import blueprint
from web.pages.frame import Context, faults_of, may
from web.place_deeds import SURVEYORS, PlaceChanged, PlaceDeed, known_place
from web.reading import Reader, from_form
from web.shapes import Shape

PER_PAGE = 50
MOST_FOUND = 50
STATES = (("edited", "系统内修订过的"), ("withdrawn", "已撤销的"))
HOLDERS = (PlaceKind.VILLAGE, PlaceKind.RESIDENTIAL_AREA)
"""Kinds a place is said to lie in; offered while the field is filled."""
FORM_FIELDS = frozenset(
    ("name", "kind", "township_code", "parent_code", "position", "radius_m", "is_urban")
) | {"aliases", "former_names", "datum_in", "reason"}


@blueprint.get("/gazetteer")
@allow(*EVERYONE_LOGGED_IN)
def list_places() -> str:
    """List places by kind, township and state, or those some words may mean, best first."""
    reader = Reader(dict(request.args.items()))
    words, state = reader.text("q"), reader.text("state")
    kind, township = reader.text("kind"), reader.text("township")
    number = reader.whole("page", most=100_000)
    reader.finish()
    wanted = queries.PlaceFilter(
        kind, township, words, is_edited=state == "edited", is_withdrawn=state == "withdrawn"
    )
    more: Context = {"whys": {}, "elsewhere": 0, "page": None}
    rows: Sequence[Place]
    if words and not wanted.is_withdrawn:
        rows, found = _found(words, wanted)
        more.update(found)
    else:
        page = max(number or 1, 1)
        rows, total = queries.places_matching(wanted, PER_PAGE, (page - 1) * PER_PAGE)
        kept = {name: told for name, told in request.args.items() if name != "page" and told}
        more["page"] = _paging(page, total, kept)
    return render_template(
        "gazetteer.html",
        places=place_shapes.places(rows),
        kinds=list(PLACE_KIND_LABELS.items()),
        townships=_townships(),
        states=STATES,
        filters={"q": words, "kind": kind, "township": township, "state": state},
        **more,
    )


def _found(words: str, wanted: queries.PlaceFilter) -> tuple[list[Place], Context]:
    """Return the places the place search finds, as the call room would, and why each."""
    candidates = place_search().find(words, limit=MOST_FOUND)
    whys = {one.code: one.why for one in candidates if one.code}
    known = queries.places_coded([*whys, words])
    coded = [words] if words in known else []
    listed = [known[code] for code in dict.fromkeys([*coded, *whys]) if code in known]
    rows = [
        row
        for row in listed
        if wanted.kind in ("", row.kind)
        and wanted.township_code in ("", row.township_code)
        and (row.edited_at is not None or not wanted.is_edited)
    ]
    return rows, {"whys": whys, "elsewhere": len(candidates) - len(whys.keys() & known.keys())}


def _paging(page: int, total: int, kept: dict[str, str]) -> Context:
    pages = max(1, -(-total // PER_PAGE))

    def address(number: int) -> str:
        return f"/gazetteer?{urlencode({**kept, 'page': number})}"

    return {
        "total": total,
        "number": page,
        "pages": pages,
        "previous_url": address(min(page - 1, pages)) if page > 1 else None,
        "next_url": address(page + 1) if page < pages else None,
    }


def _townships() -> list[tuple[str, str]]:
    return [(row.code, row.name) for row in queries.places([PlaceKind.TOWNSHIP])]


@blueprint.get("/gazetteer/new")
@allow(*SURVEYORS)
def show_new_place() -> str:
    """Show the form that enters a place."""
    return _form(
        None, {"radius_m": "200", "is_urban": "false", "name": request.args.get("name", "")}
    )


@blueprint.get("/gazetteer/<code>")
@allow(*EVERYONE_LOGGED_IN)
def show_place(code: str) -> str:
    """Show a place with its source and history, and the form for whoever may edit it."""
    place = place_shapes.place(known_place(code))
    return _form(place, _typed(place))


def _typed(place: Shape) -> dict[str, object]:
    """Return what the form shows before anybody typed: the place as it is, in WGS 84."""
    point, above = place["position"], place["parent_code"]
    assert isinstance(place["aliases"], list) and isinstance(place["former_names"], list)
    return {
        **place,
        **(point if isinstance(point, dict) else {}),
        "parent_code": "" if above == place["township_code"] else above or "",
        "is_urban": "true" if place["is_urban"] else "false",
        "aliases": " ".join(str(one) for one in place["aliases"]),
        "former_names": " ".join(str(one) for one in place["former_names"]),
    }


def _form(place: Shape | None, typed: object, **more: object) -> str:
    entries: list[Context] = []
    rows: Sequence[PlaceChange] = ()
    if place is not None:
        rows = history_of_place(str(place["code"]))
        shown = place_shapes.history(rows, current())
        entries = [
            {**entry, "changes": place_shapes.in_words(row.changes)}
            for row, entry in zip(rows, shown, strict=True)
            if isinstance(entry, dict)
        ]
    kinds = [(k, word) for k, word in PLACE_KIND_LABELS.items() if k != PlaceKind.TOWNSHIP]
    return render_template(
        "place.html",
        place=place,
        typed=typed,
        history=entries[::-1],
        point_edit=point_told(rows),
        kinds=kinds,
        townships=_townships(),
        holders=place_shapes.places(queries.places(HOLDERS)) if may("edit_places") else [],
        datums=list(place_shapes.DATUM_LABELS.items()),
        datum_labels=place_shapes.DATUM_LABELS,
        **more,
    )


def _refused(place: Shape | None, reader: Reader, refusal: BadInput, doing: str) -> str:
    """Show the form again with everything typed and what is wrong with each field."""
    faults = faults_of(refusal)
    loose = [fault.message for fault in refusal.faults if fault.field not in FORM_FIELDS]
    sentence = "；".join(loose) or "请改正标出的各项。"
    typed = reader.values if doing == "edit" or place is None else _typed(place)
    reason = str(reader.values.get("reason", ""))
    return _form(place, typed, faults=faults, refusal=sentence, doing=doing, reason=reason)


def _done(deed: PlaceDeed, sentence: str) -> Response:
    with transaction() as session:
        place = deed(session)
        session.flush()
        code, name = place.code, place.name
    # Whoever edits waits for the search made anew; callers meanwhile get the one before.
    place_search(fresh=True)
    flash(sentence.format(name))
    return redirect(url_for("pages.show_place", code=code), 303)


@blueprint.post("/gazetteer")
@allow(*SURVEYORS)
def add_place() -> Response | tuple[str, int]:
    """Enter a place."""
    reader = from_form()
    try:
        done = _done(place_deeds.add_place(reader), "“{}”已录入，现在就能搜到。")
    except BadInput as refusal:
        return _refused(None, reader, refusal, "edit"), status_of(refusal)
    _hint(reader)
    return done


@blueprint.post("/gazetteer/<code>")
@allow(*SURVEYORS)
def revise_place(code: str) -> Response | tuple[str, int]:
    """Revise a place; what somebody else changed meanwhile is shown before it is overwritten."""
    reader = from_form()
    before = place_shapes.place(known_place(code))["position"]
    try:
        done = _done(place_deeds.revise_place(code, reader, None), "“{}”已保存，现在就能搜到。")
    except BadInput as refusal:
        place = place_shapes.place(known_place(code))
        return _refused(place, reader, refusal, "edit"), status_of(refusal)
    except PlaceChanged as refusal:
        return _outrun(code, reader, refusal), status_of(refusal)
    if place_shapes.place(known_place(code))["position"] != before:
        _hint(reader)
    return done


def _outrun(code: str, reader: Reader, refusal: PlaceChanged) -> str:
    """Show what is stored now beside what was typed; the next submission has seen both."""
    place = place_shapes.place(known_place(code))
    different: Iterable[FieldChange] = refusal.differences
    return _form(
        place,
        {**reader.values, "version": refusal.version},
        refusal=str(refusal),
        differences=place_shapes.in_words(different),
        doing="edit",
    )


def _hint(reader: Reader) -> None:
    """Say when a point told as a satellite's looks like one of a map service."""
    position, datum = reader.position()
    if position is None or datum not in {"wgs84", "cgcs2000"}:
        return
    sentence = datum_hint(position, roads())
    if sentence:
        flash(f"▲ 请核对坐标：{sentence}")


@blueprint.post("/gazetteer/<code>/withdraw")
@allow(*SURVEYORS)
def withdraw_place(code: str) -> Response | tuple[str, int]:
    """Take a place out of the gazetteer."""
    return _for_a_reason(code, "withdraw")


@blueprint.post("/gazetteer/<code>/restore")
@allow(*SURVEYORS)
def restore_place(code: str) -> Response | tuple[str, int]:
    """Put a withdrawn place back."""
    return _for_a_reason(code, "restore")


def _for_a_reason(code: str, doing: str) -> Response | tuple[str, int]:
    reader = from_form()
    known_place(code)
    deeds = {
        "withdraw": (place_deeds.withdraw_place, "“{}”已撤销，不再出现在搜索中。"),
        "restore": (place_deeds.restore_place, "“{}”已恢复，现在就能搜到。"),
    }
    deed, sentence = deeds[doing]
    try:
        return _done(deed(code, reader), sentence)
    except BadInput as refusal:
        place = place_shapes.place(known_place(code))
        return _refused(place, reader, refusal, doing), status_of(refusal)
