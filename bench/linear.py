"""How the time of reading grows with the text: an exponent a structure, 1 where it is linear, 2 where it is quadratic.

    python bench/linear.py [--characters 10000 100000] [--only NAME ...] [--all]

Texts are one structure over and over (``tests/structures.py``): those that took more than linear time once, with ``--all``
every mark, bracket, numeral, time word, comparator, name, row and tag, and pairs of them. Ends with code 1 where an exponent
is above 1.2. Seconds are those of the processor.
"""

import argparse
import math
import sys
import time
from pathlib import Path

from policyextract import Extractor

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from structures import ALL, FOUND

LIMIT = 1.2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--characters", type=int, nargs=2, default=(10_000, 100_000), metavar=("FEW", "MANY"))
    parser.add_argument("--only", nargs="+", metavar="NAME")
    parser.add_argument("--all", action="store_true", help="generated structures too, half an hour and more")
    args = parser.parse_args()
    few, many = args.characters
    extractor = Extractor()
    extractor.extract("2025年，建成5G基站1.2万个。")  # loads the dictionaries

    def seconds(text: str) -> float:
        began = time.process_time()
        extractor.extract(text, published="2024-03-27")
        return time.process_time() - began

    over = 0
    print(f"{'structure':<30}{few:>12,} characters{many:>12,} characters   exponent")
    for found in ALL if args.all or args.only else FOUND:
        if args.only and found.name not in args.only:
            continue
        small, large = seconds(found.text(few)), seconds(found.text(many))
        exponent = math.log(large / small) / math.log(many / few)
        over += exponent > LIMIT
        print(f"{found.name:<30}{small:>21.3f} s{large:>21.3f} s{exponent:>11.2f}", flush=True)
    if over:
        sys.exit(f"{over} structures take more than linear time")


if __name__ == "__main__":
    main()
