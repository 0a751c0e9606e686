"""Records facts one after another and says so after each; run as a process of its own.

    python writer.py STORE NAME COUNT

Facts go by turns to the holder NAME and to the holder ``shared``. Writing starts when standard
input says so. A line of standard output is holder, version, position and number of one fact that
is recorded.
"""

from __future__ import annotations

import sys
from datetime import date

from ledger.ledger import Ledger


def write(store: str, name: str, count: int) -> None:
    """Records so many facts."""
    with Ledger.open(store, recorded_by=name) as ledger:
        print("ready", flush=True)
        sys.stdin.readline()
        for number in range(count):
            holder = "shared" if number % 2 else name
            data = {"document": f"{name} {number}"}
            fact = ledger.record("document-filed", holder, on=date(2024, 5, 1), data=data).fact
            print(fact.holder, fact.version, fact.position, number, flush=True)


if __name__ == "__main__":
    write(sys.argv[1], sys.argv[2], int(sys.argv[3]))
