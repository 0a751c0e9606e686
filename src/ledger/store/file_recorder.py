"""The recorder of a ledger file, and following it by looking."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from eventsourcing.persistence import (
    ApplicationRecorder,
    InfrastructureFactory,
    Notification,
    Subscription,
)
from eventsourcing.sqlite import SQLiteFactory, SQLiteRecorder
from eventsourcing.utils import Environment

from ledger.store.datastore import LedgerDatastore
from ledger.store.recorder import FactRecorder, machine_time
from ledger.store.vault import Vault


class SQLiteFactRecorder(FactRecorder, SQLiteRecorder):
    """The recorder of a ledger file.

    Args:
        datastore: The connections.
        now: The clock, microseconds since 1970 in UTC.
    """

    def __init__(
        self,
        datastore: LedgerDatastore,
        now: Callable[[], int] = machine_time,
        *,
        vault: Vault | None = None,
    ) -> None:
        SQLiteRecorder.__init__(self, datastore)
        self._now = now
        self._vault = Vault() if vault is None else vault

    def subscribe(
        self, gt: int | None = None, topics: Sequence[str] = ()
    ) -> Subscription[ApplicationRecorder]:
        """Facts after position ``gt``, and then new ones as they are recorded."""
        return PollingSubscription(self, gt, topics)


class SQLiteFactFactory(SQLiteFactory):
    """Builds the parts of the application over one ledger file."""

    def __init__(
        self,
        env: Environment,
        datastore: LedgerDatastore,
        now: Callable[[], int] | None,
        vault: Vault,
    ) -> None:
        InfrastructureFactory.__init__(self, env)
        self.datastore: Any = datastore
        self._now = now
        self._vault = vault

    def application_recorder(self) -> ApplicationRecorder:
        """The recorder of facts."""
        return SQLiteFactRecorder(self.datastore, self._now or machine_time, vault=self._vault)


class PollingSubscription(Subscription[ApplicationRecorder]):
    """Facts as they are recorded, looked for every fifth of a second."""

    interval = 0.2
    _found: Sequence[Notification] = ()

    def __next__(self) -> Notification:
        while not self._has_been_stopped:
            if self._found:
                first, self._found = self._found[0], self._found[1:]
                self._last_notification_id = first.id
                return first
            self._found = self._recorder.select_notifications(
                self._last_notification_id or 0, 500, topics=self._topics, inclusive_of_start=False
            )
            if not self._found:
                time.sleep(self.interval)
        raise StopIteration
