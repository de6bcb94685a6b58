"""The back-entry page (补录): one paper slip on one screen, typed by keyboard alone."""

from typing import Final

from flask import flash, redirect, render_template, request
from werkzeug.wrappers import Response

from dispatch.errors import SlipTaken
from incidents import slip_queries
from incidents.categories import DISPOSITION_LABELS
from incidents.false_alarms import CHOSEN_WHEN
from incidents.premises import OCCUPANCY_LABELS
from incidents.slip_times import shown
from incidents.slips import number_after
from resources.database import transaction
from resources.errors import BadInput, Refusal
from resources.queries import units
from web import back_entry_deeds, shapes
from web.access import allow, current
from web.api.calls import CALL_ROOM, category_groups
from web.back_entry_forms import STAGES, UNIT_TIMES, nested
from web.clock import now
from web.errors import status_of
from web.pages import blueprint
from web.pages.frame import faults_of
from web.presenting import SERVICE_ZONE
from web.reading import Reader, from_form
from web.vehicle_names import letters_of

ROWS: Final = 6
SHOWN: Final = 12
OUTCOME_NUMBERS: Final = (
    *(("rescued", "抢救人数"), ("evacuated", "疏散人数"), ("dead", "死亡人数")),
    *(("injured", "受伤人数"), ("property_saved_yuan", "抢救财产（元）")),
    *(("property_protected_yuan", "保护财产（元）"), ("loss_yuan", "财产损失（元）")),
)


@blueprint.get("/back-entry")
@allow(*CALL_ROOM)
def show_back_entry() -> str:
    """Show an empty slip, numbered on from the last one typed."""
    last = slip_queries.last_entered(1)
    number = (number_after(last[0].slip_number) if last else None) or ""
    done = Reader(dict(request.args.items())).text("done")
    return _page({"slip_number": number}, done=done)


@blueprint.post("/back-entry")
@allow(*CALL_ROOM)
def enter_slip() -> Response | tuple[str, int]:
    """File the slip, or show it again with everything typed and what is wrong."""
    typed = from_form().values
    try:
        deed = back_entry_deeds.enter(Reader(nested(typed)))
        with transaction() as session:
            done = deed(session)
            number = done.incident.number
        told = [f"请核对：{words}。" for words in done.warnings]
        told += [
            f"可能与警情 {hit.incident.number} 重复：{hit.reason}。" for hit in done.duplicates
        ]
    except Refusal as refusal:
        faults = faults_of(refusal) if isinstance(refusal, BadInput) else {}
        first = refusal.incident_number if isinstance(refusal, SlipTaken) else None
        if first:
            faults = {"slip_number": str(refusal)}
        return _page(typed, faults, str(refusal), first), status_of(refusal)
    for words in told:
        flash(words)
    return redirect(f"/back-entry?done={number}", 303)


def _page(
    typed: object,
    faults: dict[str, str] | None = None,
    refusal: str = "",
    first: str | None = None,
    done: str = "",
) -> str:
    at = now()
    return render_template(
        "back_entry.html",
        typed=typed,
        faults=faults or {},
        refusal=refusal,
        first=first,
        done=done,
        rows=range(ROWS),
        # The order of the whole slip is typed once above: a vehicle's own comes last.
        unit_times=[*UNIT_TIMES[1:], UNIT_TIMES[0]],
        stages=STAGES,
        vehicles=[(row.call_sign, letters_of(row.call_sign)) for row in units()],
        category_groups=category_groups(),
        dispositions=[
            (value, f"{label}：{CHOSEN_WHEN[value]}") for value, label in DISPOSITION_LABELS.items()
        ],
        occupancies=list(OCCUPANCY_LABELS.items()),
        outcome_numbers=OUTCOME_NUMBERS,
        entered=[
            {
                "slip_number": one.slip_number,
                "number": one.incident_number,
                "place": shapes.words_for(current(), one.place_text),
                "received": shown(one.received_at, at, SERVICE_ZONE),
                "entered": shown(one.entered_at, at, SERVICE_ZONE),
                "by": one.entered_by,
            }
            for one in slip_queries.last_entered(SHOWN)
        ],
    )
