"""The year report (年度警情分析): which tables, pictures and sentences stand in it, in order.

Every figure comes from a table of the yearbook; the sentences are made by
`incidents/yearbook/sentences.py` from the cells of the tables that stand beside them.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from incidents.yearbook import sentences
from incidents.yearbook.counting import Table
from incidents.yearbook.periods import Compare
from incidents.yearbook.questions import Question, read_question
from incidents.yearbook.shares import SHARE_NOTE, turned, with_share
from incidents.yearbook.spans import FIRST_YEAR
from resources.errors import BadInput, FieldFault
from web import yearbook_tables
from web.chart_subject import ChartKind
from web.charts import chart_svg
from web.office.paper import Block, Heading, Note, Paper, Picture, Shown, Words
from web.office.words import note_line

TITLE: Final = "年度警情分析"
YEARS_BACK: Final = 4
"""The tables over several years hold this year and four before it, as a five-year plan does."""
FORCE: Final = ("brigades", "vehicles", "people", "rescued", "evacuated", "saved", "protected")
FURTHER: Final = ("response", "indicators")
"""Tables made elsewhere that stand in the report where they are registered."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A table of the report with the question that asks for it again."""

    table: Table
    question: Question


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture of the report: of which table, how, and what it is called."""

    asked: Asked
    kind: ChartKind
    caption: str


Piece = Heading | Words | Note | Asked | Drawn


@dataclass(frozen=True, slots=True)
class Report:
    """The report of one year before it is set: its time in words and its pieces in order."""

    year: int
    period: str
    pieces: tuple[Piece, ...]

    @property
    def tables(self) -> tuple[Table, ...]:
        """Its tables, in order."""
        return tuple(piece.table for piece in self.pieces if isinstance(piece, Asked))

    @property
    def is_demo(self) -> bool:
        """Whether any figure rests on demo data."""
        return any(table.generated for table in self.tables)


def report_of(year: int, zone: str, now: datetime) -> Report:
    """Make the report of a year; one under way is told up to today.

    Raises BadInput for a year that has not begun or that no table can be about.
    """
    this_year = now.astimezone(ZoneInfo(zone)).year
    if not FIRST_YEAR <= year <= this_year:
        told = f"年份应在 {FIRST_YEAR} 至 {this_year} 之间，请改填。"
        raise BadInput((FieldFault("year", told),))
    maker = _Maker(year, zone, now)
    counted = (*maker.overall(), *maker.times(), *maker.places(), *maker.fires(), *maker.force())
    provisos = sentences.provisos(Report(year, maker.period, counted).tables)
    warned = tuple(Words(words) for words in provisos)
    pieces = (*counted, *maker.further(), *maker.compared())
    report = Report(year, maker.period, pieces)
    if maker.is_under_way:
        words = f"{year}年尚未结束，本报告统计{maker.period}，同比为上年同一时段。"
        warned = (Words(words), *warned)
    return replace(report, pieces=(*warned, *pieces, *_explained(report.tables)))


class _Maker:
    """Asks the tables of one year and puts each chapter together."""

    def __init__(self, year: int, zone: str, now: datetime) -> None:
        self._zone = zone
        self._now = now
        today = now.astimezone(ZoneInfo(zone)).date()
        self.is_under_way = year == today.year
        self._several = {"from": str(year - YEARS_BACK), "to": str(year)}
        self._year = {"from": str(year), "to": str(year)}
        if self.is_under_way:
            self._year = {"from": f"{year}-01-01", "to": today.isoformat()}
        self._calls = self._ask("calls", "警情同比表", compare="yoy")
        self._fires = self._ask("fires", "火灾同比表", compare="yoy")
        self._results = self._ask("results", "战果同比表", compare="yoy")
        self.period = self._calls.table.period_label

    def _ask(self, name: str, title: str = "", several: bool = False, **more: str) -> Asked:
        time = self._several if several else self._year
        question = read_question({**time, **more, "table": name}, self._zone, self._now)
        table = yearbook_tables.answer(question, self._zone)
        if title:
            table = replace(table, definition=replace(table.definition, title=title))
        return Asked(table, question)

    def _shared(self, name: str, title: str, by: str, key: str) -> Asked:
        asked = self._ask(name, title, by=by)
        return replace(asked, table=with_share(asked.table, key))

    def overall(self) -> tuple[Piece, ...]:
        """How many call-outs there were, of which classes, and over the years."""
        parts = turned(self._calls.table, Compare.YEAR_BACK, "类别")
        parts = replace(parts, definition=replace(parts.definition, title="各类警情"))
        years = self._ask("calls", "历年警情", several=True)
        return (
            Heading("一、总体情况"),
            *_words(sentences.overall(parts)),
            replace(self._calls, table=parts),
            years,
            Drawn(years, ChartKind.STACKED, "历年各类警情"),
        )

    def times(self) -> tuple[Piece, ...]:
        """In which months and at which hours."""
        months = self._ask("calls", "各月警情", by="month")
        bands = self._shared("calls", "各时段警情", "band", "total")
        return (
            Heading("二、时间分布"),
            *_words(sentences.peaks(months.table, "total", "从月份看，")),
            months,
            Drawn(months, ChartKind.LINES, "各月警情"),
            *_words(sentences.peaks(bands.table, "total", "从时段看，")),
            bands,
            Drawn(bands, ChartKind.BARS, "各时段警情"),
        )

    def places(self) -> tuple[Piece, ...]:
        """In which townships, in town or country."""
        townships = self._shared("calls", "各乡镇街道警情", "township", "total")
        urban = self._shared("calls", "城乡警情", "urban", "total")
        return (
            Heading("三、地域分布"),
            *_words(sentences.leaders(townships.table, "total", "警情较多的乡镇街道")),
            townships,
            *_words(sentences.each(urban.table, "total", "按城乡分")),
            urban,
        )

    def fires(self) -> tuple[Piece, ...]:
        """How many fires, what they cost, and why they began."""
        years = self._ask("fires", "历年火灾", several=True)
        causes = self._shared("fires", "起火原因", "cause", "fires")
        occupancies = self._shared("fires", "起火场所", "occupancy", "fires")
        urban = self._shared("fires", "城乡火灾", "urban", "fires")
        keys = ("fires", "dead", "injured", "loss")
        return (
            Heading("四、火灾"),
            *_words(sentences.totals(self._fires.table, keys, "登记")),
            years,
            Drawn(years, ChartKind.BARS, "历年火灾起数"),
            *_words(sentences.leaders(causes.table, "fires", "较多的起火原因")),
            causes,
            *_words(sentences.leaders(occupancies.table, "fires", "较多的起火场所")),
            occupancies,
            *_words(sentences.each(urban.table, "fires", "火灾按城乡分")),
            urban,
        )

    def force(self) -> tuple[Piece, ...]:
        """What the brigades did."""
        years = self._ask("results", "历年战果", several=True)
        words = sentences.totals(self._results.table, FORCE, "")
        return (Heading("五、出动与战果"), *_words(words), years)

    def further(self) -> tuple[Piece, ...]:
        """Response and indicators, where their tables are registered."""
        known = {one.name for one in yearbook_tables.definitions()}
        tables = tuple(self._ask(name) for name in FURTHER if name in known)
        return (Heading("六、响应与指标"), *tables) if tables else ()

    def compared(self) -> tuple[Piece, ...]:
        """The tables that the comparisons in the sentences are read from."""
        return (Heading("附表"), self._calls, self._fires, self._results)


def _words(told: tuple[str, ...]) -> tuple[Piece, ...]:
    """One paragraph of some sentences, or none."""
    return (Words("".join(told)),) if told else ()


def _explained(tables: tuple[Table, ...]) -> tuple[Piece, ...]:
    """What the tables count and how, once for all that count the same."""
    found: dict[str, None] = {}
    for counted in (table.definition for table in tables):
        found[f"口径 {counted.version}：{counted.population}。{counted.source}。"] = None
        found |= dict.fromkeys(counted.notes)
    return (Heading("统计说明"), *(Note(words) for words in found), Note(SHARE_NOTE))


def as_paper(report: Report, county: str) -> Paper:
    """Set the pieces as blocks of a paper, with the pictures drawn."""
    subtitle = "　".join(word for word in (county, report.period) if word)
    return Paper(county, TITLE, subtitle, tuple(_block(piece) for piece in report.pieces))


def _block(piece: Piece) -> Block:
    if isinstance(piece, Asked):
        return Shown(piece.table, remarks_of(piece.table))
    if isinstance(piece, Drawn):
        drawing = chart_svg(piece.asked.table, piece.kind)
        return Picture(drawing.decode(), piece.caption)
    return piece


def remarks_of(table: Table) -> tuple[str, ...]:
    """What stands under a table of the report: broken sums, its own notes, and the note line.

    What its kind says of every such table stands once, at the end.
    """
    broken = (f"核对不符：{check.text}" for check in table.checks if not check.holds)
    at_the_end = {*table.definition.notes, SHARE_NOTE}
    own = [note for note in table.notes if note not in at_the_end]
    notes = (f"注{number}：{note}" for number, note in enumerate(own, start=1))
    return (*broken, *notes, note_line(table))
