"""The monthly report of orders that differ from the advice; every number opens its incidents."""

from flask import render_template, request
from werkzeug.wrappers import Response

from dispatch.overrides import GivenOrder, RowOverrides, count_overrides
from dispatch.queries import orders_given
from web import rule_deeds, rule_shapes
from web.access import allow, current
from web.api.rules import overrides_file
from web.clock import now
from web.pages import blueprint
from web.reading import Reader
from web.rule_deeds import RULE_READERS


@blueprint.get("/rules/overrides")
@allow(*RULE_READERS)
def show_overrides() -> str:
    """Show a month's report, and the orders behind the number that was opened."""
    reader = Reader(dict(request.args.items()))
    row, show = reader.text("row"), reader.text("show")
    month, start, end = rule_deeds.month_of(reader, now())
    counted = count_overrides(orders_given(start, end))
    rows = [rule_shapes.overrides(one, month) for one in counted]
    opened = next((shape for shape in rows if shape["row"] == row), None)
    return render_template(
        "overrides.html",
        month=month,
        rows=rows,
        orders=sum(len(one.orders) for one in counted),
        differing=sum(len(one.differing) for one in counted),
        opened=opened,
        show={"all": "全部调派", "differing": "与建议不同的调派"}.get(show, show),
        behind=[rule_shapes.order(one, current()) for one in _behind(counted, row, show)],
    )


def _behind(counted: tuple[RowOverrides, ...], row: str, show: str) -> tuple[GivenOrder, ...]:
    for one in counted:
        if rule_shapes.key_text((one.category, one.level)) == row:
            if show == "all":
                return one.orders
            return one.differing if show == "differing" else one.because(show)
    return ()


@blueprint.get("/rules/overrides.csv")
@allow(*RULE_READERS)
def download_overrides() -> Response:
    """Download a month's report."""
    return overrides_file(Reader(dict(request.args.items())).text("month"))
