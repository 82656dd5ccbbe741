"""Frames: competing readings of one quantity. Each returns a reading with a rank, or None; the best rank wins."""

from ..draft import Case, Reading
from . import carried, counted, level, special, standard

FRAMES = special.FRAMES + standard.FRAMES + level.FRAMES + counted.FRAMES + carried.FRAMES


def best(case: Case) -> Reading | None:
    """The reading with the highest rank; the earlier frame among equals."""
    top: Reading | None = None
    for frame in FRAMES:
        reading = frame(case)
        if reading is not None and (top is None or reading.rank > top.rank):
            top = reading
    return top
