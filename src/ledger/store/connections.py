"""SQLite connections as a ledger needs them: durable, strict, and never left in a transaction."""

from __future__ import annotations

import atexit
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from weakref import WeakSet

from eventsourcing.persistence import IntegrityError
from eventsourcing.sqlite import SQLiteConnection, SQLiteConnectionPool, SQLiteCursor

from ledger.errors import LedgerDamaged, LedgerError, StoreUnavailable
from ledger.store import schema, still
from ledger.store.location import Location

PATIENCE = 10.0
"""Seconds to wait for another writer, unless told otherwise."""
_TURN = 5.0
"""The least seconds to wait for a turn among the threads of this process."""
_pools: WeakSet[LedgerPool] = WeakSet()


@contextmanager
def clear_errors(shown: str) -> Iterator[None]:
    """Turns errors of SQLite into the ledger's: one sentence, and what to do."""
    try:
        yield
    except sqlite3.IntegrityError as error:
        raise IntegrityError(error) from error
    except UnicodeDecodeError as error:  # of a message of SQLite that quotes the file
        raise LedgerDamaged(f"{shown} is damaged: its schema is no text") from error
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
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_TOOBIG):  # longer than any row of a ledger
        return LedgerDamaged(f"{shown} is damaged: {text}; restore it from a backup or an export")
    return StoreUnavailable(f"{shown} {sentences.get(code, f'cannot be used: {text}')}")


class LedgerConnection(SQLiteConnection):
    """A connection whose writing transactions begin immediately.

    Args:
        sqlite_conn: What SQLite has opened.
        shown: How messages name it.
        in_place: Whether its file is still at the path.
    """

    def __init__(
        self, sqlite_conn: sqlite3.Connection, shown: str, in_place: Callable[[], bool]
    ) -> None:
        super().__init__(sqlite_conn, max_age=None)
        self._shown = shown
        self._in_place = in_place

    def _close(self) -> None:
        if not self._in_place():
            # A WAL stays at the path when its file is moved: what stands in it belongs into that
            # file, and must not be taken for what the next one at the path holds.
            with suppress(sqlite3.Error):
                self._sqlite_conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        super()._close()

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

    def fetch(self, statement: str, values: Sequence[Any]) -> list[Any]:
        """The rows of one statement, which is a transaction by itself."""
        with clear_errors(self._shown):
            return self._sqlite_conn.execute(statement, values).fetchall()


class _NotGot(Exception):
    """A connection could not be had; the pool counts its user already."""

    def __init__(self, reason: BaseException) -> None:
        self.reason = reason
        super().__init__(reason)


class LedgerPool(SQLiteConnectionPool):
    """Connections to one ledger, each with the pragmas durability rests on, read back.

    Args:
        location: Where the ledger is.
        create: Whether the first connection may make the file.
        patience: Seconds to wait for another writer.

    Attributes:
        retired: Whether it is closed.
        stamp: Of a file that is read alone, see `ledger.store.still`; None for any other.
    """

    def __init__(self, location: Location, *, create: bool, patience: float) -> None:
        super().__init__(db_name=location.database, pool_timeout=max(_TURN, patience))
        self.retired = False
        self.stamp: still.Stamp | None = None
        self.location = location
        self.patience = patience
        self._path = location.path and location.path.absolute()
        self._create = create
        self._file: tuple[int, int] | None = None
        _pools.add(self)

    def is_in_place(self) -> bool:
        """Whether the file its connections read is still the one at the path."""
        if self.stamp is not None and self._path is not None:
            return self.stamp == still.stamp_of(self._path)
        return self._path is None or self._file is None or self._file == _identity(self._path)

    def was_written_to(self) -> bool:
        """Whether somebody wrote to a file that is read alone, since its first connection."""
        return self.stamp is not None and not self.is_in_place()

    def get_connection(
        self, timeout: float | None = None, *, is_writer: bool | None = None
    ) -> SQLiteConnection:
        """A connection; after an error its user is not counted, so that others get theirs."""
        try:
            return super().get_connection(timeout, is_writer=is_writer)
        except _NotGot as error:
            if is_writer:
                self._num_writers -= 1
                self._writer_lock.release()
            elif is_writer is False:
                with self._no_readers:
                    self._num_readers -= 1
                    self._no_readers.notify()
            raise error.reason from error.reason.__cause__

    def _get_connection(self, timeout: float = 0.0) -> SQLiteConnection:
        try:
            return super()._get_connection(timeout)
        except _NotGot:
            raise
        except BaseException as error:
            raise _NotGot(error) from error

    def _create_connection(self) -> LedgerConnection:
        with clear_errors(self.location.shown):
            try:
                connection = self._connected(f"mode={'rwc' if self._create else 'rw'}")
            except sqlite3.OperationalError as error:
                stamp = None if self._path is None else still.stamp_after(error, self._path)
                if stamp is None:
                    raise
                self.stamp = self.stamp or stamp
                connection = self._connected(still.QUERY)
        return LedgerConnection(connection, self.location.shown, self.is_in_place)

    def _connected(self, query: str) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.location.database if self._path is None else f"{self._path.as_uri()}?{query}",
            uri=True,
            check_same_thread=False,
            isolation_level=None,
            timeout=self.patience,
        )
        try:
            _configure(connection, self.location, is_written=query != still.QUERY)
            self._identify()
        except BaseException:
            connection.close()
            raise
        return connection

    def _identify(self) -> None:
        if self._path is None:
            return
        found = _identity(self._path)
        if found is None or found != (self._file or found):
            raise moved(self.location)
        self._file, self._create = found, False

    def close(self) -> None:
        """Closes the connections; one that is in use, when it is put back."""
        with self._put_condition:
            self.retired = True
            self.pool_size = 0
            while self._pool:
                self._pool.popleft().close()


@atexit.register
def _close_all() -> None:
    """Closes what nobody closed: later, while the interpreter ends, a file cannot be looked at."""
    for pool in list(_pools):
        pool.close()


def moved(location: Location, todo: str = "put it back") -> StoreUnavailable:
    """What is said when the file that was open is not at its path."""
    return StoreUnavailable(f"{location.shown} was moved or replaced while it was open; {todo}")


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _configure(connection: sqlite3.Connection, location: Location, *, is_written: bool) -> None:
    schema.harden(connection)
    schema.check_objects(connection, location.shown)
    for pragma in (
        "foreign_keys = ON",
        "recursive_triggers = ON",
        "synchronous = FULL",
        "fullfsync = ON",
        "checkpoint_fullfsync = ON",
        "secure_delete = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")
    mode = _pragma(connection, "journal_mode")
    if location.path is None or not is_written:
        return
    affected = schema.is_affected_by_wal_bug(sqlite3.sqlite_version_info)
    if mode != "wal" or affected:
        mode = _pragma(connection, "journal_mode = TRUNCATE")
    if _pragma(connection, "synchronous") != 2 or mode not in ("wal", "truncate"):
        raise StoreUnavailable(f"{location.shown} cannot be written durably by this SQLite")


def _pragma(connection: sqlite3.Connection, pragma: str) -> Any:
    return connection.execute(f"PRAGMA {pragma}").fetchone()[0]
