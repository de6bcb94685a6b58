"""How many are trapped, hurt or dead, by what a caller says.

A range counts with its larger end, a number nobody gave counts as unknown, and where a caller
is not sure, people are taken to be there: the safer mistake.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from incidents.understanding.numerals import NUMERAL, Span, read_number
from incidents.understanding.wording import Clause, Narrative


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people with the words it came from; `most` is None where nobody gave one.

    `least` is 0 where the caller says that there are none.
    """

    least: int
    most: int | None
    words: tuple[str, ...]

    @property
    def taken(self) -> int:
        """The number to plan for: the larger end, or the least where no end is known."""
        return self.least if self.most is None else self.most

    @property
    def sentence(self) -> str:
        """The number in words, with what was taken for it."""
        if self.most is None:
            return f"至少 {self.least} 人，人数不明"
        if self.least == self.most:
            return f"{self.most} 人"
        return f"{self.least}～{self.most} 人，按多的 {self.most} 人考虑"


@dataclass(frozen=True, slots=True)
class People:
    """Trapped, injured and dead, and all people told of; None where nothing was said of them."""

    trapped: Count | None
    injured: Count | None
    dead: Count | None
    told: Count | None


_KIND: Final = (
    r"(?:大人|顾客|食客|业主|老师|保安|护工|护士|医生|客人|村民|老年人|初中生|高中生|中学生|小学生|大学生|幼儿|儿童|女孩|男孩|妹儿|搬运工|员工|住客|租客|食客|女生|男生|小伙|妇人|小娃儿|小娃|娃儿|娃娃|细娃|小孩子|小孩|孩子|学生|老人家|老人|老汉|老太婆|老太|老婆婆|老头|婆婆"
    r"|工人|民工|师傅|女的|男的|病人|员工|乘客|旅客|游客|驴友|村民|居民|住户|伤员|伤者|人员|妇女|婴儿|孕妇|宝宝|司机|同事|同学|人)"
)
_AFTER_MEASURE: Final = (
    # 三个老人, 三个放牛的老人, 三个(困在里面)
    rf"(?:{_KIND}|[\u4e00-\u9fff]{{1,4}}的{_KIND}"
    r"|(?=[在没被困出下上掉受伤死昏晕还都也卡压埋中摔]|跑|住|落|不|遭|去|陷|关|烧|倒|$))"
)
# 三个人, 五六名工人, 十几个(在里面), 一家四口, 母子两个, 两死: a number of people.
_NUMBERED: Final = re.compile(
    rf"(?P<n>{NUMERAL})\s*(?:(?:个|口)(?:多)?{_AFTER_MEASURE}|[名位](?:多)?{_KIND}?)|(?P<n2>{NUMERAL})\s*{_KIND}"
)
_AND_CALLER: Final = re.compile(r"我(?:和|跟|与|带着?|还有|同)$")
_ORDINAL: Final = re.compile(r"[第]$")
_WORDED: Final[tuple[tuple[re.Pattern[str], Span], ...]] = (
    (
        re.compile(
            r"两口子|夫妻|老两口|小两口|母子|母女|父子|父女|婆孙|爷孙|兄弟俩|姐妹俩|我和娃儿|我和孩子|我和小孩|我们两"
        ),
        Span(2, 2),
    ),
    (re.compile(r"一家三口"), Span(3, 3)),
    (re.compile(r"一家人|全家"), Span(3, 6)),
    (re.compile(r"好几家人|几家人|几户人"), Span(6, 9)),
    (re.compile(r"(?<![好很许二三四五六七八九十百])(?:多|数|若干)[人名](?!次)"), Span(3, 9)),
    # The trial rule says 较多 for level 4 and 大量 for 5: these read the caller's words into it.
    (
        re.compile(
            r"(?:好多|很多|许多|不少|大批|一大群|一群|一车|满车)(?:个)?(?:人|学生|娃|工人|老人|顾客|乘客|客人)|(?:人|学生|娃儿|工人|顾客|乘客)(?:好多|很多|多得很|不少)"
        ),
        Span(10, 29),
    ),
    (re.compile(r"大量(?:人|学生|群众|工人|顾客|乘客)"), Span(30, 99)),
)
_SINGLE: Final = re.compile(
    r"(?<![没无])有(?:个|人|一个)|司机|驾驶员|老人|老汉|老太|婆婆|大爷|娃儿|小孩|孩子|病人|工人|老人家|孕妇|我们?|人|他|她|女的|男的|婴儿"
)

