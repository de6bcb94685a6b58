"""The clocks of the pre-alert as the JSON interface shows them."""

from dispatch.pre_alert import GOAL, Clocks
from web.shapes import Shape, moment


def clocks(told: Clocks) -> Shape:
    """Moments of one call, null for what has not come yet, and the goal with its mark."""
    return {
        "answered_at": moment(told.answered),
        "place_known_at": moment(told.place_known),
        "first_order_at": moment(told.first_order),
        "kind_known_at": moment(told.kind_known),
        "full_order_at": moment(told.full_order),
        "goal_s": round(GOAL.total_seconds()),
        "goal_mark": "G",
    }
