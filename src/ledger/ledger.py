"""`Ledger`: the whole as one object, for Python users, the command line and the browser."""

from __future__ import annotations

import getpass
import os
import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import TracebackType
from typing import Any, Self, TextIO

from ledger import transfer
from ledger.bodies.body import Credential
from ledger.bodies.host import Bodies, PluginReport
from ledger.errors import BadInput, StoreUnavailable
from ledger.facts import fields, intake
from ledger.facts.fact import Fact, bodies_named
from ledger.facts.jsonl import shown
from ledger.facts.texts import Row
from ledger.judging.calendar import months
from ledger.judging.case import Case
from ledger.judging.history import History, KnownAt, last_micros
from ledger.judging.judgement import Status
from ledger.judging.rules import Rule
from ledger.judging.verdict import Interval, Verdict
from ledger.questions.audit import AuditFinding, audit
from ledger.questions.census import CensusRow, census_row
from ledger.questions.history import Entry, entries_of, name_of
from ledger.questions.plan import Plan, plan_of
from ledger.recording import Recorded, RowReport, Staging
from ledger.store.application import FactLog, Outrun
from ledger.store.location import locate
from ledger.store.recorder import Filter
from ledger.store.schema import is_new

RECORDER_VARIABLE = "LEDGER_RECORDED_BY"
"""Environment variable that says who records, when nobody is named."""


