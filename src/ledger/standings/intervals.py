"""A whole timeline as rows: what a census shows, from the first day there is to the last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from ledger.judging.case import Case, EndlessTimeline
from ledger.judging.findings import Answer

MOST = 1_000
"""A holder whose answers change on more days than this is judged whenever they are asked about."""
EVER = date.min.toordinal()
AFTER_ALL = date.max.toordinal() + 1
LETTERS = {Answer.YES: "y", Answer.NO: "n", Answer.UNDETERMINED: "u"}
ANSWERS = {letter: answer for answer, letter in LETTERS.items()}


class Row(NamedTuple):
    """Days on which everything a census shows stays the same.

    Attributes:
        since: The first day, as an ordinal; `EVER`: since ever.
        until: The day after the last one; `AFTER_ALL`: nothing ends it.
        expires_on: As an ordinal, None for none.
        status: The word of the status.
        answers: A letter for each pathway, in the order of `Case.codes`.
    """

    since: int
    until: int
    expires_on: int | None
    status: str
    answers: str


class Timeline(NamedTuple):
    """What is kept of a holder for a credential.

    Attributes:
        rows: They tile all days; None: they cannot be kept.
        name: The holder's name on record.
        named: The credentials that standing facts of the holder name, in order.
    """

    rows: Sequence[Row] | None
    name: str | None = None
    named: tuple[str, ...] = ()


def rows_of(case: Case) -> list[Row] | None:
    """The rows of a case: they tile all days, and say on each of them what a census does.

    None where they cannot be kept: the judge fails on some day, or changes without end.
    """
    rows: list[Row] = []
    since = EVER
    try:
        for count, found in enumerate(case.forward(date.min)):
            if count >= MOST or found.failure is not None:
                return None
            until = AFTER_ALL if found.until is None else found.until.toordinal()
            status, expires_on, _ = found.standing
            answers = "".join(LETTERS[found.pathways[code].answer] for code in case.codes)
            expires = None if expires_on is None else expires_on.toordinal()
            row = Row(since, until, expires, str(status), answers)
            if rows and rows[-1][2:] == row[2:]:
                rows[-1] = rows[-1]._replace(until=until)
            else:
                rows.append(row)
            since = until
    except EndlessTimeline:
        return None
    return rows
