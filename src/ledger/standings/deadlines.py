"""Deadlines from the standings: what everybody holds and how long, without judging anybody.

Those of whom something was learned since are judged, and their timelines are written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from ledger.judging.case import Case
from ledger.judging.findings import YES, Finding
from ledger.judging.history import History, up_to
from ledger.judging.judgement import USE_TITLE, Status
from ledger.questions.roster import (
    Deadline,
    RosterAsked,
    by_id,
    deadlines_of,
    wanted_of,
    without_credential,
)
from ledger.standings.intervals import AFTER_ALL, LETTERS, Timeline
from ledger.standings.schema import TO_JUDGE, Coming, Outdated
from ledger.standings.standings import BATCH, UNREADABLE
from ledger.standings.timelines import timeline_of

if TYPE_CHECKING:
    from ledger.bodies.body import Credential
    from ledger.bodies.host import Bodies
    from ledger.standings.schema import Kept
    from ledger.standings.standings import Standings
    from ledger.store.application import FactLog

_LETTER = LETTERS[YES]


class _Look(NamedTuple):
    """What is shown of a credential, as a roster says it.

    Attributes:
        status: The status.
        open: The pathways that are yes, and their place among the letters.
        missing: Nothing where somebody goes on by one of them; None: it has to be worked out.
    """

    status: Status
    open: tuple[tuple[str, int], ...]
    missing: tuple[Finding, ...] | None


class Deadlines:
    """The deadlines of everybody at the latest knowledge, by code points of the holder.

    Args:
        standings: Where they are read.
        log: The ledger.
        bodies: The installed bodies.
        asked: What is asked.
        kept: Every credential that is asked about, in order of its code, as it is kept.
    """

    def __init__(
        self,
        standings: Standings,
        log: FactLog,
        bodies: Bodies,
        asked: RosterAsked,
        kept: Sequence[tuple[Credential, Kept]],
    ) -> None:
        self._standings = standings
        self._log = log
        self._bodies = bodies
        self._asked = asked
        self._kept = kept
        self._shown: Mapping[int, tuple[str, str]] = {}
        self._looks: list[tuple[str, dict[int, _Look]]] = [(one.full_code, {}) for one, _ in kept]
        self._timelines: list[dict[str, Timeline]] = [{} for _ in kept]

    def __iter__(self) -> Iterator[Deadline]:
        """The rows.

        Raises:
            Outdated: when another process goes on meanwhile, or the file cannot be read any more;
                its argument is the last id told. Those behind it are to be asked about otherwise.
        """
        after, everybody = "", self._everybody()
        while True:
            try:
                holder, coming = next(everybody, ("", []))
                told = list(self._told(holder, coming)) if holder else []
            except _ToJudge:
                yield from self._judged(holder, coming)
            except UNREADABLE:
                raise Outdated(after) from None
            else:
                if not holder:
                    break
                yield from told
            after = holder
        self._write(1)

    def _everybody(self) -> Iterator[tuple[str, list[list[Coming]]]]:
        """Each holder with what is coming, for each credential."""
        runs = [groupby(self._rows(kept), attrgetter("holder")) for _, kept in self._kept]
        for same in zip(*runs, strict=True):
            ids = {holder for holder, _ in same}
            if len(ids) > 1:
                raise ValueError("credentials are kept of different holders")
            yield ids.pop(), [list(rows) for _, rows in same]

    def _rows(self, kept: Kept) -> Iterator[Coming]:
        """The rows of a credential, read in pages."""
        day, after = self._asked.day.toordinal(), ("", 0)
        while page := self._standings.coming(kept, day, after):
            self._shown = self._standings.shown()
            yield from page
            after = page[-1].holder, page[-1].until

    def _told(self, holder: str, coming: list[list[Coming]]) -> Iterator[Deadline]:
        """What the standings say of a holder; raises `_ToJudge` where they do not."""
        if any(rows[0].shown <= 0 for rows in coming):
            raise _ToJudge
        asked, (*_, name, codes) = self._asked, coming[0][-1]
        if not asked.is_about(holder, name):
            return
        named, end = (codes or "").split(), (asked.day, self._standings.position)
        found: list[Deadline] = []
        has_any = False
        for at, rows in enumerate(coming):
            first, (code, looks) = rows[0], self._looks[at]
            look = looks.get(first.shown) or self._look(at, first.shown)
            if rows[-1].until != AFTER_ALL:
                raise ValueError("these are not all rows of the holder")
            if look.status is Status.NONE and code not in named:
                continue
            has_any = True
            ordinal = first.expires_on
            expires_on = None if ordinal is None else date.fromordinal(ordinal)
            left = asked.days_left(expires_on)
            if asked.is_within(left):
                open_ = {way: self._last_day(rows, place) for way, place in look.open}
                shown = (code, look.status, expires_on, left, open_, look.missing)
                found.append(Deadline(holder, name, *shown, *end))
        if asked.only is None and asked.is_within(None):
            nobodys = [code for code in named if code not in self._bodies.credentials]
            found += [
                Deadline(holder, name, code, Status.UNDETERMINED, None, None, {}, None, *end)
                for code in nobodys
            ]
            if nobodys:
                found.sort(key=by_id)
            elif not has_any:
                found.append(without_credential(holder, name, asked, self._standings.position))
        yield from found

    def _look(self, at: int, shown: int) -> _Look:
        """What a number stands for in the rows of a credential."""
        credential, (_, looks) = self._kept[at][0], self._looks[at]
        word, letters = self._shown[shown]
        ways, status = (*credential.pathway_codes, USE_TITLE), Status(word)
        if len(letters) != len(ways):
            raise ValueError("these are no answers of this credential")
        places = {way: place for place, way in enumerate(ways) if letters[place] == _LETTER}
        is_done = any(way in places for way in wanted_of(credential, status))
        open_ = tuple((way, place) for way, place in places.items() if way != USE_TITLE)
        looks[shown] = look = _Look(status, open_, () if is_done else None)
        return look

    def _last_day(self, rows: Sequence[Coming], place: int) -> date | None:
        """The last day of the run of yes that the first row is in."""
        until = AFTER_ALL
        for row in rows:
            if self._shown[row.shown][1][place] != _LETTER:
                return date.fromordinal(until - 1)
            until = row.until
        return None

    def _judged(self, holder: str, coming: list[list[Coming]]) -> Iterator[Deadline]:
        """What replay says of a holder; the timelines that are missing are to be written."""
        head = self._standings.position
        history = History(holder, up_to(self._log.stream(holder), head))
        for (credential, _), rows, timelines in zip(
            self._kept, coming, self._timelines, strict=True
        ):
            if rows[0].shown == TO_JUDGE and self._standings.is_writable:
                timelines[holder] = timeline_of(Case(credential, history))
        self._write(BATCH)
        yield from deadlines_of(history, self._bodies, self._asked, head)

    def _write(self, least: int) -> None:
        """Writes timelines where there are so many."""
        for (_, kept), timelines in zip(self._kept, self._timelines, strict=True):
            if len(timelines) >= least:
                self._standings.write_if_possible(kept, timelines)


class _ToJudge(Exception):
    """A holder has to be judged."""