_TRAPPED: Final = re.compile(
    r"被(?:困|卡|夹|挤)|(?:困|关|卡|锁|埋|压)(?:里|在里|起|驾驶室|车里|车内|车底|屋)|(?:站|趴|爬|坐|躲|跑)[^，。]{0,3}(?:车顶|房顶|屋顶|树上)|人[^，。]{0,2}在(?:车顶|房顶|屋顶|树上)|在窗(?:口|户)|(?:窗|阳台)[^，。]{0,3}(?:喊|求救|招手|呼)|困在|困住|困到|困了|困起|困于|出不来|出不去|出不到|没出来|没得出来|没有出来|没跑出来|没跑脱|没逃出来"
    r"|逃不出|跑不出|跑不脱|下不来|没下来|没有下来|下不了床|上不来|没上来|没有上来|走不脱|落水|溺水|喊救命|在里面喊|在上面喊"
    r"|还在里面|还在里头|还在屋|还在楼上|[个名位人娃孩生][^，。]{0,3}在(?:午睡|睡觉|睡|上课|上班|吃饭)|还在床|还在炕|还在车|还在家|还在上面|走岔|找不到[^，。]{0,4}下山|下不了山"
    r"|(?:里面|里头|屋里|屋头|上面|下面|楼上|车里|车上|井下|底下|里边)(?:都|好像|可能|怕)*(?:还|也)?有[^，。]{0,4}(?:人(?!户|家|行|群)|[名位]|个(?=[人老娃小孩学工大男女矿民顾游客乘妇病幼住店业旅村在没被]|$)|老|娃|小孩|学生)|关在里|关在屋|关了|关到|堵在|卡在|卡到|卡住|压在|压到|压住|埋在|埋了|埋到|被埋|把[^，。]{0,6}埋|掩埋|压了|压着|被压|失联|失去联系|迷路|受困|围困|困人|困河|滞留|出不了|下不了|没能出来|没能逃|未逃出|无法[^，。]{0,2}(?:撤|逃|下|出)|救我|不[出下上](?:来|去)|没(?:有|得)?[^，。]{0,4}(?:出来|下来|上来|出去)|没起来|走不了|走不成|爬不上|起不来|回不来|过不来|招手|呼救|求救|躲在|没联系上|联系不上|关着|锁在|悬在|悬着|陷在|陷到|晕在|昏在"
    r"|挂在|吊在|有人往|掉下去|掉进|掉到|(?:人|娃儿?|老[人汉太]|孩|[个名位]|学生|师傅)[^，。]{0,4}在(?:里面|里头|下面|上面|井下|底下)|围起来|掉下|夹在|夹住|夹到|没撤出来|还没撤|没疏散"
)
_NOBODY_TRAPPED: Final = re.compile(
    r"(?:没有?|没得|无|未见|不得)(?:人员?|群众|人)?(?:被困|困在|在里面|在里头|在屋|在家|在楼上|在上面|伤亡|被压|被埋)|(?:里面|里头|屋里|屋头|家里|楼上|车里|车上|上面|下面)(?:都)?(?:没有?人|没得人|无人|没人)"
    r"|没有?人(?:了|在|被|困|$)|没得人(?:了|在|被|困|$)|无人员?(?:被困|伤亡)|人(?:员|些)?(?:都|已经|全部|全|已|已经全部|都已经)*(?:跑|出|撤|下|疏散|转移|逃|救|拉|拖)(?:出来|出去|下来|下楼|下车|离|脱|了|完|到)"
    r"|都(?:跑|撤|逃|救|疏散|转移)(?:出来|出去|下来|离|了|完|到)|(?:全部|都|已经)(?:出来|下来|下车|下楼)|没(?:有)?人员被困|人没得?事|没得人住|没人住|拉出来了|救出来了|脱困"
)
_UNSURE: Final = re.compile(
    r"有没有人|有没得人|有无人员|是不是有人|跑出来没得|跑出来没有|出来没得$|出来没有$|(?:不晓得|不知道|不清楚|不确定)[^，。]{0,6}(?:有没|有无|还有没|有好多|好多人|几个人|多少)"
)
_INJURED: Final = re.compile(
    r"受伤|烧伤|烫伤|摔伤|砸伤|炸伤|撞伤|压伤|重伤|轻伤|伤了|伤到|受了伤|昏迷|昏倒|晕倒|手烫|烫了|烫到|昏了|昏在|晕了|昏过去|晕过去|流血|骨折|骨头都断"
    r"|中毒|触电|不省人事|腿断|脚断|手断|压断|绞断|砸到|砸了|倒地|倒在(?:地|里|下|路|屋|沟|池|窖|坑|井|车|水)|不行了|穿到|扎进|睁不开|毒到|呛到|闷在|(?<![车机门锁])动不了|动不得|不能动|喘不过|不舒服|不适|头晕|恶心|呕吐|呼吸困难|休克|抽搐|没有动静|没动静|没有反应|没反应|意识|不醒|咬伤|被砸|砸中|砸断|撞飞|被撞|伤势|跌伤|灼伤|冻伤|伤者|伤员|(?<![车机猪狗])不动了|起不来|滚下|熏倒|熏晕|喊不应|叫不应|喊不醒|昏死|晕得|晕着|打晕|绞了|绞断|轧断|夹断|出血|出了[^，。]{0,3}血|躺在|躺地|躺路|躺着不|挤扁|摔下来|摔下去|甩到|甩出|坠楼|坠落|沉下去|看不到人|看不见人|不见人|人不见|犯病|发病|崴|扭伤|扭到|抽筋|扎穿|刺穿|戳穿|插穿|穿透|中暑|吐白沫|窒息"
)
_NOT_INJURED: Final = re.compile(
    r"(?:没有?|没得|无|未)(?:人员?|人|造成人员)?(?:受|烧|摔|死)?(?:伤|亡|伤亡|死伤)|人没得?事|没得事|(?:怕|会|要)(?:.{0,2})(?:砸|中毒|触电|伤)"
)
_DEAD: Final = re.compile(
    r"死了|死亡|死人|没得气|没气了|没呼吸|没有呼吸|没心跳|没有心跳|遇难|烧死|淹死|砸死|压死|撞死|身亡|去世|断气"
)
_NOT_DEAD: Final = re.compile(
    r"(?:吓|臭|吵|锁|烦|急|堵|热|痛|卡|关|门锁)死|死(?:的)?(?:猪|鸡|牛|狗|鱼)"
)
_TOLL: Final = re.compile(rf"({NUMERAL})(?:人)?(死|伤|亡)")


