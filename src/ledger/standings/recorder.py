"""The file of standings: rows, and the position they are as of, changed in one transaction.

It is written through the event-sourcing library's tracking. At any moment, after any crash, every
kept credential has rows for every holder as of the tracked position: either the timeline, or one
row that says that it has to be worked out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from eventsourcing.persistence import IntegrityError, Tracking
from eventsourcing.sqlite import SQLiteCursor, SQLiteTrackingRecorder

from ledger.errors import LedgerDamaged, StoreUnavailable
from ledger.standings.file import APPLICATION_ID, StandingsDatastore
from ledger.standings.intervals import AFTER_ALL, EVER, Timeline
from ledger.standings.schema import (
    BY_REPLAY,
    DELETE,
    FORMAT,
    INSERT,
    NAME,
    OBJECTS,
    STATEMENTS,
    TO_JUDGE,
    Coming,
    Kept,
    Outdated,
    State,
    is_as_made,
    to_judge_row,
    unknown_row,
)


class StandingsRecorder(SQLiteTrackingRecorder):
    """Rows of standings and the position they are as of.

    Every method may raise `StoreUnavailable` and `LedgerDamaged` about this file.

    Args:
        path: The file, which is there. An empty one is made standings, and one of an older format
            is emptied first.
        patience: Seconds to wait for another process.

    Raises:
        StoreUnavailable: when what is there are no standings, or of a newer format.
        LedgerDamaged: when it has other tables than they are made with, a view or a trigger.
    """

    datastore: StandingsDatastore

    def __init__(self, path: Path, patience: float) -> None:
        super().__init__(StandingsDatastore(path, patience))
        try:
            self._make()
        except BaseException:
            self.close()
            raise

    def construct_create_table_statements(self) -> list[str]:
        return [*super().construct_create_table_statements(), *STATEMENTS]

    def _make(self) -> None:
        with self.datastore.transaction(commit=False) as cursor:
            if self._is_made(cursor):
                return
        with self.datastore.transaction(commit=True) as cursor:
            if not self._is_made(cursor):
                codes = self._forgotten(cursor)
                self._create_table(cursor)
                self._write_state(cursor, State(0, b""))
                cursor.executemany(
                    "INSERT INTO credentials (code, fingerprint) VALUES (?, x'')", codes
                )

    def _forgotten(self, cursor: SQLiteCursor) -> list[tuple[str]]:
        """Throws away what an older version kept; the credentials go on to be kept, anew."""
        if not _one(cursor, "SELECT count(*) FROM sqlite_schema"):
            return []
        cursor.execute("SELECT code FROM credentials ORDER BY key")
        codes: list[tuple[str]] = [(code,) for (code,) in cursor.fetchall()]
        for table in ("tracking", "ledger", "credentials", "shown", "standings"):
            cursor.execute(f"DROP TABLE {table}")
        return codes

    def _is_made(self, cursor: SQLiteCursor) -> bool:
        found = [_one(cursor, f"PRAGMA {name}") for name in ("application_id", "user_version")]
        cursor.execute(OBJECTS)
        objects, shown = dict(cursor.fetchall()), self.datastore.location.shown
        if found[0] == APPLICATION_ID and 0 < found[1] <= FORMAT:
            if not is_as_made(objects, found[1]):
                raise LedgerDamaged(f"{shown} holds what standings are not made with")
            return bool(found[1] == FORMAT)
        if found != [0, 0] or objects:
            raise StoreUnavailable(f"{shown} are no standings")
        return False

    def close(self) -> None:
        """Closes the file."""
        self.datastore.close()

    def state(self) -> State:
        """What the standings are as of."""
        with self.datastore.transaction(commit=False) as cursor:
            return self._state(cursor)

    def _state(self, cursor: SQLiteCursor) -> State:
        root = _one(cursor, "SELECT root FROM ledger")
        return State(self._max_tracking_id(NAME, cursor) or 0, bytes(root or b""))

    def _write_state(self, cursor: SQLiteCursor, state: State) -> None:
        cursor.execute("DELETE FROM ledger")
        cursor.execute("INSERT INTO ledger VALUES (?)", (state.root,))
        try:
            self._insert_tracking(cursor, Tracking(NAME, state.position))
        except IntegrityError:
            raise Outdated from None

    def kept(self) -> Mapping[str, Kept]:
        """The credentials that are kept, by full code."""
        with self.datastore.transaction(commit=False) as cursor:
            cursor.execute("SELECT code, key, fingerprint FROM credentials ORDER BY code")
            return {code: Kept(key, bytes(found)) for code, key, found in cursor.fetchall()}

    def restart(self, state: State, holders: Iterable[str]) -> None:
        """Forgets all rows; everybody is to be judged as of a position."""
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute("DELETE FROM tracking WHERE application_name = ?", (NAME,))
            cursor.execute("DELETE FROM standings")
            self._write_state(cursor, state)
            cursor.execute("SELECT key FROM credentials ORDER BY key")
            keys = [key for (key,) in cursor.fetchall()]
            for holder in holders:
                cursor.executemany(INSERT, (to_judge_row(key, holder) for key in keys))

    def advance(self, before: int, state: State, holders: Iterable[str]) -> None:
        """Goes on to a later position: the holders of whom something was learned are to be judged.

        Raises:
            Outdated: when the standings are not as of the position before.
        """
        with self.datastore.transaction(commit=True) as cursor:
            if self._state(cursor).position != before:
                raise Outdated
            self._write_state(cursor, state)
            cursor.execute("SELECT key FROM credentials")
            for (key,) in cursor.fetchall():
                cursor.executemany(DELETE, ((key, holder) for holder in holders))
                cursor.executemany(INSERT, (to_judge_row(key, holder) for holder in holders))

    def keep(self, code: str, fingerprint: bytes, position: int, holders: Iterable[str]) -> Kept:
        """Keeps a credential from now on, or anew: everybody is to be judged.

        Raises:
            Outdated: when the standings are not as of this position.
        """
        with self.datastore.transaction(commit=True) as cursor:
            if self._state(cursor).position != position:
                raise Outdated
            cursor.execute(
                "INSERT INTO credentials (code, fingerprint) VALUES (?, ?) ON CONFLICT (code) "
                "DO UPDATE SET fingerprint = excluded.fingerprint RETURNING key",
                (code, fingerprint),
            )
            key = int(cursor.fetchone()[0])
            cursor.execute("DELETE FROM standings WHERE credential = ?", (key,))
            cursor.executemany(INSERT, (to_judge_row(key, holder) for holder in holders))
            return Kept(key, fingerprint)

    def page(
        self, kept: Kept, position: int, day: int, *, after: str, limit: int, status: str | None
    ) -> list[tuple[str, int, int | None]]:
        """The standings on a day of the holders behind an id, by code points.

        Args:
            kept: The credential.
            position: What they are to be as of.
            day: As an ordinal.
            after: Only ids behind this one.
            limit: The most holders.
            status: Only this status, and those to be judged; None: all.

        Returns:
            The id, what is shown by number, see `shown`, and the expiry as an ordinal.

        Raises:
            Outdated: when they are as of another position or rest on something else.
        """
        wanted, values = "", [kept.key, after, day, day, limit]
        if status is not None:
            wanted = "AND (shown <= 0 OR shown IN (SELECT key FROM shown WHERE status = ?)) "
            values.insert(-1, status)
        with self.datastore.transaction(commit=False) as cursor:
            self._check(cursor, kept, position)
            cursor.execute(
                "SELECT holder, shown, expires_on FROM standings WHERE credential = ? "
                f"AND holder > ? AND until > ? AND since <= ? {wanted}ORDER BY holder LIMIT ?",
                values,
            )
            found: list[tuple[str, int, int | None]] = cursor.fetchall()
            return found

    def coming(
        self, kept: Kept, position: int, day: int, *, after: tuple[str, int], limit: int
    ) -> list[Coming]:
        """The standings of a day and of all later ones, by code points of the holder and by day.

        Args:
            kept: The credential.
            position: What they are to be as of.
            day: As an ordinal.
            after: Only what lies behind the row of this holder and this last day.
            limit: The most rows.

        Raises:
            Outdated: when they are as of another position or rest on something else.
        """
        with self.datastore.transaction(commit=False) as cursor:
            self._check(cursor, kept, position)
            cursor.execute(
                "SELECT holder, until, shown, expires_on, name, named FROM standings "
                "WHERE credential = ? AND (holder, until) > (?, ?) AND until > ? "
                "ORDER BY holder, until LIMIT ?",
                (kept.key, *after, day, limit),
            )
            return [Coming._make(row) for row in cursor.fetchall()]

    def to_judge(self, kept: Kept, position: int, *, after: str, limit: int) -> list[str]:
        """The holders behind an id who are to be judged, by code points.

        Raises:
            Outdated: when the standings are as of another position or rest on something else.
        """
        with self.datastore.transaction(commit=False) as cursor:
            self._check(cursor, kept, position)
            cursor.execute(
                "SELECT holder FROM standings WHERE credential = ? AND holder > ? "
                f"AND shown = {TO_JUDGE} ORDER BY holder LIMIT ?",
                (kept.key, after, limit),
            )
            return [holder for (holder,) in cursor.fetchall()]

    def count_to_judge(self, kept: Kept) -> int:
        """How many holders are to be judged."""
        with self.datastore.transaction(commit=False) as cursor:
            cursor.execute(
                f"SELECT count(*) FROM standings WHERE credential = ? AND shown = {TO_JUDGE}",
                (kept.key,),
            )
            return int(cursor.fetchone()[0])

    def shown(self) -> Mapping[int, tuple[str, str]]:
        """What is shown by number: the word of a status and letters for the answers."""
        with self.datastore.transaction(commit=False) as cursor:
            cursor.execute("SELECT key, status, answers FROM shown")
            return {key: (status, answers) for key, status, answers in cursor.fetchall()}

    def judged(self, kept: Kept, state: State, timelines: Mapping[str, Timeline]) -> None:
        """Writes the timelines of holders, worked out for a state.

        Raises:
            Outdated: when the standings are as of another one or rest on something else.
        """
        with self.datastore.transaction(commit=True) as cursor:
            self._check(cursor, kept, state.position)
            if self._state(cursor) != state:
                raise Outdated
            cursor.execute("SELECT status, answers, key FROM shown")
            keys = {(status, answers): key for status, answers, key in cursor.fetchall()}
            for holder, (rows, *said) in timelines.items():
                cursor.execute(DELETE, (kept.key, holder))
                if rows is None:
                    cursor.execute(INSERT, unknown_row(kept.key, holder, BY_REPLAY))
                for since, until, expires_on, *what in rows or ():
                    shown = (what[0], what[1])
                    if shown not in keys:
                        cursor.execute(
                            "INSERT INTO shown (status, answers) VALUES (?, ?) RETURNING key", shown
                        )
                        keys[shown] = cursor.fetchone()[0]
                    name, named = said if until == AFTER_ALL else (None, None)
                    row = (kept.key, holder, until, since, keys[shown], expires_on, name)
                    cursor.execute(INSERT, (*row, None if named is None else " ".join(named)))

    def count(self, kept: Kept) -> tuple[int, int, int]:
        """How many holders are kept, how many rows they have, how many are judged when asked."""
        with self.datastore.transaction(commit=False) as cursor:
            cursor.execute(
                "SELECT coalesce(sum(since = ?), 0), count(*), coalesce(sum(shown = ?), 0) "
                "FROM standings WHERE credential = ?",
                (EVER, BY_REPLAY, kept.key),
            )
            holders, rows, replayed = cursor.fetchone()
            return holders, rows, replayed

    def _check(self, cursor: SQLiteCursor, kept: Kept, position: int) -> None:
        found = _one(cursor, "SELECT fingerprint FROM credentials WHERE key = ?", kept.key)
        if found != kept.fingerprint or self._max_tracking_id(NAME, cursor) != position:
            raise Outdated


def _one(cursor: SQLiteCursor, statement: str, *values: Any) -> Any:
    cursor.execute(statement, values)
    found = cursor.fetchone()
    return None if found is None else found[0]
