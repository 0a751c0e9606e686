"""What a writer of a campaign does besides: the journal modes, and bad habits.

A bad habit breaks one promise on purpose. The campaign over it has to notice; one that does not
proves nothing. They are given to single processes and are nowhere in the ledger.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import threading
from collections.abc import Callable, Sequence
from typing import Any

from ledger.errors import StoreUnavailable
from ledger.facts.fact import Draft, Fact
from ledger.recording import _Holder
from ledger.seal import receipt
from ledger.seal.checkpoint import Checkpoint
from ledger.seal.notes import PublicKey
from ledger.store import connections
from ledger.store.application import FactLog, Outrun
from ledger.store.connections import LedgerConnection, LedgerPool
from ledger.store.file_recorder import PollingSubscription
from ledger.store.location import Location
from ledger.verification import reading, vault

Habit = Callable[[], None]
HABITS: dict[str, Habit] = {}
"""Every habit by its name."""


def _put(owner: Any, name: str, value: object) -> None:
    """Puts something else in the place of a name, in this process."""
    setattr(owner, name, value)


def habit(function: Habit) -> Habit:
    """Enters a habit under the name of its function."""
    HABITS[function.__name__.replace("_", "-")] = function
    return function


@habit
def truncate() -> None:
    """SQLite is taken for one with the WAL bug."""
    _put(sqlite3, "sqlite_version_info", (3, 51, 2))


@habit
def wal() -> None:
    """SQLite is taken for one without the WAL bug."""
    _put(sqlite3, "sqlite_version_info", (3, 51, 3))


def _also(*pragmas: str) -> None:
    configure = connections._configure

    def configured(connection: sqlite3.Connection, location: Location, *, is_written: bool) -> None:
        configure(connection, location, is_written=is_written)
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}").fetchall()

    _put(connections, "_configure", configured)


@habit
def synchronous_off() -> None:
    """Nothing is ever synced."""
    _also("synchronous = OFF")


@habit
def synchronous_normal() -> None:
    """What comes after the data is not synced: the end of the journal, or every WAL commit."""
    _also("synchronous = NORMAL")


def _around_commit(before: Habit | None = None, after: Habit | None = None) -> None:
    commit = LedgerConnection.commit

    def committed(self: LedgerConnection) -> None:
        if before and self._sqlite_conn.in_transaction:
            before()
        commit(self)
        if after:
            after()

    _put(LedgerConnection, "commit", committed)


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _fail() -> None:
    raise sqlite3.OperationalError("disk I/O error")


@habit
def die_before_commit() -> None:
    """The process is killed when the fact is all but recorded."""
    _around_commit(before=_die)


@habit
def die_after_commit() -> None:
    """The process is killed when the fact is recorded, and nobody was told."""
    _around_commit(after=_die)


@habit
def fail_after_commit() -> None:
    """The first fact is recorded, and what comes back is an error."""
    failures = iter([_fail])

    def first() -> None:
        for failure in failures:
            failure()

    _around_commit(after=first)


@habit
def acknowledge_first() -> None:
    """What is recorded is committed a little after it was acknowledged."""
    commit = LedgerConnection.commit
    begun = LedgerConnection.transaction
    waiting: list[Callable[[], None]] = []
    turn = threading.Lock()

    def settle() -> None:
        with turn:
            while waiting:
                waiting.pop()()

    def later(self: LedgerConnection) -> None:
        waiting.append(lambda: commit(self))
        threading.Timer(0.02, settle).start()

    def transaction(self: LedgerConnection, *, commit: bool) -> Any:
        settle()
        return begun(self, commit=commit)

    _put(LedgerConnection, "commit", later)
    _put(LedgerConnection, "transaction", transaction)


@habit
def acknowledge_anyway() -> None:
    """An error of the store is not told: the fact is said to be recorded."""
    append = FactLog.append

    def appended(self: FactLog, facts: Sequence[Fact[Any]]) -> list[Fact[Any]]:
        try:
            return append(self, facts)
        except StoreUnavailable:
            return [fact._replace(position=1, recorded_micros=1) for fact in facts]

    _put(FactLog, "append", appended)


@habit
def lose_updates() -> None:
    """A writer that another outran thinks it was first."""
    append = FactLog.append

    def appended(self: FactLog, facts: Sequence[Fact[Any]]) -> list[Fact[Any]]:
        try:
            return append(self, facts)
        except Outrun:
            return [fact._replace(position=1, recorded_micros=1) for fact in facts]

    _put(FactLog, "append", appended)


@habit
def forget_refs() -> None:
    """A ref that stands is not looked for."""

    def unknown(self: _Holder, draft: Draft) -> None:
        return None

    _put(_Holder, "same_ref", unknown)


@habit
def trust_the_path() -> None:
    """A file that was moved away is not noticed."""

    def in_place(self: LedgerPool) -> bool:
        return True

    _put(LedgerPool, "is_in_place", in_place)


@habit
def skim() -> None:
    """A reader at the tail passes over some of what came together."""
    following = PollingSubscription.__next__

    def skimmed(self: PollingSubscription) -> Any:
        if len(self._found) > 2:
            self._found = self._found[1:]
        return following(self)

    _put(PollingSubscription, "__next__", skimmed)


def _deaf(*words: str) -> None:
    """What a verification says with one of these words is not told."""
    say = reading.Reading._say

    def told(self: reading.Reading, what: str, position: int | None = -1) -> None:
        if not any(word in what for word in words):
            say(self, what, position)

    _put(reading.Reading, "_say", told)


@habit
def trust_leaves() -> None:
    """A fact is not held against its leaf, nor against the checkpoint."""
    _deaf("the one that was sealed", "does not fit what is below", "checkpoint")


@habit
def trust_nodes() -> None:
    """A node of the seal is not held against what is below."""
    _deaf("does not fit what is below")


@habit
def trust_keys() -> None:
    """Whether anything decrypts is not tried."""
    opened = vault.Opener.problems

    def nothing(self: vault.Opener, file: Any, mark: object) -> Any:
        list(opened(self, file, mark))
        return iter(())

    _put(vault.Opener, "problems", nothing)


@habit
def trust_the_vault() -> None:
    """Whose keys are there, and whose are destroyed, is not looked at."""

    def nothing(file: object, is_encrypted: bool) -> list[vault.Told]:
        return []

    _put(reading, "vault_problems", nothing)


@habit
def trust_signatures() -> None:
    """A signature is not checked."""

    def verifies(self: PublicKey, signature: bytes, text: str) -> bool:
        return True

    _put(PublicKey, "verifies", verifies)


@habit
def trust_proofs() -> None:
    """The fact of a receipt is not proved to be below the root that was signed."""

    def proved(self: receipt.Receipt, keys: Sequence[PublicKey]) -> Checkpoint:
        return Checkpoint.opened(self.checkpoint, keys)

    _put(receipt.Receipt, "proved", proved)
