"""A ledger file and its log."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ledger.store.application import FactLog
from ledger.store.location import locate
from tests.store.clock import Clock

Opener = Callable[[], FactLog]


@pytest.fixture
def affected(monkeypatch: pytest.MonkeyPatch) -> None:
    """An SQLite with the WAL bug."""
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 51, 2))


@pytest.fixture
def unaffected(monkeypatch: pytest.MonkeyPatch) -> None:
    """An SQLite without the WAL bug."""
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 51, 3))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the ledger is; nothing is there yet."""
    return tmp_path / "clinic.ledger"


@pytest.fixture
def clock() -> Clock:
    return Clock("2024-05-03T10:00:00+00:00")


@pytest.fixture
def patience() -> float:
    """Seconds the log waits for another writer."""
    return 10.0


@pytest.fixture
def opened(path: Path, clock: Clock, patience: float) -> Iterator[Opener]:
    """Opens the ledger, each time anew; closes all of them in the end."""
    logs: list[FactLog] = []

    def open_() -> FactLog:
        logs.append(FactLog(locate(path), create=True, now=clock, patience=patience))
        return logs[-1]

    yield open_
    for log in logs:
        log.close()


@pytest.fixture
def log(opened: Opener) -> FactLog:
    """The ledger, empty."""
    return opened()
