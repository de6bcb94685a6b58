"""The forces round 酉阳: neighbours by their real names, everything else made up and flagged.

Points are the towns where the counties have their seats, to a hundredth of a degree; forces and
the rung of each are proposed, and no telephone number is made up.
"""

from typing import Final

PARTNER_COLUMNS: Final = (
    *("code", "name", "rung", "kind", "is_commanded", "contact", "lon", "lat", "datum"),
    *("vehicles", "people", "capabilities", "remark", "dataset", "is_synthetic"),
)

CONTACT: Final = "值班室（号码待填）"
REMARK: Final = "演示：力量为生成，点位取县城大致位置"

_ALL: Final = "water foam ladder rescue"

# Code, name, rung, kind, commanded, longitude, latitude, vehicles, people, capabilities.
_FORCES: Final = (
    ("L01", "县供水企业送水队（演示）", 0, "service", 0, 108.77, 28.84, 2, 4, "supply"),
    ("L02", "县社会救援队（演示）", 0, "rescue_team", 0, 108.77, 28.84, 2, 12, "rescue boat"),
    ("N01", "秀山县消防救援力量", 3, "neighbour_brigade", 0, 109.00, 28.45, 3, 16, _ALL),
    ("N02", "黔江区消防救援力量", 3, "neighbour_brigade", 0, 108.77, 29.53, 4, 22, _ALL),
    ("N03", "彭水县消防救援力量", 3, "neighbour_brigade", 0, 108.16, 29.29, 3, 16, _ALL),
    (
        "D01",
        "重庆市消防救援总队",
        5,
        "detachment",
        0,
        106.55,
        29.56,
        10,
        60,
        ("water foam ladder tower_nozzle rescue supply smoke_light hazmat command support"),
    ),
    ("X01", "龙山县消防救援力量", 6, "neighbour_brigade", 0, 109.44, 29.46, 3, 16, _ALL),
    ("X02", "来凤县消防救援力量", 6, "neighbour_brigade", 0, 109.41, 29.49, 2, 12, "water rescue"),
    ("X03", "咸丰县消防救援力量", 6, "neighbour_brigade", 0, 109.14, 29.68, 2, 12, "water rescue"),
    ("X04", "沿河县消防救援力量", 6, "neighbour_brigade", 0, 108.50, 28.57, 2, 12, "water rescue"),
    ("X05", "松桃县消防救援力量", 6, "neighbour_brigade", 0, 109.20, 28.16, 2, 12, "water rescue"),
    ("X06", "印江县消防救援力量", 6, "neighbour_brigade", 0, 108.41, 28.00, 2, 12, "water rescue"),
)


def partners() -> tuple[tuple[object, ...], ...]:
    """Return the rows of partners.csv."""
    return tuple(
        (
            *(code, name, rung, kind, is_commanded, CONTACT, f"{lon:.5f}", f"{lat:.5f}", "wgs84"),
            *(vehicles, people, capabilities, REMARK, "partners", 1),
        )
        for (
            code,
            name,
            rung,
            kind,
            is_commanded,
            lon,
            lat,
            vehicles,
            people,
            capabilities,
        ) in _FORCES
    )
