"""Scanning by wake and dispatch: one search for a class of wake characters, then the few rules that can start there.

Measured on government text, this is about five times faster than a named-group alternation or one search a family,
with the same spans. The search is the standard library's ``re``, which for a class is twice as fast as ``regex``; most
wake characters are common ones, so rules say what has to stand beside them (:attr:`Rule.near`) and the search checks it.
"""

import re
from collections.abc import Iterable

from .patterns import compiled
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
        self._wake = compiled(_wake(table))

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
    """A wake character with what one of its rules asks for beside it: ``第|上(?:(?=年)|(?=月))``.

    Every alternative begins with a plain character: from that ``re`` makes its class for the search.
    """
    always: list[str] = []
    asking: list[str] = []
    for char, rules in table.items():
        needs = {rule.near.get(char, "") for rule in rules}
        if "" in needs:
            always.append(re.escape(char))
        else:
            asking.append(f"{re.escape(char)}(?:{'|'.join(sorted(needs))})")
    return "|".join(always + asking) or "(?!)"
