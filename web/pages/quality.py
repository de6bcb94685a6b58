"""The forms and the page that keep records right, as they work without scripts."""

from collections.abc import Callable

from flask import flash, redirect
from werkzeug.wrappers import Response

from resources.database import transaction
from resources.errors import Refusal
from web import quality_deeds
from web.access import allow
from web.api.quality import REOPENERS
from web.deeds import Deed
from web.pages import blueprint
from web.pages.incident_page import refused_page
from web.reading import Reader, from_form


def _act(
    number: str, reader: Reader, read: Callable[[Reader, int | None], Deed], done: str
) -> Response | tuple[str, int]:
    """Do what a form of the incident page asks; a refusal comes back with all that was typed."""
    seen = reader.whole("version", most=2**31 - 1)
    try:
        deed = read(reader, seen)
        with transaction() as session:
            deed(session)
    except Refusal as refusal:
        return refused_page(number, reader, refusal)
    flash(done)
    return redirect(f"/incidents/{number}", 303)


@blueprint.post("/incidents/<number>/reopening")
@allow(*REOPENERS)
def reopen_incident(number: str) -> Response | tuple[str, int]:
    """Open the incident again."""
    return _act(
        number,
        from_form(),
        lambda reader, seen: quality_deeds.reopen(number, reader, seen),
        f"警情 {number} 已重开；原结案报告留在时间轴，请在核对后重新结案。",
    )