def read_people(narrative: Narrative) -> People:
    """Return who is trapped, hurt and dead, with the words."""
    toll = _read_toll(narrative)
    return People(
        _count(narrative, _TRAPPED, _NOBODY_TRAPPED),
        toll.get("伤") or _count(narrative, _INJURED, _NOT_INJURED),
        toll.get("死") or toll.get("亡") or _count(narrative, _DEAD, _NOT_DEAD),
        _told(narrative),
    )


def _told(narrative: Narrative) -> Count | None:
    """Return all people a number is told of, those who got out left aside."""
    found = {
        word: span
        for clause in narrative.clauses
        if not _NOBODY_TRAPPED.search(clause.text)
        for span, word in _numbers(clause.text)
    }
    if not found:
        return None
    spans = found.values()
    return Count(sum(s.least for s in spans), sum(s.most for s in spans), tuple(found))


def _read_toll(narrative: Narrative) -> dict[str, Count]:
    toll: dict[str, Count] = {}
    for clause in narrative.clauses:
        for found in _TOLL.finditer(clause.text):
            span = read_number(found.group(1))
            if span is not None:
                toll[found.group(2)] = Count(span.least, span.most, (found.group(),))
    return toll


def _count(narrative: Narrative, wanted: re.Pattern[str], denied: re.Pattern[str]) -> Count | None:
    words: dict[str, None] = {}
    nobody: dict[str, None] = {}
    spans: dict[tuple[str, ...], Span] = {}
    used: set[int] = set()
    for index, clause in enumerate(narrative.clauses):
        if _UNSURE.search(clause.text):
            continue
        negation = denied.search(clause.text)
        if negation is not None:
            nobody[negation.group()] = None
            continue
        marker = wanted.search(clause.text)
        if marker is None or _is_no_person(clause.text):
            continue
        span, said = _people_near(narrative.clauses, index, denied, used)
        words.update(dict.fromkeys((*said, marker.group())))
        if span is not None:
            # The same number in the same words is the same people told of twice.
            spans[said] = span
    if spans:
        least = sum(span.least for span in spans.values())
        return Count(least, sum(span.most for span in spans.values()), tuple(words))
    if words:
        return Count(1, None, tuple(words))
    return Count(0, 0, tuple(nobody)) if nobody else None


