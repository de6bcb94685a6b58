"""The points of the map of incidents over the JSON interface."""

from flask import Response, jsonify

from web import shapes
from web.access import allow
from web.api import blueprint
from web.api.yearbook import COUNTERS, asked
from web.incident_map import DECIMALS, TABLE, by_township, incident_map
from web.presenting import SERVICE_ZONE

NOTICE = f"坐标只保留 {DECIMALS} 位小数（约 100 米），不含地址和报警人。"


@blueprint.get("/yearbook/points")
@allow(*COUNTERS)
def show_points() -> Response:
    """Show where the call-outs of a time were, rounded, and how many each township had."""
    question = asked(TABLE)
    drawn = incident_map(question, SERVICE_ZONE.key)
    _, townships = by_township(question, SERVICE_ZONE.key)
    return jsonify(
        {
            "points": [list(point) for point in drawn.points],
            "total": drawn.total,
            "unplaced": drawn.unplaced,
            "townships": [
                {
                    "code": one.code,
                    "name": one.name,
                    "count": one.cell.amount,
                    "position": shapes.place(one.position),
                }
                for one in townships
            ],
            "notice": NOTICE,
        }
    )
