"""The connections to one ledger: its making, and what happens when its file is replaced."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import Lock
from typing import Any, cast

from eventsourcing.persistence import ConnectionUnavailableError
from eventsourcing.sqlite import SQLiteConnection, SQLiteCursor, SQLiteDatastore

from ledger.errors import LedgerDamaged, StoreUnavailable
from ledger.store import schema, still
from ledger.store.connections import PATIENCE, LedgerConnection, LedgerPool, clear_errors, moved
from ledger.store.location import Location, make_folder, remove
from ledger.store.upgrade import upgrade


class LedgerDatastore(SQLiteDatastore):
    """The connections to one ledger, and its making. Threads may share it.

    A file that was deleted, moved or replaced while it was open is noticed before it is read or
    written again, and after it was written: that is an error once, and then the ledger found at
    the path is used. So are fresh connections after an error of the store, because what they keep
    in memory may be damaged.

    Args:
        location: Where the ledger is.
        create: Whether to make it where there is none.
        patience: Seconds to wait for another writer.
        mark: The mark of an encrypted ledger, when one is to be made.

    Raises:
        StoreUnavailable: when there is none, or what is there cannot be used.
    """

    pool: LedgerPool

    def __init__(
        self,
        location: Location,
        *,
        create: bool,
        patience: float = PATIENCE,
        mark: bytes | None = None,
    ) -> None:
        self._mark = mark
        self.location = location
        self.patience = patience
        self.single_row_tracking = True
        self.originator_id_type = "text"
        self._closed = False
        self._choosing = Lock()
        new = location.path is None or schema.is_new(location.path)
        if new and not create:
            raise StoreUnavailable(
                f"there is no ledger at {location.shown}; `ledger init` makes one, and so does "
                "recording the first fact"
            )
        if new:
            make_folder(location)
        self.pool = LedgerPool(location, create=new, patience=patience)
        try:
            self._make() if new else self._upgrade()
        except BaseException:
            self.pool.close()
            raise

    def _make(self) -> None:
        with self.transaction(commit=True) as cursor:
            cursor.execute("PRAGMA application_id")
            if cursor.fetchone()[0] == schema.APPLICATION_ID:
                schema.check_format(_format(cursor), self.location.shown)
                if self._mark is not None:
                    raise StoreUnavailable(
                        f"another program made a ledger at {self.location.shown} meanwhile"
                    )
                return
            cursor.execute("SELECT count(*) FROM sqlite_schema")
            if cursor.fetchone()[0]:
                raise StoreUnavailable(
                    f"{self.location.shown} is an SQLite database, but not a ledger"
                )
            for statement in schema.STATEMENTS:
                cursor.execute(statement)
            if self._mark is not None:
                cursor.execute("INSERT INTO vault VALUES (0, ?)", (self._mark,))
        if self.location.path and not schema.is_affected_by_wal_bug(sqlite3.sqlite_version_info):
            self._use_wal()

    def _use_wal(self) -> None:
        """Goes over to WAL, unless others use the ledger all the time: it is durable as it is."""
        patient_until = time.monotonic() + min(self.patience, 1.0)
        shown = self.location.shown
        with self.get_connection(commit=True) as connection, clear_errors(shown):
            while True:
                try:
                    connection.cursor().execute("PRAGMA journal_mode = WAL")
                    return
                except sqlite3.OperationalError as error:
                    if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                        raise
                    if time.monotonic() > patient_until:
                        return
                    time.sleep(0.01)

    def _upgrade(self) -> None:
        """Seals a ledger of format 1, which has no seal: once, in one transaction."""
        with self.transaction(commit=False) as cursor:
            if _format(cursor) == schema.FORMAT:
                return
        with self.transaction(commit=True) as cursor:
            if _format(cursor) == schema.FORMAT:  # another process was faster
                return
            upgrade(cursor)

    def scrub(self) -> bool:
        """Takes what was overwritten out of the write-ahead log; whether nobody hindered it."""
        with self.get_connection(commit=True) as connection, clear_errors(self.location.shown):
            cursor = connection.cursor()
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return not cursor.fetchone()[0]

    def discard(self) -> None:
        """Closes it, and removes its file when nothing is recorded in it.

        Whoever else has the file open is told that it was moved.
        """
        path = self.location.path
        # That it has gone is what this transaction is told at its end.
        with suppress(OSError, StoreUnavailable), self.transaction(commit=True) as cursor:
            cursor.execute("SELECT 1 FROM facts")
            if path is not None and cursor.fetchone() is None:
                remove(path)
        self.close()

    @contextmanager
    def get_connection(self, *, commit: bool) -> Iterator[SQLiteConnection]:
        """A connection to the ledger that is at the path now."""
        pool = self._current()
        try:
            connection = pool.get_connection(is_writer=commit)
        except ConnectionUnavailableError as error:
            raise StoreUnavailable(
                f"{self.location.shown} is in use by another part of this program; try again"
            ) from error
        try:
            yield connection
            if commit and not pool.is_in_place():
                raise moved(self.location, "what was being recorded went with it")
            if pool.was_written_to():
                raise still.changed(self.location.shown)
        except (LedgerDamaged, StoreUnavailable) as error:
            if self.location.path is not None:
                pool.close()
            elif self._closed:  # what was in memory went meanwhile; what was read is a new one
                raise self._was_closed() from error
            if pool.was_written_to():  # what was read of it is of no ledger there ever was
                raise still.changed(self.location.shown) from error
            raise
        finally:
            pool.put_connection(connection)

    def fetch(self, statement: str, values: Sequence[Any]) -> list[Any]:
        """The rows of one statement, in a third of the time that a transaction takes besides."""
        with self.get_connection(commit=False) as connection:
            return cast("LedgerConnection", connection).fetch(statement, values)

    def _current(self) -> LedgerPool:
        with self._choosing:
            pool, path = self.pool, self.location.path
            if self._closed:
                raise self._was_closed()
            if path is None or not (pool.retired or not pool.is_in_place()):
                return pool
            gone = schema.is_new(path)
            if gone or not (pool.retired or pool.stamp is not None):
                pool.close()
                raise moved(self.location, *([] if gone else ["ask again to read what is there"]))
            pool.close()
            self.pool = LedgerPool(self.location, create=False, patience=self.patience)
            return self.pool

    def _was_closed(self) -> StoreUnavailable:
        return StoreUnavailable(f"{self.location.shown} was closed; open it again")

    def close(self) -> None:
        """Closes the connections; one that another thread uses, when that is done."""
        self._closed = True
        self.pool.close()

    def __del__(self) -> None:
        if hasattr(self, "pool"):
            self.pool.close()


def _format(cursor: SQLiteCursor) -> int:
    cursor.execute("PRAGMA user_version")
    return int(cursor.fetchone()[0])
