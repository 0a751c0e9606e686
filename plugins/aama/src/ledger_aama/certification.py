"""Who is certified, from when and until when: awards, expiry, status."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ledger.plugin import (
    Award,
    Awards,
    EducationCompleted,
    ExperienceRecorded,
    Fact,
    Record,
    RuleValue,
    Standing,
    Status,
    awards,
    leaf,
    month_end,
    months,
    passes,
)


class Expiry(NamedTuple):
    """When the award that governs expires, and what says so.

    Attributes:
        on: The last day of validity; None where nobody knows it.
        rules: The rule values it was computed by; none for a printed one.
    """

    on: date | None
    rules: tuple[RuleValue, ...]


def is_accredited(record: Record, education: EducationCompleted) -> bool:
    """Whether the program's accreditor is one whose programs qualify (A-EDU)."""
    return education.accreditor in record.rule("A-EDU").part("accreditors")


def qualifies_from(record: Record, fact: Fact[EducationCompleted]) -> date | None:
    """The day from which an accredited program qualifies (A-EDU), None: never."""
    if not is_accredited(record, fact.data):
        return None
    accredited_on = fact.data.accredited_on
    if accredited_on is None or accredited_on <= fact.on:
        return fact.on
    last: date = months(fact.on, record.rule("A-EDU").part("months"))
    return accredited_on if accredited_on <= last else None


def why_not_accredited(record: Record, fact: Fact[EducationCompleted]) -> str:
    """Why a program never qualifies by A-EDU; empty when it does."""
    rule, program = record.rule("A-EDU"), fact.data
    if program.accreditor is None:
        return "no accreditor is on record"
    if not is_accredited(record, program):
        return f"{program.accreditor} is none of {', '.join(rule.part('accreditors'))}"
    if qualifies_from(record, fact) is None:
        late = f"more than {rule.part('months')} months after completion"
        return f"accredited on {program.accredited_on}, {late}"
    return ""


def alternative_from(record: Record, fact: Fact[EducationCompleted]) -> date | None:
    """The day from which a program qualifies by the alternative pathway, None: not yet."""
    rule = record.rule("X-EDU-ALTERNATIVE")
    if not rule.part("offered"):
        return None
    program = fact.data
    enough_hours = program.hours is not None and program.hours >= rule.part("hours")
    if not enough_hours or program.recognized_by not in rule.part("recognized_by"):
        return None
    opened: date = max(fact.on, rule.since or fact.on)
    practicum = program.practicum_hours
    if practicum is not None and practicum >= rule.part("practicum_hours"):
        return opened
    worked, needed = Decimal(0), rule.part("work_hours")
    for work in record.facts(
        ExperienceRecorded, where=lambda work: work.data.started_on >= fact.on
    ):
        worked += work.data.hours or 0
        if worked >= needed:
            met_on: date = max(opened, work.on)
            return met_on
    return None


def why_no_alternative(record: Record, fact: Fact[EducationCompleted]) -> str:
    """What a program lacks for the alternative pathway, which it does not meet yet."""
    rule, program = record.rule("X-EDU-ALTERNATIVE"), fact.data
    if program.hours is None:
        return f"its hours are not on record; {rule.part('hours')} are needed"
    if program.hours < rule.part("hours"):
        return f"{program.hours} of {rule.part('hours')} hours"
    if program.recognized_by not in rule.part("recognized_by"):
        return f"recognized by none of {', '.join(rule.part('recognized_by'))}"
    practicum, needed = program.practicum_hours or 0, rule.part("practicum_hours")
    worked = f"fewer than {rule.part('work_hours')} hours of work started after completion"
    return f"{practicum} of {needed} practicum hours, and {worked}"


def first_earned(record: Record) -> Award | None:
    """The award of the first day on which a pass and a qualifying education are on record."""
    passed = passes(record)
    if not passed:
        return None
    days = [
        day
        for fact in record.facts(EducationCompleted)
        for day in (qualifies_from(record, fact), alternative_from(record, fact))
        if day is not None and record.reached(day)
    ]
    return Award(max(passed[0].on, min(days)), passed[0]) if days else None


def awards_of(record: Record) -> Awards | None:
    """All awards on record (A-AWARD)."""
    return awards(record, first_earned(record))


def expiry_of(record: Record, award: Award) -> Expiry:
    """The expiry of an award: printed or computed, moved where AAMA moved it."""
    term = record.rule("A-TERM", on=award.on)
    rules: tuple[RuleValue, ...] = ()
    day = award.printed
    if day is None:
        rules = (term,)
        if term.is_unknown:
            return Expiry(None, rules)
        day = month_end(months(award.on, term.whole))
    moved = record.rule("A-COVID")
    if day in moved.part("expiries"):
        return Expiry(moved.part("become"), (*rules, moved))
    return Expiry(day, rules)


def standing_of(record: Record, held: Awards | None, expiry: Expiry | None) -> Standing:
    """The status, with its reason."""
    if held is None or expiry is None:
        passed = passes(record)
        if passed:
            text = f"passed on {passed[0].on}; held until a qualifying program is on record"
            finding = leaf("A-PENDING", False, text, record.rule("A-PENDING"), facts=passed[:1])
            return Standing(Status.PENDING, None, finding)
        finding = leaf("A-STATUS", False, "never certified", record.rule("A-AWARD"))
        return Standing(Status.NONE, None, finding)
    award = held.governing
    rules = [record.rule("A-STATUS"), *expiry.rules]
    if award.on != award.fact.on:
        rules.append(record.rule("A-AWARD-ANCHOR"))
    since = f"certified {award.on}"
    if expiry.on is None:
        text = f"{since}; nobody publishes when an award of before 2010 expires"
        finding = leaf("A-TERM-OLD", None, text, *expiry.rules, facts=[award.fact])
        return Standing(Status.UNDETERMINED, None, finding)
    expired = record.passed(expiry.on)
    text = f"{since}, {'expired' if expired else 'current through'} {expiry.on}"
    finding = leaf("A-STATUS", not expired, text, *rules, facts=[award.fact])
    return Standing(Status.EXPIRED if expired else Status.CURRENT, expiry.on, finding)
