"""Steps: where what is shown changes, along knowledge or along days, and what makes it change.

What is blamed is tried: a fact or a rule value is a cause where, without it, the change would not
have happened. Where several are only together enough to prevent it, all of them are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple, TypeVar

from ledger.bodies.body import Credential
from ledger.facts.fact import Fact, micros_of
from ledger.judging.case import Case, Segment
from ledger.judging.history import History, utc_date
from ledger.judging.rulebook import RuleBook
from ledger.judging.rules import RuleValue

Shown = Mapping[str, str]
"""Label → text: ``status``, ``expires_on`` (``none`` without one), and the answer by pathway."""
C = TypeVar("C")


class Step(NamedTuple):
    """One step forwards.

    Attributes:
        at: The day on which it happens, along days; along knowledge when it became known: the
            instant a fact was recorded, or the date a rule value was announced.
        facts: The facts that make the difference.
        rules: The rule values that make the difference.
        before: All that is shown before it.
        after: All that is shown after it.
    """

    at: date | datetime
    facts: tuple[Fact[Any], ...]
    rules: tuple[RuleValue, ...]
    before: Shown
    after: Shown


def shown(segment: Segment, codes: Sequence[str]) -> Shown:
    """What is shown of a segment, over these pathways."""
    status, expires_on, _ = segment.standing
    answers = {code: str(segment.pathways[code].answer) for code in codes}
    return {"status": str(status), "expires_on": str(expires_on or "none"), **answers}


def learning(
    credential: Credential, earlier: Case, later: Case, day: date, codes: Sequence[str]
) -> Iterator[Step]:
    """The steps from one knowledge time to a later one, at one day.

    Facts become known one by one in order of record, rule values when the UTC day of their
    announcement begins.
    """
    holder, recorded = earlier.history.holder, later.history.recorded
    count, known_on = len(earlier.history.recorded), utc_date(earlier.known_at)

    def judged(rules: RuleBook) -> Shown:
        history = History(holder, recorded[:count])
        case = Case(credential._replace(rules=rules), history, known_on)
        return shown(case.judge(day, itemised=False), codes)

    def decides(rules: Sequence[RuleValue]) -> bool:
        return judged(_without(credential.rules, rules)) != after

    before = judged(credential.rules)
    announced = _announced(credential.rules, known_on, utc_date(later.known_at))
    events: list[tuple[int, Fact[Any] | date]] = [(_begins(on), on) for on in announced]
    events += [(fact.recorded_micros, fact) for fact in recorded[count:]]
    for _, event in sorted(events, key=lambda event: event[0]):
        if isinstance(event, date):
            known_on = event
        else:
            count += 1
        after = judged(credential.rules)
        if after == before:
            continue
        if isinstance(event, date):
            yield Step(event, (), _decisive(announced[event], decides), before, after)
        else:
            yield Step(event.recorded_at, (event,), (), before, after)
        before = after


def _announced(
    book: RuleBook, after: date | None, through: date | None
) -> dict[date, list[RuleValue]]:
    """The rule values announced after one UTC date and through another, by date in order."""
    found: dict[date, list[RuleValue]] = {}
    for rule in book.rules.values():
        for first, *_ in rule.values:
            known = first.announced
            if known is None or after is None or known <= after:
                continue
            if through is None or known <= through:
                found.setdefault(known, []).append(first)
    return dict(sorted(found.items()))


def _begins(day: date) -> int:
    return micros_of(datetime.combine(day, time(), UTC))


def passing(
    credential: Credential, case: Case, start: date, end: date, codes: Sequence[str]
) -> Iterator[Step]:
    """The steps from one day to a later one, at one knowledge time.

    Raises:
        EndlessTimeline: for a body whose answers change on too many days.
    """
    segment = case.segment(start)
    before = shown(segment, codes)
    while segment.until is not None and segment.until <= end:
        day = segment.until
        segment = case.segment(day)
        after = shown(segment, codes)
        if after != before:
            facts = _acting(case, day, before, after)
            rules = _in_force(credential, case, day, before, after)
            yield Step(day, facts, rules, before, after)
        before = after


def _acting(case: Case, day: date, before: Shown, after: Shown) -> tuple[Fact[Any], ...]:
    """The facts of a day, or of the day before it, without which nothing would change that day."""
    history = case.history
    yesterday = day - timedelta(days=1)

    def decides(facts: Sequence[Fact[Any]]) -> bool:
        rest = history
        for fact in facts:
            rest = rest.without(fact.version)
        return _undone(Case(case.judged, rest, case.known_at), day, before, after)

    return _decisive([fact for fact in history.facts if fact.on in (yesterday, day)], decides)


def _in_force(
    credential: Credential, case: Case, day: date, before: Shown, after: Shown
) -> tuple[RuleValue, ...]:
    """The rule values that hold from a day and without which nothing would change that day."""
    known = credential.rules.known(utc_date(case.known_at))
    taking = [
        readings[0]
        for rule in known.values()
        for since, readings in zip(rule.days, rule.values, strict=True)
        if since == day
    ]

    def decides(rules: Sequence[RuleValue]) -> bool:
        rest = credential._replace(rules=_without(credential.rules, rules))
        return _undone(Case(rest, case.history, case.known_at), day, before, after)

    return _decisive(taking, decides)


def _undone(case: Case, day: date, before: Shown, after: Shown) -> bool:
    """Whether this case shows the same the day before, and other than ``after`` on the day."""
    codes = [label for label in before if label not in ("status", "expires_on")]
    moved = [label for label in before if before[label] != after[label]]
    then = shown(case.judge(day - timedelta(days=1), itemised=False), codes)
    now = shown(case.judge(day, itemised=False), codes)
    return then == before and any(now[label] != after[label] for label in moved)


def _decisive(candidates: Sequence[C], decides: Callable[[Sequence[C]], bool]) -> tuple[C, ...]:
    """The candidates that decide alone; else all of them, if they do together; else none."""
    alone = tuple(one for one in candidates if decides([one]))
    return alone or (tuple(candidates) if len(candidates) > 1 and decides(candidates) else ())


def _without(book: RuleBook, values: Sequence[RuleValue]) -> RuleBook:
    """The rules as if these values had never been made."""
    rules = dict(book.rules)
    for value in values:
        rule = rules[value.id]
        rest = tuple(readings for readings in rule.values if readings[0] is not value)
        rules[value.id] = rule._replace(values=rest)
    return RuleBook(rules)
