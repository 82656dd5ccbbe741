"""Work counted in steps: calls of functions, and characters that patterns look at. The same in every run and on every machine.

A program of its own, because patterns are compiled when the package is imported: it reads texts as JSON from standard input
and writes, for each, how many steps it took to read it.
"""

import cProfile
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import regex


class Counted:
    """A compiled pattern that counts how far it looks: with ``regex``, which tells whether a text that ends here might go on."""

    def __init__(self, made: Any, twin: Any, looks: Counter[str]) -> None:
        self._made, self._twin, self._looks = made, twin, looks
        self._back = bool(twin.flags & regex.REVERSE)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._made, name)

    def match(self, text: str, pos: int = 0, endpos: int = sys.maxsize) -> Any:
        self._looks[self._made.pattern] += self._window(self._twin.match, text, pos, min(endpos, len(text)))
        return self._made.match(text, pos, endpos)

    def search(self, text: str, pos: int = 0, endpos: int = sys.maxsize) -> Any:
        found = self._made.search(text, pos, endpos)
        pos, end = max(0, pos), min(endpos, len(text))
        if found is not None:
            pos, end = (found.start(), end) if self._back else (pos, found.end())
        self._looks[self._made.pattern] += max(1, end - pos)
        return found

    def finditer(self, text: str, pos: int = 0, endpos: int = sys.maxsize) -> Iterator[Any]:
        self._looks[self._made.pattern] += min(endpos, len(text)) - max(0, pos)
        return iter(self._made.finditer(text, pos, endpos))

    def _window(self, match: Callable[..., Any], text: str, pos: int, end: int) -> int:
        """The least power of two of characters within which it is settled whether the pattern matches."""
        size = 1
        while size < end - pos:
            a, b = (end - size, end) if self._back else (pos, pos + size)
            found = match(text, a, b, partial=True)
            if found is None or not (found.partial or found.start() == a if self._back else found.end() == b):
                break
            size *= 2
        return size


def count(texts: list[str]) -> Iterator[tuple[int, Counter[str]]]:
    """The steps of reading each text, and the patterns that looked."""
    looks: Counter[str] = Counter()
    compilers = {re: re.compile, regex: regex.compile}
    for module, plain in compilers.items():
        module.compile = lambda pattern, flags=0, plain=plain: Counted(  # type: ignore[attr-defined]
            plain(pattern, flags), compilers[regex](pattern, int(flags)), looks
        )
    from policyextract import Extractor

    extractor = Extractor()
    extractor.extract_data("2025年，市财政局建成5G基站1.2万个，增长2%。")  # what is loaded once is no work of a text
    for text in texts:
        looks.clear()
        profile = cProfile.Profile()
        profile.runcall(extractor.extract_data, text, published="2024-03-27")
        calls = sum(entry.callcount for entry in profile.getstats())
        yield calls + looks.total(), looks


if __name__ == "__main__":
    json.dump([steps for steps, _ in count(json.load(sys.stdin))], sys.stdout)
