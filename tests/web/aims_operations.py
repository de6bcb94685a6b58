"""One asking of every operation on the county's figures by year and on its indicators."""

from tests.web.people import Caller, told

Asked = list[tuple[str, str, str, object]]

PEOPLE: dict[str, object] = {
    "series": "resident",
    "year": 2020,
    "value": "60.7338",
    "measure": "万人",
    "source": "普查公报",
}
EQUIPMENT: dict[str, object] = {
    "name": "抢险救援器材配备率",
    "measure": "%",
    "attribute": "expected",
    "better": "high",
    "source": "规划专栏1",
    "mark": "S",
}
AIM: dict[str, object] = {"kind": "aim", "year": 2025, "value": "100", "source": "规划专栏1"}
LINES = "指标,年份,数值,单位,来源,标记\n常住人口,2019,60,万人,公报,S\n"


ADDRESSES = (
    *("/yearbook/series/{0}/{0}", "/yearbook/series?changes={}", "/api/v1/indicators/{}"),
    *("/yearbook/indicators/{}", "/yearbook/indicators?from={0}&to={0}&period={0}"),
    *("/api/v1/indicators?from={0}&to={0}", "/yearbook?table=vehicles&from={0}&by={0}"),
    *("/yearbook?table=water&township={0}", "/yearbook?table=indicators&from={0}&to={0}"),
)
"""Addresses and questions to put strange words into."""
RIGHT: dict[str, dict[str, object]] = {
    "series": PEOPLE,
    "2020": {**PEOPLE, "reason": "抄错"},
    "file": {"csv": LINES},
    "indicators": EQUIPMENT,
    "figures": AIM,
    "offers": {"list": "youyang-3"},
}
"""What each address that ends so asks for."""


def series() -> Asked:
    """List one asking of every operation on the figures by year."""
    one, template = "/series/resident/2020", "/series/{name}/{year}"
    amended = {**PEOPLE, "value": "61", "reason": "抄错"}
    return [
        ("/series", "POST", "/series", PEOPLE),
        (template, "PATCH", one, amended),
        ("/series", "GET", "/series", None),
        (f"{template}/strike", "POST", f"{one}/strike", {"reason": "填错年份"}),
        ("/series/file", "POST", "/series/file", {"csv": LINES}),
    ]


def indicators(caller: Caller) -> Asked:
    """List one asking of every operation on the indicators; one is in the list already."""
    added = caller.post("/api/v1/indicators", {**EQUIPMENT, "name": "灭火器材配备率"})
    one, template = f"/indicators/{told(added)['code']}", "/indicators/{code}"
    struck = {"kind": "aim", "year": 2025, "reason": "录错"}
    return [
        ("/indicators", "POST", "/indicators", EQUIPMENT),
        (template, "PATCH", one, {"formula": "deaths", "better": "low"}),
        (f"{template}/figures", "POST", f"{one}/figures", AIM),
        ("/indicators", "GET", "/indicators?from=2025&to=2026", None),
        (f"{template}/figures/strike", "POST", f"{one}/figures/strike", struck),
        (f"{template}/withdraw", "POST", f"{one}/withdraw", {"reason": "规划调整"}),
        (f"{template}/restore", "POST", f"{one}/restore", None),
        (template, "GET", one, None),
        ("/indicators/offers", "GET", "/indicators/offers", None),
        ("/indicators/offers", "POST", "/indicators/offers", {"list": "youyang-3"}),
    ]
