"""Standings of one ledger: brought up to its head, read by day, filled in as holders are judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

from eventsourcing.persistence import PersistenceError

from ledger.errors import LedgerDamaged, LedgerError, StoreUnavailable
from ledger.standings.file import are_standings, file_of, make_file, narrow, remove_left
from ledger.standings.fingerprint import fingerprint
from ledger.standings.intervals import Timeline
from ledger.standings.recorder import StandingsRecorder
from ledger.standings.schema import Coming, Kept, Outdated, State
from ledger.standings.timelines import Part, Timelines

if TYPE_CHECKING:
    from ledger.bodies.body import Credential
    from ledger.store.application import FactLog
    from ledger.store.location import Location

PAGE = 4_000
"""Holders read at a time."""
BATCH = 100
"""Timelines worked out and written at a time: a part of a build."""
SECTION = 5_000
"""Facts gone on by at a time."""
PATIENCE = 0.5
"""Seconds a question waits for another process before it is answered by replay."""
_UNUSABLE = (LedgerError, PersistenceError, Outdated, OSError)
DAMAGE = (KeyError, IndexError, ValueError, TypeError, OverflowError)
"""What becomes of a row that was tampered with."""
UNREADABLE = (*_UNUSABLE, *DAMAGE)
"""Whatever becomes of a file of standings that cannot be read, or that was tampered with."""


class StandingsReport(NamedTuple):
    """What is kept of a credential.

    Attributes:
        credential: Its full code.
        holders: How many holders.
        intervals: How many intervals their timelines have.
        judged: How many were judged now.
        replayed: How many are judged whenever they are asked about, because the judge fails on
            some day or changes without end.
    """

    credential: str
    holders: int
    intervals: int
    judged: int
    replayed: int


class Standings:
    """The standings of a ledger, as of its head. Use it in a ``with`` statement.

    Attributes:
        position: The position they are as of: the head, or a later one.
        root: The root of the ledger's tree up to there.
        is_writable: Whether nothing has kept timelines from being written yet.
    """

    def __init__(self, recorder: StandingsRecorder, log: FactLog) -> None:
        self._recorder = recorder
        self._log = log
        self.is_writable = True
        self.position = 0
        self.root = b""

    @classmethod
    def of(cls, location: Location, log: FactLog, *, head: int) -> Self | None:
        """The standings beside a ledger, caught up; None where there are none that can be used.

        Nothing about them is ever an error: what they cannot answer is answered by replay.
        """
        path = file_of(location)
        if path is None or not path.is_file():
            return None
        try:
            if log.rows.mark() is None:
                return cls._opened(path, location, log, head, PATIENCE)
            remove_left(location)
        except _UNUSABLE:
            pass
        return None

    @classmethod
    def made(cls, location: Location, log: FactLog, *, head: int, patience: float) -> Self:
        """The standings beside a ledger, made where there are none, caught up.

        Raises:
            StoreUnavailable: when they cannot be kept; it says why.
            LedgerDamaged: when the ledger cannot be read.
        """
        path = file_of(location)
        if path is None:
            raise StoreUnavailable("a ledger in memory keeps no standings; give the path of a file")
        if log.rows.mark() is not None:
            with suppress(OSError):
                remove_left(location)
            raise StoreUnavailable(
                f"{location.shown} is encrypted; standings would tell what it keeps secret"
            )
        for _ in range(100):
            make_file(path, location.path)
            try:
                return cls._opened(path, location, log, head, patience)
            except LedgerDamaged as error:
                if not (str(error).startswith(f"{path} ") and are_standings(path)):
                    raise  # it is the ledger that is damaged, or a file of something else
                path.unlink()
            except Outdated:
                continue
            except PersistenceError as error:
                raise StoreUnavailable(f"{path} cannot be used: {error}") from None
        raise StoreUnavailable(f"{path} is too busy; try again")

    @classmethod
    def _opened(
        cls, path: Path, location: Location, log: FactLog, head: int, patience: float
    ) -> Self:
        standings = cls(StandingsRecorder(path, patience), log)
        if location.path is not None:
            narrow(path, location.path)
        try:
            standings._catch_up(head)
        except BaseException:
            standings.close()
            raise
        return standings

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the file."""
        self._recorder.close()

    def _catch_up(self, head: int) -> None:
        """Goes on to the head by the notification log; begins anew beside another ledger."""
        rows, state = self._log.rows, self._recorder.state()
        is_other = rows.root_at(state.position) != state.root if state.position else head > 0
        if is_other:
            state = self._state(head)
            self._recorder.restart(state, rows.holders(head))
        while state.position < head:
            found = rows.select_notifications(
                state.position, SECTION, head, inclusive_of_start=False
            )
            if not found:
                raise StoreUnavailable("the ledger is shorter than it was")
            before, state = state.position, self._state(found[-1].id)
            holders = {str(one.originator_id) for one in found}
            self._recorder.advance(before, state, sorted(holders))
        self.position, self.root = state

    def _state(self, position: int) -> State:
        root = self._log.rows.root_at(position)
        if root is None:
            raise StoreUnavailable("the ledger is shorter than it was")
        return State(position, root)

    def kept(self, credential: Credential, *, anew: bool = False) -> Kept | None:
        """The credential as it is kept here, anew when what it rests on differs; None: it is not.

        Args:
            credential: The credential.
            anew: Whether to keep it from now on, and to say why it cannot be.
        """
        try:
            now = fingerprint(credential)
            kept = self._recorder.kept().get(credential.full_code)
            if kept is not None and kept.fingerprint == now:
                return kept
            if kept is None and not anew:
                return None
            holders = self._log.rows.holders(self.position)
            return self._recorder.keep(credential.full_code, now, self.position, holders)
        except _UNUSABLE:
            if anew:
                raise
            return None

    def page(
        self, kept: Kept, day: int, after: str, status: str | None
    ) -> list[tuple[str, int, int | None]]:
        """A page of the rows of a day, see `StandingsRecorder.page`."""
        return self._recorder.page(kept, self.position, day, after=after, limit=PAGE, status=status)

    def write_if_possible(self, kept: Kept, timelines: dict[str, Timeline]) -> None:
        """Writes timelines; where that cannot be done, those who are left are only judged."""
        if not timelines:
            return
        try:
            self.write(kept, timelines)
        except _UNUSABLE:
            self.is_writable = False
        timelines.clear()

    def coming(self, kept: Kept, day: int, after: tuple[str, int]) -> list[Coming]:
        """A page of rows from a day on, see `StandingsRecorder.coming`."""
        return self._recorder.coming(kept, self.position, day, after=after, limit=PAGE)

    def shown(self) -> Mapping[int, tuple[str, str]]:
        """What is shown by number, see `StandingsRecorder.shown`."""
        return self._recorder.shown()

    def count_to_judge(self, kept: Kept) -> int:
        """How many holders are to be judged; 0 where that cannot be told."""
        try:
            return self._recorder.count_to_judge(kept)
        except UNREADABLE:
            return 0

    def parts(self, credential: Credential, kept: Kept) -> Iterator[Part]:
        """Those who are to be judged, in parts.

        Raises:
            Outdated: when another process goes on meanwhile.
        """
        after = ""
        while holders := self._recorder.to_judge(kept, self.position, after=after, limit=BATCH):
            yield Part(
                credential.full_code,
                str(credential.origin),
                kept.fingerprint,
                self.position,
                self.root,
                tuple(holders),
            )
            after = holders[-1]

    def write(self, kept: Kept, timelines: Timelines) -> None:
        """Writes the timelines of a part.

        Raises:
            Outdated: when another process went on meanwhile.
            StoreUnavailable: when they cannot be written.
        """
        self._recorder.judged(kept, State(self.position, self.root), timelines)

    def report(self, code: str, kept: Kept, judged: int) -> StandingsReport:
        """What is kept of a credential."""
        holders, intervals, replayed = self._recorder.count(kept)
        return StandingsReport(code, holders, intervals, judged, replayed)
