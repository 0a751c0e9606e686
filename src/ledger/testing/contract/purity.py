"""The law ``pure``: a judgement follows from the record alone, whatever came before."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.testing.contract.answers import difference, judged
from ledger.testing.contract.outside import Asked, overheard
from ledger.testing.contract.subject import Subject, Violation

LAW = "pure"


def pure(subject: Subject) -> Iterator[Violation]:
    """Judges each record twice, again after all others, and listening to what else is asked."""
    first = []
    for trial in subject.trials:
        day = trial.days[0]
        one = judged(subject.case(trial.history), day)
        again = judged(subject.case(trial.history), day)
        first.append(one)
        if one and again and (apart := difference(one, again)):
            yield Violation(LAW, f"{trial.name}, {day}: judged twice in a row, {apart}")
    for trial, before in reversed(list(zip(subject.trials, first, strict=True))):
        day = trial.days[0]
        after = judged(subject.case(trial.history), day)
        if before and after and (apart := difference(before, after)):
            yield Violation(LAW, f"{trial.name}, {day}: judged after other histories, {apart}")
    yield from _impure(subject)


def _impure(subject: Subject) -> Iterator[Violation]:
    """What is asked beside the record; what a judge imports has been imported by then."""
    asked: set[Asked] = set()
    listening = Subject(overheard(subject.credential, asked), subject.trials)
    for trial in subject.trials:
        for day in trial.days:
            judged(subject.case(trial.history), day)
            judged(listening.case(trial.history), day)
        for what, where in sorted(asked):
            yield Violation(
                LAW,
                f"{where}: the judge asks {what}; an answer may follow from "
                "nothing but the record, which knows whether a day has been reached",
            )
