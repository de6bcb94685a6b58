"""The pages of the statistician under one heading: what there is, for who may see it."""

from typing import Final

from flask import request, url_for

from web.pages.frame import Context, may_use

SECTIONS: Final = (
    ("pages.show_yearbook", "统计表"),
    ("pages.show_year_report", "年度分析"),
    ("pages.show_incident_map", "警情分布图"),
    ("pages.list_fires", "火灾登记"),
    ("pages.list_work", "质量清单"),
    ("pages.show_disagreements", "对账"),
    ("pages.list_printed", "印刷数对照"),
    ("pages.list_seals", "封账"),
    ("pages.list_indicators", "指标"),
    ("pages.list_series", "统计基数"),
    ("pages.show_exports", "导出清单"),
)
"""The endpoint of each page and its word, in the order of a statistician's year."""


def yearbook_sections() -> list[Context]:
    """The pages beside this one, for the row of links under the heading."""
    return [
        {"path": url_for(endpoint), "label": label, "current": request.endpoint == endpoint}
        for endpoint, label in SECTIONS
        if may_use(endpoint)
    ]
