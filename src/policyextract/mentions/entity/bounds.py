"""Where an unmarked name begins, looking back from its head noun."""

import re

# A mark, or a figure with its measure: no name runs over one. Written so that all begin with one class, for the search.
STOP = re.compile(
    r"[，。；：！？、,;:!?\n\r\t\"“”「」'‘’《》\[\]【】〔〕…—　\s/\d](?:(?<=\d)\d*[年月日个家所名亿万]?)?"
)


def begin(text: str, floor: int, head: int, words: re.Pattern[str]) -> int:
    """The place after the last mark or bounding word in ``text[floor:head]``."""
    start = floor
    for stop in STOP.finditer(text, floor, head):
        start = stop.end()
    last = start
    for word in words.finditer(text, start, head):
        last = word.end()
    return last
