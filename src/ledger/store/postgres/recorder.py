"""The recorder of a ledger in a PostgreSQL database: what differs from that of a file."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import psycopg
from eventsourcing.persistence import (
    ApplicationRecorder,
    InfrastructureFactory,
    Notification,
    Subscription,
)
from eventsourcing.postgres import PostgresFactory, PostgresRecorder
from eventsourcing.utils import Environment

from ledger.errors import StoreUnavailable
from ledger.facts.catalogue import KINDS
from ledger.store.postgres.connections import Connection, Cursor, clear_errors
from ledger.store.postgres.datastore import PostgresLedgerDatastore
from ledger.store.recorder import FactRecorder, machine_time
from ledger.store.rows import FOLDED, INSERT, Filter, findable
from ledger.store.vault import Vault

_MANY = 50
"""Rows from which on COPY is faster than statements."""
_COPY = "COPY facts FROM STDIN (FORMAT BINARY)"
_TYPES = ("int8",) * 6 + ("bytea",) * 2


class PostgresFactRecorder(FactRecorder, PostgresRecorder):
    """The recorder of a ledger in a PostgreSQL database.

    Args:
        datastore: The connections.
        now: The clock, microseconds since 1970 in UTC.
        vault: What opens an encrypted ledger.
    """

    def __init__(
        self,
        datastore: PostgresLedgerDatastore,
        now: Callable[[], int] = machine_time,
        *,
        vault: Vault | None = None,
    ) -> None:
        PostgresRecorder.__init__(self, datastore)
        self._now = now
        self._vault = Vault() if vault is None else vault

    def _write(self, cursor: Cursor, values: Sequence[tuple[object, ...]]) -> None:
        if len(values) < _MANY:
            cursor.executemany(INSERT, values)
            return
        with cursor.psycopg.copy(_COPY) as copy:
            copy.set_types(_TYPES)
            for row in values:
                copy.write_row(row)

    def _conditions(self, only: Filter) -> tuple[str, list[Any]]:
        where, values = only.columns()
        if only.naming is not None:
            where += " AND position(? IN f.body) > 0"
            values.append(only.naming.encode())
        run = findable(only.text or "")
        if run:
            kinds = [kind.code for kind in KINDS if run not in kind.name]
            odd = [FOLDED[letter].encode() for letter in run if letter in FOLDED]
            holding = (
                "f.kind <> ALL(?)",
                """position(? IN lower(encode(f.body, 'escape') COLLATE "C")) > 0""",
                *["position(? IN f.body) > 0"] * len(odd),
                *["position(? IN lower(h.id)) > 0"] * run.isascii(),
            )
            where += f" AND ({' OR '.join(holding)})"
            values += [kinds, _escaped(run), *odd, *[run] * run.isascii()]
        return where, values

    def subscribe(
        self, gt: int | None = None, topics: Sequence[str] = ()
    ) -> Subscription[ApplicationRecorder]:
        """Facts after position ``gt``, and then new ones as they are recorded."""
        subscription = ListeningSubscription(self, gt, topics)
        subscription._datastore = self.datastore
        return subscription


def _escaped(text: str) -> str:
    """Text as it stands among bytes that PostgreSQL shows escaped."""
    return "".join(
        "\\\\" if byte == 0x5C else chr(byte) if byte < 0x80 else f"\\{byte:03o}"
        for byte in text.encode()
    )


class PostgresFactFactory(PostgresFactory):
    """Builds the parts of the application over one ledger."""

    def __init__(
        self,
        env: Environment,
        datastore: PostgresLedgerDatastore,
        now: Callable[[], int] | None,
        vault: Vault,
    ) -> None:
        InfrastructureFactory.__init__(self, env)
        self.datastore: Any = datastore
        self._now = now
        self._vault = vault

    def application_recorder(self) -> ApplicationRecorder:
        """The recorder of facts."""
        return PostgresFactRecorder(self.datastore, self._now or machine_time, vault=self._vault)


class ListeningSubscription(Subscription[ApplicationRecorder]):
    """Facts as they are recorded. The server tells that there are new ones; positions tell which.

    When the server goes away its return is waited for, and nothing is missed.
    """

    outage = 60.0
    """The most seconds the server may be away."""
    unsure = 5.0
    """Seconds without news after which is looked all the same."""
    _found: Sequence[Notification] = ()
    _datastore: PostgresLedgerDatastore
    _listening: Connection | None = None

    def __next__(self) -> Notification:
        while not self._has_been_stopped:
            if self._found:
                first, self._found = self._found[0], self._found[1:]
                self._last_notification_id = first.id
                return first
            self._found = self._patiently(self._newer)
            if not self._found:
                self._patiently(self._wait)
        self._hang_up()
        raise StopIteration

    def __exit__(self, *args: object, **kwargs: Any) -> None:
        self._hang_up()
        super().__exit__(*args, **kwargs)

    def _newer(self) -> Sequence[Notification]:
        """The next facts that are there."""
        return self._recorder.select_notifications(
            self._last_notification_id or 0, 500, topics=self._topics, inclusive_of_start=False
        )

    def _wait(self) -> Sequence[Notification]:
        """Returns when there may be news: looks once more when it has just begun to listen."""
        if self._listening is None:
            self._listening = self._datastore.pool.take()[0]
            with clear_errors(self._datastore.location.shown):
                self._listening.execute("LISTEN ledger")
            return ()
        listening, until = self._listening, time.monotonic() + self.unsure
        with clear_errors(self._datastore.location.shown):
            while listening and not self._has_been_stopped and time.monotonic() < until:
                for _ in listening.notifies(timeout=0.2, stop_after=1):
                    return ()
        return ()

    def _patiently(self, do: Callable[[], Sequence[Notification]]) -> Sequence[Notification]:
        until, pause = time.monotonic() + self.outage, 0.05
        while True:
            try:
                return do()
            except StoreUnavailable as error:
                self._hang_up()
                lost = isinstance(error.__cause__, psycopg.OperationalError)
                if not lost or self._has_been_stopped or time.monotonic() > until:
                    raise
            time.sleep(pause)
            pause = min(2 * pause, 1.0)

    def _hang_up(self) -> None:
        listening, self._listening = self._listening, None
        if listening is not None:
            with suppress(psycopg.Error):
                listening.close()
