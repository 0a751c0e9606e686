"""Connections to a PostgreSQL server as a ledger needs them: durable, patient, and clear."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from threading import Lock
from typing import Any, TypeAlias, cast

import psycopg
from eventsourcing.persistence import IntegrityError
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import TransactionStatus

from ledger.errors import BadInput, LedgerDamaged, LedgerError, StoreUnavailable
from ledger.facts.wording import printable
from ledger.store.location import Location
from ledger.store.postgres.schema import NAME

Connection: TypeAlias = psycopg.Connection[tuple[Any, ...]]

DURABLE = ("on", "remote_apply")
"""The values of ``synchronous_commit`` under which a commit is on disk when it returns."""
_IDLE = 4
"""The most connections that are kept while nobody uses them."""
_DEFAULTS = {
    "application_name": "ledger",
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""What a connection is asked for where the address does not say otherwise."""

_SENTENCES: tuple[tuple[tuple[type[psycopg.Error], ...], str], ...] = (
    (
        (errors.LockNotAvailable, errors.DeadlockDetected, errors.SerializationFailure),
        "is locked by another program; try again when it is done",
    ),
    ((errors.DiskFull,), "cannot grow: the disk is full; nothing was recorded"),
    (
        (errors.ReadOnlySqlTransaction,),
        "may only be read: the server is a standby or read-only",
    ),
    ((errors.TooManyConnections,), "has no connection left; try again when others are done"),
)
_RIGHTS = (
    ("function corrects", "corrected", "corrector"),
    ("function forgets", "made to forget", "forgetter"),
)


@contextmanager
def clear_errors(shown: str) -> Iterator[None]:
    """Turns errors of psycopg into the ledger's: one sentence, and what to do."""
    try:
        yield
    except psycopg.IntegrityError as error:
        raise IntegrityError(said(error)) from error
    except psycopg.Error as error:
        raise _clear(error, shown) from error


def _clear(error: psycopg.Error, shown: str) -> LedgerError:
    for kinds, sentence in _SENTENCES:
        if isinstance(error, kinds):
            return StoreUnavailable(f"{shown} {sentence}")
    text = said(error)
    if isinstance(error, errors.DataCorrupted | errors.IndexCorrupted):
        return LedgerDamaged(f"{shown} is damaged: {text}; restore it from a backup or an export")
    if isinstance(error, errors.InsufficientPrivilege):
        for function, what, role in _RIGHTS:
            if f"{function} " in f"{text} ":
                return StoreUnavailable(
                    f"{shown} may not be {what} by this user; its administrator makes one a member "
                    f"of the role that ends in _ledger_{role}"
                )
        return StoreUnavailable(
            f"{shown} may not be used so by this user: {text}; its administrator makes one a "
            "member of the role that ends in _ledger_reader or _ledger_writer"
        )
    if isinstance(error, psycopg.OperationalError) and (error.sqlstate or "08")[:2] in ("08", "57"):
        return StoreUnavailable(f"{shown} cannot be reached: {text}; try again")
    return StoreUnavailable(f"{shown} cannot be used: {text}")


def said(error: psycopg.Error) -> str:
    """What an error says first; hints, and the other addresses that were tried, come after it."""
    lines = (error.diag.message_primary or str(error)).strip().splitlines()
    return printable(lines[0].strip()).rstrip(".") if lines else type(error).__name__


@lru_cache(maxsize=200)
def adapted(statement: str) -> str:
    """A statement of the recorder as psycopg writes it."""
    return statement.replace("?", "%s")


class Cursor:
    """A cursor that takes the statements of the recorder.

    Attributes:
        psycopg: The cursor of psycopg.
    """

    def __init__(self, cursor: psycopg.Cursor[tuple[Any, ...]]) -> None:
        self.psycopg = cursor

    def execute(self, statement: str, values: Sequence[Any] = (), /) -> None:
        """Runs a statement."""
        self.psycopg.execute(adapted(statement), values or None)

    def executemany(self, statement: str, values: Iterable[Sequence[Any]], /) -> None:
        """Runs a statement for each of many values."""
        self.psycopg.executemany(adapted(statement), values)

    def fetchone(self) -> Any:
        """The next row; None when there is no other."""
        return self.psycopg.fetchone()

    def fetchall(self) -> list[Any]:
        """The rows that are left."""
        return self.psycopg.fetchall()


