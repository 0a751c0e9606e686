"""Measures who lapses next, by replay and from the standings, and in the browser on a terminal.

    python -m tests.bench.make_ledger PATH --facts 300000
    python -m tests.bench.holders PATH

Standings are made where there are none. Every installed body is asked about;
LEDGER_BLOCK_PLUGINS leaves some out. Processor time is shown beside the time on the wall, which on
a shared machine wanders.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from ledger import Ledger
from ledger.bodies.host import BLOCK_VARIABLE
from ledger.questions.roster import SORTS, Deadline
from tests.bench.browse import ledger_command, processor_time, trail_at
from tests.tui.test_terminal import Terminal

ON = date(2024, 7, 1)
LATEST = date(2999, 1, 1)
"""A knowledge time after everything: what is asked as of it is answered by replay."""
PAGE = 40
"""Rows in sight."""


def timed(name: str, work: Callable[[], object]) -> None:
    """Prints how long something takes."""
    wall, processor = time.perf_counter(), time.process_time()
    work()
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    told(name, wall, processor)


def told(name: str, wall: float, processor: float) -> None:
    """Prints how long something took."""
    print(f"{name:52} {wall:8.2f} s  {processor:8.2f} s of the processor", flush=True)


def in_the_browser(path: Path) -> None:
    """From the key to the list of everybody, and to what is missing in the rows in sight."""
    blocked = {BLOCK_VARIABLE: os.environ.get(BLOCK_VARIABLE, "")}
    with Terminal([*ledger_command(path), "--on", ON.isoformat()], env=blocked) as terminal:
        terminal.wait(lambda text: trail_at(text) is not None)
        before = processor_time(terminal.process.pid)
        wall = terminal.until("2", lambda text: "rows by days left ─" in text, timeout=600)
        told("browser: from the key to the sorted list", wall,
             processor_time(terminal.process.pid) - before)  # fmt: skip
        terminal.send("q")
        terminal.ended()


def main() -> None:
    """Reads the command line, measures and prints."""
    parser = argparse.ArgumentParser(description="Measures who lapses next.")
    parser.add_argument("ledger", type=Path)
    parser.add_argument("--replay", action="store_true", help="Measure replay too.")
    given = parser.parse_args()
    with Ledger.open(given.ledger) as ledger:
        print(
            f"{len(list(ledger.holders())):,} holders, {len(ledger.bodies.credentials)} credentials"
        )
        if given.replay:
            timed("roster by replay", lambda: list(ledger.roster(on=ON, known_at=LATEST)))
        timed("standings made, or looked at", ledger.standings)
        rows: list[Deadline] = []

        def read() -> None:
            rows[:] = sorted(ledger.deadlines(on=ON), key=SORTS["left"])

        for _ in range(3):
            timed("deadlines from the standings, sorted", read)
        timed(f"{PAGE} rows completed", lambda: [ledger.completed(row) for row in rows[:PAGE]])
        timed("roster within 90 days", lambda: list(ledger.roster(on=ON, within=90)))
    in_the_browser(given.ledger)


if __name__ == "__main__":
    main()
