"""Reading the fields of one request: each bad one is named, all of them at once."""

import json
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeVar

from flask import request
from werkzeug.routing import UnicodeConverter, ValidationError

from incidents.categories import CATEGORIES
from incidents.place_facts import FIELD_LABELS as PLACE_LABELS
from incidents.places.coordinates import (
    LATITUDES_OF_CHINA,
    LONGITUDES_OF_CHINA,
    position_from_text,
)
from resources.datums import Datum, to_wgs84
from resources.errors import BadInput, BadPosition, FieldFault, Refusal
from resources.geography import Position

LONGEST_TEXT = 2_000
LONGEST_LINE = 200
LONGEST_NUMBER = 40
MOST_PEOPLE = 100_000
MOST_YUAN = Decimal(100_000_000_000)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
EARLIEST_YEAR = 1949
FIELD_LABELS = {
    **PLACE_LABELS,
    "caller_number": "报警电话",
    "caller_name": "报警人",
    "place": "地点",
    "q": "查找的文字",
    "place_code": "地点代码",
    "narrative": "警情描述",
    "position": "坐标",
    "category": "类别",
    "level": "等级",
    "trapped": "被困人数",
    "burning": "燃烧物",
    "floors": "楼层数",
    "fire_floor": "着火层",
    "channel": "报警方式",
    "received_at": "报警时间",
    "occurred_at": "起火时间",
    "occupancy": "处置对象",
    "disposition": "警情性质",
    "is_urban": "城乡",
    "rescued": "抢救人数",
    "evacuated": "疏散人数",
    "dead": "死亡人数",
    "injured": "受伤人数",
    "seriously_injured": "重伤人数",
    "lightly_injured": "轻伤人数",
    "property_saved_yuan": "抢救财产",
    "property_protected_yuan": "保护财产",
    "loss_yuan": "财产损失",
    "site_cost_yuan": "火灾现场处置费",
    "people_cost_yuan": "人身伤亡支出",
    "households": "受灾户",
    "owner": "统计归属",
    "grade": "火灾等级",
    "cause_code": "起火原因细码",
    "township": "乡镇",
    "died_on": "死亡日期",
    "counted_before": "原计为",
    "summary": "处置经过",
    "text": "文字",
    "reading": "读法",
    "unit": "车辆",
    "units": "车辆",
    "override_reason": "调整理由",
    "override_code": "调整原因",
    "status": "状态",
    "reason": "原因",
    "source": "来源",
    "people": "在岗人数",
    "has_driver": "驾驶员",
    "leader": "带队",
    "pool": "共用班组",
    "rest_until": "休整截止时间",
    "at": "时间",
    "heading_deg": "航向",
    "speed_kmh": "车速",
    "points": "标绘的点",
    "label": "标注",
    "stage": "阶段",
    "form": "登记方式",
    "cause": "起火原因",
    "version": "版本",
    "call_back": "回拨结果",
    "result": "回拨结果",
    "calls": "来电",
    "into": "并入的警情",
    "seq": "记录序号",
    "aim": "统筹目标",
    "minutes": "分钟数",
    "partner": "增援力量",
    "remark": "说明",
    "incidents": "警情",
    "from": "起始年",
    "line": "封路位置",
    "roads": "路段",
    "starts_at": "开始时间",
    "ends_at": "结束时间",
    "weather": "天气",
    "to": "截止年",
    "file": "附件",
    "caption": "附件说明",
    "contact": "接报人",
    "step": "联动时刻",
    "given_by": "移交人",
    "taken_by": "接收人",
    "taker_body": "接收单位",
    "words": "移交内容",
    "stamp": "时刻",
    "password": "密码",
    "table": "统计表",
    "paper": "文件名称",
    "box": "位置",
    "figures": "表中数字",
    "mark": "标记",
    "year": "年度",
    "value": "数值",
    "csv": "表格",
}

Choice = TypeVar("Choice", bound=StrEnum)


class MalformedBody(Refusal):
    """A request body that is not JSON, or says one thing twice."""


class Word(UnicodeConverter):
    """A part of an address; one with control characters is none, and no database takes it."""

    def to_python(self, value: str) -> str:
        """Return the part as it stands; raises ValidationError."""
        if CONTROL.search(value) or len(value) > LONGEST_LINE:
            raise ValidationError
        return value