def connect(location: Location, patience: float) -> Connection:
    """A new connection, with the settings durability rests on pinned and read back.

    Raises:
        BadInput: when the address is none.
        StoreUnavailable: when there is none to be had.
    """
    asked = _asked(location)
    with clear_errors(location.shown):
        connection: Connection = psycopg.connect(
            location.database, autocommit=True, **cast("Any", _DEFAULTS | asked)
        )
        try:
            _pin(connection, location, patience)
        except BaseException:
            connection.close()
            raise
    return connection


def _asked(location: Location) -> dict[str, Any]:
    """What an address asks for. One that may be read in two ways could show a password.

    Raises:
        BadInput: when it does not read, or asks for something nobody knows.
    """
    try:
        asked = conninfo_to_dict(location.database)
        if not location.shown.endswith("…") and re.fullmatch("[0-9,]*", str(asked.get("port", ""))):
            return dict(asked)
    except psycopg.ProgrammingError:
        pass
    raise BadInput(
        f"{location.shown} is no address of a database, or has an option there is not; one looks "
        "like postgresql://user@host:5432/database, and signs in a password are percent-encoded",
        field="--store",
    ) from None


def _pin(connection: Connection, location: Location, patience: float) -> None:
    pinned = {
        "lock_timeout": f"{max(1, int(patience * 1_000))}ms",
        "search_path": f"{NAME}, pg_temp",
        "client_encoding": "UTF8",
        "idle_in_transaction_session_timeout": "0",
    }
    for name, value in pinned.items():
        connection.execute("SELECT set_config(%s, %s, false)", (name, value))
    if _setting(connection, "synchronous_commit") not in DURABLE:
        connection.execute("SET synchronous_commit = on")
    if (
        _setting(connection, "synchronous_commit") not in DURABLE
        or _setting(connection, "search_path") != pinned["search_path"]
        or _setting(connection, "lock_timeout") in ("0", "")
    ):
        raise StoreUnavailable(f"{location.shown} cannot be written durably through this server")


def _setting(connection: Connection, name: str) -> str:
    found = connection.execute("SELECT current_setting(%s)", (name,)).fetchone()
    return str(found[0]) if found else ""


class Pool:
    """Connections to one ledger, made when they are needed, by the thread that needs them.

    Args:
        location: Where the ledger is.
        patience: Seconds to wait for another writer.
        check: Told each new connection; raises when it leads to something else.
    """

    def __init__(
        self, location: Location, patience: float, check: Callable[[Connection], None]
    ) -> None:
        self.location = location
        self.patience = patience
        self._check = check
        self._idle: deque[Connection] = deque()
        self._guard = Lock()
        self._closed = False

    def begin(self, how: str) -> Connection:
        """A connection on which a statement has begun a transaction."""
        while True:
            connection, is_new = self.take()
            try:
                connection.execute(how)
            except BaseException as error:
                connection.close()
                if is_new or not isinstance(error, psycopg.OperationalError):
                    raise
                self.drop()
            else:
                return connection

    def take(self) -> tuple[Connection, bool]:
        """A connection, and whether it is new; one that is not may have died, see `drop`."""
        with self._guard:
            if self._closed:
                raise StoreUnavailable(f"{self.location.shown} was closed; open it again")
            if self._idle:
                return self._idle.pop(), False
        connection = connect(self.location, self.patience)
        try:
            self._check(connection)
        except BaseException:
            connection.close()
            raise
        return connection, True

    def put(self, connection: Connection) -> None:
        """Takes a connection back; one that is not idle is closed."""
        with self._guard:
            idle = connection.info.transaction_status is TransactionStatus.IDLE
            if idle and not self._closed and len(self._idle) < _IDLE:
                self._idle.append(connection)
                return
        connection.close()

    def drop(self) -> None:
        """Closes those that are idle: when one has died, so have the others."""
        with self._guard:
            idle, self._idle = self._idle, deque()
        for connection in idle:
            with suppress(psycopg.Error):
                connection.close()

    def close(self) -> None:
        """Closes the connections; one that is in use, when it is put back."""
        self._closed = True
        self.drop()
