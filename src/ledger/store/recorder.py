"""The recorder: rows of facts in SQLite, for the event-sourcing library and for paging."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, cast
from uuid import UUID

from eventsourcing.persistence import (
    ApplicationRecorder,
    IntegrityError,
    Notification,
    StoredEvent,
    Subscription,
)
from eventsourcing.sqlite import SQLiteCursor, SQLiteRecorder

from ledger.errors import LedgerDamaged
from ledger.facts.catalogue import BY_NAME
from ledger.store.datastore import LedgerDatastore
from ledger.store.rows import SELECT, Filter, StoredFact, column_damaged, facts_of, follows
from ledger.store.sealing import check_seal, proof_in, root_in, seal

_CHUNK = 2_000


def _now() -> int:
    return time.time_ns() // 1_000


class SQLiteFactRecorder(SQLiteRecorder, ApplicationRecorder):
    """Inserts and selects facts. Position and ``recorded_at`` are assigned inside the transaction.

    Args:
        datastore: The connections.
        now: The clock, microseconds since 1970 in UTC.
    """

    def __init__(self, datastore: LedgerDatastore, now: Callable[[], int] = _now) -> None:
        super().__init__(datastore)
        self._now = now

    def insert_events(self, stored_events: Iterable[StoredEvent], **kwargs: Any) -> Sequence[int]:
        """Writes facts in one transaction and returns their positions.

        A fact that brings its position is written at that position or not at all.

        Args:
            stored_events: The facts.
            kwargs: ``receipt``, a list that is told when the ledger learned them.

        Raises:
            IntegrityError: when a version is taken or not the next one; nothing is written.
        """
        facts = cast("Iterable[StoredFact]", stored_events)
        with self.datastore.transaction(commit=True) as cursor:
            return self._insert(cursor, facts, kwargs.get("receipt", []))

    def _insert(
        self, cursor: SQLiteCursor, facts: Iterable[StoredFact], receipt: list[int]
    ) -> Sequence[int]:
        cursor.execute("SELECT position, recorded_at FROM facts ORDER BY position DESC LIMIT 1")
        head, last = cursor.fetchone() or (0, 0)
        if type(last) is not int:
            raise column_damaged(head)
        cursor.execute("SELECT max(number) FROM nodes")
        check_seal(head, cursor.fetchone()[0] or 0)
        now = max(self._now(), last)
        receipt.append(now)
        keys: dict[str, int] = {}
        position = head
        placed = iter(facts)
        while rows := [
            _placed(fact, position := position + 1, now) for fact in islice(placed, _CHUNK)
        ]:
            cursor.executemany(
                "INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        row.id,
                        self._key(cursor, keys, row.originator_id),
                        row.originator_version,
                        row.kind,
                        row.happened,
                        row.recorded_at,
                        row.state,
                    )
                    for row in rows
                ],
            )
            seal(cursor, rows)
        return range(head + 1, position + 1)

    def _key(self, cursor: SQLiteCursor, keys: dict[str, int], holder: str) -> int:
        key = keys.get(holder)
        if key is None:
            cursor.execute("SELECT key FROM holders WHERE id = ?", (holder,))
            found = cursor.fetchone()
            if found is None:
                cursor.execute(
                    "INSERT INTO holders "
                    "SELECT coalesce(max(key), 0) + 1, ? FROM holders RETURNING key",
                    (holder,),
                )
                found = cursor.fetchone()
            key = keys[holder] = int(found[0])
        return key

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """The facts of one holder in order of version."""
        return cast(
            "Sequence[StoredEvent]",
            self._select(
                "WHERE h.id = ? AND f.version > ? AND f.version <= ? "
                f"ORDER BY f.version {'DESC' if desc else 'ASC'} LIMIT ?",
                (originator_id, gt or 0, _most(lte), _most(limit)),
            ),
        )

    def one(self, holder: str, version: int) -> StoredFact | None:
        """The fact of one holder with this version; None when there is none."""
        found = self._select("WHERE h.id = ? AND f.version = ?", (holder, version))
        return found[0] if found else None

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """Facts in order of position; ``topics`` are names of kinds."""
        first = (start or 0) + (0 if inclusive_of_start else 1)
        where = "WHERE f.position >= ? AND f.position <= ? "
        values: list[Any] = [first, _most(stop)]
        if topics:
            where += f"AND f.kind IN ({', '.join('?' * len(topics))}) "
            values += [BY_NAME[topic].code for topic in topics]
        found = self._select(where + "ORDER BY f.position LIMIT ?", (*values, limit))
        return cast("Sequence[Notification]", found)

    def max_notification_id(self) -> int | None:
        """The position of the last fact; None when there is none."""
        return cast("int | None", self._one("SELECT max(position) FROM facts"))

    def subscribe(
        self, gt: int | None = None, topics: Sequence[str] = ()
    ) -> Subscription[ApplicationRecorder]:
        """Facts after position ``gt``, and then new ones as they are recorded."""
        return PollingSubscription(self, gt, topics)

    def root(self) -> tuple[int, bytes]:
        """How many facts there are, and the root of their tree."""
        with self.datastore.transaction(commit=False) as cursor:
            return root_in(cursor)

    def proof(self, position: int) -> tuple[list[bytes], int, bytes]:
        """The proof that a fact is in the ledger: its path, how many facts there are, the root."""
        with self.datastore.transaction(commit=False) as cursor:
            return proof_in(cursor, position)

    def head_at(self, micros: int) -> int:
        """The last position recorded at or before an instant, 0 for none."""
        low, high = 0, self.max_notification_id() or 0
        while low < high:
            middle = (low + high + 1) // 2
            recorded = self._one("SELECT recorded_at FROM facts WHERE position = ?", middle)
            if type(recorded) is not int:
                raise column_damaged(middle)
            if recorded <= micros:
                low = middle
            else:
                high = middle - 1
        return low

    def page(
        self, before: int | None, limit: int, only: Filter, *, after: int = 0
    ) -> list[StoredFact]:
        """Facts newest first, at most ``limit``, before one position (None: the newest) and after
        another.

        The facts of one holder are found by their versions, which follow the positions.
        """
        column, order = "f.position", "f.position"
        if only.holder is not None:
            column, order = "+f.position", "f.version"  # the plus keeps it from being searched by
        where, values = only.conditions()
        return self._select(
            f"WHERE {column} < ? AND {column} > ?{where} ORDER BY {order} DESC LIMIT ?",
            (_most(before), after, *values, limit),
        )

    def holders(self, head: int) -> Iterator[str]:
        """The ids of holders with a fact at or before a position, by code points."""
        after = ""
        while True:
            with self.datastore.transaction(commit=False) as cursor:
                cursor.execute(
                    "SELECT id FROM holders h WHERE id > ? AND EXISTS (SELECT 1 FROM facts f "
                    "WHERE f.holder = h.key AND f.version = 1 AND f.position <= ?) "
                    "ORDER BY id LIMIT ?",
                    (after, head, _CHUNK),
                )
                found = [row[0] for row in cursor.fetchall()]
            if not all(type(id_) is str for id_ in found):
                raise LedgerDamaged(
                    "the id of a holder is not text; `ledger verify` says what was changed"
                )
            yield from found
            if len(found) < _CHUNK:
                return
            after = follows(found[-1], after)

    def _select(self, where: str, values: Sequence[Any]) -> list[StoredFact]:
        with self.datastore.transaction(commit=False) as cursor:
            cursor.execute(f"{SELECT} {where}", values)
            return facts_of(cursor.fetchall())

    def _one(self, statement: str, *values: Any) -> Any:
        with self.datastore.transaction(commit=False) as cursor:
            cursor.execute(statement, values)
            found = cursor.fetchone()
            return found[0] if found else None


def _placed(fact: StoredFact, position: int, now: int) -> StoredFact:
    """The row at its position; one that brings its position brings its time as well."""
    if not fact.id:
        return fact._replace(id=position, recorded_at=now)
    if fact.id != position:
        raise IntegrityError(f"position {fact.id} is taken")
    return fact


def _most(value: int | None) -> int:
    return 2**62 if value is None else value


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
