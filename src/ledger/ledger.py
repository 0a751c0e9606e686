"""`Ledger`: the whole as one object, for Python users, the command line and the browser."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from ledger.errors import BadInput
from ledger.facts import intake
from ledger.judging.history import History
from ledger.reading import ReadableLedger

if TYPE_CHECKING:
    from ledger.bodies.body import Credential
    from ledger.facts.fact import Fact
    from ledger.judging.case import Case
    from ledger.judging.history import KnownAt
    from ledger.judging.judgement import Status
    from ledger.judging.verdict import Interval, Verdict
    from ledger.questions.audit import AuditFinding
    from ledger.questions.census import CensusRow
    from ledger.questions.comparison import Comparison
    from ledger.questions.plan import Plan
    from ledger.questions.roster import RosterRow


class Ledger(ReadableLedger):
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
        case, head = self._case(holder, credential, known_at)
        self._check_pathway(case, pathway)
        return case.verdict(_day(on), pathway=pathway, head=head)

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
        start = _day(start or min(days))
        end = _day(end or max(start, months(max(days), 120)))
        if end == date.max:
            raise BadInput(f"{end} is the last day of the calendar; end before it", field="--to")
        if start > end:
            raise BadInput(f"{start} is after {end}", field="--from")
        return case.timeline(start, end)

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

        case, head = self._case(holder, credential, known_at)
        self._check_pathway(case, pathway)
        case = _assuming(case, assume)
        assumed = tuple(fact for fact in case.history.recorded if not fact.position)
        verdict = case.verdict(_day(on), pathway=pathway, head=head)
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

        judged, history = self.bodies.credential(credential), self._history(holder)
        head = self.head_at(known_at)
        other = head if with_known_at == known_at else self.head_at(with_known_at)
        left = Case(judged, History(holder, _through(history.recorded, head)), known_at)
        right = Case(judged, History(holder, _through(history.recorded, other)), with_known_at)
        self._check_pathway(left, pathway)
        day = _day(on)
        return compared(
            judged,
            left,
            right,
            left.verdict(day, pathway=pathway, head=head),
            right.verdict(day if with_on is None else _day(with_on), pathway=pathway, head=other),
        )

    def census(
        self,
        credential: str,
        *,
        on: date | None = None,
        known_at: KnownAt = None,
        pathway: str | None = None,
        status: Status | str | None = None,
    ) -> Iterator[CensusRow]:
        """Every holder's answer, ordered by the code points of the id.

        Args:
            credential: For example ``aama/cma``.
            on: The day asked about.
            known_at: The knowledge time; holders without a fact known then are left out.
            pathway: Only the answer of this pathway; None: of all.
            status: Only holders with this status.
        """
        from ledger.judging.case import Case
        from ledger.judging.judgement import Status

        judged = self.bodies.credential(credential)
        self._check_pathway(Case(judged, History("", ())), pathway)
        if status is not None and status not in list(Status):
            raise BadInput(
                f"“{status}” is not a status{intake.near(status, Status)}", field="--status"
            )
        return self._census(judged, _day(on), known_at, pathway, status)

    def _census(
        self,
        judged: Credential,
        day: date,
        known_at: KnownAt,
        pathway: str | None,
        status: str | None,
    ) -> Iterator[CensusRow]:
        from ledger.judging.case import Case
        from ledger.questions.census import census_row

        for history in self._histories(known_at):
            row = census_row(Case(judged, history, known_at), day)
            if pathway is not None:
                row = row._replace(pathways={pathway: row.pathways[pathway]})
            if status is None or row.status == status:
                yield row

    def roster(
        self,
        *,
        on: date | None = None,
        known_at: KnownAt = None,
        credential: str | None = None,
        text: str | None = None,
    ) -> Iterator[RosterRow]:
        """Every holder with what they hold and what is missing, ordered by the code points.

        A holder has a row for each credential that a standing fact names, or whose status is not
        ``none``; a holder without any has one row without a credential.

        Args:
            on: The day asked about.
            known_at: The knowledge time; holders without a fact known then are left out.
            credential: Only this credential, and only holders with it.
            text: Only holders with this in their id or name, in capitals or not.
        """
        only = None if credential is None else self.bodies.credential(credential)
        return self._roster(_day(on), known_at, only, text or "")

    def _roster(
        self, day: date, known_at: KnownAt, only: Credential | None, text: str
    ) -> Iterator[RosterRow]:
        from ledger.questions.roster import is_about, roster_rows

        for history in self._histories(known_at):
            if is_about(history, text):
                yield from roster_rows(history, self.bodies, day, known_at, only)

    def _histories(self, known_at: KnownAt) -> Iterator[History]:
        """Every holder's history as known at a time, one after the other."""
        log, head = self._open(), self.head_at(known_at)
        for holder in log.rows.holders(head):
            yield History(holder, _through(log.stream(holder), head))

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

    def _case(self, holder: str, credential: str, known_at: KnownAt) -> tuple[Case, int]:
        from ledger.judging.case import Case

        judged: Credential = self.bodies.credential(credential)
        head = self.head_at(known_at)
        history = self._history(holder)
        known = History(holder, _through(history.recorded, head))
        return Case(judged, known, known_at), head

    def _check_pathway(self, case: Case, pathway: str | None) -> None:
        if pathway is not None and pathway not in case.codes:
            raise BadInput(
                f"{case.judged.full_code} has no pathway “{pathway}”"
                f"{intake.near(pathway, case.codes)}",
                field="--for",
            )


def _assuming(case: Case, assume: Iterable[Mapping[str, object]]) -> Case:
    """The case with facts that are only assumed, each checked as if it were to be recorded."""
    from ledger.judging.case import Case
    from ledger.recording import Staging

    staging = Staging(lambda _: case.history.recorded)
    for number, outside in enumerate(assume, 1):
        try:
            staging.stage({**outside, "holder": case.history.holder}, recorded_by="assumed")
        except BadInput as error:
            field = f"--assume {number}" + (f" {error.field}" if error.field else "")
            raise BadInput(error.problem, field=field) from None
    if not staging.facts:
        return case
    return Case(case.judged, case.history.with_assumed(staging.facts), case.known_at)


def _day(on: date | None) -> date:
    if isinstance(on, datetime):
        raise BadInput(f"{on} is an instant; a question is about a whole day", field="--on")
    return on or date.today()


def _through(facts: Iterable[Fact[Any]], head: int) -> Iterator[Fact[Any]]:
    return (fact for fact in facts if fact.position <= head)
