"""The kinds of incident, their levels, and how they map to the tables other people count in.

The codes are this project's proposal: the national list of 警情分类与代码 is not public. Only
10000 = 火灾扑救 was seen in a deployed system. Every mark follows one scale: S read in a standard
or plan, R second-hand, D seen in a deployed system, P proposed here, G general knowledge.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

from incidents.category_codes import CODES
from resources.errors import Refusal

Mark = Literal["S", "R", "D", "C", "P", "G"]


class LegacyClass(StrEnum):
    """The six classes of older 119 systems and of yearly plans."""

    FIRE = "火灾扑救"
    RESCUE = "抢险救援"
    BOMB_DISPOSAL = "反恐排爆"
    DUTY = "公务执勤"
    SOCIAL_AID = "社会救助"
    OTHER = "其他出动"


class PlanColumn(StrEnum):
    """The columns of the call-out table in the plan of 酉阳 (专栏2)."""

    FIRE = "fire"
    RESCUE = "rescue"
    SOCIAL = "social"
    OTHER = "other"


PLAN_COLUMN_LABELS: Final = {
    PlanColumn.FIRE: "火灾扑救",
    PlanColumn.RESCUE: "抢险救援",
    PlanColumn.SOCIAL: "社会救助",
    PlanColumn.OTHER: "其他出动",
}


class NationalClass(StrEnum):
    """The five classes of the national yearly press figures since 2025."""

    FIRE = "火灾扑救"
    RESCUE = "抢险救援"
    SOCIAL_AID = "社会救助"
    SECURITY = "安保勤务"
    FALSE_ALARM = "虚假警"


class LevelScale(StrEnum):
    """How an incident is graded: fires in five levels, rescues in four, the rest not at all."""

    FIRE = "fire"
    RESCUE = "rescue"
    UNGRADED = "ungraded"


class LevelColour(StrEnum):
    """The colour of a level; it means nothing without its scale (blue is fire 2, rescue 1)."""

    GREEN = "green"
    BLUE = "blue"
    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"


COLOUR_LABELS: Final = {
    LevelColour.GREEN: "绿色",
    LevelColour.BLUE: "蓝色",
    LevelColour.YELLOW: "黄色",
    LevelColour.ORANGE: "橙色",
    LevelColour.RED: "红色",
}

# XF/T 1340-2016: five levels of fire, four of rescue (R); level 1 stands first.
COLOURS: Final[dict[LevelScale, tuple[LevelColour, ...]]] = {
    LevelScale.FIRE: tuple(LevelColour),
    LevelScale.RESCUE: tuple(LevelColour)[1:],
    LevelScale.UNGRADED: (),
}

LEVEL_NAMES: Final = ("一级", "二级", "三级", "四级", "五级")
SCALE_NOUNS: Final = {LevelScale.FIRE: "火警", LevelScale.RESCUE: "救援"}


class Disposition(StrEnum):
    """What the call turned out to be, kept beside its category and never instead of it."""

    REAL = "real"
    MISTAKEN = "mistaken"
    AUTOMATIC_MISTAKEN = "automatic_mistaken"
    MALICIOUS = "malicious"
    NUISANCE = "nuisance"
    DUPLICATE = "duplicate"
    RECALLED = "recalled"
    TEST = "test"


DISPOSITION_LABELS: Final = {
    Disposition.REAL: "真警",
    Disposition.MISTAKEN: "误报",
    Disposition.AUTOMATIC_MISTAKEN: "自动报警误报",
    Disposition.MALICIOUS: "谎报",
    Disposition.NUISANCE: "骚扰",
    Disposition.DUPLICATE: "重复报警",
    Disposition.RECALLED: "中途返回",
    Disposition.TEST: "测试",
}

# What the national figures call 虚假警 (P: the notice does not define the word).
FALSE_ALARMS: Final = frozenset(
    {
        Disposition.MISTAKEN,
        Disposition.AUTOMATIC_MISTAKEN,
        Disposition.MALICIOUS,
        Disposition.NUISANCE,
    }
)

# A duplicate is counted with the incident it was joined to, and a test is no incident.
NOT_COUNTED: Final = frozenset({Disposition.DUPLICATE, Disposition.TEST})


class Channel(StrEnum):
    """The way an alarm reached the brigade (报警方式)."""

    EMERGENCY_LINE = "emergency_line"
    POLICE = "police"
    AUTOMATIC_ALARM = "automatic_alarm"
    MICRO_STATION = "micro_station"
    MESSAGE = "message"
    IN_PERSON = "in_person"
    HIGHER_COMMAND = "higher_command"
    LINKED_AGENCY = "linked_agency"


CHANNEL_LABELS: Final = {
    Channel.EMERGENCY_LINE: "119 电话",
    Channel.POLICE: "110 转警",
    Channel.AUTOMATIC_ALARM: "自动报警或物联网",
    Channel.MICRO_STATION: "微型站图文",
    Channel.MESSAGE: "短信或小程序",
    Channel.IN_PERSON: "现场或来人",
    Channel.HIGHER_COMMAND: "上级指令",
    Channel.LINKED_AGENCY: "联动单位",
}


class UnknownCategory(Refusal):
    """A category code that the product does not have."""


class UnknownLevel(Refusal):
    """A level that the scale of the category does not have."""


@dataclass(frozen=True, slots=True)
class Group:
    """One of the six top classes with the classes it is counted under elsewhere.

    `national` is None where the national press figures do not list the class.
    """

    code: str
    name: str
    scale: LevelScale
    legacy_six: LegacyClass
    plan_column: PlanColumn
    national: NationalClass | None
    mark: Mark


GROUPS: Final[dict[str, Group]] = {
    group.code: group
    for group in (
        Group(
            "10000",
            "火灾扑救",
            LevelScale.FIRE,
            LegacyClass.FIRE,
            PlanColumn.FIRE,
            NationalClass.FIRE,
            "D",
        ),
        Group(
            "20000",
            "抢险救援",
            LevelScale.RESCUE,
            LegacyClass.RESCUE,
            PlanColumn.RESCUE,
            NationalClass.RESCUE,
            "P",
        ),
        # Explosions and terror attacks are rescues in the scope of GB 50313, hence the scale (P).
        Group(
            "30000",
            "反恐排爆",
            LevelScale.RESCUE,
            LegacyClass.BOMB_DISPOSAL,
            PlanColumn.OTHER,
            None,
            "P",
        ),
        Group(
            "40000",
            "公务执勤/安保勤务",
            LevelScale.UNGRADED,
            LegacyClass.DUTY,
            PlanColumn.OTHER,
            NationalClass.SECURITY,
            "P",
        ),
        Group(
            "50000",
            "社会救助",
            LevelScale.UNGRADED,
            LegacyClass.SOCIAL_AID,
            PlanColumn.SOCIAL,
            NationalClass.SOCIAL_AID,
            "P",
        ),
        Group(
            "90000",
            "其他出动",
            LevelScale.UNGRADED,
            LegacyClass.OTHER,
            PlanColumn.OTHER,
            None,
            "P",
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of incident; a group's own code means that the kind is not yet specified.

    `mark` is the confidence in the code, `level_mark` that in the default level; `note` is a
    sentence for the call taker, empty where there is nothing to say.
    """

    code: str
    name: str
    group: Group
    default_level: int
    mark: Mark
    level_mark: Mark
    note: str

    @property
    def group_code(self) -> str:
        """The code of the top class."""
        return self.group.code

    @property
    def is_group(self) -> bool:
        """Whether the kind is not yet specified."""
        return self.code == self.group.code

    @property
    def scale(self) -> LevelScale:
        """The scale its levels belong to."""
        return self.group.scale

    @property
    def levels(self) -> range:
        """The levels it may have; an ungraded kind has level 1 only."""
        return range(1, max(1, len(COLOURS[self.scale])) + 1)

    @property
    def legacy_six(self) -> LegacyClass:
        """The class of older systems it is counted under."""
        return self.group.legacy_six

    @property
    def plan_column(self) -> PlanColumn:
        """The column of the plan's call-out table it is counted under."""
        return self.group.plan_column


