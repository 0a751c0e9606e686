"""`Ledger`: the whole as one object, for Python users, the command line and the browser."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TextIO

from ledger.bodies.body import Credential
from ledger.bodies.host import PluginReport
from ledger.errors import BadInput
from ledger.facts import fields, intake
from ledger.facts.fact import Fact, bodies_named
from ledger.judging.calendar import months
from ledger.judging.case import Case
from ledger.judging.history import History, KnownAt
from ledger.judging.judgement import Status
from ledger.judging.rules import Rule
from ledger.judging.verdict import Interval, Verdict
from ledger.questions.history import Entry, entries_of, name_of
from ledger.store.recorder import Filter
from ledger.writing import WritableLedger

if TYPE_CHECKING:
    from ledger.questions.audit import AuditFinding
    from ledger.questions.census import CensusRow
    from ledger.questions.plan import Plan


class Ledger(WritableLedger):
    """A ledger of facts and the bodies that judge them.

    Use `open`; close it, or use it in a ``with`` statement. Reading a ledger that does not exist is
    an error; the first fact recorded makes one.

    Every question takes ``on``, the day asked about (default: today in the machine's zone), and
    ``known_at``, the knowledge time: an instant with a zone, a date (the end of that day in UTC),
    or None for the latest. All methods may raise `StoreUnavailable`, `LedgerDamaged`, and
    `BadInput` for a holder, credential, pathway, date or field that is not right.
    """

    def export(self, file: TextIO) -> int:
        """Writes every fact as canonical JSON Lines and returns how many."""
        from ledger import transfer

        return transfer.export(self._open().scan(stop=self.head()), file)

    def history(self, holder: str, *, known_at: KnownAt = None) -> list[Entry]:
        """A holder's facts in order of record, with what corrections made of each."""
        return entries_of(self._history(holder).known_at(known_at))

    def log(
        self,
        *,
        holder: str | None = None,
        kind: str | None = None,
        body: str | None = None,
        since: date | None = None,
        through: date | None = None,
    ) -> Iterator[Fact[Any]]:
        """The facts of the whole ledger, newest first.

        Args:
            holder: Only facts of this holder.
            kind: Only facts of this kind.
            body: Only facts that name this certifying body.
            since: Only facts that happened on or after this day.
            through: Only facts that happened on or before this day.
        """
        facts = self._open().newest(_filter(holder, kind, since, through))
        return (fact for fact in facts if body is None or body in bodies_named(fact.data))

    def follow(
        self,
        after: int | None = None,
        *,
        holder: str | None = None,
        kind: str | None = None,
        body: str | None = None,
        since: date | None = None,
        through: date | None = None,
    ) -> Iterator[Fact[Any]]:
        """Facts after a position (None: the last one now) as they are recorded, without end.

        The other arguments are those of `log`.
        """
        only = _filter(holder, kind, since, through)
        for fact in self._open().follow(self.head() if after is None else after):
            if only.admits(fact) and (body is None or body in bodies_named(fact.data)):
                yield fact

    def name(self, holder: str, *, known_at: KnownAt = None) -> str | None:
        """The holder's name, as known at a time; None when no name is on record."""
        return name_of(self._history(holder).known_at(known_at))

    # ---- Questions

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
        from ledger.recording import Staging

        case, head = self._case(holder, credential, known_at)
        self._check_pathway(case, pathway)
        staging = Staging(lambda _: case.history.recorded)
        for number, outside in enumerate(assume, 1):
            try:
                staging.stage({**outside, "holder": holder}, recorded_by="assumed")
            except BadInput as error:
                field = f"--assume {number}" + (f" {error.field}" if error.field else "")
                raise BadInput(error.problem, field=field) from None
        assumed = tuple(staging.facts)
        if assumed:
            case = Case(case.judged, case.history.with_assumed(assumed), known_at)
        verdict = case.verdict(_day(on), pathway=pathway, head=head)
        return plan_of(case, verdict, assumed)

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
        from ledger.questions.census import census_row

        log, head = self._open(), self._head(known_at)
        for holder in log.rows.holders(head):
            history = History(holder, _through(log.stream(holder), head))
            row = census_row(Case(judged, history, known_at), day)
            if pathway is not None:
                row = row._replace(pathways={pathway: row.pathways[pathway]})
            if status is None or row.status == status:
                yield row

    def audit(self, holder: str | None = None) -> Iterator[AuditFinding]:
        """What does not fit together, for one holder or all."""
        from ledger.questions.audit import audit

        for one in [holder] if holder is not None else self.holders():
            yield from audit(self._history(one), self.bodies.credentials)

    def rules(self, credential: str) -> list[Rule]:
        """Every rule of a credential with its dated values, sources, confidence and readings."""
        found = self.bodies.credential(credential)
        if credential not in self.bodies.credentials:
            raise BadInput(self.bodies.why_not(credential))
        return list(found.rules.rules.values())

    def plugins(self) -> list[PluginReport]:
        """The plugins found, and what became of each."""
        return list(self.bodies.reports)

    # ---- Inside

    def case(self, holder: str, credential: str, *, known_at: KnownAt = None) -> Case:
        """A holder's case: the same questions as above, for many days at once."""
        return self._case(holder, credential, known_at)[0]

    def _case(self, holder: str, credential: str, known_at: KnownAt) -> tuple[Case, int]:
        judged: Credential = self.bodies.credential(credential)
        head = self._head(known_at)
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


def _day(on: date | None) -> date:
    if isinstance(on, datetime):
        raise BadInput(f"{on} is an instant; a question is about a whole day", field="--on")
    return on or date.today()


def _filter(
    holder: str | None, kind: str | None, since: date | None, through: date | None
) -> Filter:
    return Filter(
        holder,
        intake.kind_named(kind).code if kind is not None else None,
        fields.DAY.pack(since) if since is not None else None,
        fields.DAY.pack(through) if through is not None else None,
    )


def _through(facts: Iterable[Fact[Any]], head: int) -> Iterator[Fact[Any]]:
    return (fact for fact in facts if fact.position <= head)
