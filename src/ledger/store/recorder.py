"""The recorder: rows of facts written in one transaction, for all stores."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, cast

from eventsourcing.persistence import IntegrityError, StoredEvent

from ledger.store.reader import FactReader, checked_version
from ledger.store.rows import INSERT, Cursor, Kept, StoredFact, column_damaged, inserted, new
from ledger.store.sealing import seals
from ledger.store.vault import DESTROYED, FORGOTTEN, check_plain

_CHUNK = 2_000
_TOLD = 500
"""Ids named in one statement."""


def machine_time() -> int:
    """The clock of this machine, microseconds since 1970 in UTC."""
    return time.time_ns() // 1_000


class FactRecorder(FactReader):
    """Inserts facts as well. Position and time are assigned inside the transaction."""

    _now: Callable[[], int]
    _plain: object = None

    def insert_events(self, stored_events: Iterable[StoredEvent], **kwargs: Any) -> Sequence[int]:
        """Writes facts in one transaction and returns their positions.

        A fact that brings its position is written at that position or not at all. One that is
        alone, in a ledger that is not encrypted, may have version 0: it gets the holder's next.

        Args:
            stored_events: The facts.
            kwargs: ``receipt``, a list that is given the facts as they were written; ``forget``,
                the holder whose key is destroyed in the same transaction.

        Raises:
            IntegrityError: when a version is taken or not the next one; nothing is written.
        """
        facts = cast("Iterable[StoredFact]", stored_events)
        with self.datastore.transaction(commit=True) as cursor:
            mark = self._mark_to_write_by(cursor)
            positions = self._insert(cursor, facts, kwargs.get("receipt"), mark)
            if "forget" in kwargs:
                cursor.execute(
                    "UPDATE vault SET wrapped = ? "
                    "WHERE holder = (SELECT key FROM holders WHERE id = ?)",
                    (DESTROYED, kwargs["forget"]),
                )
            return positions

    def _mark_to_write_by(self, cursor: Cursor) -> bytes | None:
        """The mark. That a ledger without one holds nothing encrypted is looked at once."""
        mark, pool = self._mark(cursor), self.datastore.pool
        if mark is None and self._plain is not pool:
            check_plain(cursor)
            self._plain = pool
        return mark

    def _insert(
        self,
        cursor: Cursor,
        facts: Iterable[StoredFact | Kept],
        receipt: list[StoredFact] | None,
        mark: bytes | None,
    ) -> Sequence[int]:
        cursor.execute("SELECT position, recorded_at FROM facts ORDER BY position DESC LIMIT 1")
        head, last = cursor.fetchone() or (0, 0)
        if type(last) is not int:
            raise column_damaged(head)
        now = max(self._now(), last)
        keys: dict[str, int] = {}
        position = head
        placed: Iterator[StoredFact] = iter(cast("Iterable[StoredFact]", facts))
        if mark is not None:
            self._vault.check(mark)
            placed = self._encrypted(cursor, facts, keys)
        while rows := [
            _placed(fact, position := position + 1, now) for fact in islice(placed, _CHUNK)
        ]:
            self._enter(cursor, keys, [row.originator_id for row in rows])
            if mark is None and len(rows) == 1 and not rows[0].originator_version:
                rows = [_next_of_holder(cursor, rows[0], keys[rows[0].originator_id])]
            seals_ = seals(cursor, rows[0].id - 1, rows)
            values = [
                inserted(row, keys[row.originator_id], seal)
                for row, seal in zip(rows, seals_, strict=True)
            ]
            self._write(cursor, values)
            if receipt is not None:
                receipt += rows
        return range(head + 1, position + 1)

    def _encrypted(
        self, cursor: Cursor, facts: Iterable[StoredFact | Kept], keys: dict[str, int]
    ) -> Iterator[StoredFact]:
        """The rows with their bodies encrypted; new holders get a key."""
        found: dict[str, bytes] = {}
        for fact in facts:
            row, given = fact if type(fact) is Kept else (cast("StoredFact", fact), None)
            holder = row.originator_id
            wrapped = found.get(holder)
            if wrapped is None:
                self._enter(cursor, keys, [holder])
                key = keys[holder]
                cursor.execute("SELECT wrapped FROM vault WHERE holder = ?", (key,))
                one = cursor.fetchone()
                if one is None:
                    one = (given or self._vault.new_key(holder),)
                    cursor.execute("INSERT INTO vault VALUES (?, ?)", (key, *one))
                wrapped = found[holder] = bytes(one[0])
            if given is not None or row.kind == FORGOTTEN:
                yield row
            elif wrapped == DESTROYED:
                raise IntegrityError(f"{holder} was forgotten")
            else:
                place = (holder, row.originator_version, row.kind)
                yield row._replace(state=self._vault.encrypted(wrapped, *place, row.state))

    def _write(self, cursor: Any, values: Sequence[tuple[object, ...]]) -> None:
        """Writes rows of facts."""
        cursor.executemany(INSERT, values)

    def _enter(self, cursor: Cursor, keys: dict[str, int], holders: Iterable[str]) -> None:
        """Adds the keys of holders to ``keys``, and enters those who are new."""
        unknown = list(dict.fromkeys(holder for holder in holders if holder not in keys))
        for start in range(0, len(unknown), _TOLD):
            told = unknown[start : start + _TOLD]
            marks = ", ".join("?" * len(told))
            cursor.execute(f"SELECT id, key FROM holders WHERE id IN ({marks})", told)
            keys.update(cursor.fetchall())
        new = [holder for holder in unknown if holder not in keys]
        if new:
            cursor.execute("SELECT max(key) FROM holders")
            entered = list(enumerate(new, (cursor.fetchone()[0] or 0) + 1))
            cursor.executemany("INSERT INTO holders VALUES (?, ?)", entered)
            keys.update((holder, key) for key, holder in entered)


def _next_of_holder(cursor: Cursor, row: StoredFact, key: int) -> StoredFact:
    """The row with the version that follows those the holder has."""
    cursor.execute("SELECT max(version) FROM facts WHERE holder = ?", (key,))
    last = checked_version(cursor.fetchone()[0], row.originator_id)
    return row._replace(originator_version=last + 1)


def _placed(fact: StoredFact, position: int, now: int) -> StoredFact:
    """The row at its position; one that brings its position brings its time as well."""
    if not fact.id:
        holder, version, state, kind, happened, _, _ = fact
        return new(StoredFact, (holder, version, state, kind, happened, now, position))
    if fact.id != position:
        raise IntegrityError(f"position {fact.id} is taken")
    return fact