@dataclass
class Reader:
    """Reads fields of one request and gathers what is wrong with each."""

    values: Mapping[str, object]
    faults: list[FieldFault] = field(default_factory=list)

    def blame(self, name: str, message: str) -> None:
        """Note that a field is wrong; the sentence names the field as people know it.

        The first fault of a field stands: that it is missing says nothing new of a wrong one.
        """
        if any(fault.field == name for fault in self.faults):
            return
        label = FIELD_LABELS.get(name, name)
        named = message if label in message else f"{label}：{message}"
        self.faults.append(FieldFault(name, named))

    def finish(self) -> None:
        """Refuse the request when anything was wrong; raises BadInput."""
        if self.faults:
            raise BadInput(tuple(self.faults))

    def text(self, name: str, most: int = LONGEST_LINE) -> str:
        """A text field, trimmed; absent means empty."""
        value = self.values.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.blame(name, "应为文字。")
            return ""
        if CONTROL.search(value):
            self.blame(name, "含有不可见的控制字符，请删除后重填。")
            return ""
        if len(value) > most:
            self.blame(name, f"过长：{len(value)} 字，最多 {most} 字。")
            return ""
        return value.strip()

    def whole(self, name: str, most: int = MOST_PEOPLE, least: int = 0) -> int | None:
        """A whole number, or None where it is absent or empty."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,9}", value.strip()):
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            self.blame(name, "应为整数。")
            return None
        if not least <= value <= most:
            told = f"，现为 {value}" if abs(value) < 10**12 else ""
            self.blame(name, f"应在 {least} 到 {most} 之间{told}。")
            return None
        return value

    def number(self, name: str) -> float | None:
        """A finite number, or None where it is absent or empty."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        try:
            if isinstance(value, bool) or not isinstance(value, (int, float, str)):
                raise ValueError
            number = float(value) if len(str(value)) <= LONGEST_NUMBER else math.nan
        except (ValueError, OverflowError):
            number = math.nan
        if not math.isfinite(number):
            self.blame(name, "应为数字。")
            return None
        return number

    def fen(self, name: str) -> int | None:
        """An amount in yuan with at most two decimals, as fen; None where it is absent."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        try:
            amount = Decimal(str(value).strip()) if not isinstance(value, bool) else Decimal("NaN")
        except InvalidOperation:
            amount = Decimal("NaN")
        if not amount.is_finite() or not 0 <= amount <= MOST_YUAN:
            self.blame(name, "金额应为 0 到 1000 亿元之间的数字（元）。")
            return None
        if amount != amount.quantize(Decimal("0.01")):
            self.blame(name, "金额最多两位小数（精确到分）。")
            return None
        return int(amount * 100)

    def choice(self, name: str, kind: type[Choice]) -> Choice | None:
        """One of a list of words, or None where it is absent."""
        value = self.text(name)
        if not value:
            return None
        try:
            return kind(value)
        except ValueError:
            self.blame(name, f"“{value}”不在可选范围：{'、'.join(kind)}。")
            return None

    def words(self, name: str, most: int) -> list[str]:
        """A list of words: a JSON list, the same form field several times, or parted by spaces."""
        value = self.values.get(name)
        if isinstance(value, str):
            value = value.split()
        if value is None:
            value = []
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self.blame(name, '应为列表，例如 ["龙潭1", "龙潭2"]。')
            return []
        if len(value) > most:
            self.blame(name, f"一次最多 {most} 项，现为 {len(value)} 项。")
            return []
        if any(CONTROL.search(one) or len(one) > LONGEST_LINE for one in value):
            self.blame(name, f"含有控制字符，或有一项超过 {LONGEST_LINE} 字。")
            return []
        return [str(one) for one in value]

    def yes_or_no(self, name: str) -> bool | None:
        """A yes or a no, or None where it is absent."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        known = {True: True, False: False, "true": True, "false": False, "yes": True, "no": False}
        if isinstance(value, (bool, str)) and value in known:
            return known[value]
        self.blame(name, "应为是或否。")
        return None

    def moment(self, name: str) -> datetime | None:
        """A moment with its offset (RFC 3339), or None where it is absent."""
        value = self.text(name)
        if not value:
            return None
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.blame(name, f"“{value}”不是时间，例如 2026-11-22T10:46:31+08:00。")
            return None
        if moment.utcoffset() is None:
            self.blame(name, "时间须带时区，例如 2026-11-22T10:46:31+08:00。")
            return None
        if not EARLIEST_YEAR <= moment.year <= 9998:
            self.blame(name, f"年份 {moment.year} 不合理。")
            return None
        return moment

    def category(self, name: str = "category") -> str | None:
        """A category code, or None where none was chosen."""
        value = self.text(name)
        if value and value not in CATEGORIES:
            self.blame(name, f"没有代码为“{value}”的警情类别。")
            return None
        return value or None

    def position(self) -> tuple[Position | None, Datum]:
        """A position told as an object, as two fields, or as pasted text; and its datum."""
        told = self.values.get("position")
        source: Mapping[str, object] = self.values
        if isinstance(told, str) and told.strip():
            return self._pasted(told), Datum.WGS84
        if isinstance(told, Mapping):
            source = told
        elif told is not None and told != "":
            self.blame("position", '应为 {"lon": 经度, "lat": 纬度, "datum": "wgs84"}。')
            return None, Datum.WGS84
        lon, lat = source.get("lon"), source.get("lat")
        if lon in (None, "") and lat in (None, ""):
            return None, Datum.WGS84
        try:
            datum = Datum(str(source.get("datum") or Datum.WGS84))
        except ValueError:
            self.blame("position", f"不认识的坐标系，可用 {'、'.join(Datum)}。")
            return None, Datum.WGS84
        return self._degrees(lon, lat, datum), datum

    def _degrees(self, lon: object, lat: object, datum: Datum) -> Position | None:
        try:
            if isinstance(lon, bool) or isinstance(lat, bool):
                raise ValueError
            x, y = float(str(lon)), float(str(lat))
            if not (math.isfinite(x) and math.isfinite(y)):
                raise ValueError
        except ValueError:
            self.blame("position", "经度和纬度应为数字（度）。")
            return None
        try:
            found = to_wgs84(x, y, datum)
        except BadPosition as refusal:
            self.blame("position", str(refusal))
            return None
        (west, east), (south, north) = LONGITUDES_OF_CHINA, LATITUDES_OF_CHINA
        if not (west <= found.lon <= east and south <= found.lat <= north):
            # A receiver without a fix tells of 0, 0; a swapped pair may lie anywhere.
            self.blame("position", f"经度 {x:g}、纬度 {y:g} 不在我国范围内，请核对是否写反。")
            return None
        return found

    def _pasted(self, told: str) -> Position | None:
        if len(told) > LONGEST_LINE:
            self.blame("position", f"过长，最多 {LONGEST_LINE} 字，例如 108.96, 28.75。")
            return None
        try:
            found = position_from_text(told)
        except BadPosition as refusal:
            self.blame("position", str(refusal))
            return None
        if found is None:
            self.blame("position", "看不懂这个坐标，例如 108.96, 28.75。")
        return found


