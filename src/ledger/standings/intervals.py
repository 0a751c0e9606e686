"""A whole timeline as rows: what a census shows, from the first day there is to the last."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from ledger.judging.case import Case, EndlessTimeline
from ledger.judging.findings import Answer

MOST = 1_000
"""A holder whose answers change on more days than this is judged whenever they are asked about."""
LETTERS = {Answer.YES: "y", Answer.NO: "n", Answer.UNDETERMINED: "u"}
ANSWERS = {letter: answer for answer, letter in LETTERS.items()}


class Row(NamedTuple):
    """Days on which everything a census shows stays the same.

    Attributes:
        since: The first day, as an ordinal; 1 is since ever.
        until: The day after the last one; None: nothing ends it.
        status: The word of the status; None: not judged.
        expires_on: As an ordinal, None for none.
        answers: A letter for each pathway, in the order of `Case.codes`.
    """

    since: int
    until: int | None
    status: str | None
    expires_on: int | None
    answers: str


TO_JUDGE = Row(1, None, None, None, "")
"""Stands for a holder who was not judged yet, or of whom something was learned since."""
BY_REPLAY = Row(1, None, None, None, "-")
"""Stands for a holder who cannot be kept: the judge fails on some day, or changes without end."""


def rows_of(case: Case) -> list[Row]:
    """The rows of a case: they tile all days, and say on each of them what a census does."""
    rows: list[Row] = []
    since, count = date.min.toordinal(), 0
    try:
        for found in case.forward(date.min):
            count += 1
            if count > MOST or found.failure is not None:
                return [BY_REPLAY]
            until = None if found.until is None else found.until.toordinal()
            status, expires_on, _ = found.standing
            row = Row(
                since,
                until,
                str(status),
                None if expires_on is None else expires_on.toordinal(),
                "".join(LETTERS[found.pathways[code].answer] for code in case.codes),
            )
            if rows and rows[-1][2:] == row[2:]:
                rows[-1] = rows[-1]._replace(until=until)
            else:
                rows.append(row)
            since = until or since
    except EndlessTimeline:
        return [BY_REPLAY]
    return rows
