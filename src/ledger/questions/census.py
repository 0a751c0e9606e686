"""A census: every holder's answer for one day, one row a holder."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from ledger.judging.case import Case
from ledger.judging.findings import Answer
from ledger.judging.judgement import Status


class CensusRow(NamedTuple):
    """One holder's answer.

    Attributes:
        pathways: Pathway code → answer, ``use-title`` last.
    """

    holder: str
    status: Status
    expires_on: date | None
    pathways: Mapping[str, Answer]


def census_row(case: Case, day: date, pathway: str | None = None) -> CensusRow:
    """The row of one holder on a day.

    Args:
        case: The holder's case.
        day: The day.
        pathway: Only the answer of this pathway; None: of all.
    """
    found = case.segment(day)
    return CensusRow(
        case.history.holder,
        found.standing.status,
        found.standing.expires_on,
        {code: found.pathways[code].answer for code in case.codes if pathway in (None, code)},
    )
