"""The demonstration county's figures by year and its list of aims, as far as its plan has them.

The plan of 酉阳 prints no population and no GDP. What its rates imply is worked out back from
rounded figures (C), says so, and stands for 2020 alone; GDP is left empty. Sources: 酉阳 "十四五"
plan, 专栏3 and the text of 第一章 (S).
"""

from typing import Final

from incidents.timeline import Act
from incidents.yearbook import indicator_book, series_book
from incidents.yearbook.indicator_offers import offer_of
from incidents.yearbook.series import Series, SeriesFigure
from incidents.yearbook.series_queries import all_series
from resources.database import Session

LIST: Final = "youyang-3"
_PLAN: Final = "《酉阳自治县消防救援事业发展“十四五”规划（2021—2025年）》"

FIGURES: Final = (
    SeriesFigure(
        Series.FIREFIGHTERS,
        2020,
        164,
        f"{_PLAN}第一章第一节：现有政府专职消防员164人",
        "S",
    ),
    SeriesFigure(
        Series.RESIDENT,
        2020,
        585_714,
        f"由{_PLAN}倒推：164 名政府专职消防员 ÷ 专栏3 每万人 2.8 人＝58.57 万人；"
        "2.8 只有一位小数，实际应在 57.5 万至 59.6 万之间；规划没有人口数，也没有说明人口口径",
        "C",
    ),
    SeriesFigure(
        Series.REGISTERED,
        2020,
        833_333,
        f"由{_PLAN}倒推：消防站 1 个 ÷ 专栏3 每十万人 0.12 个＝83.33 万人；"
        "0.12 只有两位小数，实际应在 80.0 万至 87.0 万之间；规划没有人口数，也没有说明人口口径",
        "C",
    ),
)


def tell_plan_aims(session: Session, act: Act) -> None:
    """Tell what the plan has; what people have told or changed since is left alone."""
    if not all_series():
        for figure in FIGURES:
            series_book.tell(session, figure, act)
    offer = offer_of(LIST)
    assert offer is not None, "the plan is shipped"
    indicator_book.take_over(session, offer.indicators, act)
