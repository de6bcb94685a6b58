"""The entries of the log: who did what when, each with its plain Chinese sentence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from resources.errors import BadInput, FieldFault

Facts = dict[str, str | int | None]
"""The machine-readable part of an entry."""

FUTURE_TOLERANCE = timedelta(minutes=2)


class Source(StrEnum):
    """Where a stamp came from; statistics may trust them differently."""

    OPERATOR = "operator"
    CREW = "crew"
    AVL = "avl"
    RADIO = "radio"
    BACK_DATED = "back_dated"
    AUTOMATIC = "automatic"


SOURCE_LABELS = {
    Source.OPERATOR: "坐席",
    Source.CREW: "车组",
    Source.AVL: "车载定位",
    Source.RADIO: "电台",
    Source.BACK_DATED: "补录",
    Source.AUTOMATIC: "系统",
}


@dataclass(frozen=True, slots=True)
class Act:
    """Who acts, when it is entered, and when it happened (`at`; the same unless told later)."""

    by: str
    now: datetime
    source: Source = Source.OPERATOR
    told_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.told_at is not None and self.told_at - self.now > FUTURE_TOLERANCE:
            raise BadInput((FieldFault("at", "时间晚于现在，请核对时钟或改填实际时间。"),))

    @property
    def at(self) -> datetime:
        """When it happened: as told, else when it was entered."""
        return self.told_at or self.now


@dataclass(frozen=True, slots=True)
class Entry:
    """One log entry before it is chained; `private` holds what may later be removed."""

    kind: str
    text: str
    act: Act
    incident_number: str | None = None
    call_sign: str | None = None
    facts: Mapping[str, str | int | None] = field(default_factory=dict)
    private: Mapping[str, str] = field(default_factory=dict)


KIND_LABELS = {
    "call_taken": "接警",
    "incident_filed": "立案",
    "call_attached": "并入来电",
    "call_detached": "移出来电",
    "incident_split": "拆分",
    "incident_merged": "并案",
    "act_undone": "撤销",
    "incident_revised": "修改",
    "level_raised": "升级",
    "units_ordered": "下达",
    "status_reported": "状态",
    "order_shown": "终端显示",
    "unit_recalled": "召回",
    "reinforcement_requested": "增援请求",
    "stage_reached": "阶段",
    "note": "记事",
    "sketch_drawn": "标绘",
    "sketch_struck": "撤销标绘",
    "stamp_corrected": "更正时刻",
    "attachment_kept": "附件",
    "attachment_struck": "划去附件",
    "linkage_notified": "联动通知",
    "linkage_arrived": "联动到场",
    "linkage_left": "联动离场",
    "scene_handed_over": "现场移交",
    "incident_closed": "结案",
    "incident_reopened": "重开",
    "called_back": "回拨",
    "record_corrected": "更正",
    "record_returned": "退回",
    "record_mended": "核改",
    "record_confirmed": "确认",
    "remark_made": "批注",
    "fire_registered": "火灾登记",
    "fire_amended": "火灾更正",
    "fire_death_told": "续报死亡",
    "fire_death_struck": "划去续报死亡",
    "reminder": "提醒",
    "reminder_seen": "知道了",
    "team_entered": "内攻",
    "team_checked": "安全询问",
    "team_came_out": "撤出",
    "county_loaded": "县域资料",
    "place_added": "新增地点",
    "place_revised": "修订地点",
    "place_withdrawn": "撤销地点",
    "place_restored": "恢复地点",
    "account": "账户",
    "shift_started": "交接班",
    "shift_signed_off": "交班",
    "shift_signed_on": "接班",
    "unit_unassigned_status": "战备",
    "crew_changed": "班组",
    "status_refused": "拒收状态",
    "status_undone": "撤销状态",
    "roads_closed": "封路",
    "closure_lifted": "解除封路",
    "weather_told": "天气",
    "rules_drafted": "起草规则",
    "rules_revised": "修改规则",
    "rules_rehearsed": "预演规则",
    "rules_in_force": "规则生效",
    "rules_discarded": "作废草稿",
    "effort_switched": "操作统计",
    "slip_entered": "补录",
    "slips_printed": "印制纸单",
    "records_exported": "导出",
    "yearbook_rebuilt": "统计底数",
    "incidents_imported": "导入台账",
    "returns_imported": "导入年报",
    "indicator_added": "新增指标",
    "indicator_revised": "修改指标",
    "indicator_withdrawn": "撤销指标",
    "indicator_restored": "恢复指标",
    "indicator_figure": "指标数",
    "indicator_figure_struck": "撤销指标数",
    "series_told": "填报基数",
    "series_amended": "更正基数",
    "series_struck": "撤销基数",
    "printed_entered": "录入印刷表",
    "printed_revised": "修改印刷表",
    "printed_withdrawn": "撤下印刷表",
    "year_sealed": "封账",
    "seal_amended": "封账差异签认",
}
"""The kinds of log entries with the word shown beside each."""
