"""Ledgers of format 1, which had no seal: their facts are sealed as they stand."""

from __future__ import annotations

import re

from eventsourcing.sqlite import SQLiteCursor

from ledger.store import schema
from ledger.store.rows import INSERT, SELECT, StoredFact, inserted
from ledger.store.sealing import seals

_CREATES = re.compile(r"CREATE (TABLE|TRIGGER) (\w+)")
_CHUNK = 2_000


def upgrade(cursor: SQLiteCursor) -> None:
    """Makes a ledger of format 1 one of this format, within a transaction."""
    cursor.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'facts'")
    for (name,) in cursor.fetchall():
        cursor.execute(f"DROP TRIGGER {name}")
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
    select = SELECT.replace("FROM facts f", ", h.key FROM facts_of_format_1 f")
    cursor.execute(f"{select} WHERE f.position > ? ORDER BY f.position LIMIT ?", (position, _CHUNK))
    return [(row[-1], StoredFact._make(row[:-1])) for row in cursor.fetchall()]


def _create(cursor: SQLiteCursor, what: str) -> None:
    """Makes the tables or triggers that are missing."""
    cursor.execute("SELECT name FROM sqlite_schema")
    there = {name for (name,) in cursor.fetchall()}
    for statement in schema.STATEMENTS:
        creates = _CREATES.match(statement)
        if creates and creates[1] == what and creates[2] not in there:
            cursor.execute(statement)
