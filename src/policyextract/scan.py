"""Scanning by wake and dispatch: one search for a class of wake characters, then the few rules that can start there.

Measured on government text, this is about five times faster than a named-group alternation or one search a family,
with the same spans. The search is the standard library's ``re``, which for a class is twice as fast as ``regex``; most
wake characters are common ones, so rules say what has to stand beside them (:attr:`Rule.near`) and the search checks it.
"""

import re
from collections.abc import Iterable

from .rules import Mention, Rule


class Scanner:
    """Rules compiled into one wake pattern and a table from first character to rules.

    >>> import regex
    >>> digits = Rule("digits", "0123456789", regex.compile(r"\\d++"), lambda m: Mention(m.start(), m.end(), int(m[0]), "digits"))
    >>> [m.value for m in Scanner([digits]).scan("建设10家、20家", 0, 9)]
    [10, 20]
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        table: dict[str, list[Rule]] = {}
        for rule in self.rules:
            for char in dict.fromkeys(rule.wakes):
                table.setdefault(char, []).append(rule)
        self._table = {char: tuple((rule.pattern.match, rule.build) for rule in found) for char, found in table.items()}
        self._wake = re.compile(_wake(table))

    def scan(self, text: str, start: int, end: int) -> list[Mention]:
        """The mentions in ``text[start:end]``, left to right, none overlapping; linear in the length."""
        out: list[Mention] = []
        table, i = self._table, start
        for hit in self._wake.finditer(text, start, end):
            at = hit.start()
            if at < i:
                continue
            for match, build in table[text[at]]:
                found = match(text, at, end)
                if found is not None and (mention := build(found)) is not None:
                    out.append(mention)
                    i = mention.end
                    break
        return out


def _wake(table: dict[str, list[Rule]]) -> str:
    """A wake character, and beside it what one of its rules asks for: ``[年上](?:(?<=[上])|(?<=[年])(?:(?=底)))``."""
    by_need: dict[str, list[str]] = {}
    for char, rules in table.items():
        needs = {rule.near.get(char, "") for rule in rules}
        by_need.setdefault("" if "" in needs else "|".join(sorted(needs)), []).append(char)
    classes = {need: "".join(re.escape(char) for char in sorted(chars)) for need, chars in by_need.items()}
    if not classes:
        return "(?!)"
    choices = [f"(?<=[{chars}])(?:{need})" for need, chars in sorted(classes.items())]
    return f"[{''.join(classes.values())}](?:{'|'.join(choices)})"
