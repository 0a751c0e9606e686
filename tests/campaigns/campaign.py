"""What every campaign has: how much to do, a seed, a folder, and figures of what was done."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import NamedTuple

from ledger.store.schema import is_affected_by_wal_bug
from tests.campaigns.habits import HABITS

Figures = Counter[str]
"""How often each thing was done; the names are plural words."""


class Violation(Exception):
    """A promise that was not kept."""


class CannotRun(Exception):
    """Why a campaign cannot run on this machine."""


class Task(NamedTuple):
    """What a campaign is asked to do.

    Attributes:
        cycles: How many times.
        seed: What its choices follow from. When a process is killed is left to the clock as well.
        folder: Where its files are.
        journal: ``truncate``, ``wal``, or None: what the ledger chooses with this SQLite.
        habits: What every writer does besides, see `tests.campaigns.habits`.
    """

    cycles: int
    seed: int
    folder: Path
    journal: str | None = None
    habits: tuple[str, ...] = ()

    @property
    def all_habits(self) -> tuple[str, ...]:
        """The habits, the journal mode among them."""
        return (*([self.journal] if self.journal else []), *self.habits)

    @property
    def is_wal(self) -> bool:
        """Whether its ledgers are in WAL mode."""
        if self.journal is None:
            return not is_affected_by_wal_bug(sqlite3.sqlite_version_info)
        return self.journal == "wal"

    def rounds(self, figures: Figures) -> Iterator[tuple[int, Random]]:
        """The number of each cycle, from 0, and what its choices are made with."""
        for number in range(self.cycles):
            yield number, Random(f"{self.seed}/{number}")
            figures["cycles"] += 1


class Campaign(NamedTuple):
    """One campaign.

    Attributes:
        about: What it tries, a sentence without an end.
        cycles: How many in the long run.
        run: Does it; raises `Violation` at the first promise that is not kept.
    """

    about: str
    cycles: int
    run: Callable[[Task, Figures], None]


class Finished(NamedTuple):
    """How a campaign ended.

    Attributes:
        figures: What was done.
        seconds: How long it took.
        violation: The first promise that was not kept.
    """

    figures: Figures
    seconds: float
    violation: Violation | None

    def lines(self, name: str, task: Task) -> Iterator[str]:
        """What people are told."""
        done = ", ".join(f"{count:,} {what}" for what, count in self.figures.items() if count)
        journal = task.journal or "default"
        print_ = f"seed {task.seed}, SQLite {sqlite3.sqlite_version}, journal {journal}"
        yield f"{name}: {done} in {self.seconds:.1f} s ({print_})"
        if self.violation is None:
            yield f"{name}: every promise was kept"
        else:
            cycle = self.figures["cycles"]
            again = f"python -m tests.campaigns {name} --seed {task.seed} --cycles {task.cycles}"
            again += "".join(f" --journal {task.journal}" if task.journal else "")
            again += "".join(f" --habit {habit}" for habit in task.habits)
            yield f"{name}: VIOLATION in cycle {cycle}: {self.violation}"
            yield f"{name}: to try again: {again}"


def finish(campaign: Campaign, task: Task) -> Finished:
    """Runs a campaign to its end, or to the first violation."""
    figures: Figures = Counter()
    began = time.monotonic()
    violation = None
    if task.journal:
        HABITS[task.journal]()  # those who read must not change it
    with _folder(task.folder) as folder:
        try:
            campaign.run(task._replace(folder=folder), figures)
        except Violation as found:
            violation = found
    return Finished(figures, time.monotonic() - began, violation)


@contextmanager
def _folder(parent: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=parent, prefix="campaign-") as made:
        yield Path(made).resolve()
