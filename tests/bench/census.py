"""A census from the standings beside a census by replay, of the same ledger in the same run.

    python -m tests.bench.census [--facts 300000] [--runs 5] [--ledger PATH]

Prints how long the standings take to be made, a census each way, and going on after 1,000 new
facts. The answers of both ways are compared on every day asked about. The ledger is written to a
temporary folder unless one is named; a named one gets facts recorded.
"""

from __future__ import annotations

import argparse
import itertools
import tempfile
import time
from datetime import date
from pathlib import Path
from statistics import median

from ledger import Ledger
from ledger.questions.census import CensusRow
from tests.bench import make_ledger

CREDENTIAL = "aama/cma"
DAYS = [date(2012, 3, 5), date(2019, 2, 28), date(2024, 7, 1), date(2026, 11, 24), date(2031, 1, 1)]
EVER = date(2999, 1, 1)
"""A knowledge time after every fact: what was known then is answered by replay."""


def seconds(rows: itertools.chain[CensusRow]) -> tuple[float, int]:
    """How long a census takes to be read to its end, and how many rows it has."""
    began = time.perf_counter()
    count = sum(1 for _ in rows)
    return time.perf_counter() - began, count


def replayed(ledger: Ledger, day: date) -> itertools.chain[CensusRow]:
    """The census by replay."""
    return itertools.chain(ledger.census(CREDENTIAL, on=day, known_at=EVER))


def latest(ledger: Ledger, day: date) -> itertools.chain[CensusRow]:
    """The census at the latest knowledge."""
    return itertools.chain(ledger.census(CREDENTIAL, on=day))


def measure(path: Path, runs: int) -> None:
    """Measures and prints."""
    with Ledger.open(path, recorded_by="bench") as ledger:
        began = time.perf_counter()
        report = ledger.standings(CREDENTIAL)[0]
        built = time.perf_counter() - began
        beside = path.with_name(path.name + "-standings")
        print(
            f"{ledger.head():,} facts, {report.holders:,} holders, {report.intervals:,} intervals, "
            f"{report.replayed:,} judged when asked; {beside.stat().st_size:,} bytes"
        )
        print(f"{'made':40} {built:10.3f} s {built / report.holders * 1e3:8.3f} ms a holder")
        by_replay, by_rows = [], []
        for day in DAYS[:runs]:
            by_replay.append(seconds(replayed(ledger, day))[0])
            by_rows.append(median(seconds(latest(ledger, day))[0] for _ in range(5)))
        theirs, ours = median(by_replay), median(by_rows)
        each = ours / report.holders * 1e6
        print(f"{'a census by replay':40} {theirs:10.3f} s")
        print(f"{'a census from the standings':40} {ours:10.4f} s {each:8.2f} µs a holder")
        ratio = theirs / ours
        goal = f"goal: ≥ 500×, {'met' if ratio >= 500 else 'NOT MET'}"
        print(f"{'faster':40} {ratio:10.0f} ×  ({goal})")
        for day in DAYS:
            pairs = itertools.zip_longest(replayed(ledger, day), latest(ledger, day))
            assert all(one == other for one, other in pairs), day
        print(f"the same answers on {len(DAYS)} days")
        holders = list(itertools.islice(ledger.holders(), 1_000))
        for number, holder in enumerate(holders):
            data = {"document": f"card-{number}"}
            ledger.record("document-filed", holder, on=date(2024, 7, 1), data=data)
        first, _ = seconds(latest(ledger, DAYS[2]))
        again, _ = seconds(latest(ledger, DAYS[2]))
        print(f"{f'the first census after {len(holders):,} new facts':40} {first:10.3f} s")
        print(f"{'the one after that':40} {again:10.4f} s")


def main() -> None:
    """Reads the command line and measures."""
    parser = argparse.ArgumentParser(description="A census from the standings and by replay.")
    parser.add_argument("--facts", type=int, default=300_000)
    parser.add_argument("--runs", type=int, default=len(DAYS))
    parser.add_argument("--ledger", type=Path)
    given = parser.parse_args()
    if given.ledger is not None:
        measure(given.ledger, given.runs)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "people.ledger"
        make_ledger.make(path, given.facts, seed=1)
        measure(path, given.runs)


if __name__ == "__main__":
    main()
