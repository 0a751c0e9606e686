"""A file that is moved, deleted or replaced while a fact is being recorded."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from ledger.errors import StoreUnavailable
from ledger.store.application import FactLog
from ledger.store.connections import LedgerConnection
from ledger.store.location import locate
from tests.store.conftest import Opener
from tests.store.facts import document
from tests.store.places import FilePlace, places


def move(path: Path) -> None:
    path.rename(path.with_name("aside.ledger"))


def replace(path: Path) -> None:
    """Puts a copy of what was committed in its place; in WAL mode that is not the file alone."""
    copy = path.with_name("copy")
    with closing(sqlite3.connect(path)) as file, closing(sqlite3.connect(copy)) as copied:
        file.backup(copied)
    copy.replace(path)


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
    assert places(FilePlace(path)) == [(1, "reyes", 1), (2, "reyes", 2)]


@pytest.mark.usefixtures("unaffected")
class TestWal:
    """What is recorded stands in a file beside the ledger's, which does not move with it."""

    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        """Where the ledger is; another is ready to take its place."""
        other = FactLog(locate(tmp_path / "other.ledger"), create=True)
        other.append([document("nguyen", 1)])
        other.close()
        return tmp_path / "clinic.ledger"

    @pytest.fixture
    def replaced(self, log: FactLog, path: Path) -> Path:
        """The file that was moved away, when its process has noticed."""
        move(path)
        path.with_name("other.ledger").rename(path)
        with pytest.raises(StoreUnavailable, match="was moved or replaced"):
            log.append([document("reyes", 2)])
        return path.with_name("aside.ledger")

    def test_what_was_recorded_is_in_the_file_that_was_moved(self, replaced: Path) -> None:
        assert places(FilePlace(replaced)) == [(1, "reyes", 1)]

    @pytest.mark.usefixtures("replaced")
    def test_what_took_its_place_stays_as_it_was(self, path: Path) -> None:
        assert places(FilePlace(path)) == [(1, "nguyen", 1)]

    @pytest.mark.usefixtures("replaced")
    def test_the_next_fact_is_recorded_there(self, log: FactLog, path: Path) -> None:
        log.append([document("nguyen", 2)])
        assert places(FilePlace(path)) == [(1, "nguyen", 1), (2, "nguyen", 2)]
