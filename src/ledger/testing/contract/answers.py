"""Answers set side by side: whether two evaluations say the same, and what differs."""

from __future__ import annotations

from datetime import date

from ledger.judging.case import Case, Segment
from ledger.judging.findings import Finding
from ledger.judging.rules import RuleValue
from ledger.judging.verdict import Interval

Told = tuple[object, ...]


def failed(segment: Segment) -> bool:
    """Whether there is no judgement: the judge raised, or returned something that is none."""
    return segment.failure is not None


def judged(case: Case, day: date, *, itemised: bool = True) -> Segment | None:
    """The evaluation of a day; None when the judge failed, which is the law ``any-facts``."""
    segment = case.judge(day, itemised=itemised)
    return None if failed(segment) else segment


def difference(one: Segment, other: Segment) -> str | None:
    """The first thing that two evaluations say differently, from the whole to the detail.

    Returns:
        ``renew is yes, then no``, for example; None when they say the same.
    """
    apart = _shown_difference(one, other)
    if apart is not None:
        return apart
    pairs = [("the status", one.standing.finding, other.standing.finding)]
    pairs += [(code, found, other.pathways[code]) for code, found in one.pathways.items()]
    for where, first, second in pairs:
        if first != second and told(first) != told(second):
            return f"{where}: {_first_apart(first, second)}"
    return None


def _shown_difference(one: Segment | Interval, other: Segment | Interval) -> str | None:
    def shown(found: Segment | Interval) -> dict[str, object]:
        if isinstance(found, Segment):
            answers = {code: finding.answer for code, finding in found.pathways.items()}
            standing = found.standing
            return {"status": standing.status, "expires_on": standing.expires_on, **answers}
        return {"status": found.status, "expires_on": found.expires_on, **found.pathways}

    first, second = shown(one), shown(other)
    for name, value in first.items():
        if second.get(name) != value:
            return f"{name} is {value}, then {second.get(name)}"
    return None


def answers_apart(one: Segment, other: Segment) -> str | None:
    """As `difference`, of status, expiry and answers alone."""
    return _shown_difference(one, other)


def amounts_apart(one: Segment, other: Segment) -> str | None:
    """As `answers_apart`, and the answers and amounts of the findings below."""
    apart = _shown_difference(one, other)
    if apart is not None:
        return apart
    for code, first in one.pathways.items():
        for here, there in zip(first.walk(), other.pathways[code].walk(), strict=False):
            if (here.id, here.answer, here.have) != (there.id, there.answer, there.have):
                return f"{code}: {_said(here)}, then {_said(there)}"
    return None


def _said(finding: Finding) -> str:
    return f"{finding.id} {finding.answer} “{finding.text}”"


def timelines_apart(one: list[Interval], other: list[Interval]) -> str | None:
    """The first day on which two timelines of the same span show something else."""
    at_one, at_other = iter(one), iter(other)
    first, second = next(at_one, None), next(at_other, None)
    while first is not None and second is not None:
        apart = _shown_difference(first, second)
        if apart is not None:
            return f"on {max(first.since, second.since)} {apart}"
        ends = min(first.until, second.until)
        if first.until == ends:
            first = next(at_one, None)
        if second.until == ends:
            second = next(at_other, None)
    return None


def told(finding: Finding, *, with_rules: bool = True) -> Told:
    """All a finding says, with or without the rule values themselves, as values to compare."""
    return (
        finding.id,
        finding.answer,
        finding.text,
        tuple(map(_value, finding.rules)) if with_rules else (),
        tuple((fact.version, fact.on, fact.data) for fact in finding.facts),
        tuple((one.fact.version, one.why) for one in finding.refused),
        (finding.have, finding.need, finding.missing, finding.by),
        repr(finding.remedy),
        tuple(
            (note.id, note.text, with_rules and note.rule and _value(note.rule))
            for note in finding.notes
        ),
        tuple(told(child, with_rules=with_rules) for child in finding.children),
    )


def _value(rule: RuleValue) -> Told:
    return rule.id, repr(rule.value), rule.since, rule.announced, rule.source, rule.reading


def _first_apart(one: Finding, other: Finding) -> str:
    for first, second in zip(one.walk(), other.walk(), strict=False):
        if (first.id, first.answer, first.text) != (second.id, second.answer, second.text):
            return f"{_said(first)}, then {_said(second)}"
    return f"{one.id} rests on other facts, rule values or amounts"
