"""How a category is suggested: the rules, and what the log has taught beside them."""

from flask import render_template

from incidents.understanding.cards import DEFAULT_CARDS
from incidents.understanding.rules import DEFAULT_RULES
from web.access import EVERYONE_LOGGED_IN, allow
from web.learning import learned_model
from web.pages import blueprint


@blueprint.get("/suggestions")
@allow(*EVERYONE_LOGGED_IN)
def show_suggestions() -> str:
    """Show what suggestions rest on, and by how much the learned model beats the rules."""
    model = learned_model()
    return render_template(
        "suggestions.html",
        rules=len(DEFAULT_RULES.rules),
        cards=len(DEFAULT_CARDS),
        questions=sum(len(asked) for asked in DEFAULT_CARDS.values()),
        trained_at=model.trained_at if model else None,
        comparison=model.comparison if model else None,
    )
