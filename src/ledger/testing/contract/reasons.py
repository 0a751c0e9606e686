"""The laws ``reason`` and ``evidence``: why an answer is so, and what may be shown for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from ledger.judging.case import Case, Segment
from ledger.judging.findings import Finding
from ledger.judging.history import KnownAt, utc_date
from ledger.testing.contract.answers import answers_apart, judged
from ledger.testing.contract.subject import Subject, Trial, Violation

_DAY = timedelta(days=1)


def reason(subject: Subject) -> Iterator[Violation]:
    """Looks into every finding: it says something, and rests on a fact or a value with a source."""
    for trial in subject.trials:
        case = subject.case(trial.history)
        for day in trial.days:
            found = judged(case, day)
            if found is None:
                continue
            for finding in _findings(found):
                for problem in _silent(finding):
                    yield Violation("reason", f"{trial.name}, {day}: {problem}")
            brief = judged(case, day, itemised=False)
            if brief and (apart := answers_apart(found, brief)):
                yield Violation(
                    "reason", f"{trial.name}, {day}: judged with and without its items, {apart}"
                )


def _findings(found: Segment) -> Iterator[Finding]:
    yield from found.standing.finding.walk()
    for finding in found.pathways.values():
        yield from finding.walk()


def _silent(finding: Finding) -> Iterator[str]:
    if not finding.id.strip():
        yield f"a finding that says “{finding.text}” has no id"
    if not finding.text.strip():
        yield f"{finding.id} is {finding.answer} and does not say why"
    if not (finding.children or finding.rules or finding.facts):
        yield f"{finding.id} rests on no rule and no fact"
    for rule in finding.rules:
        if not rule.source.strip():
            yield f"{finding.id} rests on {rule.id}, which names no source"
    for refused in finding.refused:
        if not refused.why.strip():
            yield f"{finding.id} refuses fact {refused.fact.version} and does not say why"
    for note in finding.notes:
        if not note.text.strip():
            yield f"{finding.id} has the note {note.id}, which says nothing"


def evidence(subject: Subject) -> Iterator[Violation]:
    """Asks as known at many times: no fact and no rule value is shown that was not there yet."""
    announced = sorted(
        {
            readings[0].announced
            for rule in subject.credential.rules.rules.values()
            for readings in rule.values
            if readings[0].announced is not None
        }
    )
    for number, trial in enumerate(subject.trials):
        edges = [day + step * _DAY for day in announced for step in (-1, 0)]
        times: list[KnownAt] = [None, trial.days[number % len(trial.days)]]
        times += edges[number % len(edges) :: 7][:2] if edges else []
        for known_at in times:
            case = subject.case(trial.history, known_at)
            for day in trial.days[:3]:
                yield from _unseen(trial, case, day, known_at)


def _unseen(trial: Trial, case: Case, day: date, known_at: KnownAt) -> Iterator[Violation]:
    found = judged(case, day)
    known_on = utc_date(known_at)
    where = f"{trial.name}, {day}" + (f", known at {known_at}" if known_at else "")
    for finding in _findings(found) if found else ():
        for fact in (*finding.facts, *(refused.fact for refused in finding.refused)):
            stands = case.history.standing.get(fact.version)
            if fact.on > day:
                what = f"{finding.id} shows fact {fact.version} of {fact.on}, after the day"
            elif stands is None or (stands.on, stands.data) != (fact.on, fact.data):
                what = f"{finding.id} shows fact {fact.version}, which does not stand at that time"
            else:
                continue
            yield Violation("evidence", f"{where}: {what}")
        for rule in (*finding.rules, *(note.rule for note in finding.notes if note.rule)):
            if known_on is not None and rule.announced is not None and rule.announced > known_on:
                yield Violation(
                    "evidence",
                    f"{where}: {finding.id} shows a value of {rule.id} announced on "
                    f"{rule.announced} only",
                )
