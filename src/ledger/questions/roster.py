"""The roster: every holder, what they hold, how long it lasts and what is missing to renew it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from ledger.bodies.body import Credential
from ledger.bodies.host import Bodies
from ledger.errors import BadInput
from ledger.judging.case import Case, EndlessTimeline, Segment
from ledger.judging.findings import YES, Finding
from ledger.judging.history import History, KnownAt
from ledger.judging.judgement import USE_TITLE, Status
from ledger.questions.history import name_of
from ledger.questions.plan import open_findings


class RosterRow(NamedTuple):
    """One credential of one holder on a day, or a holder without any.

    Attributes:
        name: The holder's name on record.
        credential: Its full code; None for a holder without any, and then all that follows is
            None or empty.
        left: Days from the day asked to the expiry, below 0 when it is over.
        open: The pathways other than ``use-title`` that are yes → the last day of that run of
            yes, None where it has no known end.
        missing: What keeps the pathway closest to yes from it: its findings that stand alone and
            are not yes, fewest first chosen among the pathways that renew. Before the first award,
            and where none renews, those of the first pathway. Empty when one of them is yes.
    """

    holder: str
    name: str | None
    credential: str | None
    status: Status | None
    expires_on: date | None
    left: int | None
    open: Mapping[str, date | None]
    missing: tuple[Finding, ...]


def is_about(history: History, text: str) -> bool:
    """Whether the holder's id or name has this in it, in capitals or not."""
    wanted = text.casefold()
    if wanted in history.holder.casefold():
        return True
    return wanted in (name_of(history) or "").casefold()


def by_id(row: RosterRow) -> tuple[Any, ...]:
    """The order of the ids, in which rows come."""
    return row.holder, row.credential or ""


def by_name(row: RosterRow) -> tuple[Any, ...]:
    """The order of the names, those without one last."""
    return row.name is None, (row.name or "").casefold(), *by_id(row)


def by_days_left(row: RosterRow) -> tuple[Any, ...]:
    """Who lapses next: current ones soonest first, then the lapsed latest first, then the rest."""
    left = row.left
    if left is None:
        return 2, 0, *by_id(row)
    return (0, left, *by_id(row)) if left >= 0 else (1, -left, *by_id(row))


SORTS: Mapping[str, Callable[[RosterRow], tuple[Any, ...]]] = {
    "left": by_days_left,
    "name": by_name,
    "id": by_id,
}
"""The orders of a roster by name."""


def roster_rows(
    history: History, bodies: Bodies, day: date, known_at: KnownAt, only: Credential | None
) -> Iterator[RosterRow]:
    """The rows of one holder, by code points of the credential.

    Args:
        history: The holder's history, as known at ``known_at``.
        bodies: The installed bodies. A credential is shown where a standing fact names it or its
            status is not ``none``.
        day: The day asked about.
        known_at: The knowledge time.
        only: Only this credential, and nothing for holders without it; None: all.
    """
    found_in = (getattr(fact.data, "credential", None) for fact in history.facts)
    named = {code for code in found_in if code is not None}
    name = name_of(history)
    rows = 0
    for credential in _credentials(bodies, named) if only is None else (only,):
        case = Case(credential, history, known_at)
        found = case.segment(day)
        status, expires_on, _ = found.standing
        if status is Status.NONE and credential.full_code not in named:
            continue
        rows += 1
        try:
            open_ = {code: _last_day(case, code, day) for code in credential.pathway_codes
                     if found.pathways[code].answer is YES}  # fmt: skip
        except EndlessTimeline:
            status, expires_on, open_ = Status.UNDETERMINED, None, {}
        left = None if expires_on is None else (expires_on - day).days
        missing = _missing(case, credential, found, day)
        yield RosterRow(
            history.holder,
            name,
            credential.full_code,
            Status(status),
            expires_on,
            left,
            open_,
            missing,
        )
    if not rows and only is None:
        yield RosterRow(history.holder, name, None, None, None, None, {}, ())


def _credentials(bodies: Bodies, named: set[str]) -> Iterator[Credential]:
    """The credentials of the installed bodies, and those named whose body did not load."""
    for code in sorted({*bodies.credentials, *named}):
        try:
            yield bodies.credentials.get(code) or bodies.credential(code)
        except BadInput:
            continue


def _last_day(case: Case, code: str, day: date) -> date | None:
    """The last day of the run of yes around a day."""
    segment = case.segment(day)
    while segment.until is not None:
        following = case.segment(segment.until)
        if following.pathways[code].answer is not YES:
            return segment.until - timedelta(days=1)
        segment = following
    return None


def _missing(case: Case, credential: Credential, found: Segment, day: date) -> tuple[Finding, ...]:
    codes = _wanted(credential, found.standing.status)
    if any(found.pathways[code].answer is YES for code in codes):
        return ()
    nearest = min(codes, key=lambda code: len(open_findings(found.pathways[code])))
    return open_findings(case.judge(day).pathways[nearest])


def _wanted(credential: Credential, status: Status) -> Sequence[str]:
    """The pathways by which somebody of this status would go on."""
    renewing = [pathway.code for pathway in credential.pathways if pathway.renews]
    if renewing and status not in (Status.NONE, Status.PENDING):
        return renewing
    return credential.pathway_codes[:1] or (USE_TITLE,)
