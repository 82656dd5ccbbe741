"""Scanning by wake and dispatch: one search for a class of wake characters, then the few rules that can start there.

Measured on government text, this is about five times faster than a named-group alternation or one search a family,
with the same spans.
"""

from collections.abc import Iterable

import regex

from .rules import Mention, Rule


class Scanner:
    """Rules compiled into one wake class and a table from first character to rules.

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
        self._table = {char: tuple(found) for char, found in table.items()}
        self._wake = regex.compile("[" + "".join(regex.escape(c) for c in sorted(table)) + "]")

    def scan(self, text: str, start: int, end: int) -> list[Mention]:
        """The mentions in ``text[start:end]``, left to right, none overlapping; linear in the length."""
        out: list[Mention] = []
        search, table, i = self._wake.search, self._table, start
        while hit := search(text, i, end):
            at = hit.start()
            i = at + 1
            for rule in table[text[at]]:
                match = rule.pattern.match(text, at, end)
                if match is not None and (mention := rule.build(match)) is not None:
                    out.append(mention)
                    i = max(mention.end, i)
                    break
        return out