def _people_near(
    clauses: tuple[Clause, ...], index: int, denied: re.Pattern[str], used: set[int]
) -> tuple[Span | None, tuple[str, ...]]:
    """Return the number said in the clause, else in the next, else in the one before."""
    # "还有人没下来" has a subject of its own: the people told of before are not meant.
    own = _OWN_SUBJECT.search(clauses[index].text) is not None
    nearby = (index, index + 1, index + 2) if own else (index, index + 1, index - 1, index + 2)
    for near in nearby:
        if near in used or not 0 <= near < len(clauses):
            continue
        text = clauses[near].text
        if near != index and (denied.search(text) or not _continues(text, near - index)):
            continue
        found = list(_numbers(text))
        if found:
            used.add(near)
            total = Span(sum(s.least for s, _ in found), sum(s.most for s, _ in found))
            return total, tuple(word for _, word in found)
    return None, ()


_BEFORE: Final = re.compile(r"有|是|剩|还|一共|家|楼|个|口|人")
_OTHERS: Final = re.compile(r"死|伤|跑出|出来了|撤|救出")
_IN_ALL: Final = re.compile(r"^(一共|总共|共|有|大概|大约|可能|至少|起码)")


_OWN_SUBJECT: Final = re.compile(r"有(?:的)?人|有的")
_NO_PERSON: Final = re.compile(
    r"[猫狗牛羊猪鸡鸭鸟]|石头|手机|钥匙|项链|树|广告|玻璃|瓦片|砖|东西|轮子|电[瓶动]车|无人机"
)
_PERSON: Final = re.compile(r"人|娃|老|孩|婆|[个名位](?=$|[在没被困])|司机|学生")


def _is_no_person(text: str) -> bool:
    return _NO_PERSON.search(text) is not None and _PERSON.search(text) is None


def _continues(text: str, distance: int) -> bool:
    """Tell whether a neighbouring clause may give the number: "大概五个", "楼上有三个人"."""
    if distance < 0:
        return _BEFORE.search(text) is not None
    if distance > 1 and _IN_ALL.match(text) is None:
        return False
    return _OTHERS.search(text) is None


def _numbers(text: str) -> Iterator[tuple[Span, str]]:
    taken: list[tuple[int, int]] = []
    for found in _NUMBERED.finditer(text):
        if _ORDINAL.search(text[: found.start()]):
            continue
        span = read_number(found.group("n") or found.group("n2"))
        if span is not None and span.most:
            taken.append(found.span())
            # "我和两个娃儿": the caller is one of them.
            caller = 1 if _AND_CALLER.search(text[: found.start()]) else 0
            yield Span(span.least + caller, span.most + caller), found.group()
    if taken:
        return
    for pattern, span in _WORDED:
        said = pattern.search(text)
        if said is not None:
            yield span, said.group()
            return
