"""The paper page (纸板纸单): the board as a PDF now, how old the one on disk is, blank slips."""

from flask import Response, current_app, redirect, render_template, request
from werkzeug.wrappers import Response as Redirection

from incidents import slip_book, slip_queries
from incidents.slips import PRINTED, numbers_from
from resources.database import transaction
from resources.errors import BadInput, FieldFault
from web import paper_files
from web.access import allow
from web.api.calls import CALL_ROOM
from web.clock import now
from web.deeds import my_act
from web.pages import blueprint
from web.paper_board import paper_board
from web.paper_slips import slips_pdf
from web.paper_steps import WHEN_BACK, WHEN_GONE
from web.presenting import SERVICE_ZONE
from web.printing import to_pdf
from web.reading import Reader, from_form


@blueprint.get("/paper")
@allow(*CALL_ROOM)
def show_paper() -> str:
    """Show where the board lies and how old it is, and what to do when the system is gone."""
    folders = current_app.config["PAPER_DIRS"]
    return render_template(
        "paper.html",
        boards=[
            {"folder": str(folder), "made_at": paper_files.made_at(folder)} for folder in folders
        ],
        health=paper_files.health(folders, now()),
        when_gone=WHEN_GONE,
        when_back=WHEN_BACK,
        most_slips=slip_book.MOST_SLIPS,
    )


@blueprint.get("/paper/board.pdf")
@allow(*CALL_ROOM)
def print_board() -> Response:
    """Print the board as it is now."""
    return _pdf(to_pdf("board", paper_board(now())), "board.pdf")


@blueprint.post("/paper/slips")
@allow(*CALL_ROOM)
def give_out_slips() -> Redirection:
    """Give out numbers for blank slips, and go on to their PDF."""
    reader = from_form()
    count = reader.whole("count", most=slip_book.MOST_SLIPS, least=1)
    if count is None:
        reader.blame("count", "请填写张数。")
    reader.finish()
    assert count is not None, "a missing count is a fault"
    act = my_act()
    with transaction() as session:
        numbers = slip_book.give_out(session, count, SERVICE_ZONE, act)
    return redirect(f"/paper/slips.pdf?first={numbers[0]}&count={count}", 303)


@blueprint.get("/paper/slips.pdf")
@allow(*CALL_ROOM)
def print_slips() -> Response:
    """Print a run of slips whose numbers were given out."""
    reader = Reader(dict(request.args.items()))
    first = reader.text("first", most=20)
    count = reader.whole("count", most=slip_book.MOST_SLIPS, least=1) or 1
    reader.finish()
    told = PRINTED.fullmatch(first)
    day = first.rpartition("-")[0]
    if told is None or int(told[2]) < 1 or int(told[2]) + count - 1 > slip_queries.given_out(day):
        raise BadInput(
            (FieldFault("first", f"单号“{first}”起的 {count} 张没有发过，请重新印制。"),)
        )
    return _pdf(slips_pdf(numbers_from(first, count)), f"{first}.pdf")


def _pdf(content: bytes, name: str) -> Response:
    response = Response(content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
