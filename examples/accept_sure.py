"""What a store is sure of counts as looked at: its records are accepted, so that training keeps them as they are.

    python examples/accept_sure.py STORE [LEAST]

LEAST is the confidence from which a record is accepted, 0.95 where it is not given. What a person has said stays as it is.
"""

import sys
from datetime import date

from policyextract.corrections.correction import Correction
from policyextract.track.store import Filters, open_store


def main() -> None:
    place, *least = sys.argv[1:]
    sure = Filters(min_confidence=float(least[0]) if least else 0.95)
    with open_store(place, create=False) as store:
        accepted = [
            Correction(
                record=str(row["id"]),
                document=str(row["document_id"]),
                verdict="accept",
                by="accept_sure.py",
                on=date.today(),
            )
            for row in store.rows(sure)
            if row["review"] is None and row["kind"] != "pledge"
        ]
        store.correct(accepted)
        print(f"{len(accepted)} records accepted")


if __name__ == "__main__":
    main()