class Ledger:
    """A ledger of facts and the bodies that judge them.

    Use `open`; close it, or use it in a ``with`` statement. Reading a ledger that does not exist is
    an error; the first fact recorded makes one.

    Every question takes ``on``, the day asked about (default: today in the machine's zone), and
    ``known_at``, the knowledge time: an instant with a zone, a date (the end of that day in UTC),
    or None for the latest. All methods may raise `StoreUnavailable`, `LedgerDamaged`, and
    `BadInput` for a holder, credential, pathway, date or field that is not right.
    """

    def __init__(
        self,
        store: str | os.PathLike[str] | None = None,
        *,
        recorded_by: str | None = None,
        bodies: Bodies | None = None,
        now: Callable[[], int] | None = None,
    ) -> None:
        self.location = locate(store)
        self._recorded_by = recorded_by
        self._bodies = bodies
        self._now = now
        self._log: FactLog | None = None

    @classmethod
    def open(
        cls,
        store: str | os.PathLike[str] | None = None,
        *,
        recorded_by: str | None = None,
        bodies: Bodies | None = None,
        now: Callable[[], int] | None = None,
    ) -> Self:
        """A ledger.

        Args:
            store: A path, ``sqlite:///PATH`` or ``:memory:``; None: what ``LEDGER_STORE`` says,
                else a file in the user's data directory.
            recorded_by: Who records; None: what ``LEDGER_RECORDED_BY`` says, else the user's name.
            bodies: The certifying bodies; None: the installed ones.
            now: The clock, microseconds since 1970 in UTC; for tests.
        """
        return cls(store, recorded_by=recorded_by, bodies=bodies, now=now)

    def close(self) -> None:
        """Closes the store."""
        if self._log is not None:
            self._log.close()
            self._log = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def bodies(self) -> Bodies:
        """The certifying bodies, loaded when first asked for."""
        if self._bodies is None:
            self._bodies = Bodies.installed()
        return self._bodies

    @property
    def recorded_by(self) -> str:
        """Who records."""
        if self._recorded_by is None:
            self._recorded_by = os.environ.get(RECORDER_VARIABLE) or _user()
        return self._recorded_by

    # ---- Writing

    def init(self) -> None:
        """Makes an empty ledger.

        Raises:
            BadInput: when there is a ledger already.
        """
        path = self.location.path
        if path is not None and not is_new(path):
            raise BadInput(f"there is a ledger at {self.location.shown} already")
        self._open(create=True)

    def record(
        self,
        kind: str,
        holder: str,
        *,
        on: date,
        data: Mapping[str, object] | None = None,
        ref: str | None = None,
        source: str | None = None,
    ) -> Recorded:
        """Records one fact.

        Args:
            kind: One of the kinds in ``docs/facts.md``.
            holder: The holder's id.
            on: The day on which it happened.
            data: The fields of the kind; decimals as text or whole numbers, never floats.
            ref: An outside reference that makes recording it twice harmless.
            source: Where it was learned.

        Returns:
            The fact with its version and position; `Fate.DUPLICATE` when it was recorded before.

        Raises:
            Conflict: when the ref stands with other content.
        """
        outside = {"holder": holder, "kind": kind, "on": on, "data": data or {}}
        outside |= {"ref": ref, "source": source}
        return self._write(lambda staging: staging.stage(outside, recorded_by=self.recorded_by))

    def correct(
        self,
        holder: str,
        version: int,
        *,
        reason: str,
        void: bool = False,
        on: date | None = None,
        changes: Mapping[str, object] | None = None,
    ) -> Recorded:
        """Records a correction.

        Args:
            holder: The holder's id.
            version: The version of the fact to correct.
            reason: Why.
            void: Whether the fact never happened.
            on: The day it really happened on, None: as it stands.
            changes: The fields that were really different, None for one that should be absent.
                The correction records the whole fact with these changes.
        """
        if void == (on is not None or bool(changes)):
            raise BadInput("say either that the fact is void, or what was really different")
        data: dict[str, object] = {"corrects": version, "reason": reason}
        if not void:
            fact = self._as_it_stands(holder, version)
            whole = {**shown(fact.data), **(changes or {})}
            replacement = {name: value for name, value in whole.items() if value is not None}
            data["replacement"] = {"on": on or fact.on, "data": replacement}
        return self.record("fact-corrected", holder, on=date.today(), data=data)

    def kind_of(self, holder: str, version: int) -> str:
        """The kind of a fact."""
        return self._as_it_stands(holder, version).kind

    def _as_it_stands(self, holder: str, version: int) -> Fact[Any]:
        history = self._history(holder)
        recorded = {fact.version: fact for fact in history.recorded}
        if version not in recorded:
            raise BadInput(f"{holder} has no fact with version {version}", field="version")
        return history.standing.get(version, recorded[version])

    def import_(
        self,
        file: str | os.PathLike[str] | TextIO,
        *,
        kind: str | None = None,
        dry_run: bool = False,
        keep_going: bool = False,
        progress: Callable[[int], None] | None = None,
    ) -> list[RowReport]:
        """Records the facts of a file of JSON Lines or CSV, all or none.

        Args:
            file: A path, or an open text file.
            kind: The kind of rows that do not name one.
            dry_run: Whether only to say what would become of each row.
            keep_going: Whether to record the good rows although others are refused.
            progress: Called with the number of rows read, now and then.

        Returns:
            The fate of each row. Facts have position 0 when nothing was written.
        """
        rows, name = transfer.read(file, kind)
        return self._import(rows, name, dry_run, keep_going, progress)

    def _import(
        self,
        rows: Sequence[Row],
        name: str,
        dry_run: bool,
        keep_going: bool,
        progress: Callable[[int], None] | None,
    ) -> list[RowReport]:
        def stage(staging: Staging) -> list[RowReport]:
            reports = transfer.stage(rows, name, staging, self.recorded_by, progress)
            refused = any(report.problem is not None for report in reports)
            if dry_run or (refused and not keep_going):
                staging.facts.clear()
            return reports

        if dry_run and not self._exists():
            return stage(Staging(lambda _: ()))
        return transfer.placed(*self._writing(stage))

    def restore(
        self,
        file: str | os.PathLike[str] | TextIO,
        *,
        progress: Callable[[int], None] | None = None,
    ) -> int:
        """Reads an export into an empty ledger, keeping position, version, time and recorder.

        Returns:
            How many facts were restored.

        Raises:
            BadInput: when the ledger is not empty, or naming the line that is not right; then
                nothing is written.
        """
        if self._exists() and self.head():
            raise BadInput(f"{self.location.shown} is not empty; restore into a new ledger")
        return transfer.restore(file, self._open(create=True), progress)

    def _write(self, stage: Callable[[Staging], Recorded]) -> Recorded:
        recorded, positions = self._writing(stage)
        fact = recorded.fact
        if positions:
            fact = fact._replace(position=positions[fact.version, fact.holder])
        return Recorded(recorded.fate, fact)

    def _writing(self, stage: Callable[[Staging], Any]) -> tuple[Any, dict[tuple[int, str], int]]:
        """Stages and writes, again when another writer was faster; returns positions as well."""
        exists = self._exists()
        for attempt in range(100):
            staging = Staging(self._open(create=True).stream if exists else lambda _: ())
            result = stage(staging)
            if not staging.facts:
                return result, {}
            try:
                positions = self._open(create=True).append(staging.facts)
            except Outrun:
                exists = True
                time.sleep(random.uniform(0, 0.002 * (attempt + 1)))
                continue
            places = zip(staging.facts, positions, strict=True)
            return result, {(fact.version, fact.holder): at for fact, at in places}
        raise StoreUnavailable(f"{self.location.shown} is too busy; try again")

    # ---- Reading facts

    def head(self) -> int:
        """The last position, 0 in an empty ledger."""
        return self._open().rows.max_notification_id() or 0

    def export(self, file: TextIO) -> int:
        """Writes every fact as canonical JSON Lines and returns how many."""
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

    def holders(self) -> Iterator[str]:
        """The ids of all holders, by code points."""
        return self._open().rows.holders(self.head())

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
        return case.verdict(on or date.today(), pathway=pathway, head=head)

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
        start = start or min(days)
        end = end or max(start, months(max(days), 120))
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
        verdict = case.verdict(on or date.today(), pathway=pathway, head=head)
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
        return self._census(judged, on or date.today(), known_at, pathway, status)

    def _census(
        self,
        judged: Credential,
        day: date,
        known_at: KnownAt,
        pathway: str | None,
        status: str | None,
    ) -> Iterator[CensusRow]:
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
        for one in [holder] if holder is not None else self.holders():
            yield from audit(self._history(one), self.bodies.credentials)

    def rules(self, credential: str) -> list[Rule]:
        """Every rule of a credential with its dated values, sources, confidence and readings."""
        return list(self.bodies.credential(credential).rules.rules.values())

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

    def _head(self, known_at: KnownAt) -> int:
        last = last_micros(known_at)
        return self.head() if last is None else self._open().rows.head_at(last)

    def _history(self, holder: str) -> History:
        facts = self._open().stream(holder)
        if not facts:
            fields.HOLDER.check(holder)
            raise BadInput(f"no holder “{holder}” in this ledger{self._near(holder)}")
        return History(holder, facts)

    def _near(self, holder: str) -> str:
        known = [one for one, _ in zip(self.holders(), range(5_000), strict=False)]
        guess = intake.near(holder, known)
        return guess if "did you mean" in guess else ""

    def _check_pathway(self, case: Case, pathway: str | None) -> None:
        if pathway is not None and pathway not in case.codes:
            raise BadInput(
                f"{case.judged.full_code} has no pathway “{pathway}”"
                f"{intake.near(pathway, case.codes)}",
                field="--for",
            )

    def _exists(self) -> bool:
        return self._log is not None or (
            self.location.path is not None and self.location.path.exists()
        )

    def _open(self, *, create: bool = False) -> FactLog:
        if self._log is None:
            memory = self.location.path is None
            self._log = FactLog(self.location, create=create or memory, now=self._now)
        return self._log


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


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