def _read_categories() -> dict[str, Category]:
    # High-rise fires start at level 3 by the published command outline (R), live electrical
    # equipment at level 1 by the grading rule (S); every other default is a proposal.
    level_marks: dict[str, Mark] = {"10200": "R", "10800": "S"}
    categories = {
        group.code: Category(group.code, group.name, group, 1, group.mark, "P", "")
        for group in GROUPS.values()
    }
    for code, name, default_level, note in CODES:
        group = GROUPS[f"{code[0]}0000"]
        level_mark = level_marks.get(code, "P")
        assert code not in categories, f"category {code} is listed twice"
        categories[code] = Category(code, name, group, default_level, "P", level_mark, note)
    return dict(sorted(categories.items()))


CATEGORIES: Final[dict[str, Category]] = _read_categories()


def category(code: str) -> Category:
    """Return the category of a code; raises UnknownCategory."""
    found = CATEGORIES.get(code)
    if found is None:
        raise UnknownCategory(f"没有警情类型“{code}”，请从类型表中选择。")
    return found


def national_class(kind: Category, disposition: Disposition) -> NationalClass | None:
    """Return the national class an incident is counted under, None where there is none."""
    if disposition in NOT_COUNTED:
        return None
    return NationalClass.FALSE_ALARM if disposition in FALSE_ALARMS else kind.group.national


def level_label(kind: Category, level: int) -> str:
    """Return the level in words, such as 三级火警; raises UnknownLevel."""
    _check_level(kind, level)
    noun = SCALE_NOUNS.get(kind.scale)
    return "不分级" if noun is None else f"{LEVEL_NAMES[level - 1]}{noun}"


def level_colour(kind: Category, level: int) -> LevelColour | None:
    """Return the colour of a level, None for an ungraded kind; raises UnknownLevel."""
    _check_level(kind, level)
    colours = COLOURS[kind.scale]
    return colours[level - 1] if colours else None


def _check_level(kind: Category, level: int) -> None:
    if level not in kind.levels:
        allowed = "不分级，只能填 1" if len(kind.levels) == 1 else f"等级为 1～{kind.levels[-1]} 级"
        raise UnknownLevel(f"“{kind.name}”没有 {level} 级：{kind.group.name}{allowed}。")
