"""Small changes of a history: facts dropped, moved, doubled, added, corrected and struck."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from ledger.facts.fact import Fact, micros_of
from ledger.facts.kinds import (
    CeCompleted,
    CredentialGranted,
    ExamAttempted,
    ExperienceRecorded,
    FactCorrected,
    PaymentMade,
    PaymentRefunded,
    RenewalDenied,
    RenewalGranted,
    RenewalSubmitted,
    Replacement,
    SanctionImposed,
    SanctionLifted,
    StatusObserved,
)
from ledger.judging.history import History

Facts = list[Fact[Any]]
FOREIGN = "elsewhere/other"
"""A credential of a body that is not under test."""
PURPOSES = ("exam", "renewal", "reinstatement", "reactivation", "membership")
"""What a payment may be for."""
_EARLIEST, _LATEST = date(1900, 1, 1), date(2200, 1, 1)


def recorded(facts: Iterable[Fact[Any]]) -> History:
    """The history of these facts in this order, with versions from 1 and references that follow.

    Each is recorded at noon UTC of its day, or with the one before it where that is later. A refund
    of a payment that is not among them is left out.
    """
    facts = list(facts)
    kept = {fact.version for fact in facts if isinstance(fact.data, PaymentMade)}
    facts = [f for f in facts if not isinstance(f.data, PaymentRefunded) or f.data.payment in kept]
    places = {fact.version: place for place, fact in reversed(list(enumerate(facts, 1)))}
    last, renumbered = 0, []
    for place, fact in enumerate(facts, 1):
        data = fact.data
        if isinstance(data, PaymentRefunded):
            data = data._replace(payment=places[data.payment])
        last = max(last, micros_of(datetime.combine(fact.on, time(12), UTC)))
        renumbered.append(
            fact._replace(version=place, position=place, recorded_micros=last, data=data)
        )
    return History(facts[0].holder if facts else "holder", renumbered)


def moved(fact: Fact[Any], day: date) -> Fact[Any]:
    """The fact on another day, with the days of its data that may not come apart from it."""
    day = min(max(day, _EARLIEST), _LATEST)
    data, shift = fact.data, day - fact.on
    if isinstance(data, ExperienceRecorded):
        data = data._replace(started_on=data.started_on + shift)
    if isinstance(data, SanctionImposed) and data.until is not None:
        data = data._replace(until=data.until + shift)
    return fact._replace(on=day, data=data)


def appended(history: History, facts: Iterable[Fact[Any]]) -> History:
    """The history and facts recorded after it, each given the next version."""
    more, last = [], history.recorded[-1].recorded_micros if history.recorded else 0
    for version, fact in enumerate(facts, len(history.recorded) + 1):
        more.append(fact._replace(version=version, position=version, recorded_micros=last))
    return history.with_assumed(more)


def correcting(history: History, right: Fact[Any] | None, version: int) -> History:
    """The history and a correction of that version: what it was really, None to strike it."""
    replacement = None if right is None else Replacement(right.on, right.data)
    last = history.recorded[-1]
    correction = FactCorrected(version, "recorded wrongly", replacement)
    return appended(history, [last._replace(ref=None, source=None, data=correction)])


def corrected(history: History, random: Random) -> tuple[History, str]:
    """The history and a correction of one of its facts: moved by some days, or struck."""
    fact = random.choice(history.recorded)
    if random.random() < 0.4:
        return correcting(history, None, fact.version), f"fact {fact.version} struck"
    other = moved(fact, fact.on + timedelta(days=random.choice((1, -1, 31, -366))))
    return correcting(history, other, fact.version), f"fact {fact.version} corrected"


def wrong(fact: Fact[Any], random: Random) -> Fact[Any]:
    """The fact with a slip in it: another day, another amount."""
    data = fact.data
    if isinstance(data, CeCompleted) and random.random() < 0.5:
        return fact._replace(data=data._replace(credits=data.credits * random.choice((2, 10))))
    if isinstance(data, PaymentMade) and random.random() < 0.5:
        return fact._replace(data=data._replace(amount=data.amount / 2))
    return moved(fact, fact.on + timedelta(days=random.choice((1, -1, 31, -31, 365, -365))))


def foreign(on: date, holder: str) -> Facts:
    """Facts of that day about a credential and a body that are not under test."""
    return _facts(
        on,
        holder,
        CredentialGranted(FOREIGN, None, None),
        ExamAttempted(FOREIGN, "passed", None, None),
        ExamAttempted(FOREIGN, "failed", None, None),
        RenewalSubmitted(FOREIGN, None),
        RenewalGranted(FOREIGN, None, None),
        RenewalDenied(FOREIGN, None),
        SanctionImposed(FOREIGN, "revocation", None, None),
        SanctionLifted(FOREIGN, None),
        *(
            PaymentMade("elsewhere", purpose, Decimal(50_000), currency, FOREIGN)
            for purpose in PURPOSES
            for currency in ("USD", "EUR")
        ),
    )


def unrelated(on: date, holder: str, code: str) -> Facts:
    """Facts of that day that change nothing for a credential: foreign ones, and a registry's."""
    return foreign(on, holder) + _facts(on, holder, StatusObserved(code, "revoked", on))


def _facts(on: date, holder: str, *datas: Any) -> Facts:
    return [Fact(holder, 0, 0, on, 0, "contract", None, None, data) for data in datas]


def _dropped(
    facts: Facts, edges: Sequence[date], credential: str, random: Random
) -> tuple[Facts, str]:
    index = random.randrange(len(facts))
    return facts[:index] + facts[index + 1 :], f"fact {index + 1} dropped"


def _moved(
    facts: Facts, edges: Sequence[date], credential: str, random: Random
) -> tuple[Facts, str]:
    index = random.randrange(len(facts))
    other = moved(facts[index], random.choice(edges))
    return [*facts[:index], other, *facts[index + 1 :]], f"fact {index + 1} moved to {other.on}"


def _doubled(
    facts: Facts, edges: Sequence[date], credential: str, random: Random
) -> tuple[Facts, str]:
    index = random.randrange(len(facts))
    again = facts[index]._replace(version=-len(facts))
    return [*facts, again], f"fact {index + 1} recorded twice"


def _with_foreign(
    facts: Facts, edges: Sequence[date], credential: str, random: Random
) -> tuple[Facts, str]:
    other = random.choice(foreign(random.choice(facts).on, facts[0].holder))
    index = random.randrange(len(facts) + 1)
    other = other._replace(version=-1000 - len(facts))
    return [*facts[:index], other, *facts[index:]], f"a foreign {other.kind} added"


CHANGES: tuple[Callable[[Facts, Sequence[date], str, Random], tuple[Facts, str]], ...] = (
    _dropped,
    _moved,
    _moved,
    _doubled,
    _with_foreign,
)
"""Each takes facts, days to move to, the credential and luck; gives the facts and what was done."""
