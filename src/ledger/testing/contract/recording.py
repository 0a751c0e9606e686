"""The laws ``order`` and ``correction``: how facts came to be known is no matter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

from ledger.facts.fact import Fact
from ledger.facts.kinds import PaymentRefunded
from ledger.judging.history import History
from ledger.testing.contract import changing
from ledger.testing.contract.answers import timelines_apart
from ledger.testing.contract.subject import Subject, Trial, Unchecked, Violation
from ledger.testing.contract.trials import span

_SLOT = timedelta(days=40)


def order(subject: Subject) -> Iterator[Violation]:
    """Records facts in another order, those of one day as they were: the answers are the same."""
    random, tried = Random(3), False
    for trial in _plain(subject):
        facts = sorted(trial.history.facts, key=lambda fact: fact.version)
        mixed = _mixed(facts, random)
        if mixed is None:
            continue
        tried = True
        if apart := _apart(subject, changing.recorded(facts), changing.recorded(mixed)):
            versions = ", ".join(str(fact.version) for fact in mixed)
            yield Violation("order", f"{trial.name}: recorded in the order {versions}, {apart}")
    if not tried:
        raise Unchecked("no history has facts of two days")


def _plain(subject: Subject) -> list[Trial]:
    return [trial for trial in subject.trials if trial.plain and trial.history.facts]


def _mixed(facts: list[Fact[Any]], random: Random) -> list[Fact[Any]] | None:
    """The facts by days in another order; None where there is none that may be."""
    days = list(dict.fromkeys(fact.on for fact in facts))
    for _ in range(3):
        shuffled = list(days)
        random.shuffle(shuffled)
        place = {day: index for index, day in enumerate(shuffled)}
        mixed = sorted(facts, key=lambda fact: (place[fact.on], fact.version))
        if mixed != facts and _refunds_follow(mixed):
            return mixed
    return None


def _refunds_follow(facts: list[Fact[Any]]) -> bool:
    seen: set[int] = set()
    for fact in facts:
        if isinstance(fact.data, PaymentRefunded) and fact.data.payment not in seen:
            return False
        seen.add(fact.version)
    return True


def _apart(subject: Subject, one: History, other: History) -> str | None:
    start, end = span(one, other)
    first = subject.case(one).timeline(start, end)
    return timelines_apart(first, subject.case(other).timeline(start, end))


def correction(subject: Subject) -> Iterator[Violation]:
    """Slips in a fact and corrects it, invents one and strikes it: the answers are right."""
    random, tried = Random(4), False
    for trial in _plain(subject):
        right, tried = trial.history, True
        fact = random.choice(right.recorded)
        slip = changing.wrong(fact, random)
        slipped = History(
            right.holder,
            [slip if one.version == fact.version else one for one in right.recorded],
        )
        if apart := _apart(subject, right, changing.correcting(slipped, fact, fact.version)):
            yield Violation(
                "correction",
                f"{trial.name}: fact {fact.version} ({fact.kind} of {fact.on}) recorded as of "
                f"{slip.on} and corrected, {apart}",
            )
        invented = changing.appended(right, [slip])
        struck = changing.correcting(invented, None, len(invented.recorded))
        if apart := _apart(subject, right, struck):
            yield Violation(
                "correction",
                f"{trial.name}: a {slip.kind} of {slip.on} recorded and struck, {apart}",
            )
    if not tried:
        raise Unchecked("no history has a fact")
