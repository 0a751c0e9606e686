"""A file that is moved, deleted or replaced while a fact is being recorded."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ledger.errors import StoreUnavailable
from ledger.store.application import FactLog
from ledger.store.connections import LedgerConnection
from tests.store.conftest import Opener
from tests.store.facts import document, places


def move(path: Path) -> None:
    path.rename(path.with_name("aside.ledger"))


def replace(path: Path) -> None:
    shutil.copy(path, path.with_name("copy"))
    path.with_name("copy").replace(path)


HAPPENS = [move, Path.unlink, replace]


@pytest.fixture
def log(opened: Opener) -> FactLog:
    """A log that has recorded a fact."""
    log = opened()
    log.append([document("reyes", 1)])
    return log


@pytest.fixture(params=HAPPENS)
def happens(
    request: pytest.FixtureRequest, log: FactLog, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It happens once, between the look at the file and the commit."""
    happening: Callable[[Path], None] = request.param
    commit = LedgerConnection.commit

    def committed(self: LedgerConnection) -> None:
        monkeypatch.setattr(LedgerConnection, "commit", commit)
        happening(path)
        commit(self)

    monkeypatch.setattr(LedgerConnection, "commit", committed)


@pytest.mark.usefixtures("happens")
def test_a_fact_that_went_with_the_file_is_not_acknowledged(log: FactLog) -> None:
    with pytest.raises(StoreUnavailable, match="was moved or replaced while it was open"):
        log.append([document("reyes", 2)])


@pytest.mark.parametrize("happens", [replace], indirect=True)
@pytest.mark.usefixtures("happens")
def test_the_next_fact_is_recorded_in_what_is_there_now(log: FactLog, path: Path) -> None:
    with pytest.raises(StoreUnavailable):
        log.append([document("reyes", 2)])
    log.append([document("reyes", 2)])
    assert places(path) == [(1, "reyes", 1), (2, "reyes", 2)]
