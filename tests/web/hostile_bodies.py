"""Values that have no place in a body, the fields they are put in, and what is right for each."""

from tests.web import aims_operations
from tests.web.people import FIRE, OUTCOME

KEPT = (
    *("'; --", "' OR 1=1 --", "{{7*7}}", "${7*7}", "%s%n", "%(name)s", "<script>alert(1)</script>"),
    *('"><img src=x onerror=alert(1)>', "../../etc/passwd", "=HYPERLINK(1)", "\\u0000", "{}"),
    *(
        "🔥🚒",
        "𠮷野𡃁𬱖𭃂",
        "\u202eevil\u202c",
        "\ufeffx",
        "e\u0301",
        "龘靐齉",
        "a\tb",
        "\ufffe",
        "🇨🇳" * 9,
    ),
)
REFUSED = (
    "\x00",
    "龙\x00潭",
    "\ud800",
    "a\udfffb",
    "\x1b[31m",
    "\x7f",
    "火" * 2_001,
    "x" * 900_000,
)
VALUES: tuple[object, ...] = (
    *KEPT,
    *REFUSED[:6],
    *(None, True, False, 0, 1, -1, 3, 2**31, 2**63, 10**30, 0.5, 1e308, "", " ", "1", "true"),
    *(
        [],
        {},
        [None],
        ["龙潭1"],
        ["龙潭1", "龙潭1"],
        [[]],
        {"lon": 108.77, "lat": 28.84},
        {"lon": 0},
    ),
    *(
        "10100",
        "99999",
        "real",
        "dwelling",
        "full",
        "on_scene",
        "en_route",
        "alerted",
        "controlled",
    ),
    *(
        "2026-01-01T12:00:00+08:00",
        "2024-02-29T00:00:00Z",
        "0001-01-01T00:00:00Z",
        "龙潭1",
        "1e400",
    ),
)
FIELDS = (
    *("caller_number", "caller_name", "place", "place_code", "narrative", "position", "category"),
    *("level", "trapped", "burning", "floors", "fire_floor", "channel", "received_at", "incident"),
    *("units", "override_reason", "unit", "stage", "at", "source", "text", "outcome", "status"),
    *("reason", "device_seq", "lon", "lat", "datum", "form", "cause", "occupancy", "is_urban"),
    *("dead", "loss_yuan", "occurred_at", "disposition", "rescued", "summary", "version", "next"),
    *("seriously_injured", "q", "since", "before", "limit", "offset", "from", "to", "row"),
    *("column", "format", "table", "year", "page", "state", "name", "password", "strange\n"),
    *("line", "roads", "starts_at", "ends_at", "weather", "remark", "all"),
    *("owner", "households", "site_cost_yuan", "cause_code", "township", "died_on"),
    *("counted_before", "series", "value", "measure", "mark", "csv", "kind", "rank", "formula"),
    *("attribute", "better", "list"),
)


RIGHT: dict[str, dict[str, object]] = {
    "calls": dict(FIRE),
    "assignments": {"units": ["龙潭2"]},
    "recall": {"unit": "龙潭2"},
    "stage": {"stage": "controlled"},
    "notes": {"text": "水源充足"},
    "status": {"status": "en_route"},
    "position": {"lon": 108.77, "lat": 28.84},
    "recommendations": {"category": "10100", "position": {"lon": 108.77, "lat": 28.84}},
    "close": OUTCOME,
    "reopening": {"reason": "核实"},
    "fires": {"form": "full", "cause": "electrical", "occupancy": "dwelling", "loss_yuan": 1},
    "deaths": {"died_on": "2026-01-01"},
    "correction": {"reason": "核实"},
    **aims_operations.RIGHT,
    "closures": {"line": [{"lon": 108.78, "lat": 28.84}], "reason": "塌方"},
    "touched": {"line": [{"lon": 108.78, "lat": 28.84}]},
    "conditions": {"weather": "fog"},
    "calls.csv": {"from": 2026, "to": 2026},
    "records": {"table": "calls", "from": 2026, "to": 2026, "row": "total", "column": "total"},
}
