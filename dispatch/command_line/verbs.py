"""The registry of commands: what each is called, what it does, and examples for the help."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Verb:
    """One command: its key in code, its names, how it is written and what it does."""

    key: str
    names: tuple[str, ...]
    form: str
    does: str
    examples: tuple[str, ...]

    def __post_init__(self) -> None:
        assert self.names and self.examples, "a command has a name and an example"
        assert all(name == name.casefold() for name in self.names), "names are in small letters"

    @property
    def label(self) -> str:
        """Its Chinese name: the first that is not of Latin letters."""
        return next((name for name in self.names if not name.isascii()), self.names[0])


VERBS: Final[tuple[Verb, ...]] = (
    Verb(
        "order",
        ("d", "dp", "调派", "调", "派", "下达", "order"),
        "d 警情 车辆 …",
        "向警情下达出动命令；车辆可写呼号、前几个字、拼音首字母，同站的只写号数",
        ("d 7 城关1 城关3", "调 007 城关1、3", "dp 7 cg1"),
    ),
    Verb(
        "status",
        ("s", "zt", "状态", "status"),
        "s 车辆 状态 [停用原因]",
        "报一辆车的状态：1 备勤 2 收到 3 途中 4 到场 w 出水 W 停水 5 返队 9 停用",
        ("s 城关2 3", "zt 城关 2 到场", "s 城关2 9 水泵故障"),
    ),
    Verb(
        "return",
        ("g", "fd", "返队", "返回", "返"),
        "g 警情或车辆 …",
        "报返队；还没到场的按召回处理",
        ("g 城关2", "g 7"),
    ),
    Verb(
        "home",
        ("gd", "归队"),
        "gd 警情或车辆 …",
        "报已归队备勤",
        ("gd 城关2", "归队 城关1 城关3"),
    ),
    Verb(
        "reinforce",
        ("b", "zy", "增援", "增", "reinforce"),
        "b 警情 车种 [辆数] / b 警情 增援力量 [说明]",
        "增派一种车（列出可派的车供选），或记录向外部力量请求增援",
        ("b 7 供水 1", "zy 7 黔江 请求供水支援"),
    ),
    Verb(
        "stage_controlled",
        ("k", "kz", "控制", "控"),
        "k 警情",
        "记火势控制",
        ("k 7", "控制 007"),
    ),
    Verb(
        "stage_extinguished",
        ("m", "xm", "熄灭", "灭", "mie"),
        "m 警情",
        "记熄灭（救援为处置完毕）",
        ("m 7", "熄灭 007"),
    ),
    Verb(
        "raise",
        ("u", "sj", "升级", "升", "upgrade"),
        "u 警情 [等级]",
        "升级；不写等级为升一级，处置中只升不降",
        ("u 7", "升级 7 3"),
    ),
    Verb(
        "note",
        ("n", "jz", "记事", "记", "note"),
        "n 警情 文字",
        "在时间轴上记一笔",
        ("n 7 现场水源不足", "记 007 户主已到场"),
    ),
    Verb(
        "merge",
        ("hb", "并案", "合并", "并", "merge"),
        "hb 并入的警情 保留的警情",
        "把前一个警情并入后一个",
        ("hb 8 7",),
    ),
    Verb(
        "close",
        ("x", "ja", "结案", "结", "close"),
        "x 警情",
        "打开结案表并指出还缺哪几项",
        ("x 7", "结案 007"),
    ),
    Verb(
        "open",
        ("j", "dk", "打开", "开", "open"),
        "j 警情",
        "在接警单中打开警情",
        ("j 7", "j 20261128-007"),
    ),
    Verb(
        "find",
        ("f", "cz", "查找", "找", "find"),
        "f 地点",
        "找地点并在地图上显示",
        ("f 解放路", "找 渤海村"),
    ),
    Verb(
        "statistics",
        ("tj", "统计"),
        "tj [年] 或 tj 起年 止年",
        "打开统计表",
        ("tj 2025", "tj 2020 2025"),
    ),
    Verb(
        "undo",
        ("cx", "撤销", "撤", "undo"),
        "cx",
        "撤销自己 10 秒内报的状态（同 Ctrl+Z）",
        ("cx",),
    ),
    Verb(
        "help",
        ("?", "bz", "帮助", "help"),
        "? [命令]",
        "看全部命令，或一个命令的写法",
        ("?", "? d"),
    ),
)

BY_NAME: Final[Mapping[str, Verb]] = MappingProxyType(
    {name: verb for verb in VERBS for name in verb.names}
)
assert len(BY_NAME) == sum(len(verb.names) for verb in VERBS), "two commands share a name"
BY_KEY: Final[Mapping[str, Verb]] = MappingProxyType({verb.key: verb for verb in VERBS})
