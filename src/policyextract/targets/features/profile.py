"""How the document and each of its blocks speak, as features: title, headings, place in the document, words of time and mood."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from ...context.resolve import Moment
from ..scene import Scene
from .common import moment, relation


def _grams(text: str, name: str, out: list[str]) -> None:
    for i in range(len(text) - 1):
        out.append(f"{name}={text[i : i + 2]}")


def tags_by_block(scene: Scene) -> dict[int, Counter[str]]:
    """How often the words of each block that has sentences carry each tag."""
    out: dict[int, Counter[str]] = {}
    for sentence in scene.sentences:
        told = out.setdefault(sentence.block, Counter())
        told.update([tag for word in sentence.words for tag in word.tags])
    return out


def document_features(scene: Scene, told: Counter[str]) -> list[str]:
    """Of how often its words carry each tag: the title, the script, whether the date is known, how much the document counts and how it speaks on the whole."""
    out: list[str] = []
    title = scene.title.strip()
    _grams(title[-12:], "ti", out)
    out.append(f"ti.end={title[-2:]}")
    out.append(f"ti.end3={title[-3:]}")
    out.append(f"script={scene.outline.clean.script}")
    out.append(f"dated={scene.anchor.source}")
    if scene.published is not None:
        out.append(f"month={scene.published.month}")
    length = len(scene.text)
    out.append(f"length={min(6, length.bit_length() - 7)}")
    dense = len(scene.cases) * 100 / max(1, length)
    out.append(f"dense={min(5, int(dense))}")
    rows = sum(1 for block in scene.blocks if block.kind == "row")
    out.append(f"rows={rows * 4 // max(1, len(scene.blocks))}")
    heads = sum(1 for block in scene.blocks if block.kind == "heading")
    out.append(f"heads={min(5, heads)}")
    count = max(1, len(scene.sentences))
    for tag in ("future", "past", "obliges", "per_case", "strive", "saying", "standard"):
        out.append(f"d#{tag}={min(4, told[tag] * 2 // count)}")
    out.append(f"d.mood={balance(told['future'], told['past'])}")
    out.append(f"d.times={_ahead(scene, scene.moments)}")
    return out


_BACK: Final = 11  # blocks that are looked back over for a time
_ON: Final = 2  # blocks that are looked ahead


def _ahead(scene: Scene, found: Sequence[Moment]) -> str:
    """Which share of some times, in fourths, is still to come or not yet over, ``-`` where there are none."""
    told = [relation(one, scene.published, scene.anchor.year) for one in found if not one.quoted]
    gone = sum("past" in one for one in told)
    count = sum(one not in _NOWHERE for one in told)
    return str((count - gone) * 4 // count) if count else "-"


_NOWHERE: Final = frozenset(("undated", "from"))


def _times(scene: Scene, index: int) -> list[str]:
    """When a block speaks of, and those around it: most of its figures have no time of their own."""
    own = _said_in(scene, index)
    before, behind = list[Moment](), list[Moment]()
    for i in range(index - 1, max(-1, index - 1 - _BACK), -1):
        before = _said_in(scene, i)
        if before:
            break
    for i in range(index + 1, min(len(scene.blocks), index + 1 + _ON)):
        behind = _said_in(scene, i)
        if behind:
            break
    return [
        f"b.times={_ahead(scene, own)}",
        f"b.time0={moment(own[0] if own else None, scene)}",
        f"b.before={moment(before[-1] if before else None, scene)}",
        f"b.behind={moment(behind[0] if behind else None, scene)}",
    ]


def _said_in(scene: Scene, index: int) -> list[Moment]:
    block = scene.blocks[index]
    return [told for told in scene.times_in(block.start, block.end) if not told.quoted]


_REACH: Final = 80  # blocks that are looked back over


def _said_before(scene: Scene, index: int) -> str:
    """How the last block spoke of which it is known: a report that has begun to plan goes on planning."""
    for i in range(index - 1, max(-1, index - _REACH), -1):
        if scene.stances[i].kind:
            return scene.stances[i].kind
    return ""


def said_of(scene: Scene, index: int) -> str:
    """How a block speaks, or the last before it of which it is known."""
    return scene.stances[index].kind or _said_before(scene, index)


def balance(one: int, other: int) -> str:
    """The share of the first among both in fifths, ``-`` where there are too few."""
    return "-" if one + other < 2 else str(one * 5 // (one + other))


def block_features(scene: Scene, index: int, kind: str, said: str) -> list[str]:
    """The block's kind and place, the headings above it, how it begins, and how it speaks on the whole: so, in a document of
    that ``kind``."""
    block = scene.blocks[index]
    text = scene.text
    out = [f"b.kind={block.kind}", f"b.place={min(3, index * 4 // max(1, len(scene.blocks)))}"]
    stance = scene.stances[index]
    out.append(f"stance={stance.kind}")
    out.append(f"stance.rule={stance.rule}")
    if kind:
        out.append(f"doc+said={kind}.{said}")
    out += _times(scene, index)
    parent, level = block.parent, 0
    while parent >= 0 and level < 3:
        head = scene.blocks[parent]
        words = text[head.body : min(head.end, head.body + 40)]
        if head.level:
            _grams(words, "h", out)
            if level == 0:
                out.append(f"h.end={words[-2:]}")
            told = scene.times_in(head.start, head.end)
            if told:
                out.append(f"h.time={moment(told[-1], scene)}")
        parent, level = head.parent, level + 1
    if block.lead is not None:
        _grams(text[block.lead.start : min(block.lead.end, block.lead.start + 24)], "lead", out)
    begin = text[block.body : block.body + 6]
    out.append(f"b.begin2={begin[:2]}")
    out.append(f"b.begin4={begin[:4]}")
    if index:
        above = scene.blocks[index - 1]
        out.append(f"b.above={text[max(above.start, above.end - 3) : above.end]}")
    return out
