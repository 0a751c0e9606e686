"""The law ``change-days``: values tile the line, and scenarios stand on both sides of each day.

That an ask makes the judge look a value up is not enough: without the change, some ask has to be
told something else. The same goes for a value the judge looks up before it holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

from ledger.bodies.body import Credential
from ledger.judging.case import Case
from ledger.judging.rulebook import RuleBook
from ledger.judging.rules import Rule, RuleValue
from ledger.testing.contract.answers import Told, failed, told
from ledger.testing.contract.spy import Use, Watched, spied
from ledger.testing.contract.subject import Subject, Unchecked, Violation
from ledger.testing.scenarios import Scenario

LAW = "change-days"
_DAY = timedelta(days=1)


class _Asked(NamedTuple):
    """An ask of a scenario, the rule values it led to, and what it is told."""

    scenario: Scenario
    ask: Mapping[str, Any]
    uses: list[Use]
    told: Told


def change_days(subject: Subject) -> Iterator[Violation]:
    """Looks at the rule book, and at what the rule values do to the scenarios' asks."""
    changes = []
    for rule in subject.credential.rules.rules.values():
        values = [readings[0] for readings in rule.values]
        yield from _untiled(rule, values)
        changes += [(rule, place) for place in range(1, len(values))]
    if not changes:
        return
    if not subject.scenarios:
        raise Unchecked("no scenarios are given, so none show what changes on which day")
    asks = _asked(subject)
    ahead = {use.value for use in _looked_ahead(subject)} | {
        use.value for asked in asks for use in asked.uses if use.ahead
    }
    for rule, place in changes:
        before, after = rule.values[place - 1][0], rule.values[place][0]
        missing = list(_one_sided(rule, before, after, [use for one in asks for use in one.uses]))
        yield from missing
        if not missing:
            yield from _without_effect(subject, rule, place, asks)
        if (rule.id, after.since, after.announced) in ahead:
            yield from _not_seen_coming(subject, rule, after, asks)


def _untiled(rule: Rule, values: list[RuleValue]) -> Iterator[Violation]:
    if not values or values[0].since is not None:
        yield Violation(LAW, f"{rule.id} has no value that holds since ever")
    for before, after in pairwise(values):
        earlier = before.since or date.min, before.announced or date.min
        if earlier >= (after.since or date.min, after.announced or date.min):
            yield Violation(LAW, f"{rule.id}: the value from {after.since} overlaps the one before")


def _one_sided(
    rule: Rule, before: RuleValue, after: RuleValue, uses: list[Use]
) -> Iterator[Violation]:
    """What is not asked on one of the two sides of the change from one value to the next."""
    mine = [use for use in uses if use.value[0] == rule.id and not use.ahead]
    day = after.since
    if day is None or day == before.since:
        sides = [(f"as known before {after.announced}", before), ("as known from then on", after)]
        for words, value in sides:
            if (value.since, value.announced) not in {use.value[1:] for use in mine}:
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
            if value.since not in {use.value[1] for use in mine}:
                yield Violation(
                    LAW,
                    f"{rule.id} changes on {day}: no scenario makes its value be selected by "
                    f"an {rule.selected_by} {words} that day",
                )


def _without_effect(
    subject: Subject, rule: Rule, place: int, asks: Iterable[_Asked]
) -> Iterator[Violation]:
    """A change without which every ask would be told the same."""
    before, after = rule.values[place - 1], rule.values[place]
    if [one.value for one in before] == [one.value for one in after]:
        return
    undone = tuple(
        replace(one, since=after[0].since, announced=after[0].announced) for one in before
    )
    values = (*rule.values[:place], undone, *rule.values[place + 1 :])
    book = RuleBook({**subject.credential.rules.rules, rule.id: rule._replace(values=values)})
    other = subject.credential._replace(rules=book)
    mine = (one for one in asks if any(use.value[0] == rule.id for use in one.uses))
    if all(_told(other, one.scenario, one.ask) == one.told for one in mine):
        when = after[0].since or f"what was announced on {after[0].announced}"
        yield Violation(
            LAW,
            f"{rule.id} changes on {when}: no scenario shows what changes; every ask is told the "
            "same without the change",
        )


def _not_seen_coming(
    subject: Subject, rule: Rule, after: RuleValue, asks: Iterable[_Asked]
) -> Iterator[Violation]:
    """A value looked up before it holds, which no ask is told anything about."""
    value = rule.id, after.since, after.announced
    blind = spied(subject.credential, Watched(hidden=value))
    mine = (one for one in asks if Use(value, one.ask["on"], ahead=True) in one.uses)
    if all(_told(blind, one.scenario, one.ask) == one.told for one in mine):
        yield Violation(
            LAW,
            f"{rule.id} changes on {after.since}, and the judge looks ahead to it: no scenario "
            "shows what that does on a day before",
        )


def _asked(subject: Subject) -> list[_Asked]:
    asks = []
    for scenario in subject.scenarios:
        for ask in scenario.asks:
            watched = Watched(ask["on"])
            told = _told(spied(subject.credential, watched), scenario, ask)
            asks.append(_Asked(scenario, ask, watched.uses, told))
    return asks


def _looked_ahead(subject: Subject) -> Iterator[Use]:
    """The values looked up before they hold, whatever the history."""
    for trial in subject.trials:
        for day in trial.days:
            watched = Watched(day)
            Case(spied(subject.credential, watched), trial.history).judge(day)
            yield from (use for use in watched.uses if use.ahead)


def _told(credential: Credential, scenario: Scenario, ask: Mapping[str, Any]) -> Told:
    """What an ask is told about what it names, beside the rule values themselves."""
    known_at, pathway = ask.get("known_at"), str(ask.get("pathway"))
    case = Case(credential, scenario.history.known_at(known_at), known_at)
    found = case.judge(ask["on"])
    if failed(found):
        return ("failed",)
    says: list[object] = []
    if "status" in ask or "expires_on" in ask:
        standing = found.standing
        says += [standing.status, standing.expires_on, told(standing.finding, with_rules=False)]
    if pathway in found.pathways:
        says.append(told(found.pathways[pathway], with_rules=False))
    if pathway in found.pathways and "disputed" in ask:
        says.append(case.verdict(ask["on"], pathway=pathway).pathways[pathway].disputed)
    return tuple(says)
