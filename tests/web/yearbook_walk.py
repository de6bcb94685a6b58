"""One asking of every operation on printed tables and sealed years, by who may ask it."""

from datetime import UTC, datetime

from incidents.records import Incident
from resources.database import transaction
from tests.web.people import Caller, told

PRINTED = {
    "table": "fires",
    "paper": "《县年鉴2024》",
    "box": "表5",
    "figures": {"2024": {"fires": "3"}, "total": {"fires": "3"}},
}
STATISTICIANS = (
    *("/yearbook/printed", "/yearbook/disagreements", "/yearbook/seals"),
    *("/series", "/indicators"),
)
"""Where only a statistician may change something."""
SEALED = {"year": 2020, "words": "补封旧账"}


def trust(statistician: Caller) -> list[tuple[str, str, str, object]]:
    """List one asking of every operation of what a report can rest on."""
    key = told(statistician.post("/api/v1/yearbook/printed", PRINTED))["key"]
    spare = told(statistician.post("/api/v1/yearbook/printed", {**PRINTED, "box": "表6"}))["key"]
    statistician.post("/api/v1/yearbook/seals", {"year": 2019, "words": "补封旧账"})
    _find_a_record_of_2019()
    one, template = f"/yearbook/printed/{key}", "/yearbook/printed/{key}"
    return [
        ("/yearbook/printed", "GET", "/yearbook/printed", None),
        ("/yearbook/printed", "POST", "/yearbook/printed", {**PRINTED, "box": "表7"}),
        (template, "GET", one, None),
        (template, "PATCH", one, {**PRINTED, "note": "核对过"}),
        (template, "DELETE", f"/yearbook/printed/{spare}", None),
        ("/yearbook/disagreements", "GET", "/yearbook/disagreements", None),
        ("/yearbook/seals", "GET", "/yearbook/seals", None),
        ("/yearbook/seals", "POST", "/yearbook/seals", SEALED),
        ("/yearbook/seals/{year}", "GET", "/yearbook/seals/2019", None),
        (
            *("/yearbook/seals/{year}/amendments", "POST"),
            *("/yearbook/seals/2019/amendments", {"reason": "补登旧警情"}),
        ),
    ]


def _find_a_record_of_2019() -> None:
    at = datetime(2019, 5, 1, 4, 0, tzinfo=UTC)
    with transaction() as session:
        session.add(
            Incident(
                number="20190501-001",
                category="10100",
                level=1,
                state="closed",
                disposition="real",
                place_text="旧登记簿",
                received_at=at,
                filed_at=at,
            )
        )
