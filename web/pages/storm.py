"""The page of a storm: one proposal for all open incidents, of which a person orders what to do."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from dispatch import storm_board
from dispatch.storm import StormAim
from dispatch.storm_board import AIM_LABELS, read_storm
from resources.accounts import Role
from resources.database import transaction
from resources.errors import BadInput, Refusal
from web import storm_shapes
from web.access import allow
from web.api.storm import STORM_READERS
from web.clock import now
from web.deeds import MOST_UNITS, my_act
from web.errors import status_of
from web.pages import blueprint
from web.pages.frame import Context
from web.reading import Reader, from_form

MOST_INCIDENTS = 500
UNITS = "units:"
"""Before an incident's number, the field of the units its row showed."""


@blueprint.get("/storm")
@allow(*STORM_READERS)
def show_storm() -> str:
    """Show the proposal for an aim."""
    reader = Reader(dict(request.args.items()))
    aim = reader.choice("aim", StormAim) or StormAim.LEAST_TOTAL
    reader.finish()
    return _page(aim)


def _page(aim: StormAim, **more: object) -> str:
    moment = now()
    context: Context = {
        "proposal": storm_shapes.proposal(read_storm(aim, moment), moment),
        "aims": [(str(one), label, one is aim) for one, label in AIM_LABELS.items()],
        **more,
    }
    return render_template("storm.html", **context)


@blueprint.post("/storm/orders")
@allow(Role.DISPATCHER)
def order_by_proposal() -> Response | tuple[str, int]:
    """Order what was proposed for the ticked incidents: for each all of it or nothing.

    Each incident is ordered in a transaction of its own, so that one refusal leaves the rest.
    """
    reader = from_form()
    aim = reader.choice("aim", StormAim) or StormAim.LEAST_TOTAL
    numbers = reader.words("incidents", most=MOST_INCIDENTS)
    seen = {number: reader.words(f"{UNITS}{number}", most=MOST_UNITS) for number in numbers}
    if not numbers and not reader.faults:
        reader.blame("incidents", "请先勾选要按方案下达的警情。")
    try:
        reader.finish()
    except BadInput as refusal:
        return _page(aim, refusals=[fault.message for fault in refusal.faults]), 422
    act = my_act()
    # One look for all: what the first order leaves is still best for the others.
    storm = read_storm(aim, act.now)
    done, refusals, code = [], [], 0
    for number in dict.fromkeys(numbers):
        try:
            with transaction() as session:
                storm_board.order(session, number, seen[number], storm, act)
        except Refusal as refusal:
            refusals.append(str(refusal))
            code = max(code, status_of(refusal))
        else:
            done.append(f"警情 {number} 已按方案下达：{'、'.join(seen[number])}。")
    if refusals:
        return _page(aim, refusals=refusals, done=done), code
    for sentence in done:
        flash(sentence)
    return redirect(url_for("pages.show_storm", aim=str(aim)), 303)
