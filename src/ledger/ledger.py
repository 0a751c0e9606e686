"""`Ledger`: the whole as one object, for Python users, the command line and the browser."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from ledger.errors import BadInput
from ledger.everybody import EverybodysLedger
from ledger.facts.fields import quoted
from ledger.judging.asked import day_asked
from ledger.judging.history import History, up_to

if TYPE_CHECKING:
    from ledger.bodies.body import Credential
    from ledger.judging.case import Case
    from ledger.judging.history import KnownAt
    from ledger.judging.verdict import Interval, Verdict
    from ledger.questions.audit import AuditFinding
    from ledger.questions.comparison import Comparison
    from ledger.questions.plan import Plan


class Ledger(EverybodysLedger):
    """A ledger of facts and the bodies that judge them.

    Use `open`; close it, or use it in a ``with`` statement. Reading a ledger that does not exist is
    an error; the first fact recorded makes one.

    Every question takes ``on``, the day asked about (default: today in the machine's zone), and
    ``known_at``, the knowledge time: an instant with a zone, a date (the end of that day in UTC),
    or None for the latest. All methods may raise `StoreUnavailable`, `LedgerDamaged`, and
    `BadInput` for a holder, credential, pathway, date or field that is not right.
    """

    def eligible(
        self,
        holder: str,
        credential: str,
        *,
        pathway: str | None = None,
        on: date | None = None,
        known_at: KnownAt = None,
    ) -> Verdict:
        """The answer for one day, with its reasons and how long it holds.

        Args:
            holder: The holder's id.
            credential: For example ``aama/cma``.
            pathway: Only this pathway; None: all.
            on: The day asked about.
            known_at: The knowledge time.
        """
        case, head = self._case(holder, credential, known_at, pathway)
        return case.verdict(day_asked(on), pathway=pathway, head=head)

    def timeline(
        self,
        holder: str,
        credential: str,
        *,
        start: date | None = None,
        end: date | None = None,
        known_at: KnownAt = None,
    ) -> list[Interval]:
        """Status and pathways as intervals that tile the days from ``start`` through ``end``.

        The default is from the earliest fact to ten years after the latest one.
        """
        from ledger.judging.calendar import months

        case, _ = self._case(holder, credential, known_at)
        days = [fact.on for fact in case.history.facts] or [date.today()]
        first = day_asked(min(days) if start is None else start, "--from")
        end = day_asked(max(first, months(max(days), 120)) if end is None else end, "--to")
        if end == date.max:
            raise BadInput(f"{end} is the last day of the calendar; end before it", field="--to")
        if first > end and start is None:
            raise BadInput(f"{end} is before {first}, the day of the first fact", field="--to")
        if first > end:
            raise BadInput(f"{first} is after {end}", field="--from")
        return case.timeline(first, end)

    def plan(
        self,
        holder: str,
        credential: str,
        *,
        pathway: str | None = None,
        assume: Iterable[Mapping[str, object]] = (),
        on: date | None = None,
        known_at: KnownAt = None,
    ) -> Plan:
        """What is missing, by when, and the first day on which it would be yes.

        Args:
            holder: The holder's id.
            credential: For example ``aama/cma``.
            pathway: Only this pathway; None: all.
            assume: Facts to assume, as tables of kind, on and data. They are never written.
            on: The day the plan starts.
            known_at: The knowledge time.
        """
        from ledger.questions.plan import plan_of

        case, head = self._case(holder, credential, known_at, pathway)
        case = _assuming(case, assume)
        assumed = tuple(fact for fact in case.history.recorded if not fact.position)
        verdict = case.verdict(day_asked(on), pathway=pathway, head=head)
        return plan_of(case, verdict, assumed)

    def compare(
        self,
        holder: str,
        credential: str,
        *,
        on: date | None = None,
        known_at: KnownAt = None,
        with_on: date | None = None,
        with_known_at: KnownAt = None,
        pathway: str | None = None,
    ) -> Comparison:
        """Two answers side by side, and what made the difference, step by step.

        Args:
            holder: The holder's id.
            credential: For example ``aama/cma``.
            on: The day of the left answer.
            known_at: The knowledge time of the left answer.
            with_on: The day of the right answer; None: the same day.
            with_known_at: The knowledge time of the right answer.
            pathway: Only this pathway; None: all.
        """
        from ledger.judging.case import Case
        from ledger.questions.comparison import compared

        judged, history = self.bodies.asked(credential, pathway), self._history(holder)
        head = self.head_at(known_at)
        other = head if with_known_at == known_at else self.head_at(with_known_at)
        left = Case(judged, History(holder, up_to(history.recorded, head)), known_at)
        right = Case(judged, History(holder, up_to(history.recorded, other)), with_known_at)
        day = day_asked(on)
        with_day = day if with_on is None else day_asked(with_on, "--with-on")
        return compared(
            judged,
            left,
            right,
            left.verdict(day, pathway=pathway, head=head),
            right.verdict(with_day, pathway=pathway, head=other),
        )

    def audit(self, holder: str | None = None) -> Iterator[AuditFinding]:
        """What does not fit together, for one holder or all."""
        from ledger.questions.audit import audit

        for one in [holder] if holder is not None else self.holders():
            yield from audit(self._history(one), self.bodies)

    def case(
        self,
        holder: str,
        credential: str,
        *,
        known_at: KnownAt = None,
        assume: Iterable[Mapping[str, object]] = (),
    ) -> Case:
        """A holder's case: the same questions as above, for many days at once.

        Args:
            holder: The holder's id.
            credential: For example ``aama/cma``.
            known_at: The knowledge time.
            assume: Facts to assume, as tables of kind, on and data. They are never written; in
                the history of the case their position is 0.
        """
        return _assuming(self._case(holder, credential, known_at)[0], assume)

    def _case(
        self, holder: str, credential: str, known_at: KnownAt, pathway: str | None = None
    ) -> tuple[Case, int]:
        from ledger.judging.case import Case

        judged: Credential = self.bodies.asked(credential, pathway)
        head = self.head_at(known_at)
        history = self._history(holder)
        known = History(holder, up_to(history.recorded, head))
        return Case(judged, known, known_at), head


def _assuming(case: Case, assume: Iterable[Mapping[str, object]]) -> Case:
    """The case with facts that are only assumed, each checked as if it were to be recorded."""
    from ledger.judging.case import Case
    from ledger.recording import Staging

    staging = Staging(lambda _: case.history.recorded)
    for number, outside in enumerate(assume, 1):
        try:
            if not isinstance(outside, Mapping):
                raise BadInput(f"{quoted(outside)} is not a table of kind, on and data")
            staging.stage({**outside, "holder": case.history.holder}, recorded_by="assumed")
        except BadInput as error:
            field = f"--assume {number}" + (f" {error.field}" if error.field else "")
            raise BadInput(error.problem, field=field) from None
    if not staging.facts:
        return case
    return Case(case.judged, case.history.with_assumed(staging.facts), case.known_at)
