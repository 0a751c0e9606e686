"""What is not a ledger is refused with one sentence, and stays as it was."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from eventsourcing.sqlite import SQLiteCursor

from ledger.errors import StoreUnavailable
from ledger.store.application import FactLog
from ledger.store.datastore import LedgerDatastore
from ledger.store.location import locate
from tests.store.facts import document, plain
from tests.store.places import Place


def text(path: Path) -> None:
    path.write_text("Dear diary,\n" * 100, encoding="utf-8")


def short_text(path: Path) -> None:
    path.write_text("x", encoding="utf-8")


def other_database(path: Path) -> None:
    with plain(path) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")


def database_of_another_program(path: Path) -> None:
    with plain(path) as connection:
        connection.execute("PRAGMA application_id = 252006673")
        connection.execute("CREATE TABLE facts (position INTEGER PRIMARY KEY)")


def empty_database_of_another_program(path: Path) -> None:
    with plain(path) as connection:
        connection.execute("PRAGMA application_id = 252006673")


def empty_database_with_a_version(path: Path) -> None:
    with plain(path) as connection:
        connection.execute("PRAGMA user_version = 7")


def database_of_views(path: Path) -> None:
    with plain(path) as connection:
        connection.execute("CREATE VIEW one AS SELECT 1")


def database_whose_tables_stand_in_its_wal(path: Path) -> None:
    """As a program leaves it that is killed: the file itself holds one page."""
    original = path.with_name("original.db")
    with plain(original) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE recipes (name TEXT)")
        path.write_bytes(original.read_bytes())
        wal = original.with_name("original.db-wal").read_bytes()
    path.with_name(path.name + "-wal").write_bytes(wal)


def piece_of_a_header(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0\x10\x00\x01\x01")


REFUSED: dict[str, tuple[Callable[[Path], None], str]] = {
    "text": (text, "is not a ledger"),
    "a single character": (short_text, "is not a ledger"),
    "another database": (other_database, "is an SQLite database, but not a ledger"),
    "the database of another program": (
        database_of_another_program,
        "is an SQLite database, but not a ledger",
    ),
    "an empty database of another program": (
        empty_database_of_another_program,
        "is an SQLite database, but not a ledger",
    ),
    "an empty database with a version": (
        empty_database_with_a_version,
        "is an SQLite database, but not a ledger",
    ),
    "a database of views": (database_of_views, "is an SQLite database, but not a ledger"),
    "a database whose tables stand in its WAL": (
        database_whose_tables_stand_in_its_wal,
        "is an SQLite database, but not a ledger",
    ),
    "the first 20 bytes of a database": (
        piece_of_a_header,
        "is an SQLite database, but not a ledger",
    ),
    "a folder": (Path.mkdir, "is a folder, not a ledger; name a file in it"),
}


def everything_in(folder: Path) -> dict[str, bytes | None]:
    """The names below a folder and what the files hold."""
    return {
        str(found.relative_to(folder)): found.read_bytes() if found.is_file() else None
        for found in folder.rglob("*")
    }


@pytest.mark.parametrize(("make", "said"), REFUSED.values(), ids=REFUSED.keys())
def test_this_is_not_made_a_ledger(path: Path, make: Callable[[Path], None], said: str) -> None:
    make(path)
    with pytest.raises(StoreUnavailable) as caught:
        FactLog(locate(path), create=True)
    assert str(caught.value).startswith(f"{path} {said}")


@pytest.mark.parametrize(("make", "_said"), REFUSED.values(), ids=REFUSED.keys())
def test_this_stays_as_it_was(path: Path, make: Callable[[Path], None], _said: str) -> None:
    make(path)
    before = everything_in(path.parent)
    with pytest.raises(StoreUnavailable):
        FactLog(locate(path), create=True)
    assert everything_in(path.parent) == before


@pytest.mark.parametrize("newer", [3, 4, 2**31 - 1])
def test_a_newer_format_is_refused_by_name(log: FactLog, path: Path, newer: int) -> None:
    log.close()
    with plain(path) as connection:
        connection.execute(f"PRAGMA user_version = {newer}")
    with pytest.raises(
        StoreUnavailable, match=f"has format {newer}: a newer version .* formats 1 to 2$"
    ):
        FactLog(locate(path), create=True)


def test_a_newer_format_stays_as_it_was(log: FactLog, path: Path) -> None:
    log.close()
    with plain(path) as connection:
        connection.execute("PRAGMA user_version = 3")
    before = everything_in(path.parent)
    with pytest.raises(StoreUnavailable):
        FactLog(locate(path), create=True)
    assert everything_in(path.parent) == before


def test_a_pipe_is_refused_without_waiting_for_its_other_end(path: Path) -> None:
    os.mkfifo(path)
    end = os.open(path, os.O_RDWR)
    try:
        os.write(end, b"x" * 200)
        with pytest.raises(StoreUnavailable, match="is a device or a pipe, not a ledger"):
            FactLog(locate(path), create=True)
    finally:
        os.close(end)


def test_a_device_is_refused() -> None:
    with pytest.raises(StoreUnavailable, match="is a device or a pipe, not a ledger"):
        FactLog(locate("/dev/null"), create=True)


@pytest.mark.parametrize("make", [lambda _: None, Path.touch], ids=["nothing", "an empty file"])
def test_reading_what_is_not_there_says_how_to_make_it(
    path: Path, make: Callable[[Path], None]
) -> None:
    make(path)
    with pytest.raises(StoreUnavailable, match=r"^there is no ledger at .*; `ledger init` makes"):
        FactLog(locate(path), create=False)


def test_reading_what_is_not_there_makes_nothing(path: Path) -> None:
    with pytest.raises(StoreUnavailable):
        FactLog(locate(path), create=False)
    assert everything_in(path.parent) == {}


def test_reading_an_empty_file_leaves_it_empty(path: Path) -> None:
    path.touch()
    with pytest.raises(StoreUnavailable):
        FactLog(locate(path), create=False)
    assert everything_in(path.parent) == {path.name: b""}


def empty_database(path: Path) -> None:
    with plain(path) as connection:
        connection.execute("CREATE TABLE gone (name TEXT)")
        connection.execute("DROP TABLE gone")
        connection.execute("VACUUM")


@pytest.mark.parametrize(
    "make",
    [lambda _: None, Path.touch, empty_database],
    ids=["nothing", "an empty file", "an empty database"],
)
def test_an_empty_place_becomes_a_ledger(path: Path, make: Callable[[Path], None]) -> None:
    make(path)
    log = FactLog(locate(path), create=True)
    assert [fact.position for fact in log.append([document("reyes", 1)])] == [1]
    log.close()


def test_making_a_ledger_where_one_is_opens_that_one(log: FactLog, place: Place) -> None:
    log.append([document("reyes", 1)])
    log.close()
    again = FactLog(place.location, create=True)
    assert [fact.holder for fact in again.scan()] == ["reyes"]
    again.close()


def test_a_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    path = tmp_path / "missing" / "clinic.ledger"
    with pytest.raises(StoreUnavailable, match=f"^{path} cannot be opened: its folder is missing"):
        FactLog(locate(path), create=True)


def test_a_folder_that_is_missing_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable):
        FactLog(locate(tmp_path / "missing" / "clinic.ledger"), create=True)
    assert list(tmp_path.iterdir()) == []


def test_a_path_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnavailable, match="cannot be read: Not a directory"):
        FactLog(locate(tmp_path / "file" / "clinic.ledger"), create=True)


def test_a_name_that_is_too_long_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="cannot be read: File name too long"):
        FactLog(locate(tmp_path / ("x" * 300)), create=True)


@pytest.mark.usefixtures("unaffected")
def test_a_disk_that_fails_while_a_ledger_is_made_is_told_in_a_sentence(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    execute = SQLiteCursor.execute

    def failing(self: SQLiteCursor, statement: str, *values: Any) -> None:
        if statement == "PRAGMA journal_mode = WAL":
            raise sqlite3.DatabaseError("disk I/O error")
        execute(self, statement, *values)

    monkeypatch.setattr(SQLiteCursor, "execute", failing)
    with pytest.raises(StoreUnavailable, match=f"^{path} cannot be used: disk I/O error"):
        FactLog(locate(path), create=True)


@pytest.mark.usefixtures("unaffected")
def test_a_ledger_that_another_reads_while_it_is_made_is_made(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stays with a journal that is truncated, which is as durable as WAL."""
    get_connection = LedgerDatastore.get_connection
    writes = 0

    @contextmanager
    def while_read(self: LedgerDatastore, *, commit: bool) -> Iterator[Any]:
        nonlocal writes
        writes += commit
        with plain(path) as other, get_connection(self, commit=commit) as connection:
            if writes == 2:
                other.execute("BEGIN")
                other.execute("SELECT * FROM facts").fetchall()
            yield connection

    with monkeypatch.context() as patched:
        patched.setattr(LedgerDatastore, "get_connection", while_read)
        log = FactLog(locate(path), create=True, patience=0.05)
    assert [fact.position for fact in log.append([document("reyes", 1)])] == [1]
    log.close()
