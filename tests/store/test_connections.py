"""Connections: durable, locked by others, a commit that fails, a disk that is full."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from ledger.errors import StoreUnavailable
from ledger.store import connections
from ledger.store.application import FactLog
from tests.store.conftest import Opener
from tests.store.facts import document, plain
from tests.store.places import Place, places


def pragma(log: FactLog, name: str) -> Any:
    """What a pragma of a pooled connection reads."""
    with log.rows.datastore.transaction(commit=False) as cursor:
        cursor.execute(f"PRAGMA {name}")
        return cursor.fetchone()[0]


class Impatient:
    """Connections wait for others a twentieth of a second only."""

    @pytest.fixture
    def patience(self) -> float:
        return 0.05


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("synchronous", 2),  # FULL
        ("fullfsync", 1),
        ("checkpoint_fullfsync", 1),
        ("foreign_keys", 1),
        ("recursive_triggers", 1),
        ("trusted_schema", 0),
    ],
)
@pytest.mark.store("sqlite")
def test_every_connection_has_its_pragmas(log: FactLog, name: str, value: int) -> None:
    assert pragma(log, name) == value


@pytest.mark.usefixtures("affected")
@pytest.mark.store("sqlite")
def test_a_build_with_the_wal_bug_truncates_a_journal(opened: Opener) -> None:
    assert pragma(opened(), "journal_mode") == "truncate"


@pytest.mark.usefixtures("unaffected")
@pytest.mark.store("sqlite")
def test_a_build_without_the_wal_bug_uses_wal(opened: Opener) -> None:
    assert pragma(opened(), "journal_mode") == "wal"


@pytest.mark.usefixtures("unaffected")
@pytest.mark.store("sqlite")
def test_wal_is_as_durable(opened: Opener) -> None:
    assert pragma(opened(), "synchronous") == 2


@pytest.mark.store("sqlite")
def test_a_ledger_in_wal_mode_leaves_it_under_a_build_with_the_bug(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 51, 3))
    first = opened()
    first.append([document("reyes", 1)])
    first.close()
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 51, 2))
    second = opened()
    assert (pragma(second, "journal_mode"), len(second.stream("reyes"))) == ("truncate", 1)


@pytest.mark.store("sqlite")
def test_a_journal_that_cannot_be_kept_is_refused(
    log: FactLog, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    pragma_of = connections._pragma

    def without_journal(connection: sqlite3.Connection, name: str) -> Any:
        return "memory" if name.startswith("journal_mode") else pragma_of(connection, name)

    monkeypatch.setattr(connections, "_pragma", without_journal)
    with pytest.raises(StoreUnavailable, match="cannot be written durably"):
        opened().append([document("reyes", 1)])


@pytest.mark.usefixtures("affected")
class TestBusy(Impatient):
    """Another program writes and does not stop."""

    def test_writing_is_refused(self, opened: Opener, place: Place) -> None:
        log = opened()
        with (
            place.busy(),
            pytest.raises(StoreUnavailable, match="locked by another program; try again"),
        ):
            log.append([document("reyes", 1)])

    def test_reading_goes_on(self, opened: Opener, place: Place) -> None:
        log = opened()
        log.append([document("reyes", 1)])
        with place.busy():
            assert len(log.stream("reyes")) == 1

    def test_the_same_log_writes_once_the_other_is_done(self, opened: Opener, place: Place) -> None:
        log = opened()
        with place.busy(), pytest.raises(StoreUnavailable):
            log.append([document("reyes", 1)])
        assert [fact.position for fact in log.append([document("reyes", 1)])] == [1]


@pytest.mark.usefixtures("affected")
class TestLocked(Impatient):
    """Another program keeps even readers out."""

    def test_reading_is_refused_while_the_file_is_locked_for_all(
        self, opened: Opener, path: Path
    ) -> None:
        log = opened()
        with plain(path) as other:
            other.execute("BEGIN EXCLUSIVE")
            with pytest.raises(StoreUnavailable, match="locked by another program"):
                log.stream("reyes")

    def test_a_new_connection_is_refused_while_the_file_is_locked_for_all(
        self, opened: Opener, path: Path
    ) -> None:
        opened().close()
        with plain(path) as other:
            other.execute("BEGIN EXCLUSIVE")
            with pytest.raises(StoreUnavailable, match="locked by another program"):
                opened().stream("reyes")

    def test_the_same_log_works_after_its_first_connection_was_refused(
        self, opened: Opener, path: Path
    ) -> None:
        opened().close()
        log = opened()
        with plain(path) as other:
            other.execute("BEGIN EXCLUSIVE")
            for _ in range(3):
                with pytest.raises(StoreUnavailable):
                    log.append([document("reyes", 1)])
        assert [fact.position for fact in log.append([document("reyes", 1)])] == [1]


@pytest.mark.store("sqlite")
@pytest.mark.usefixtures("affected")
class TestCommitFails(Impatient):
    """A reader of another program holds the file, so that COMMIT gives up."""

    @pytest.fixture
    def refused(self, opened: Opener, path: Path) -> FactLog:
        """A log whose commit has just failed."""
        log = opened()
        log.append([document("reyes", 1)])
        with plain(path) as other:
            other.execute("BEGIN")
            other.execute("SELECT * FROM facts").fetchall()
            with pytest.raises(StoreUnavailable, match="locked by another program"):
                log.append([document("reyes", 2)])
        return log

    def test_nothing_is_written(self, refused: FactLog, path: Path, place: Place) -> None:
        assert places(place) == [(1, "reyes", 1)]

    def test_no_transaction_is_left_behind(self, refused: FactLog, path: Path) -> None:
        with plain(path) as other:
            other.execute("PRAGMA busy_timeout = 0")
            other.execute("BEGIN EXCLUSIVE")
            assert other.in_transaction

    def test_the_next_write_works(self, refused: FactLog) -> None:
        assert [fact.position for fact in refused.append([document("reyes", 2)])] == [2]


@pytest.mark.store("sqlite")
def test_a_thread_that_waits_too_long_for_another_is_told_to_try_again(
    log: FactLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    datastore = log.rows.datastore
    monkeypatch.setattr(datastore.pool, "pool_timeout", 0.05)
    with (
        datastore.transaction(commit=True),
        pytest.raises(StoreUnavailable, match="in use by another part of this program; try again"),
    ):
        log.append([document("reyes", 1)])


@pytest.mark.store("sqlite")
def test_a_connection_that_cannot_roll_back_is_not_used_again(
    log: FactLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: connections.LedgerConnection) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    with monkeypatch.context() as patched:
        patched.setattr(connections.LedgerConnection, "commit", broken)
        patched.setattr(connections.LedgerConnection, "rollback", broken)
        with pytest.raises(StoreUnavailable, match="disk I/O error"):
            log.append([document("reyes", 1)])
    assert [fact.position for fact in log.append([document("reyes", 1)])] == [1]


@pytest.mark.store("sqlite")
class TestDiskFull:
    """The file may not grow by a page."""

    @pytest.fixture
    def full(self, log: FactLog) -> FactLog:
        log.append([document("reyes", 1)])
        pages = pragma(log, "page_count")
        with log.rows.datastore.transaction(commit=False) as cursor:
            cursor.execute(f"PRAGMA max_page_count = {pages}")
        return log

    def test_writing_is_refused(self, full: FactLog) -> None:
        with pytest.raises(StoreUnavailable, match="the disk is full; nothing was recorded"):
            full.append([document("reyes", 2, "x" * 50_000)])

    def test_nothing_is_written(self, full: FactLog, path: Path, place: Place) -> None:
        with pytest.raises(StoreUnavailable):
            full.append([document("reyes", 2), document("reyes", 3, "x" * 50_000)])
        assert places(place) == [(1, "reyes", 1)]

    def test_what_still_fits_is_written_next(self, full: FactLog) -> None:
        with pytest.raises(StoreUnavailable):
            full.append([document("reyes", 2, "x" * 50_000)])
        assert [fact.position for fact in full.append([document("reyes", 2)])] == [2]
