"""Histories to try a body on: its scenarios, and what becomes of them by small changes."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import Any

from ledger.bodies.body import Credential
from ledger.facts.fact import Fact
from ledger.judging.history import History
from ledger.testing.contract import changing
from ledger.testing.contract.subject import Subject, Trial
from ledger.testing.histories import history_of
from ledger.testing.scenarios import Scenario

TRIES = 120
"""How many histories a body is tried on unless more are asked for."""
DAYS = 5
"""How many days of each history are asked about."""
_DAY = timedelta(days=1)
_EARLIEST, _LATEST = date(1900, 1, 1), date(2200, 1, 1)


def subject_of(
    credential: Credential,
    scenarios: Iterable[Scenario] = (),
    *,
    tries: int = TRIES,
    seed: int = 0,
    module: str | None = None,
) -> Subject:
    """A credential with histories to try it on, the same ones every time.

    Args:
        credential: What is judged.
        scenarios: Scenarios; those about other credentials are left aside.
        tries: How many histories there are; never fewer than there are scenarios.
        seed: Other seeds make other histories.
        module: What is imported to have the body; that of the judge when it is left out.
    """
    mine = [one for one in scenarios if one.credential == credential.full_code]
    random = Random(seed)
    changes = _change_days(credential)
    seeds = [_told(one, changes, random) for one in mine] or _made_up(credential, changes, random)
    trials = list(seeds)
    plain = [_plain(trial) for trial in seeds]
    trials += [one for one, told in zip(plain, seeds, strict=True) if one is not told]
    stem = [trial for trial in plain if trial.history.facts] or plain
    while len(trials) < tries:
        trials.append(_changed(random.choice(stem), credential, changes, random))
    random.shuffle(trials)
    return Subject(credential, trials, mine, _module(credential) if module is None else module)


def _module(credential: Credential) -> str:
    judge: Any = credential.judge
    while isinstance(judge, partial):
        judge = judge.func
    name = str(getattr(judge, "__module__", ""))
    known = getattr(sys.modules.get(name), "__spec__", None)
    return "" if known is None or name == "__main__" else name


def _change_days(credential: Credential) -> list[date]:
    days = {
        day
        for rule in credential.rules.rules.values()
        for readings in rule.values
        for day in (readings[0].since, readings[0].announced)
        if day is not None
    }
    return sorted(days)


def _told(scenario: Scenario, changes: Sequence[date], random: Random) -> Trial:
    history = scenario.history
    asked = [ask["on"] for ask in scenario.asks]
    plain = all(fact.kind != "fact-corrected" for fact in history.recorded)
    days = _days(history, [*asked, *changes], random, always=asked)
    return Trial(f"“{scenario.name}”", history, days, plain)


def _made_up(credential: Credential, changes: Sequence[date], random: Random) -> list[Trial]:
    """Somebody granted the credential, one who passed the exam, each with a course and a fee."""
    body, code = credential.full_code.partition("/")[0], credential.full_code
    course = {"kind": "ce-completed", "title": "Course", "credits": 5, "unit": "credit"}
    paid = {"kind": "payment-made", "body": body, "amount": 100, "currency": "USD"}
    lives: list[list[dict[str, Any]]] = []
    for start in (date(2015, 3, 1), date(2022, 2, 28), *changes):
        begun = max(start, _EARLIEST)
        after = [
            {**course, "on": begun + 200 * _DAY},
            {**paid, "on": begun + 300 * _DAY, "purpose": "renewal"},
        ]
        lives.append([{"kind": "credential-granted", "on": begun}, *after])
        lives.append([{"kind": "exam-attempted", "on": begun, "outcome": "passed"}, *after])
    return [
        Trial(
            f"made-up history {number}",
            history := history_of(life, credential=code),
            _days(history, changes, random),
            True,
        )
        for number, life in enumerate(lives, 1)
    ]


def _plain(trial: Trial) -> Trial:
    """The history as corrections left it, recorded right at once."""
    if trial.plain:
        return trial
    history = changing.recorded(sorted(trial.history.facts, key=lambda fact: fact.version))
    return Trial(f"{trial.name}, corrections applied", history, trial.days, True)


def _changed(
    trial: Trial, credential: Credential, changes: Sequence[date], random: Random
) -> Trial:
    facts: list[Fact[Any]] = list(trial.history.recorded)
    name, plain = trial.name, True
    edges = [day + step * _DAY for day in (*trial.days, *changes) for step in (-1, 0, 1)]
    for _ in range(random.choice((1, 1, 2, 3))):
        if not facts:
            break
        change = random.choice(changing.CHANGES)
        facts, what = change(facts, edges, credential.full_code, random)
        name = f"{name}, {what}"
    history = changing.recorded(facts)
    if facts and random.random() < 0.2:
        history, what = changing.corrected(history, random)
        name, plain = f"{name}, {what}", False
    return Trial(name, history, _days(history, [*trial.days, *changes], random), plain)


def _days(
    history: History, others: Sequence[date], random: Random, *, always: Sequence[date] = ()
) -> tuple[date, ...]:
    found = [
        day + step * _DAY for fact in history.facts for day in dates_of(fact) for step in (0, 1)
    ]
    pool = sorted({*others, *found, *(day - _DAY for day in others if day > _EARLIEST)})
    pool = [day for day in pool if _EARLIEST < day < _LATEST] or [date(2024, 2, 29)]
    chosen = random.sample(pool, min(DAYS, len(pool)))
    return tuple(sorted({*chosen, *random.sample(list(always), min(DAYS, len(always)))}))


def dates_of(fact: Fact[Any]) -> list[date]:
    """The day of a fact and every day in its data that can be counted on."""
    days = [fact.on, *(value for value in fact.data if isinstance(value, date))]
    return [day for day in days if _EARLIEST < day < _LATEST]


def span(*histories: History) -> tuple[date, date]:
    """Days between which whatever these histories do to an answer has happened."""
    days = [day for history in histories for fact in history.facts for day in dates_of(fact)]
    first, last = min(days, default=date(2020, 1, 1)), max(days, default=date(2025, 1, 1))
    return first - 400 * _DAY, last + 12 * 366 * _DAY
