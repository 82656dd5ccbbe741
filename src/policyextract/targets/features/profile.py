"""How the document and each of its blocks speak, as features: title, headings, place in the document, words of time and mood."""

from collections import Counter
from typing import Final

from ...context.stance import document_kind
from ..scene import Scene
from .common import moment


def _grams(text: str, name: str, out: list[str]) -> None:
    for i in range(len(text) - 1):
        out.append(f"{name}={text[i : i + 2]}")


def document_features(scene: Scene) -> list[str]:
    """The title, the script, whether the date is known, how much the document counts and how it speaks on the whole."""
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
    told = Counter([tag for sentence in scene.sentences for word in sentence.words for tag in word.tags])
    count = max(1, len(scene.sentences))
    for tag in ("future", "past", "obliges", "per_case", "strive", "saying", "standard"):
        out.append(f"d#{tag}={min(4, told[tag] * 2 // count)}")
    out.append(f"d.mood={balance(told['future'], told['past'])}")
    return out


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


def block_features(scene: Scene, index: int) -> list[str]:
    """The block's kind and place, the headings above it, how it begins, and how it speaks on the whole."""
    block = scene.blocks[index]
    text = scene.text
    out = [f"b.kind={block.kind}", f"b.place={min(3, index * 4 // max(1, len(scene.blocks)))}"]
    stance = scene.stances[index]
    out.append(f"stance={stance.kind}")
    out.append(f"stance.rule={stance.rule}")
    kind = document_kind(scene.title)
    said = said_of(scene, index)
    if kind:
        out.append(f"doc+said={kind}.{said}")
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
