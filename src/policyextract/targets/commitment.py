"""How firmly a target is promised: binding, expected, aspirational, or planned, the rest.

No annotation says it, so it is a rule and no table: the words of the lexicon tagged with one of the three, nearest first.
It stops being true where a word binds over more than a sentence without announcing a list.
"""

from typing import Final

from ..span import Span
from .parse import Word, tagged
from .scene import Case, Scene

_ORDER: Final = ("binding", "aspirational", "expected")  # the firmest word of a clause counts
_BETTER: Final = "更好"


def commitment(scene: Scene, case: Case, kind: str) -> str | None:
    """How firmly the target at ``case`` is promised; None for actuals.

    A table's 属性 cell says it before all else; then the words of the clause, then those of the clauses before it that
    go on in it, then what announces a list of expected figures.
    """
    if kind != "target":
        return None
    if case.row is not None and case.row.attribute is not None:
        return _cell(scene.text, case.row.attribute)
    words, clauses = case.sentence.words, case.sentence.clauses
    own = clauses[case.clause]
    said = _firmest(words, own.first, case.word + 1)
    at = case.clause - 1
    while said is None and at >= 0:
        # 确保完成粮食620万亩，油料30万亩: a figure with a verb of its own is promised anew
        counted = any(word.kind == "Q" for word in words[clauses[at].first : clauses[at].last])
        told = _firmest(words, clauses[at].first, clauses[at].last)
        if told is not None:
            said = told if not counted or (told != "aspirational" and not _acts(words, own.first, case.word)) else None
            break
        at -= 1
    if said is not None:
        return said
    return "expected" if not _acts(words, own.first, case.word) and _announced(scene, case) else "planned"


def _cell(text: str, span: Span) -> str:
    cell = text[span.start : span.end]
    return "binding" if "约束" in cell else "expected" if "预期" in cell else "planned"


def _firmest(words: tuple[Word, ...], first: int, last: int) -> str | None:
    best = len(_ORDER)
    for i in range(first, last):
        word = words[i]
        # 不得超过4500吨, 力争到2027年底: what frames a quantity or a time is part of its word
        tags = word.tags if word.kind not in ("Q", "T") else tagged().get(word.text[:2], ())
        for tag in tags:
            if tag in _ORDER and not (tag == "aspirational" and _bettered(words, i)):
                best = min(best, _ORDER.index(tag))
    return _ORDER[best] if best < len(_ORDER) else None


def _bettered(words: tuple[Word, ...], at: int) -> bool:
    """在实际工作中争取更好结果: said of the work, not of the figure."""
    return any(word.text.startswith(_BETTER) for word in words[at + 1 : at + 4])


def _acts(words: tuple[Word, ...], first: int, last: int) -> bool:
    """Whether a verb of doing begins the clause: 建成, 新增 make a plan of what a list would expect."""
    for word in words[first:last]:
        if word.kind in ("T", "L", "B", "d"):
            continue
        return "deed" in word.tags
    return False


def _announced(scene: Scene, case: Case) -> bool:
    """主要预期目标是：at the head of its block, or at the end of the block before."""
    block = scene.blocks[case.block]
    text = scene.text
    if text.find("预期目标", block.start, case.start) >= 0:
        return True
    if not case.block:
        return False
    above = scene.blocks[case.block - 1]
    return text.startswith(("：", ":"), above.end - 1) and text.find("预期目标", above.start, above.end) >= 0
