"""The connections to one ledger in a PostgreSQL database, and its making."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from eventsourcing.postgres import PostgresDatastore
from psycopg.conninfo import conninfo_to_dict

from ledger.errors import BadInput, StoreUnavailable
from ledger.store.connections import PATIENCE
from ledger.store.location import Location
from ledger.store.postgres import making, schema
from ledger.store.postgres.connections import Connection, Cursor, Pool, clear_errors, connect
from ledger.store.schema import FORMAT, check_format

WRITING = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
READING = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_MAKING = "SELECT pg_advisory_xact_lock(x'4C454447'::bigint)"
"""Among those that make the ledger of one database, one at a time. "LEDG"."""
LOCK = "SELECT pg_advisory_xact_lock(x'4C454447'::bigint << 32 | 'ledger.facts'::regclass::bigint)"
"""Among those that write, one at a time: positions are in the order of the commits."""


class PostgresLedgerDatastore(PostgresDatastore):
    """The connections to one ledger, and its making. Threads may share it.

    Args:
        location: Where the ledger is.
        create: Whether to make it where there is none.
        patience: Seconds to wait for another writer.
        mark: The mark of an encrypted ledger, when one is to be made.

    Attributes:
        note: What is to be said after it was made; None when it was there.

    Raises:
        StoreUnavailable: when there is none, or what is there cannot be used.
    """

    pool: Any

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
        self.schema = schema.NAME
        self.single_row_tracking = True
        self.originator_id_type = "text"
        self.enable_db_functions = False
        self.note: str | None = None
        connection = connect(location, patience)
        try:
            with clear_errors(location.shown):
                if _is_new(connection, location):
                    if not create:
                        raise StoreUnavailable(
                            f"there is no ledger at {location.shown}; `ledger init` makes one, "
                            "and so does recording the first fact"
                        )
                    self._make(connection)
        except BaseException:
            connection.close()
            raise
        self.pool = Pool(location, patience, self._check)
        self.pool.put(connection)

    def _make(self, connection: Connection) -> None:
        try:
            connection.execute(WRITING)
            connection.execute(_MAKING)
            if _is_new(connection, self.location):
                self.note = _make(connection, self._mark)
            elif self._mark is not None:
                raise StoreUnavailable(
                    f"another program made a ledger at {self.location.shown} meanwhile"
                )
            connection.execute("COMMIT")
        except psycopg.errors.InsufficientPrivilege as error:
            raise StoreUnavailable(
                f"{self.location.shown} may not be made a ledger by this user; ask its "
                "administrator to run what `ledger init --sql` prints"
            ) from error

    def _check(self, connection: Connection) -> None:
        """Refuses a connection that leads to something else than the ledger that was opened."""
        if _is_new(connection, self.location):
            raise StoreUnavailable(
                f"{self.location.shown} was dropped or replaced while it was open; put it back"
            )

    @contextmanager
    def transaction(self, *, commit: bool = False) -> Iterator[Any]:
        """A transaction that has the turn to write, or reads one state of the ledger."""
        with clear_errors(self.location.shown):
            connection = self.pool.begin(WRITING if commit else READING)
            try:
                cursor = Cursor(connection.cursor())
                if commit:
                    cursor.execute(LOCK)
                yield cursor
                self._commit(connection) if commit else connection.execute("ROLLBACK")
            except BaseException:
                with suppress(psycopg.Error):
                    connection.execute("ROLLBACK")
                raise
            finally:
                self.pool.put(connection)

    def _commit(self, connection: Connection) -> None:
        try:
            done = connection.execute("COMMIT")
        except psycopg.OperationalError as error:
            if connection.closed:
                raise StoreUnavailable(
                    f"{self.location.shown} went away while it was recording; whether it did is "
                    "not known: look with `ledger log` before recording it again"
                ) from error
            raise
        if done.statusmessage != "COMMIT":
            raise StoreUnavailable(f"{self.location.shown} did not keep what was to be recorded")

    def fetch(self, statement: str, values: Any) -> list[tuple[Any, ...]]:
        """The rows of one statement, which is a transaction by itself."""
        with clear_errors(self.location.shown):
            while True:
                connection, is_new = self.pool.take()
                try:
                    cursor = Cursor(connection.cursor())
                    cursor.execute(statement, values)
                    return cursor.fetchall()
                except psycopg.OperationalError:
                    if is_new or not connection.closed:
                        raise
                    self.pool.drop()
                finally:
                    self.pool.put(connection)

    @contextmanager
    def get_connection(self) -> Iterator[Any]:
        """A connection that is in no transaction."""
        with clear_errors(self.location.shown):
            connection, _ = self.pool.take()
            try:
                yield connection
            finally:
                self.pool.put(connection)

    def scrub(self) -> bool:
        """Nothing can be done here: VACUUM and archives are the server's administrator's."""
        return True

    def close(self) -> None:
        """Closes the connections; one that another thread uses, when that is done."""
        with suppress(AttributeError):
            self.pool.close()


def is_new(location: Location) -> bool:
    """Whether there is no ledger in this database yet.

    Raises:
        StoreUnavailable: when what is there is not a ledger, is newer, or cannot be read.
    """
    connection = connect(location, PATIENCE)
    with clear_errors(location.shown), connection:
        return _is_new(connection, location)


def _is_new(connection: Connection, location: Location) -> bool:
    found = connection.execute(
        "SELECT obj_description(oid, 'pg_namespace'), has_schema_privilege(oid, 'USAGE') "
        "FROM pg_catalog.pg_namespace WHERE nspname = %s",
        (schema.NAME,),
    ).fetchone()
    if found is None:
        return True
    comment = found[0] or ""
    number = comment.removeprefix(schema.MARK)
    if number == comment or not (number.isascii() and number.isdigit()):
        raise StoreUnavailable(
            f"{location.shown} is a PostgreSQL database with a schema named {schema.NAME}, but "
            "not a ledger"
        )
    if not found[1]:
        raise StoreUnavailable(
            f"{location.shown} may not be read by this user; its administrator makes one a member "
            "of the role that ends in _ledger_reader"
        )
    check_format(int(number), location.shown)
    if int(number) < FORMAT:
        raise StoreUnavailable(
            f"{location.shown} has format {number}, which this version does not read on a "
            "server; export it with the version that made it, and restore that"
        )
    return False


def _make(connection: Connection, mark: bytes | None) -> str:
    """Makes the ledger; what is to be said of it."""
    database = connection.info.dbname
    found = connection.execute(
        "SELECT rolsuper, rolcreaterole FROM pg_catalog.pg_roles WHERE rolname = current_user"
    ).fetchone()
    is_super, may_create_roles = found or (False, False)
    roles = making.roles_of(database)
    if roles is None or not (is_super or may_create_roles):
        _run(connection, making.statements(None, mark))
        return (
            "it has no roles, as this user may not make any, and this user alone may use it; "
            "for a ledger with roles an administrator runs what `ledger init --sql` prints"
        )
    _run(connection, making.new_roles(roles))
    if not is_super:
        _run(connection, [f"GRANT {making.quoted(roles.owner)} TO CURRENT_USER"])
    _run(connection, making.statements(roles, mark))
    if not is_super:
        _run(
            connection,
            [
                f"REVOKE {making.quoted(roles.owner)} FROM CURRENT_USER",
                f"GRANT {making.quoted(roles.corrector)}, {making.quoted(roles.forgetter)} "
                "TO CURRENT_USER",
            ],
        )
    return (
        f"its roles are {roles.reader}, {roles.writer}, {roles.corrector} and "
        f"{roles.forgetter}; GRANT makes people members"
    )


def _run(connection: Connection, statements: Any) -> None:
    for statement in statements:
        connection.execute(statement)


def script(location: Location, mark: bytes | None) -> str:
    """SQL with which an administrator makes the ledger and its roles.

    Raises:
        BadInput: when the address names no database, or one whose name is too long.
    """
    try:
        asked = conninfo_to_dict(location.database)
    except psycopg.ProgrammingError:
        asked = {}
    database = str(asked.get("dbname") or asked.get("user") or "")
    roles = making.roles_of(database) if database else None
    if roles is None:
        raise BadInput(
            "names no database, or one with a name of more than 46 bytes; name the one the "
            "ledger is to be in, postgresql://user@host/database",
            field="--store",
        )
    return making.script(database, roles, mark)
