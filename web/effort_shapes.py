"""What calls cost, as pages and the JSON interface show it."""

from dispatch.effort import FEWEST, FIELDS, MEASURED, Figure, ReleaseEffort
from web.shapes import Json, Shape

NOT_FOR = (
    "这些数字用来比较软件版本和界面，不得用于考核个人：不记姓名、账户、席位和具体时刻，"
    f"不满 {FEWEST} 起的不显示。"
)


def _figure(name: str, label: str, told: Figure) -> Json:
    return {"name": name, "label": label, "median": told.median, "p90": told.p90}


def release(told: ReleaseEffort) -> Shape:
    """One release; no figures where too few calls were measured, and not how few."""
    return {
        "release": told.release,
        "is_shown": told.is_shown,
        "calls": told.calls if told.is_shown else None,
        "ordered": told.ordered if told.is_shown else None,
        "figures": [_figure(n, MEASURED[n], f) for n, f in told.figures.items()],
        "fields": [_figure(n, FIELDS[n], f) for n, f in told.fields.items()],
    }
