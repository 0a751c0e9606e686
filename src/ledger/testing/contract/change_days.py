"""The law ``change-days``: values tile the line, and scenarios stand on both sides of each day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

from ledger.judging.case import Case
from ledger.judging.judgement import Judgement
from ledger.judging.record import Record
from ledger.judging.rules import Rule, RuleValue
from ledger.testing.contract.subject import Subject, Unchecked, Violation

LAW = "change-days"
_DAY = timedelta(days=1)


class _Use(NamedTuple):
    """A rule value that was asked for while a scenario's ask was judged."""

    rule: str
    since: date | None
    announced: date | None
    asked: date


def change_days(subject: Subject) -> Iterator[Violation]:
    """Looks at the rule book, and at the rule values looked up for the scenarios' asks."""
    changes = []
    for rule in subject.credential.rules.rules.values():
        values = [readings[0] for readings in rule.values]
        yield from _untiled(rule, values)
        changes += [(rule, before, after) for before, after in pairwise(values)]
    if not changes:
        return
    if not subject.scenarios:
        raise Unchecked("no scenarios are given, so none show what changes on which day")
    uses = _uses(subject)
    for rule, before, after in changes:
        yield from _one_sided(rule, before, after, uses)


def _untiled(rule: Rule, values: list[RuleValue]) -> Iterator[Violation]:
    if not values or values[0].since is not None:
        yield Violation(LAW, f"{rule.id} has no value that holds since ever")
    for before, after in pairwise(values):
        earlier = before.since or date.min, before.announced or date.min
        if earlier >= (after.since or date.min, after.announced or date.min):
            yield Violation(LAW, f"{rule.id}: the value from {after.since} overlaps the one before")


def _one_sided(
    rule: Rule, before: RuleValue, after: RuleValue, uses: list[_Use]
) -> Iterator[Violation]:
    """What is not asked on one of the two sides of the change from one value to the next."""
    mine = [use for use in uses if use.rule == rule.id]
    day = after.since
    if day is None or day == before.since:
        sides = [(f"as known before {after.announced}", before), ("as known from then on", after)]
        for words, value in sides:
            if (value.since, value.announced) not in {(u.since, u.announced) for u in mine}:
                yield Violation(
                    LAW,
                    f"{rule.id} is announced anew on {after.announced}: "
                    f"no scenario asks for it {words}",
                )
    elif rule.selected_by == "day asked":
        for on, words in ((day - _DAY, "on the day before"), (day, "on the day itself")):
            if on not in {use.asked for use in mine}:
                yield Violation(
                    LAW, f"{rule.id} changes on {day}: no scenario asks for it {words}, {on}"
                )
    else:
        for words, value in (("before", before), ("on or after", after)):
            if value.since not in {use.since for use in mine}:
                yield Violation(
                    LAW,
                    f"{rule.id} changes on {day}: no scenario makes its value be selected by "
                    f"an {rule.selected_by} {words} that day",
                )


def _uses(subject: Subject) -> list[_Use]:
    uses: list[_Use] = []
    for scenario in subject.scenarios:
        for ask in scenario.asks:
            known_at, day = ask.get("known_at"), ask["on"]
            spied = subject.credential._replace(judge=_spied(subject.credential.judge, day, uses))
            Case(spied, scenario.history.known_at(known_at), known_at).judge(day)
    return uses


def _spied(judge: Callable[[Record], Judgement], day: date, uses: list[_Use]) -> Any:
    """The judge, writing down every rule value it looks up."""

    def spying(record: Record) -> Judgement:
        return judge(_Spy(record, day, uses))  # type: ignore[arg-type]

    return spying


class _Spy:
    """A record that writes down which rule values it is asked for."""

    def __init__(self, record: Record, day: date, uses: list[_Use]) -> None:
        self._record = record
        self._day = day
        self._uses = uses

    def __getattr__(self, name: str) -> Any:
        return getattr(self._record, name)

    def rule(self, id_: str, on: date | None = None) -> RuleValue:
        return self._noted(self._record.rule(id_, on))

    def rule_today(self, id_: str) -> RuleValue:
        return self._noted(self._record.rule_today(id_))

    def _noted(self, value: RuleValue) -> RuleValue:
        self._uses.append(_Use(value.id, value.since, value.announced, self._day))
        return value
