"""The schema of a file of standings, and what is said of its rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from functools import lru_cache
from typing import NamedTuple

from ledger.standings.file import APPLICATION_ID
from ledger.standings.intervals import AFTER_ALL, EVER

FORMAT = 3
TO_JUDGE = 0
"""Shown of a holder who was not judged yet, or of whom something was learned since."""
STATEMENTS = (
    "CREATE TABLE ledger (root BLOB NOT NULL) STRICT",
    "CREATE TABLE credentials (key INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, "
    "fingerprint BLOB NOT NULL) STRICT",
    "CREATE TABLE shown (key INTEGER PRIMARY KEY, status TEXT NOT NULL, answers TEXT NOT NULL, "
    "UNIQUE (status, answers)) STRICT",
    # until comes first: of a holder's rows, most are told apart by it
    "CREATE TABLE standings (credential INTEGER NOT NULL, holder TEXT NOT NULL, "
    "until INTEGER NOT NULL, since INTEGER NOT NULL, shown INTEGER NOT NULL, expires_on INTEGER, "
    # of the last row alone: what facts say, whoever judges
    "name TEXT, named TEXT, "
    "PRIMARY KEY (credential, holder, until)) STRICT, WITHOUT ROWID",
    f"CREATE INDEX to_judge ON standings (credential, holder) WHERE shown = {TO_JUDGE}",
    f"PRAGMA application_id = {APPLICATION_ID}",
    f"PRAGMA user_version = {FORMAT}",
)
OBJECTS = "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL"
_COMPUTES_NOTHING = ("CREATE TABLE ", "CREATE INDEX ", "CREATE UNIQUE INDEX ")
NAME = "ledger"
"""What the tracking calls it that positions are of."""
INSERT = "INSERT INTO standings VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
DELETE = "DELETE FROM standings WHERE credential = ? AND holder = ?"
BY_REPLAY = -1
"""Shown of a holder who cannot be kept, see `ledger.standings.intervals`."""


class State(NamedTuple):
    """What standings are as of.

    Attributes:
        position: The last position of the ledger they know.
        root: The root of the ledger's tree up to there.
    """

    position: int
    root: bytes


class Kept(NamedTuple):
    """A credential that is kept.

    Attributes:
        key: Its number in the file.
        fingerprint: What its rows rest on besides facts.
    """

    key: int
    fingerprint: bytes


class Coming(NamedTuple):
    """Days of a timeline that are not over before a day.

    Attributes:
        holder: The id.
        until: The day after the last one, as an ordinal.
        shown: What is shown by number, see `StandingsRecorder.shown`.
        expires_on: As an ordinal.
        name: Of the last row: the holder's name.
        named: Of the last row: the credentials named, with spaces between them.
    """

    holder: str
    until: int
    shown: int
    expires_on: int | None
    name: str | None
    named: str | None


class Outdated(Exception):
    """Another process took the standings on meanwhile."""


def to_judge_row(key: int, holder: str) -> tuple[object, ...]:
    """The row of a holder who is to be judged, for a credential's key."""
    return unknown_row(key, holder, TO_JUDGE)


def unknown_row(key: int, holder: str, shown: int) -> tuple[object, ...]:
    """The one row of a holder of whom no timeline is kept; ``shown`` says why."""
    return key, holder, AFTER_ALL, EVER, shown, None, None, None


def is_as_made(objects: Mapping[str, str], number: int) -> bool:
    """Whether a file holds tables and indexes alone, those of this format as they are made.

    A view in the place of a table may have no end, and so may a trigger.

    Args:
        objects: Name → SQL, as `OBJECTS` says.
        number: The format of the file; of an older one it is not known how it was made.
    """
    if not all(sql.startswith(_COMPUTES_NOTHING) for sql in objects.values()):
        return False
    return number < FORMAT or _expected().items() <= objects.items()


@lru_cache(maxsize=1)
def _expected() -> Mapping[str, str]:
    with closing(sqlite3.connect(":memory:")) as made:
        for statement in STATEMENTS:
            made.execute(statement)
        return dict(made.execute(OBJECTS).fetchall())
