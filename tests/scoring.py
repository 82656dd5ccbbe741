"""Compares what the library read with what careful readers annotated, slot by slot.

A predicted record is paired with the annotated one whose anchor it overlaps best, at least half. Names (regions,
agents) also count as right where one form stands inside the other; indicators where they are nearly the same words;
several annotated readings mean that any will do.
"""

import re
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any, NamedTuple

Record = dict[str, Any]

VALUE = ("low", "high", "comparator", "unit", "change")
FULL = frozenset((*VALUE, "kind", "indicator", "due"))
_UNHEARD = re.compile(r"[\s“”\"'‘’「」『』《》()（）,，、的]")


class Pair(NamedTuple):
    """An annotated record and the predicted one it was paired with; one of them is None where nothing matched."""

    want: Record | None
    got: Record | None
    wrong: frozenset[str] = frozenset()  # slots; "kind" alone where the kinds differ

    @property
    def full(self) -> bool:
        """Whether kind, value, indicator and due are all right."""
        return self.want is not None and self.got is not None and not self.wrong & FULL


def heard(text: str | None) -> str:
    """What counts of a name: no quotes, brackets, commas, 的."""
    return _UNHEARD.sub("", text or "")


def _overlap(want: Record, got: Record) -> float:
    both = min(want["end"], got["end"]) - max(want["start"], got["start"])
    return max(0, both) / (max(want["end"], got["end"]) - min(want["start"], got["start"]))


def pairs(raw: Record, document: Record) -> list[Pair]:
    """Every annotated and every predicted record of one document, once.

    Args:
        raw: the annotated document, with ``targets`` and ``entities``.
        document: the JSON form of what the library made of it.
    """
    wanted, found = raw["targets"], [*document["targets"], *document["actuals"]]
    close = [(_overlap(w, g["quantity"]), -i, -j) for i, w in enumerate(wanted) for j, g in enumerate(found)]
    left, right, out = dict(enumerate(wanted)), dict(enumerate(found)), []
    for share, i, j in sorted(close, reverse=True):
        if share >= 0.5 and -i in left and -j in right:
            want, got = left.pop(-i), right.pop(-j)
            out.append(Pair(want, got, _wrong(want, got)))
    out += [Pair(want, None) for want in left.values()]
    return out + [Pair(None, got) for got in right.values()]


def _wrong(want: Record, got: Record) -> frozenset[str]:
    if want["kind"] != got["kind"]:
        return frozenset({"kind"})
    quantity = got["quantity"]
    right = {
        "low": _number(want["low"]) == _number(quantity["low"]),
        "high": _number(want["high"]) == _number(quantity["high"]),
        "comparator": want["comparator"] == quantity["comparator"],
        "unit": want["unit"] == quantity["unit"],
        "change": want["change"] == got["change"],
        "indicator": max(_likeness(name, got["indicator"]["text"]) for name in want["indicator"]) >= 0.8,
        "due": (got["due"] and got["due"]["last"]) in _readings(want["due"]),
        "nature": got["nature"] in _readings(want["nature"]),
        "basis": got["basis"] in _readings(want["basis"]),
    }
    return frozenset(slot for slot, good in right.items() if not good)


def _readings(value: Any) -> list[Any]:
    """The readings of a slot, any of which will do."""
    return value if isinstance(value, list) else [value]


def _number(value: str | float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, heard(one), heard(other), autojunk=False).ratio()


def _same_name(one: str, other: str) -> bool:
    short, long = sorted((heard(one), heard(other)), key=len)
    return short == long or (len(short) >= 2 and len(long) <= 2 * len(short) + 2 and short in long)


def _f1(hits: int, wanted: int, found: int) -> float:
    return 2 * hits / (wanted + found) if wanted + found else 1.0


