"""Where a test keeps its ledger: a file or a database of a server, seen without the ledger."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from ledger.store.location import Location, locate
from ledger.verification import Verified, verify, verify_server
from tests.store.facts import plain
from tests.store.server import Server

HOLDERS = "SELECT * FROM holders ORDER BY key"
FACTS = "SELECT * FROM facts ORDER BY position"
PLACES = (
    "SELECT f.position, h.id, f.version FROM facts f JOIN holders h ON h.key = f.holder "
    "ORDER BY f.position"
)


class Place(Protocol):
    """A place for one ledger; nothing is there at first."""

    name: str
    refused: type[Exception]
    """What a statement raises that the database itself refuses."""

    @property
    def location(self) -> Location:
        """The place as the store takes it."""

    def execute(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Runs a statement through a connection that knows nothing of ledgers; ``?`` are values."""

    def unguarded(self, statement: str) -> None:
        """Runs a statement that the guards would refuse."""

    def busy(self) -> Any:
        """Another program that writes and does not stop, as a context."""

    def verified(self) -> Verified:
        """What verification finds."""


def rows(place: Place) -> tuple[list[Any], list[Any]]:
    """Everything in the two tables of a ledger."""
    return place.execute(HOLDERS), place.execute(FACTS)


def places(place: Place) -> list[tuple[int, str, int]]:
    """Position, holder and version of every fact in a ledger."""
    found: Any = place.execute(PLACES)
    return list(found)


def in_postgresql(statement: str) -> str:
    """A statement of SQLite as PostgreSQL takes it."""
    statement = re.sub(r"zeroblob\((\d+)\)", r"decode(repeat('00', \1), 'hex')", statement)
    return re.sub(r"\bx'([0-9a-f]*)'", r"'\\x\1'::bytea", statement).replace("?", "%s")


class FilePlace:
    """A path where nothing is yet."""

    name = "sqlite"
    refused: type[Exception] = sqlite3.IntegrityError

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def location(self) -> Location:
        return locate(self.path)

    def execute(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with plain(self.path) as connection:
            return connection.execute(statement, values).fetchall()

    def unguarded(self, statement: str) -> None:
        with plain(self.path) as connection:
            kept = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
            triggers = kept.fetchall()
            connection.execute("PRAGMA ignore_check_constraints = ON")
            for name, _ in triggers:
                connection.execute(f"DROP TRIGGER {name}")
            connection.execute(statement)
            for _, sql in triggers:
                connection.execute(sql)

    @contextmanager
    def busy(self) -> Iterator[None]:
        with plain(self.path) as other:
            other.execute("BEGIN IMMEDIATE")
            yield

    def verified(self) -> Verified:
        return verify(self.path)


class ServerPlace:
    """A database with nothing in it."""

    name = "postgresql"

    def __init__(self, server: Server) -> None:
        import psycopg

        self.server = server
        self.database = server.empty_database()
        self.refused: type[Exception] = psycopg.IntegrityError

    @property
    def url(self) -> str:
        """Its address, as the superuser."""
        return self.server.url(self.database)

    @property
    def location(self) -> Location:
        return locate(self.url)

    def execute(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        return self.execute_as("admin", statement, *values)

    def execute_as(self, user: str, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """The same as another user."""
        with self.server.plain(self.database, user) as connection:
            connection.execute("SET search_path = ledger")
            done = connection.execute(in_postgresql(statement), values or None)
            return list(done.fetchall()) if done.description else []

    def unguarded(self, statement: str) -> None:
        from ledger.store.postgres.schema import TRIGGERS

        with self.server.plain(self.database) as connection:
            connection.execute("SET search_path = ledger")
            for table in ("facts", "holders"):
                connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
            connection.execute("ALTER TABLE facts DROP CONSTRAINT facts_seal_check")
            connection.execute(in_postgresql(statement))
            for trigger in TRIGGERS:
                connection.execute(trigger.statements[1])

    @contextmanager
    def busy(self) -> Iterator[None]:
        from ledger.store.postgres.datastore import LOCK

        with self.server.plain(self.database) as other, other.transaction():
            other.execute(LOCK)
            yield

    def verified(self) -> Verified:
        return verify_server(self.location)

    def close(self) -> None:
        """Leaves it to the next test."""
        self.server.empty(self.database)
