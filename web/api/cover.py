"""Cover over the JSON interface: how the county is covered now, and what moving up would help."""

from flask import Response, jsonify

from dispatch import cover_queries
from dispatch.move_up import move_up
from dispatch.response_plans import Mark
from resources.accounts import Role
from web import cover_shapes
from web.access import allow
from web.api import blueprint
from web.clock import now

WATCHING = (Role.CALL_TAKER, Role.DISPATCHER, Role.CHIEF, Role.ADMIN)


@blueprint.get("/cover")
@allow(*WATCHING)
def show_cover() -> Response:
    """Show how the county is covered by the engines that stand ready."""
    ground, standing = cover_queries.present(now())
    return jsonify(cover_shapes.cover_now(ground.now(standing), ground))


@blueprint.get("/move-up")
@allow(*WATCHING)
def advise_moves() -> Response:
    """Advise which idle engines should wait at stations that stand empty; nothing is ordered."""
    ground, standing = cover_queries.present(now())
    return jsonify(
        {
            "moves": cover_shapes.moves(move_up(ground, standing)),
            "gap": ground.gap,
            "note": cover_shapes.MOVE_UP_NOTE,
            "mark": str(Mark.PROPOSED),
        }
    )
