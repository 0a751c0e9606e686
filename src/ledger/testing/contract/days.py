"""The laws ``later-facts`` and ``interval``: what an answer rests on and how long it holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from ledger.facts.fact import Fact
from ledger.facts.kinds import PaymentMade, PaymentRefunded
from ledger.judging.case import Segment
from ledger.judging.history import History
from ledger.testing.contract import changing
from ledger.testing.contract.answers import difference, judged
from ledger.testing.contract.subject import Subject, Trial, Violation

_DAY = timedelta(days=1)
_REACH = 4000
_LATER = (1, 1, 2, 30, 365, 900)


def later_facts(subject: Subject) -> Iterator[Violation]:
    """Leaves out the facts of after a day, and adds others: its answer stays what it was."""
    random = Random(1)
    for trial in subject.trials:
        for day in trial.days[:3]:
            before = judged(subject.case(trial.history), day)
            part = judged(subject.case(_through(trial.history, day)), day)
            if before and part and (apart := difference(part, before)):
                yield Violation(
                    "later-facts",
                    f"{trial.name}, {day}: without and with the facts of after that day, {apart}",
                )
            more = _later(trial.history, random.choice(subject.trials).history, day, random)
            after = judged(subject.case(changing.appended(trial.history, more)), day)
            if before and after and (apart := difference(before, after)):
                kinds = ", ".join(dict.fromkeys(fact.kind for fact in more))
                yield Violation(
                    "later-facts",
                    f"{trial.name}, {day}: when facts of later are added ({kinds}), {apart}",
                )


def _through(history: History, day: date) -> History:
    for fact in history.facts:
        if fact.on > day:
            history = history.without(fact.version)
    return history


def _later(history: History, other: History, day: date, random: Random) -> list[Fact[Any]]:
    source = [*history.facts, *other.facts]
    facts = [
        changing.moved(fact, day + random.choice(_LATER) * _DAY)._replace(holder=history.holder)
        for fact in random.sample(source, min(8, len(source)))
        if not isinstance(fact.data, PaymentRefunded)
    ]
    facts += [
        fact._replace(on=day + _DAY, data=PaymentRefunded(fact.version, None))
        for fact in history.facts
        if isinstance(fact.data, PaymentMade)
    ]
    return [fact for fact in facts if fact.on > day]


def interval(subject: Subject) -> Iterator[Violation]:
    """Asks about other days of the interval an answer is proven for: they say the same."""
    random = Random(2)
    for trial in subject.trials:
        for itemised in (True, False):
            for day in trial.days[:3]:
                yield from _constant(subject, trial, day, random, itemised=itemised)


def _constant(
    subject: Subject, trial: Trial, day: date, random: Random, *, itemised: bool
) -> Iterator[Violation]:
    case = subject.case(trial.history)
    here = judged(case, day, itemised=itemised)
    if here is None:
        return
    if (here.until is not None and here.until <= day) or (here.since or day) > day:
        yield Violation(
            "interval",
            f"{trial.name}, {day}: the answer is said to hold from {here.since} "
            f"until {here.until}, which leaves the day itself out",
        )
        return
    for other in _days_of(here, day, random):
        there = judged(case, other, itemised=itemised)
        if there and (apart := difference(here, there)):
            yield Violation(
                "interval",
                f"{trial.name}: proven from {here.since or 'ever'} until {here.until or 'ever'}, "
                f"but on {day} and on {other} {apart}",
            )


def _days_of(here: Segment, day: date, random: Random) -> list[date]:
    first = here.since or day - _REACH * _DAY
    last = (here.until or day + _REACH * _DAY) - _DAY
    length = (last - first).days
    some = [first + random.randint(0, length) * _DAY for _ in range(2)]
    near = [other for other in (day - _DAY, day + _DAY) if first <= other <= last]
    return list(dict.fromkeys([first, last, *near, *some]))
