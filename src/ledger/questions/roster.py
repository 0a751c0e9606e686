"""The roster: every holder, what they hold, how long it lasts and what is missing to renew it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from ledger.bodies.body import Credential
from ledger.bodies.host import Bodies
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
        missing: What keeps the pathway closest to yes from it, see `open_findings`: the one with
            the fewest among the pathways that renew. Before the first award, and where none renews,
            those of the first pathway. Empty when one of them is yes.
    """

    holder: str
    name: str | None
    credential: str | None
    status: Status | None
    expires_on: date | None
    left: int | None
    open: Mapping[str, date | None]
    missing: tuple[Finding, ...]


class Deadline(NamedTuple):
    """A row of the roster for whose ``missing`` the holder may still have to be judged.

    The other attributes are those of `RosterRow`.

    Attributes:
        missing: As of `RosterRow`; None: not worked out, see `Ledger.completed`.
        on: The day asked about.
        head: The last position it rests on.
    """

    holder: str
    name: str | None
    credential: str | None
    status: Status | None
    expires_on: date | None
    left: int | None
    open: Mapping[str, date | None]
    missing: tuple[Finding, ...] | None
    on: date
    head: int


Row = RosterRow | Deadline


class RosterAsked(NamedTuple):
    """What a roster asks.

    Attributes:
        day: The day asked about.
        known_at: The knowledge time.
        only: Only this credential, and nothing for holders without it; None: all.
        text: Only holders with this in their id or name, in capitals or not.
        within: Only what expires so many days after the day or before; None: all.
    """

    day: date
    known_at: KnownAt = None
    only: Credential | None = None
    text: str = ""
    within: int | None = None

    def is_about(self, holder: str, name: str | None) -> bool:
        """Whether a holder's id or name has the text in it."""
        wanted = self.text.casefold()
        return wanted in holder.casefold() or wanted in (name or "").casefold()

    def days_left(self, expires_on: date | None) -> int | None:
        """The days to an expiry."""
        return None if expires_on is None else (expires_on - self.day).days

    def is_within(self, left: int | None) -> bool:
        """Whether so many days left are asked for."""
        return self.within is None or (left is not None and 0 <= left <= self.within)


def by_id(row: Row) -> tuple[Any, ...]:
    """The order of the ids, in which rows come."""
    return row.holder, row.credential or ""


def by_name(row: Row) -> tuple[Any, ...]:
    """The order of the names, those without one last."""
    return row.name is None, (row.name or "").casefold(), *by_id(row)


def by_days_left(row: Row) -> tuple[Any, ...]:
    """Who lapses next: current ones soonest first, then the lapsed latest first, then the rest."""
    left = row.left
    if left is None:
        return 2, 0, *by_id(row)
    return (0, left, *by_id(row)) if left >= 0 else (1, -left, *by_id(row))


SORTS: Mapping[str, Callable[[Row], tuple[Any, ...]]] = {
    "left": by_days_left,
    "name": by_name,
    "id": by_id,
}
"""The orders of a roster by name."""


def named_in(history: History) -> set[str]:
    """The credentials that standing facts name."""
    found_in = (getattr(fact.data, "credential", None) for fact in history.facts)
    return {code for code in found_in if code is not None}


def deadlines_of(
    history: History, bodies: Bodies, asked: RosterAsked, head: int
) -> Iterator[Deadline]:
    """The rows of one holder, by code points of the credential, with all they say.

    Args:
        history: The holder's history up to the head, as known at the knowledge time.
        bodies: The installed bodies. A credential is shown where a standing fact names it or its
            status is not ``none``.
        asked: What is asked.
        head: The last position of the ledger that is known.
    """
    holder, name = history.holder, name_of(history)
    if not asked.is_about(holder, name):
        return
    named, day, rows = named_in(history), asked.day, 0
    for credential in _credentials(bodies, named) if asked.only is None else (asked.only,):
        case = Case(credential, history, asked.known_at)
        found = case.segment(day)
        status, expires_on, _ = found.standing
        code = credential.full_code
        if status is Status.NONE and code not in named:
            continue
        rows += 1
        try:
            open_ = {way: _last_day(case, way, day) for way in credential.pathway_codes
                     if found.pathways[way].answer is YES}  # fmt: skip
        except EndlessTimeline:
            status, expires_on, open_ = Status.UNDETERMINED, None, {}
        left = asked.days_left(expires_on)
        if asked.is_within(left):
            missing = _missing(case, credential, found, day)
            shown = (code, Status(status), expires_on, left, open_, missing)
            yield Deadline(holder, name, *shown, day, head)
    if not rows and asked.only is None and asked.is_within(None):
        yield without_credential(holder, name, asked, head)


def without_credential(holder: str, name: str | None, asked: RosterAsked, head: int) -> Deadline:
    """The row of a holder without any credential."""
    return Deadline(holder, name, None, None, None, None, {}, (), asked.day, head)


def _credentials(bodies: Bodies, named: Iterable[str]) -> Iterator[Credential]:
    """The credentials of the installed bodies, and those named that nobody judges."""
    return (bodies.as_named(code) for code in sorted({*bodies.credentials, *named}))


def _last_day(case: Case, code: str, day: date) -> date | None:
    """The last day of the run of yes around a day."""
    segment = case.segment(day)
    while segment.until is not None:
        following = case.segment(segment.until)
        if following.pathways[code].answer is not YES:
            return segment.until - timedelta(days=1)
        segment = following
    return None


def missing_of(case: Case, credential: Credential, day: date) -> tuple[Finding, ...]:
    """What is missing on a day, as a roster says it."""
    return _missing(case, credential, case.segment(day), day)


def _missing(case: Case, credential: Credential, found: Segment, day: date) -> tuple[Finding, ...]:
    codes = wanted_of(credential, found.standing.status)
    if any(found.pathways[code].answer is YES for code in codes):
        return ()
    nearest = min(codes, key=lambda code: len(open_findings(found.pathways[code])))
    return open_findings(case.judge(day).pathways[nearest])


def wanted_of(credential: Credential, status: Status) -> Sequence[str]:
    """The pathways by which somebody of this status would go on; nothing is missing when one of
    them is yes.
    """
    renewing = [pathway.code for pathway in credential.pathways if pathway.renews]
    if renewing and status not in (Status.NONE, Status.PENDING):
        return renewing
    return credential.pathway_codes[:1] or (USE_TITLE,)
