"""Finding a name among 100,000: a part of it, and with one wrong character."""

from collections.abc import Callable, Iterator
from random import Random
from typing import Final

from pysqlite3 import dbapi2 as sqlite
from rapidfuzz import fuzz, process

from bench.figures import Figure, faster, timed
from incidents.places.name_index import NameIndex

NAMES: Final = 100_000
LIMIT: Final = 10
QUESTIONS: Final = 400
WRONG_QUESTIONS: Final = 200

CHARACTERS: Final = (
    "龙潭麻旺酉酬大溪兴隆黑水丁市龚滩李溪泔溪苍岭小河板溪涂市铜鼓五福万木南腰界可偏柏木叶毛坝花田后坪天馆"
    "宜居两罾板桥官清车田腴地清泉庙溪浪坪双泉楠木东西上下石山云风林杨柳桃梨竹松张王李陈刘何白冉田彭"
)
ENDINGS: Final = (
    "村",
    "社区",
    "小学",
    "超市",
    "加油站",
    "卫生院",
    "小区",
    "大桥",
    "养殖场",
    "隧道",
)


def place_names(count: int, random: Random) -> list[str]:
    """Return made-up names as a gazetteer of several counties would hold them."""
    townships = ["".join(random.sample(CHARACTERS, 2)) + "镇" for _ in range(60)]
    names = []
    for _ in range(count):
        stem = "".join(random.choice(CHARACTERS) for _ in range(random.choice((2, 2, 3, 4))))
        front = random.choice(townships) if random.random() < 0.6 else ""
        names.append(front + stem + random.choice(ENDINGS))
    return names


def figures() -> Iterator[Figure]:
    """Yield the figures of this subject."""
    random = Random(119)
    names = place_names(NAMES, random)
    index = NameIndex(names)
    yield from _exact_part(names, index, random)
    yield from _one_wrong(names, index, random)


def _exact_part(names: list[str], index: NameIndex, random: Random) -> Iterator[Figure]:
    like = _like(names)
    for words, lengths in (("two characters", (2,)), ("three to five characters", (3, 4, 5))):
        parts = []
        for name in random.choices(names, k=QUESTIONS):
            length = min(random.choice(lengths), len(name))
            start = random.randrange(len(name) - length + 1)
            parts.append(name[start : start + length])
        ours, ours_ms = timed(parts, lambda part: index.containing(part, LIMIT))
        theirs, their_ms = timed(parts, like)
        yield faster(
            f"exact part, {words}",
            f"{NAMES:,} names, {QUESTIONS} parts, first {LIMIT}",
            ours_ms,
            ("SQLite LIKE '%part%'", their_ms),
            at_least=100,
            same_answer=ours == theirs,
        )


def _one_wrong(names: list[str], index: NameIndex, random: Random) -> Iterator[Figure]:
    wrong, meant = [], []
    for number in random.sample(range(NAMES), WRONG_QUESTIONS):
        name = names[number]
        at = random.randrange(len(name))
        others = [one for one in CHARACTERS if one != name[at]]
        wrong.append(name[:at] + random.choice(others) + name[at + 1 :])
        meant.append(number)
    ours, ours_ms = timed(wrong, lambda text: [one for one, _ in index.nearest(text, LIMIT)])
    theirs, their_ms = timed(wrong, lambda text: _scan(text, names))
    workload = f"{NAMES:,} names, {WRONG_QUESTIONS} with one wrong character"
    peer = "rapidfuzz partial_ratio over all"
    yield faster("one wrong character", workload, ours_ms, (peer, their_ms), at_least=50)
    recall, peer_recall = _recall(meant, ours), _recall(meant, theirs)
    yield Figure(
        name="one wrong character, recall@10",
        workload=workload,
        ours=recall,
        unit="share",
        peer=peer,
        peer_value=peer_recall,
        ratio=None,
        goal="within 0.03 of the peer",
        same_answer=None,
        holds=recall >= peer_recall - 0.03,
    )


def _like(names: list[str]) -> Callable[[str], list[int]]:
    store = sqlite.connect(":memory:")
    store.execute("CREATE TABLE place (id INTEGER PRIMARY KEY, name TEXT NOT NULL)")
    store.executemany("INSERT INTO place VALUES (?, ?)", enumerate(names))

    def ask(part: str) -> list[int]:
        question = f"SELECT id FROM place WHERE name LIKE ? ORDER BY id LIMIT {LIMIT}"
        return [row[0] for row in store.execute(question, (f"%{part}%",))]

    return ask


def _scan(text: str, names: list[str]) -> list[int]:
    best = process.extract(text, names, scorer=fuzz.partial_ratio, limit=LIMIT)
    return [number for _, _, number in best]


def _recall(meant: list[int], found: list[list[int]]) -> float:
    return sum(one in ten for one, ten in zip(meant, found, strict=True)) / len(meant)
