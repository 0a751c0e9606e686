"""Ledgers of format 1, which had no seal: their facts are sealed as they stand."""

from __future__ import annotations

import re

from eventsourcing.sqlite import SQLiteCursor

from ledger.store import schema
from ledger.store.rows import INSERT, SELECT, StoredFact, facts_of, inserted
from ledger.store.sealing import seals

_CREATES = re.compile(r"CREATE (TABLE|TRIGGER) (\w+)")
_CHUNK = 2_000
_FACTS_1 = SELECT.replace("SELECT", "SELECT h.key,").replace("facts", "facts_of_format_1")


def upgrade(cursor: SQLiteCursor) -> None:
    """Makes a ledger of format 1 one of this format, within a transaction."""
    cursor.execute("DROP TRIGGER facts_follow")
    cursor.execute("DROP TRIGGER facts_stay")
    cursor.execute("DROP TRIGGER facts_remain")
    cursor.execute("ALTER TABLE facts RENAME TO facts_of_format_1")
    _create(cursor, "TABLE")
    after = 0
    while rows := _after(cursor, after):
        sealed = zip(rows, seals(cursor, after, [row for _, row in rows]), strict=True)
        cursor.executemany(
            INSERT,
            [inserted(row, key, seal) for (key, row), seal in sealed],
        )
        after = rows[-1][1].id
    cursor.execute("DROP TABLE facts_of_format_1")
    _create(cursor, "TRIGGER")
    cursor.execute(f"PRAGMA user_version = {schema.FORMAT}")


def _after(cursor: SQLiteCursor, position: int) -> list[tuple[int, StoredFact]]:
    """The next facts, each with its holder's key."""
    cursor.execute(
        f"{_FACTS_1} WHERE f.position > ? ORDER BY f.position LIMIT ?", (position, _CHUNK)
    )
    found = cursor.fetchall()
    facts = facts_of(row[1:] for row in found)
    return [(row[0], fact) for row, fact in zip(found, facts, strict=True)]


def _create(cursor: SQLiteCursor, what: str) -> None:
    """Makes the tables or triggers that are missing."""
    cursor.execute("SELECT name FROM sqlite_schema")
    there = {name for (name,) in cursor.fetchall()}
    for statement in schema.STATEMENTS:
        creates = _CREATES.match(statement)
        if creates and creates[1] == what and creates[2] not in there:
            cursor.execute(statement)
