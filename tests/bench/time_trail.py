"""Times pages of the trail of a large ledger.

    python -m tests.bench.time_trail PATH

Prints, for each sort of page, the median and the slowest of many calls in milliseconds, and the
most memory the process took.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from datetime import date
from random import Random

from ledger import Ledger
from ledger.questions.trail import TrailFilter, TrailPage

CALLS = 200
FILTERS = {
    "everything": TrailFilter(),
    "a frequent kind": TrailFilter(kind="ce-completed"),
    "a rare kind": TrailFilter(kind="sanction-lifted"),
    "a kind there is none of": TrailFilter(kind="education-enrolled"),
    "a day": TrailFilter(since=date(2015, 3, 2), through=date(2015, 3, 2)),
    "a body": TrailFilter(body="nha"),
    "a body there is none of": TrailFilter(body="amt"),
    "frequent text": TrailFilter(text="wound"),
    "rare text": TrailFilter(text="reyes-0012"),
    "text there is none of": TrailFilter(text="zebra"),
    "text that bytes hold and no text": TrailFilter(text="12.25"),
    "text beyond ASCII": TrailFilter(text="医学部"),
}


def timed(work: Callable[[], TrailPage]) -> float:
    """Milliseconds."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1_000


def report(name: str, times: list[float]) -> None:
    """Prints the median and the slowest."""
    times.sort()
    print(f"{name:40} {times[len(times) // 2]:8.2f} {times[-1]:8.2f} ms")


def main(path: str) -> None:
    """Times everything."""
    random = Random(1)
    with Ledger.open(path) as ledger:
        head = ledger.head()
        print(f"{head:,} facts")
        holders = [ledger.trail(before=random.randint(2, head)).rows[0].holder for _ in range(200)]
        for name, only in FILTERS.items():
            places = [random.randint(2, head + 1) for _ in range(CALLS)]
            report(name, [timed(lambda: ledger.trail(before=at, only=only)) for at in places])  # noqa: B023
        report(
            "a holder",
            [timed(lambda: ledger.trail(only=TrailFilter(holder=one))) for one in holders],  # noqa: B023
        )

        def shown() -> TrailPage:
            page = ledger.trail(before=random.randint(2, head + 1), limit=50)
            for row in page.rows:
                _ = row.summary, row.on, row.recorded_at
            return page

        report("50 rows with summaries", [timed(shown) for _ in range(CALLS)])
        started, pages, before = time.perf_counter(), 0, head + 1
        while before > 1:
            before = ledger.trail(before=before, only=FILTERS["text there is none of"]).reached
            pages += 1
        print(f"text there is none of, to the end: {time.perf_counter() - started:.1f} s, {pages}")
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB at most")


if __name__ == "__main__":
    main(sys.argv[1])