def figures(compared: Iterable[tuple[Record, Record]]) -> dict[str, float]:
    """Scores pooled over (annotated document, JSON form of what was read): F1s, and shares of the paired records."""
    n: Counter[str] = Counter()
    for raw, document in compared:
        for pair in pairs(raw, document):
            _count(pair, n)
        _count_entities(raw, document, n)
    f1s = {f"{name}_f1": _f1(n[name], n["wanted"], n["found"]) for name in ("detect", "kind", "value", "full")}
    shares = {
        f"{slot}_acc": n[slot] / n["kind"] if n["kind"] else 1.0 for slot in ("indicator", "due", "nature", "basis")
    }
    exact = {"anchor_exact": n["exact"] / n["detect"] if n["detect"] else 1.0}
    names = {f"{x}_f1": _f1(n[x], n[f"{x} wanted"], n[f"{x} found"]) for x in ("region", "agent", "entity")}
    return {**f1s, **exact, **shares, **names}


def _count(pair: Pair, n: Counter[str]) -> None:
    want, got = pair.want, pair.got
    n["wanted"] += want is not None
    n["found"] += got is not None
    if want is None or got is None:
        return
    n["detect"] += 1
    n["exact"] += (want["start"], want["end"]) == (got["quantity"]["start"], got["quantity"]["end"])
    if "kind" in pair.wrong:
        return
    n["kind"] += 1
    n["value"] += pair.wrong.isdisjoint(VALUE)
    n["full"] += pair.full
    for slot in ("indicator", "due", "nature", "basis"):
        n[slot] += slot not in pair.wrong
    for slot in ("region", "agent"):
        names = want[slot] if isinstance(want[slot], list) else [want[slot]]
        if None in names and len(names) > 1:
            continue  # readers may well leave it out: neither answer counts
        n[f"{slot} wanted"] += names != [None]
        n[f"{slot} found"] += got[slot] is not None
        n[slot] += got[slot] is not None and any(name and _same_name(name, got[slot]["text"]) for name in names)


def _count_entities(raw: Record, document: Record, n: Counter[str]) -> None:
    disputed = {heard(entity["text"]) for entity in raw["entities"] if entity.get("optional")}
    wanted = {(entity["type"], heard(entity["text"])) for entity in raw["entities"] if not entity.get("optional")}
    found = {(entity["type"], heard(entity["text"])) for entity in document["entities"]}
    found = {entity for entity in found if entity in wanted or entity[1] not in disputed}
    n["entity"] += len(wanted & found)
    n["entity wanted"] += len(wanted)
    n["entity found"] += len(found)


def pledge_figures(compared: Iterable[tuple[Record, Record]]) -> dict[str, float]:
    """Of the commitments without a number: F1 of those with exactly the annotated words, and the slots of these."""
    n: Counter[str] = Counter()
    slots = ("action", "commitment", "due", "region", "agent")
    for raw, document in compared:
        found = {(got["start"], got["end"]): got for got in document["pledges"]}
        n["wanted"] += len(raw["pledges"])
        n["found"] += len(found)
        for want in raw["pledges"]:
            got = found.get((want["start"], want["end"]))
            if got is not None:
                n["words"] += 1
                n.update(slot for slot in slots if _said(got[slot]) == want[slot])
    f1 = {"words_f1": _f1(n["words"], n["wanted"], n["found"])}
    return f1 | {f"{slot}_acc": n[slot] / n["words"] if n["words"] else 1.0 for slot in slots}


def _said(value: Any) -> Any:
    """A slot as annotations write it: the last day of a period, the words of everything else."""
    return value.get("last", value.get("text")) if isinstance(value, dict) else value


def differences(raw: Record, document: Record) -> list[str]:
    """One line for each record that was missed, is spurious, or has a wrong slot, for messages."""
    out = []
    for want, got, wrong in pairs(raw, document):
        if want is None and got is not None:
            out.append(f"{raw['id']}: spurious {got['kind']} {got['quantity']['text']} ({got['indicator']['text']})")
        elif want is not None and got is None:
            out.append(f"{raw['id']}: missed {want['kind']} {want['text']} ({want['indicator'][0]})")
        elif want is not None and wrong:
            out.append(f"{raw['id']}: {want['text']} ({want['indicator'][0]}): wrong {', '.join(sorted(wrong))}")
    return out
