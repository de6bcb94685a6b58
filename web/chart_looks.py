"""The look of every picture: colours, patterns, letters, and nothing that could run.

A picture is one SVG file without script, link, style attribute or outside font, so that the strict
policy of the pages, the typesetter and an office program all take it. Each part has its own
pattern and its own lightness: a copy in grey keeps them apart. The hues are none of those that
mean a unit's status (docs/architecture.md).
"""

from dataclasses import dataclass
from typing import Final, TypeAlias
from xml.etree.ElementTree import Element, SubElement

from web.office.words import text_width

Place: TypeAlias = tuple[float, float]
Box: TypeAlias = tuple[float, float, float, float]
"""X, y, width and height in px."""

SVG: Final = "http://www.w3.org/2000/svg"
WIDTH: Final = 960
FONTS: Final = (
    '"Noto Sans SC","Noto Sans CJK SC","Microsoft YaHei","PingFang SC","WenQuanYi Micro Hei",'
    "sans-serif"
)
"""The first is the font the documents embed; a reader's own machine has one of the others."""


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of day or night: paper, letters, lines, the parts, and the scale of a grid."""

    paper: str
    text: str
    quiet: str
    line: str
    parts: tuple[str, ...]
    cool: str
    hot: str


DAY: Final = Theme(
    paper="#ffffff",
    text="#14191e",
    quiet="#4a545f",
    line="#c3cad1",
    parts=("#0b3d73", "#2a8c8c", "#c98a1b", "#7b4b94", "#6b7680", "#8fb4dc"),
    cool="#f3f6fa",
    hot="#0b3d73",
)
NIGHT: Final = Theme(
    paper="#1c2229",
    text="#e8edf2",
    quiet="#aab4be",
    line="#36414c",
    parts=("#8cc4ff", "#4fb3ad", "#e0b04c", "#c79be0", "#a4afba", "#3f6d9e"),
    cool="#232b33",
    hot="#8cc4ff",
)
MOST_PARTS: Final = len(DAY.parts)

# What is drawn over the colour of each part, in the colour of the paper; the first is plain.
_HATCHES: Final = (
    "",
    "M0,8 L8,0 M-2,2 L2,-2 M6,10 L10,6",
    "M2,2 h2 v2 h-2 z M6,6 h2 v2 h-2 z",
    "M0,0 L8,8 M0,8 L8,0",
    "M4,0 V8",
    "M0,4 H8",
)


def style_sheet() -> str:
    """The rules of both themes: the night's only where the reader's page is dark."""
    return (
        f"{_rules(DAY)}"
        f"@media (prefers-color-scheme:dark){{{_rules(NIGHT)}}}"
        # Paper is white, whatever the screen was.
        f"@media print{{{_rules(DAY)}}}"
    )


def _rules(theme: Theme) -> str:
    parts = "".join(
        f".part-{n}{{fill:{colour}}}.line-{n}{{stroke:{colour}}}"
        for n, colour in enumerate(theme.parts)
    )
    return (
        f".paper{{fill:{theme.paper}}}.hatch{{stroke:{theme.paper}}}"
        f"text{{fill:{theme.text}}}.quiet{{fill:{theme.quiet}}}"
        f".guide{{stroke:{theme.line}}}.axis-line{{stroke:{theme.quiet}}}"
        f".edge{{stroke:{theme.text}}}"
        f".cool{{fill:{theme.cool}}}.hot{{fill:{theme.hot}}}.on-hot{{fill:{theme.paper}}}{parts}"
    )


def sheet(height: int, title: str, told: str) -> Element:
    """Begin a picture: its size, its words for those who cannot see it, its rules, its ground."""
    root = Element(
        "svg",
        {
            "xmlns": SVG,
            "viewBox": f"0 0 {WIDTH} {height}",
            "width": str(WIDTH),
            "height": str(height),
            "role": "img",
            "font-family": FONTS,
        },
    )
    SubElement(root, "title").text = title
    SubElement(root, "desc").text = told
    style = SubElement(root, "style")
    style.text = style_sheet()
    rectangle(root, (0, 0, WIDTH, height), "paper")
    write(root, (WIDTH / 2, 30), title, size=20, anchor="middle", weight="700")
    return root


def hatches(root: Element, count: int) -> None:
    """Lay down the patterns of the first parts, as `url(#part-N)`."""
    defs = SubElement(root, "defs")
    for number in range(count):
        pattern = SubElement(
            defs,
            "pattern",
            {
                "id": f"part-{number}",
                "width": "8",
                "height": "8",
                "patternUnits": "userSpaceOnUse",
            },
        )
        rectangle(pattern, (0, 0, 8, 8), f"part-{number}")
        if _HATCHES[number]:
            SubElement(
                pattern,
                "path",
                {
                    "d": _HATCHES[number],
                    "class": "hatch",
                    "stroke-width": "1.6",
                    "fill": "none",
                },
            )


def rectangle(parent: Element, box: Box, looks: str, **more: str) -> Element:
    """Draw a box: x, y, width, height."""
    x, y, width, height = (f"{value:.2f}".rstrip("0").rstrip(".") for value in box)
    return SubElement(
        parent,
        "rect",
        {"x": x, "y": y, "width": width, "height": height, "class": looks, **more},
    )


def text_length(words: str, size: int = 14) -> float:
    """Return how long words are in px: a Chinese character is as wide as it is high."""
    return text_width(words) * size * 0.52


def write(
    parent: Element,
    place: Place,
    words: str,
    *,
    size: int = 14,
    anchor: str = "start",
    weight: str = "400",
    looks: str = "",
) -> None:
    """Write words at a place; `anchor` is start, middle or end."""
    attributes = {
        "x": f"{place[0]:.1f}",
        "y": f"{place[1]:.1f}",
        "font-size": str(size),
        "text-anchor": anchor,
        "font-weight": weight,
    }
    if looks:
        attributes["class"] = looks
    SubElement(parent, "text", attributes).text = words
