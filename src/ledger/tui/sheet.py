"""All that the holder's screen shows of one holder at one knowledge time, asked for in one go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from ledger.facts.kinds import FactCorrected
from ledger.judging.calendar import months

if TYPE_CHECKING:
    from ledger.facts.fact import Fact
    from ledger.judging.case import Case
    from ledger.judging.history import KnownAt
    from ledger.judging.verdict import Interval
    from ledger.ledger import Ledger
    from ledger.questions.history import Entry

Assumed = tuple[Mapping[str, Any], ...]


class Mark(NamedTuple):
    """One fact as the list shows it.

    Attributes:
        fact: The fact as it stands; a void one as it was recorded.
        recorded: The fact as it was recorded.
        state: ``stands``, ``corrected``, ``void`` or ``assumed``.
        words: The fact as it stands in a few words.
        was: The fact as it was recorded in a few words.
    """

    fact: Fact[Any]
    recorded: Fact[Any]
    state: str
    words: str = ""
    was: str = ""


class Sheet(NamedTuple):
    """One holder, as known at one time.

    Attributes:
        known_at: The knowledge time.
        credentials: The credentials shown, in order.
        asked_for: Those, and the one asked for, which no installed body may have.
        assumed: The facts that are only assumed, as they were asked for.
        cases: Credential → its case, with the assumed facts.
        bands: Credential → its intervals over the days shown.
        marks: The facts, newest first.
        known: The instants at which something was learned about the holder, in microseconds.
        start: The first day shown.
        end: The last day shown.
    """

    holder: str
    name: str | None
    known_at: KnownAt
    credentials: tuple[str, ...]
    asked_for: frozenset[str]
    assumed: Assumed
    cases: Mapping[str, Case]
    bands: Mapping[str, Sequence[Interval]]
    marks: tuple[Mark, ...]
    known: tuple[int, ...]
    start: date
    end: date

    @property
    def days(self) -> list[date]:
        """The days on which something happened, in order."""
        return sorted({mark.fact.on for mark in self.marks if mark.state != "void"})


def sheet_of(
    ledger: Ledger,
    holder: str,
    credential: str | None,
    known_at: KnownAt,
    assumed: Assumed,
    days: Sequence[date],
) -> Sheet:
    """Asks a ledger for everything about a holder.

    Args:
        ledger: The ledger.
        holder: The holder's id.
        credential: A credential to show although no fact names it.
        known_at: The knowledge time.
        assumed: Facts to assume, never written.
        days: Days that are to be seen on the time axis, besides those of the facts.
    """
    entries = ledger.history(holder, known_at=known_at)
    everything = ledger.history(holder) if known_at is not None else entries
    installed = list(ledger.bodies.credentials)
    named: set[str] = {
        code for entry in entries if (code := getattr(entry.fact.data, "credential", None))
    }
    loaded = [code for code in installed if code in named or code == credential]
    others = sorted(named - set(installed)) + ([credential] if credential else [])
    known_bodies = {report.name for report in ledger.bodies.reports}
    broken = [code for code in others if code not in loaded and code.split("/")[0] in known_bodies]
    codes = tuple(dict.fromkeys([*(loaded or installed), *broken]))
    cases = {code: ledger.case(holder, code, known_at=known_at, assume=assumed) for code in codes}
    marks = _marks(entries)
    if assumed and cases:
        history = next(iter(cases.values())).history
        marks += [Mark(f, f, "assumed") for f in history.recorded if f.position == 0]
    marks = [
        mark._replace(words=ledger.summary(mark.fact), was=ledger.summary(mark.recorded))
        for mark in marks
    ]
    marks.sort(key=lambda mark: (mark.fact.on, mark.fact.version), reverse=True)
    start, end = _span(marks, cases, days)
    return Sheet(
        holder,
        ledger.name(holder, known_at=known_at),
        known_at,
        codes,
        frozenset({*codes, *([credential] if credential else [])}),
        assumed,
        cases,
        {code: case.timeline(start, end) for code, case in cases.items()},
        tuple(marks),
        tuple(sorted({entry.fact.recorded_micros for entry in everything})),
        start,
        end,
    )


def _marks(entries: Sequence[Entry]) -> list[Mark]:
    return [
        Mark(entry.standing or entry.fact, entry.fact, entry.state)
        for entry in entries
        if not isinstance(entry.fact.data, FactCorrected)
    ]


def _span(
    marks: Sequence[Mark], cases: Mapping[str, Case], days: Sequence[date]
) -> tuple[date, date]:
    shown = [mark.fact.on for mark in marks] + list(days)
    last = max(shown)
    for case in cases.values():
        expires_on = case.segment(last).standing.expires_on
        if expires_on is not None:
            shown.append(expires_on)
    start = min(shown).replace(day=1)
    end = max(months(max(shown), 6), start + timedelta(days=365))
    return start, min(end, date.max - timedelta(days=1))
