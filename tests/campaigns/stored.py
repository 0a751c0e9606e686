"""A small ledger file whose stored bytes are changed one at a time, past its guards."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from typing import NamedTuple

PAGE = 4_096
COLUMNS = {
    "facts": ("position", "holder", "version", "kind", "happened", "recorded_at", "body", "seal"),
    "holders": ("key", "id"),
    "vault": ("holder", "wrapped"),
}
"""Every column of every table; by the first one a row is found."""


class Change(NamedTuple):
    """One byte that was changed.

    Attributes:
        table: Of which table.
        row: By which number the row was found before.
        column: Which column; None: a byte of the whole row as it stands in the file.
        to: What the value is now, a whole number or bytes; None for a byte of the row.
        raw: The file with the change.
    """

    table: str
    row: int
    column: str | None
    to: int | bytes | None
    raw: bytes


class Stored:
    """What is stored in a ledger file, all of it in as many pages as it has.

    Args:
        path: Where it stands.

    Attributes:
        raw: The file as it is.
        rows: What it says.
    """

    def __init__(self, path: Path) -> None:
        self.raw = path.read_bytes()
        self._twin = sqlite3.connect(":memory:", isolation_level=None)
        with closing(sqlite3.connect(path)) as file:
            file.backup(self._twin)
        names = "SELECT name FROM sqlite_schema WHERE type = 'trigger'"
        for (name,) in self._twin.execute(names).fetchall():
            self._twin.execute(f"DROP TRIGGER {name}")
        self._unchanged = self._twin.serialize()
        self._values = list(self._read())
        self.rows = read(path)
        self._cells = [
            (table, *cell) for table in COLUMNS for cell in cells(self.raw, self._root(table))
        ]

    def close(self) -> None:
        """Ends the connection."""
        self._twin.close()

    def _root(self, table: str) -> int:
        found = self._twin.execute(
            "SELECT rootpage FROM sqlite_schema WHERE type = 'table' AND name = ?", (table,)
        ).fetchone()
        return int(found[0])

    def _read(self) -> Iterator[tuple[str, int, str, int | bytes]]:
        for table, columns in COLUMNS.items():
            told = ", ".join("CAST(id AS BLOB)" if one == "id" else one for one in columns)
            for row in self._twin.execute(f"SELECT {told} FROM {table}").fetchall():
                for column, value in zip(columns, row, strict=True):
                    yield table, row[0], column, value

    def change_of_value(self, random: Random) -> Change | None:
        """A byte of a value is another, the indexes follow; None: the database refuses it.

        Each byte of a ledger is as likely as any other. Whole numbers have eight.
        """
        sizes = [8 if isinstance(value, int) else len(value) for *_, value in self._values]
        ((table, row, column, value),) = random.choices(self._values, sizes)
        number = value.to_bytes(8, "big", signed=True) if isinstance(value, int) else None
        changed = bytearray(number or value)
        changed[random.randrange(len(changed))] ^= random.randrange(1, 256)
        to = int.from_bytes(changed, "big", signed=True) if number else bytes(changed)
        self._twin.execute("BEGIN")
        try:
            put = "CAST(? AS TEXT)" if column == "id" else "?"
            key = COLUMNS[table][0]
            self._twin.execute(f"UPDATE {table} SET {column} = {put} WHERE {key} = ?", (to, row))
            made = self._twin.serialize()
        except sqlite3.IntegrityError:  # there is such a holder, position or version
            return None
        finally:
            self._twin.execute("ROLLBACK")
        return Change(table, row, column, to, self._with_guards(made))

    def _with_guards(self, made: bytes) -> bytes:
        """The file with the pages of the twin that were changed; the guards stand in another."""
        raw = bytearray(self.raw)
        for at in range(PAGE, len(raw), PAGE):
            if made[at : at + PAGE] != self._unchanged[at : at + PAGE]:
                raw[at : at + PAGE] = made[at : at + PAGE]
        return bytes(raw)

    def change_of_row(self, random: Random) -> Change:
        """A byte of a row is another as it stands in the file: of its length, number, types or
        values. No index follows.
        """
        sizes = [size for *_, size in self._cells]
        ((table, row, at, size),) = random.choices(self._cells, sizes)
        raw = bytearray(self.raw)
        raw[at + random.randrange(size)] ^= random.randrange(1, 256)
        return Change(table, row, None, None, bytes(raw))


def read(path: Path) -> list[object]:
    """Every value of every table of a ledger file, with its type."""
    with closing(sqlite3.connect(path)) as file:
        return [
            [(type(value), value) for value in row]
            for table, columns in COLUMNS.items()
            for row in file.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY 1")
        ]


def cells(raw: bytes, page: int) -> Iterator[tuple[int, int, int]]:
    """The rows of a table in a file of SQLite: number, where it begins, how many bytes it has.

    Args:
        raw: The file; no row is so long that it goes on in another page.
        page: The root page of the table.
    """
    start = (page - 1) * PAGE
    head = start + (100 if page == 1 else 0)
    is_leaf = raw[head] == 13
    count = int.from_bytes(raw[head + 3 : head + 5], "big")
    places = head + (8 if is_leaf else 12)
    for place in range(places, places + 2 * count, 2):
        at = start + int.from_bytes(raw[place : place + 2], "big")
        if is_leaf:
            length, number_at = varint(raw, at)
            number, values_at = varint(raw, number_at)
            yield number, at, values_at + length - at
        else:
            yield from cells(raw, int.from_bytes(raw[at : at + 4], "big"))
    if not is_leaf:
        yield from cells(raw, int.from_bytes(raw[head + 8 : head + 12], "big"))


def varint(raw: bytes, at: int) -> tuple[int, int]:
    """A whole number of up to eight bytes as SQLite writes it, and where it ends."""
    number = 0
    while True:
        number = number << 7 | raw[at] & 127
        at += 1
        if raw[at - 1] < 128:
            return number, at
