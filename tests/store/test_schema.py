"""What the database itself refuses, tried through a connection that knows nothing of ledgers."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.store.application import FactLog
from ledger.store.schema import is_affected_by_wal_bug
from tests.store.clock import micros
from tests.store.facts import document
from tests.store.places import Place, rows

TEN = micros("2024-05-03T10:00:00+00:00")

REFUSED = {
    "changing a fact": "UPDATE facts SET happened = 0",
    "changing one column of one fact": "UPDATE facts SET recorded_at = 0 WHERE position = 3",
    "changing a fact to what it is": "UPDATE facts SET kind = kind",
    "deleting a fact": "DELETE FROM facts WHERE position = 3",
    "deleting all facts": "DELETE FROM facts",
    "updating on a conflict":
        "INSERT INTO facts VALUES (3, 1, 3, 16, 0, {ten}, {body}) "
        "ON CONFLICT (position) DO UPDATE SET body = x'00'",
    "a gap in the positions": "INSERT INTO facts VALUES (5, 1, 3, 16, 0, {ten}, {body})",
    "a position before the first": "INSERT INTO facts VALUES (0, 1, 3, 16, 0, {ten}, {body})",
    "a position left to the database":
        "INSERT INTO facts VALUES (NULL, 1, 3, 16, 0, {ten}, {body})",
    "a gap in the versions": "INSERT INTO facts VALUES (4, 1, 4, 16, 0, {ten}, {body})",
    "a version twice": "INSERT INTO facts VALUES (4, 1, 2, 16, 0, {ten}, {body})",
    "recorded_at going back by a microsecond":
        "INSERT INTO facts VALUES (4, 1, 3, 16, 0, {ten} - 1, {body})",
    "a fact about nobody": "INSERT INTO facts VALUES (4, 3, 1, 16, 0, {ten}, {body})",
    "a fact without a seal": "INSERT INTO facts VALUES (4, 1, 3, 16, 0, {ten}, x'00', x'')",
    "half a hash": "INSERT INTO facts VALUES (4, 1, 3, 16, 0, {ten}, x'00', zeroblob(48))",
    "a fact without a body": "INSERT INTO facts VALUES (4, 1, 3, 16, 0, {ten}, NULL, zeroblob(32))",
    "renaming a holder": "UPDATE holders SET id = 'mallory' WHERE key = 1",
    "deleting a holder": "DELETE FROM holders WHERE key = 2",
    "a holder twice": "INSERT INTO holders VALUES (3, 'reyes')",
    "a gap in the keys of holders": "INSERT INTO holders VALUES (4, 'mallory')",
    "a holder's key left to the database": "INSERT INTO holders VALUES (NULL, 'mallory')",
    "a holder without an id": "INSERT INTO holders VALUES (3, NULL)",
    "moving a fact to the end": "UPDATE facts SET position = 4 WHERE position = 3",
    "doing nothing on a conflict":
        "INSERT INTO facts VALUES (3, 1, 3, 16, 0, {ten}, {body}) ON CONFLICT DO NOTHING",
    "replacing a holder on a conflict":
        "INSERT INTO holders VALUES (1, 'mallory') ON CONFLICT (key) DO UPDATE SET id = 'x'",
}  # fmt: skip
REFUSED_IN_FILES = {
    "moving a fact": "UPDATE OR REPLACE facts SET position = 2 WHERE position = 3",
    "replacing a fact by position": "REPLACE INTO facts VALUES (2, 1, 3, 16, 0, {ten}, {body})",
    "replacing a fact by holder and version":
        "INSERT OR REPLACE INTO facts VALUES (4, 1, 1, 16, 0, {ten}, {body})",
    "ignoring a conflict": "INSERT OR IGNORE INTO facts VALUES (3, 1, 3, 16, 0, {ten}, {body})",
    "text where a number belongs": "INSERT INTO facts VALUES (4, 1, 3, 'x', 0, {ten}, {body})",
    "text where bytes belong":
        "INSERT INTO facts VALUES (4, 1, 3, 16, 0, {ten}, 'text', zeroblob(32))",
    "replacing a holder by key": "REPLACE INTO holders VALUES (1, 'mallory')",
    "replacing a holder by id": "INSERT OR REPLACE INTO holders VALUES (3, 'reyes')",
}  # fmt: skip
"""In the words of SQLite alone."""


@pytest.fixture
def filled(log: FactLog, place: Place) -> Place:
    """A ledger with reyes (key 1) at positions 1 and 3 and chen (key 2) at position 2."""
    log.append([document("reyes", 1), document("chen", 1), document("reyes", 2)])
    return place


@pytest.mark.parametrize("statement", REFUSED.values(), ids=REFUSED.keys())
def test_the_database_refuses(filled: Place, statement: str) -> None:
    with pytest.raises(filled.refused):
        filled.execute(statement.format(ten=TEN, body="x'00', zeroblob(32)"))


@pytest.mark.parametrize("statement", REFUSED.values(), ids=REFUSED.keys())
def test_what_the_database_refuses_leaves_it_as_it_was(filled: Place, statement: str) -> None:
    before = rows(filled)
    with pytest.raises(filled.refused):
        filled.execute(statement.format(ten=TEN, body="x'00', zeroblob(32)"))
    assert rows(filled) == before


@pytest.mark.store("sqlite")
@pytest.mark.parametrize("statement", REFUSED_IN_FILES.values(), ids=REFUSED_IN_FILES.keys())
def test_sqlite_refuses_and_leaves_it_as_it_was(filled: Place, statement: str) -> None:
    before = rows(filled)
    with pytest.raises(filled.refused):
        filled.execute(statement.format(ten=TEN, body="x'00', zeroblob(32)"))
    assert rows(filled) == before


def test_the_database_takes_the_next_fact(filled: Place) -> None:
    filled.execute("INSERT INTO facts VALUES (4, 1, 3, 16, 0, ?, x'00', zeroblob(32))", TEN)
    assert rows(filled)[1][-1] == (4, 1, 3, 16, 0, TEN, b"\0", bytes(32))


def test_the_database_takes_the_next_holder(filled: Place) -> None:
    filled.execute("INSERT INTO holders VALUES (3, 'mallory')")
    assert rows(filled)[0] == [(1, "reyes"), (2, "chen"), (3, "mallory")]


def test_the_file_says_that_it_is_a_ledger(log: FactLog, path: Path) -> None:
    # The application id is at offset 68 of every SQLite file, https://sqlite.org/fileformat2.html
    assert path.read_bytes()[68:72] == b"LEDG"


def test_the_file_says_that_its_format_is_2(log: FactLog, path: Path) -> None:
    # The user version is at offset 60, big-endian.
    assert path.read_bytes()[60:64] == bytes([0, 0, 0, 2])


@pytest.mark.parametrize(
    "version", [(3, 7, 0), (3, 40, 1), (3, 44, 5), (3, 45, 0), (3, 50, 6), (3, 51, 0), (3, 51, 2)]
)
def test_these_builds_may_lose_data_in_wal_mode(version: tuple[int, ...]) -> None:
    assert is_affected_by_wal_bug(version)


@pytest.mark.parametrize(
    "version",
    [
        (3, 6, 23),
        (3, 44, 6),
        (3, 44, 7),
        (3, 50, 7),
        (3, 50, 8),
        (3, 51, 3),
        (3, 52, 0),
        (4, 0, 0),
    ],
)
def test_these_builds_lose_nothing_in_wal_mode(version: tuple[int, ...]) -> None:
    assert not is_affected_by_wal_bug(version)
