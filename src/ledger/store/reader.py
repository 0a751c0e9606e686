"""Reading rows of facts: streams, notifications, pages, holders; for all stores."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from operator import attrgetter
from typing import Any, cast
from uuid import UUID

from eventsourcing.persistence import ApplicationRecorder, Notification, StoredEvent

from ledger.errors import LedgerDamaged
from ledger.facts.catalogue import BY_NAME
from ledger.store.rows import (
    SELECT,
    Cursor,
    EncryptedFact,
    Filter,
    StoredFact,
    column_damaged,
    facts_of,
    follows,
    forgotten_text,
)
from ledger.store.sealing import proof_in, root_at_in, root_in
from ledger.store.vault import DESTROYED, FORGOTTEN, HolderKey, Vault, mark_in

_CHUNK = 2_000
_TOGETHER = 100
"""Holders whose facts are read together."""
_BEHIND_ALL = "~"
"""Behind every id there can be."""


class FactReader(ApplicationRecorder):
    """Selects facts, with statements that both SQLite and PostgreSQL understand.

    Attributes:
        datastore: The connections. ``transaction(commit=…)`` gives a `Cursor`; of those that
            commit there is one at a time, and those that do not see one state of the ledger.
            ``fetch(statement, values)`` gives the rows of a statement that is one by itself.
    """

    datastore: Any
    _vault: Vault
    _marked: tuple[object, bytes | None] = (None, None)

    def mark(self) -> bytes | None:
        """The mark of an encrypted ledger; None for a plain one."""
        pool, mark = self._marked
        if pool is self.datastore.pool:
            return mark
        with self.datastore.transaction(commit=False) as cursor:
            return self._mark(cursor)

    def _mark(self, cursor: Cursor) -> bytes | None:
        """The mark, looked for once in each file: a ledger is encrypted from the start or never."""
        pool = self.datastore.pool
        if self._marked[0] is not pool:
            self._marked = (pool, mark_in(cursor))
        return self._marked[1]

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

    def version_of(self, holder: str) -> int:
        """The last version of a holder, which is how many facts there are; 0 for none."""
        statement = "SELECT max(version) FROM facts f JOIN holders h ON h.key = f.holder "
        return checked_version(self._one(statement + "WHERE h.id = ?", holder), holder)

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

    def root(self) -> tuple[int, bytes]:
        """How many facts there are, and the root of their tree."""
        with self.datastore.transaction(commit=False) as cursor:
            return root_in(cursor)

    def root_at(self, size: int) -> bytes | None:
        """The root of the tree of the first facts; None when there are not so many."""
        with self.datastore.transaction(commit=False) as cursor:
            return root_at_in(cursor, size)

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
        if (only.naming or only.text) and self.mark() is not None:
            only = only._replace(naming=None, text=None)  # encrypted bytes hold no text
        where, values = self._conditions(only)
        return self._select(
            f"WHERE {column} < ? AND {column} > ?{where} ORDER BY {order} DESC LIMIT ?",
            (_most(before), after, *values, limit),
        )

    def holders(self, head: int, after: str = "", last: str | None = None) -> Iterator[str]:
        """The ids of holders with a fact at or before a position, by code points.

        Args:
            head: The position.
            after: Only ids behind this one.
            last: The last id; None: to the end.
        """
        end = _BEHIND_ALL if last is None else last
        while True:
            found = [
                id_
                for (id_,) in self._fetch(
                    "SELECT id FROM holders h WHERE id > ? AND id <= ? "
                    "AND EXISTS (SELECT 1 FROM facts f "
                    "WHERE f.holder = h.key AND f.version = 1 AND f.position <= ?) "
                    "ORDER BY id LIMIT ?",
                    (after, end, head, _CHUNK),
                )
            ]
            if not all(type(id_) is str for id_ in found):
                raise LedgerDamaged(
                    "the id of a holder is not text; `ledger verify` says what was changed"
                )
            yield from found
            if len(found) < _CHUNK:
                return
            after = follows(found[-1], after)

    def known(self, ids: Sequence[str]) -> list[str]:
        """Those of some ids that are known, by code points; each is looked up."""
        marks = ", ".join("?" * len(ids))
        return sorted(
            id_ for (id_,) in self._fetch(f"SELECT id FROM holders WHERE id IN ({marks})", ids)
        )

    def streams(
        self, head: int, after: str = "", last: str | None = None
    ) -> Iterator[list[StoredFact]]:
        """The facts of one holder after the other, each in order of version.

        Many holders are read by one statement, which takes half as long as one for each of them.
        Arguments as of `holders`; only facts at or before the position are given.
        """
        ids = self.holders(head, after, last)
        while together := list(islice(ids, _TOGETHER)):
            found = self._select(
                "WHERE h.id > ? AND h.id <= ? AND f.position <= ? ORDER BY h.id, f.version",
                (after, together[-1], head),
            )
            after = together[-1]
            for _, rows in groupby(found, attrgetter("originator_id")):
                yield list(rows)

    def _select(self, where: str, values: Sequence[Any]) -> list[StoredFact]:
        if self._marked == (self.datastore.pool, None):
            return facts_of(self._fetch(f"{SELECT} {where}", values))
        with self.datastore.transaction(commit=False) as cursor:
            cursor.execute(f"{SELECT} {where}", values)
            rows = facts_of(cursor.fetchall())
            mark = self._mark(cursor)
            if mark is None:
                return rows
            keys: dict[str, HolderKey] = {}
            for row in rows:
                if row.originator_id not in keys:
                    keys[row.originator_id] = self._holder_key(cursor, mark, row.originator_id)
            return [
                cast("StoredFact", EncryptedFact(*row, keys[row.originator_id])) for row in rows
            ]

    def _holder_key(self, cursor: Cursor, mark: bytes, holder: str) -> HolderKey:
        """What opens a holder's facts, as of the transaction the facts are read in."""
        cursor.execute(
            "SELECT v.wrapped FROM holders h JOIN vault v ON v.holder = h.key WHERE h.id = ?",
            (holder,),
        )
        found = cursor.fetchone()
        wrapped = None if found is None else bytes(found[0])
        gone = None
        if wrapped == DESTROYED:
            cursor.execute(
                f"{SELECT} WHERE h.id = ? AND f.kind = ? ORDER BY f.version DESC LIMIT 1",
                (holder, FORGOTTEN),
            )
            last = cursor.fetchone()
            gone = None if last is None else forgotten_text(StoredFact(*last))
        return HolderKey(self._vault, mark, holder, wrapped, gone)

    def _one(self, statement: str, *values: Any) -> Any:
        found = self._fetch(statement, values)
        return found[0][0] if found else None

    def _fetch(self, statement: str, values: Sequence[Any]) -> list[Any]:
        """The rows of one statement."""
        return cast("list[Any]", self.datastore.fetch(statement, values))

    def _conditions(self, only: Filter) -> tuple[str, list[Any]]:
        """SQL to go on a condition with, and its values."""
        return only.conditions()


def checked_version(found: object, holder: str) -> int:
    """The last version of a holder as the store gave it; 0 where there is none."""
    if found is None:
        return 0
    if type(found) is not int:
        raise LedgerDamaged(
            f"a version of {holder} is no number; `ledger verify` says what was changed"
        )
    return found


def _most(value: int | None) -> int:
    return 2**62 if value is None else value
