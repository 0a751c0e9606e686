"""SQLite connections as a ledger needs them: durable, strict, and never left in a transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from eventsourcing.persistence import ConnectionUnavailableError, IntegrityError
from eventsourcing.sqlite import (
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteCursor,
    SQLiteDatastore,
)

from ledger.errors import LedgerDamaged, LedgerError, StoreUnavailable
from ledger.store import schema
from ledger.store.location import Location

LOCK_TIMEOUT = 10.0
"""Seconds to wait for another writer."""


@contextmanager
def clear_errors(shown: str) -> Iterator[None]:
    """Turns errors of SQLite into the ledger's: one sentence, and what to do."""
    try:
        yield
    except sqlite3.IntegrityError as error:
        raise IntegrityError(error) from error
    except sqlite3.Error as error:
        raise _clear(error, shown) from error


def _clear(error: sqlite3.Error, shown: str) -> LedgerError:
    text = str(error)
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    sentences = {
        sqlite3.SQLITE_BUSY: "is locked by another program; try again when it is done",
        sqlite3.SQLITE_LOCKED: "is locked by another program; try again when it is done",
        sqlite3.SQLITE_FULL: "cannot grow: the disk is full; nothing was recorded",
        sqlite3.SQLITE_READONLY: "may only be read: the file or its folder is read-only",
        sqlite3.SQLITE_CANTOPEN: "cannot be opened: its folder is missing or may not be used",
        sqlite3.SQLITE_PERM: "may not be used: permission is missing",
        sqlite3.SQLITE_IOERR: f"cannot be read or written: {text}",
        sqlite3.SQLITE_NOTADB: "is not a ledger",
    }
    if code == sqlite3.SQLITE_CORRUPT:
        return LedgerDamaged(f"{shown} is damaged: {text}; restore it from a backup or an export")
    return StoreUnavailable(f"{shown} {sentences.get(code, f'cannot be used: {text}')}")


class LedgerConnection(SQLiteConnection):
    """A connection whose writing transactions begin immediately."""

    def __init__(self, sqlite_conn: sqlite3.Connection, shown: str) -> None:
        super().__init__(sqlite_conn, max_age=None)
        self._shown = shown

    @contextmanager
    def transaction(self, *, commit: bool) -> Iterator[SQLiteCursor]:
        """A transaction; after an error, or a commit that failed, the connection is not kept."""
        with clear_errors(self._shown):
            cursor = self.cursor()
            cursor.execute("BEGIN IMMEDIATE" if commit else "BEGIN")
            try:
                yield cursor
                self.commit() if commit else self.rollback()
            except BaseException:
                with suppress(sqlite3.Error):
                    self.rollback()
                if self._sqlite_conn.in_transaction:
                    self.close()
                raise
            finally:
                with suppress(sqlite3.Error):
                    cursor.sqlite_cursor.close()


class LedgerPool(SQLiteConnectionPool):
    """Connections to one ledger, each with the pragmas durability rests on, read back."""

    def __init__(self, location: Location) -> None:
        super().__init__(db_name=location.database)
        self.location = location

    def _create_connection(self) -> LedgerConnection:
        memory = self.location.path is None
        with clear_errors(self.location.shown):
            connection = sqlite3.connect(
                self.location.database,
                uri=memory,
                check_same_thread=False,
                isolation_level=None,
                timeout=LOCK_TIMEOUT,
            )
            try:
                _configure(connection, self.location, memory=memory)
            except BaseException:
                connection.close()
                raise
        return LedgerConnection(connection, self.location.shown)


def _configure(connection: sqlite3.Connection, location: Location, *, memory: bool) -> None:
    for pragma in (
        "trusted_schema = OFF",
        "foreign_keys = ON",
        "recursive_triggers = ON",
        "synchronous = FULL",
        "fullfsync = ON",
        "checkpoint_fullfsync = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")
    mode = _pragma(connection, "journal_mode")
    if memory:
        return
    affected = schema.is_affected_by_wal_bug(sqlite3.sqlite_version_info)
    if mode != "wal" or affected:
        mode = _pragma(connection, "journal_mode = TRUNCATE")
    if _pragma(connection, "synchronous") != 2 or mode not in ("wal", "truncate"):
        raise StoreUnavailable(f"{location.shown} cannot be written durably by this SQLite")


def _pragma(connection: sqlite3.Connection, pragma: str) -> Any:
    return connection.execute(f"PRAGMA {pragma}").fetchone()[0]


class LedgerDatastore(SQLiteDatastore):
    """The connections to one ledger, and its making.

    Args:
        location: Where the ledger is.
        create: Whether to make it where there is none.

    Raises:
        StoreUnavailable: when there is none, or what is there cannot be used.
    """

    def __init__(self, location: Location, *, create: bool) -> None:
        self.location = location
        self.single_row_tracking = True
        self.originator_id_type = "text"
        new = location.path is None or schema.is_new(location.path)
        if new and not create:
            raise StoreUnavailable(
                f"there is no ledger at {location.shown}; `ledger init` makes one, and so does "
                "recording the first fact"
            )
        self.pool = LedgerPool(location)
        if new:
            try:
                self._make()
            except BaseException:
                self.pool.close()
                raise

    def _make(self) -> None:
        with self.transaction(commit=True) as cursor:
            cursor.execute("PRAGMA application_id")
            if cursor.fetchone()[0] == schema.APPLICATION_ID:
                cursor.execute("PRAGMA user_version")
                schema.check_format(cursor.fetchone()[0], self.location.shown)
                return
            cursor.execute("SELECT count(*) FROM sqlite_schema")
            if cursor.fetchone()[0]:
                raise StoreUnavailable(
                    f"{self.location.shown} is an SQLite database, but not a ledger"
                )
            for statement in schema.STATEMENTS:
                cursor.execute(statement)
        if self.location.path and not schema.is_affected_by_wal_bug(sqlite3.sqlite_version_info):
            with self.get_connection(commit=True) as connection:
                connection.cursor().execute("PRAGMA journal_mode = WAL")

    @contextmanager
    def get_connection(self, *, commit: bool) -> Iterator[SQLiteConnection]:
        """A connection; one that cannot be opened does not leave the pool locked."""
        try:
            connection = self.pool.get_connection(is_writer=commit)
        except LedgerError:
            if self.location.path is not None:
                self.pool.close()
                self.pool = LedgerPool(self.location)
            raise
        except ConnectionUnavailableError as error:
            raise StoreUnavailable(
                f"{self.location.shown} is in use by another part of this program; try again"
            ) from error
        try:
            yield connection
        finally:
            self.pool.put_connection(connection)

    def __del__(self) -> None:
        if hasattr(self, "pool"):
            self.pool.close()
