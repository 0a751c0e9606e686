"""A census from the standings: everybody's answer on a day, at the latest knowledge.

Those of whom something was learned since are judged, and their timelines are written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from ledger.judging.case import Case
from ledger.judging.findings import Answer
from ledger.judging.judgement import USE_TITLE, Status
from ledger.questions.census import CensusRow, census_row
from ledger.standings.intervals import ANSWERS, Timeline
from ledger.standings.schema import BY_REPLAY, Outdated
from ledger.standings.standings import BATCH, DAMAGE, UNREADABLE
from ledger.standings.timelines import case_of, timeline_of

if TYPE_CHECKING:
    from ledger.bodies.body import Credential
    from ledger.standings.schema import Kept
    from ledger.standings.standings import Standings
    from ledger.store.application import FactLog


class Census:
    """Everybody's answer on a day, by code points of the holder, as a census gives it.

    Args:
        standings: Where they are read.
        log: The ledger.
        credential: The credential.
        kept: The credential as it is kept.
        day: The day.
        pathway: Only the answer of this pathway.
        status: Only this status.
    """

    def __init__(
        self,
        standings: Standings,
        log: FactLog,
        credential: Credential,
        kept: Kept,
        day: date,
        *,
        pathway: str | None = None,
        status: str | None = None,
    ) -> None:
        self._standings = standings
        self._log = log
        self._credential = credential
        self._kept = kept
        self._day = day
        self._pathway = pathway
        self._status = status
        self._timelines: dict[str, Timeline] = {}

    def __iter__(self) -> Iterator[CensusRow]:
        """The rows.

        Raises:
            Outdated: when another process goes on meanwhile, or the file cannot be read any more;
                its argument is the last id told. Those behind it are to be asked about otherwise.
        """
        dates, new = _Dates({None: None}), tuple.__new__
        ordinal, after = self._day.toordinal(), ""
        while True:
            try:
                page = self._standings.page(self._kept, ordinal, after, self._status)
                if not page:
                    return
                known = self._known()
            except UNREADABLE:
                raise Outdated(after) from None
            for holder, shown, expires_on in page:
                if shown > 0:
                    try:
                        word, answers = known[shown]
                        cells = (holder, word, dates[expires_on], answers.copy())
                    except DAMAGE:
                        raise Outdated(after) from None
                    yield new(CensusRow, cells)
                else:
                    row = census_row(self._judged(holder, shown), self._day, self._pathway)
                    self._write(BATCH)
                    if self._status is None or row.status == self._status:
                        yield row
                after = holder
            self._write(1)

    def _known(self) -> Mapping[int, tuple[Status, dict[str, Answer]]]:
        """What is shown by number; what is not of its pathways belongs to another credential."""
        codes, found = (*self._credential.pathway_codes, USE_TITLE), {}
        for key, (status, letters) in self._standings.shown().items():
            if len(letters) == len(codes):
                answers = {code: ANSWERS[one] for code, one in zip(codes, letters, strict=True)}
                if self._pathway is not None:
                    answers = {self._pathway: answers[self._pathway]}
                found[key] = (Status(status), answers)
        return found

    def _judged(self, holder: str, shown: int) -> Case:
        """The case of a holder who is to be judged; the whole timeline is to be written."""
        judged = case_of(self._log, self._credential, holder, self._standings.position)
        if shown != BY_REPLAY and self._standings.is_writable:
            self._timelines[holder] = found = timeline_of(judged)
            if found.rows is None:
                judged = Case(self._credential, judged.history)
        return judged

    def _write(self, least: int) -> None:
        """Writes timelines where there are so many."""
        if len(self._timelines) >= least:
            self._standings.write_if_possible(self._kept, self._timelines)


class _Dates(dict[int | None, date | None]):
    """Ordinals as dates, each made once."""

    def __missing__(self, ordinal: int) -> date:
        found = self[ordinal] = date.fromordinal(ordinal)
        return found
