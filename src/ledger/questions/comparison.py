"""Comparisons: two answers side by side, and each step from one to the other with its cause.

The way from the left answer to the right one goes first along knowledge, at the day of the left
one, and then along days, at the knowledge of the right one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from ledger.bodies.body import Credential
from ledger.facts.fact import Fact
from ledger.facts.wording import summary
from ledger.judging.case import Case, EndlessTimeline
from ledger.judging.history import last_micros
from ledger.judging.rules import RuleValue
from ledger.judging.verdict import Verdict
from ledger.questions.steps import Shown, Step, learning, passing


class ComparedRow(NamedTuple):
    """One thing shown on both sides: ``status``, ``expires_on`` or a pathway, as text."""

    label: str
    left: str
    right: str
    differs: bool


class Change(NamedTuple):
    """One step between the two sides at which something shown changes.

    Attributes:
        day: The day it changes on, on the way along days; None along knowledge.
        known: When it became known, on the way along knowledge: the instant a fact was recorded,
            or the date a rule value was announced; None along days.
        facts: The facts that make the difference. Along knowledge as recorded, a correction is
            itself named; along days as they stand.
        rules: The rule values that make the difference, announced then or in force from that day.
        before: Label → text on the side of the left answer; only what changes in this step.
        after: The same labels on the side of the right answer.
        text: The step in one sentence.
    """

    day: date | None
    known: datetime | date | None
    facts: tuple[Fact[Any], ...]
    rules: tuple[RuleValue, ...]
    before: Mapping[str, str]
    after: Mapping[str, str]
    text: str


class Comparison(NamedTuple):
    """Two answers about one holder and credential.

    Attributes:
        rows: Status, expiry (``none`` without one), then the answer of each pathway.
        changes: The steps from left to right; none when nothing shown changes on the way, nor for
            a body whose answers change on too many days to show. One step may undo another, so
            that there can be steps between equal sides.
    """

    left: Verdict
    right: Verdict
    rows: tuple[ComparedRow, ...]
    changes: tuple[Change, ...]


def compared(
    credential: Credential, left: Case, right: Case, first: Verdict, second: Verdict
) -> Comparison:
    """Two verdicts compared.

    Args:
        credential: What was judged.
        left: The case of the left verdict.
        right: The case of the right verdict, of the same holder.
        first: The left verdict.
        second: The right verdict, over the same pathways.
    """
    before, after = _shown(first), _shown(second)
    rows = tuple(
        ComparedRow(label, before[label], after[label], before[label] != after[label])
        for label in before
    )
    codes = tuple(first.pathways)
    try:
        learned = _learned(credential, left, right, first.on, codes)
        passed = _passed(credential, right, first.on, second.on, codes)
        changes = (*learned, *passed)
    except EndlessTimeline:
        changes = ()
    return Comparison(first, second, rows, changes)


def _shown(verdict: Verdict) -> Shown:
    answers = {code: str(pathway.answer) for code, pathway in verdict.pathways.items()}
    expires_on = str(verdict.expires_on or "none")
    return {"status": str(verdict.status), "expires_on": expires_on, **answers}


def _learned(
    credential: Credential, left: Case, right: Case, day: date, codes: Sequence[str]
) -> Iterator[Change]:
    """The steps between two knowledge times, at one day."""
    if _last(left) <= _last(right):
        for step in learning(credential, left, right, day, codes):
            yield _change(step, None, step.at, _source(step))
        return
    for step in reversed(list(learning(credential, right, left, day, codes))):
        yield _change(_back(step), None, step.at, f"without {_source(step)}")


def _passed(
    credential: Credential, case: Case, start: date, end: date, codes: Sequence[str]
) -> Iterator[Change]:
    """The steps between two days, at one knowledge time."""
    if start <= end:
        for step in passing(credential, case, start, end, codes):
            yield _change(step, step.at, None, f"on {step.at} by {_cause(step)}")
        return
    for step in reversed(list(passing(credential, case, end, start, codes))):
        yield _change(_back(step), step.at, None, f"back before {step.at}, without {_cause(step)}")


def _last(case: Case) -> float:
    last = last_micros(case.known_at)
    return float("inf") if last is None else last


def _back(step: Step) -> Step:
    return step._replace(before=step.after, after=step.before)


def _change(step: Step, day: date | None, known: datetime | date | None, cause: str) -> Change:
    labels = [label for label in step.before if step.before[label] != step.after[label]]
    before, after = ({label: side[label] for label in labels} for side in (step.before, step.after))
    moved = ", ".join(f"{label} {before[label]} → {after[label]}" for label in labels)
    return Change(day, known, step.facts, step.rules, before, after, f"{cause}: {moved}")


def _source(step: Step) -> str:
    """What became known: a fact, or rule values announced on one day."""
    if not step.facts:
        return f"{' and '.join(map(_named, step.rules)) or 'rule values'}, announced {step.at}"
    (fact,) = step.facts
    return f"fact {fact.version}, recorded {fact.recorded_at.date()} ({summary(fact.data)})"


def _cause(step: Step) -> str:
    """What happened on a day."""
    causes = [f"fact {fact.version} ({summary(fact.data)})" for fact in step.facts]
    causes += [f"{rule.id} taking effect" for rule in step.rules]
    return " and ".join(causes) or "the passing of time"


def _named(rule: RuleValue) -> str:
    return f"{rule.id} from {rule.since}" if rule.since else rule.id