def submitted() -> Reader:
    """Open the request's fields, JSON or form, for reading; raises BadInput for other JSON."""
    if not request.is_json:
        return from_form()
    try:
        body = json.loads(
            request.get_data(), object_pairs_hook=_each_once, parse_constant=_no_number
        )
    except (ValueError, RecursionError) as error:
        raise MalformedBody("请求不是有效的 JSON，或嵌套过深；请检查后重试。") from error
    if not isinstance(body, dict):
        raise BadInput((FieldFault("body", "JSON 应为一个对象 {…}。"),))
    return Reader(body)


def _each_once(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    """Read a JSON object; of a name told twice nobody knows which was meant (RFC 8259, 4)."""
    for name, _ in pairs:
        if CONTROL.search(name) or len(name) > LONGEST_LINE:
            raise MalformedBody("JSON 的字段名过长或含有控制字符，请改正。")
    told = dict(pairs)
    if len(told) < len(pairs):
        twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
        raise MalformedBody(f"JSON 中的字段“{twice}”出现了不止一次，请只保留一个。")
    return told


def _no_number(word: str) -> object:
    raise MalformedBody(f"{word} 不是 JSON 数字，请改填数字或省略该字段。")


def from_form() -> Reader:
    """Open a page's form for reading; a field given several times becomes a list."""
    fields = request.form.to_dict(flat=False)
    return Reader({name: told[0] if len(told) == 1 else told for name, told in fields.items()})
