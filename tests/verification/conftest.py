"""A small ledger with a checkpoint of it, made once and copied for each attack."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from ledger import Ledger
from ledger.seal.checkpoint import Checkpoint
from ledger.verification import Verified, verify
from tests.store.facts import plain

COUNT = 11
"""Facts: two complete subtrees and a leaf on the edge, three holders interleaved."""
HOLDERS = ("reyes", "tran", "silva")

Attack = Callable[[sqlite3.Connection], object]


def record(ledger: Ledger, number: int) -> None:
    """Records the fact with this number."""
    ledger.record(
        "document-filed",
        HOLDERS[number % 3],
        on=date(2024, 1, 1 + number),
        data={"document": f"card-{number}"},
    )


class Attacked:
    """A copy of the ledger that somebody with the right to write the file changes."""

    def __init__(self, path: Path, checkpoint: Checkpoint) -> None:
        self.path, self.checkpoint = path, checkpoint

    def by(self, attack: Attack | str) -> Attacked:
        """Changes it, without the triggers that would refuse; they are put back."""
        with plain(self.path) as file:
            kept = file.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
            triggers = kept.fetchall()
            file.execute("PRAGMA foreign_keys = OFF")
            file.execute("PRAGMA synchronous = OFF")
            for name, _ in triggers:
                file.execute(f"DROP TRIGGER {name}")
            file.executescript(attack) if isinstance(attack, str) else attack(file)
            for _, sql in triggers:
                file.execute(sql)
        return self

    def verified(self, *, held: bool = False) -> Verified:
        """What verification finds, held against the checkpoint or not."""
        return verify(self.path, [self.checkpoint] if held else [])

    def first(self, *, held: bool = False) -> tuple[int | None, str]:
        """The first problem of a fact, or else of the file."""
        problems = self.verified(held=held).problems
        assert problems
        return next((one for one in problems if one.position), problems[0])


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Checkpoint]:
    """The ledger, and a checkpoint of all its facts."""
    path = tmp_path_factory.mktemp("made") / "clinic.ledger"
    ticks = iter(range(1_700_000_000_000_000, 1_800_000_000_000_000, 1_000_000))
    with Ledger.open(path, recorded_by="clerk", now=lambda: next(ticks)) as ledger:
        for number in range(COUNT):
            record(ledger, number)
        checkpoint = ledger.checkpoint("clinic.example/ledger")
    return path, checkpoint


@pytest.fixture
def attacked(made: tuple[Path, Checkpoint], tmp_path: Path) -> Attacked:
    path, checkpoint = made
    return Attacked(Path(shutil.copy(path, tmp_path)), checkpoint)
