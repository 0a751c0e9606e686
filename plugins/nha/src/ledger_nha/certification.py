"""Who is certified, from when and until when: qualification, holds, awards, terms, status."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from ledger.plugin import (
    Award,
    Awards,
    EducationCompleted,
    ExamAttempted,
    ExperienceRecorded,
    Fact,
    Record,
    RenewalGranted,
    RuleValue,
    Standing,
    Status,
    awards,
    days,
    leaf,
    months,
    next_day,
    passes,
)


class Qualification(NamedTuple):
    """A program or work that qualifies for the exam on the days from ``first`` through ``last``."""

    first: date
    last: date
    fact: Fact[EducationCompleted] | Fact[ExperienceRecorded]


def qualifications(record: Record) -> list[Qualification]:
    """What qualifies the holder, and on which days (N-QUALIFIED)."""
    rule = record.rule("N-QUALIFIED")
    found = [
        Qualification(fact.on, months(fact.on, rule.part("education_months")), fact)
        for fact in record.facts(EducationCompleted)
    ]
    for work in record.facts(ExperienceRecorded):
        last = last_day_of_work(work.data.started_on, work.on, rule)
        if last is not None:
            found.append(Qualification(work.on, last, work))
    return found


def last_day_of_work(started_on: date, ended_on: date, rule: RuleValue) -> date | None:
    """The last day on which enough of the work lies within the last months; None: on no day.

    On day d the work counts from the later of its start and d less 36 months; that day and 12
    months may not be after the day after its end. The later d, the less of the work is left.
    """
    needed, within = rule.part("work_months"), rule.part("within_months")
    day_after = next_day(ended_on) or ended_on

    def enough(day: date) -> bool:
        return months(max(started_on, months(day, -within)), needed) <= day_after

    low, high = ended_on.toordinal(), months(ended_on, within + needed).toordinal()
    if not enough(ended_on):
        return None
    while low < high:
        middle = (low + high + 1) // 2
        if enough(date.fromordinal(middle)):
            low = middle
        else:
            high = middle - 1
    return date.fromordinal(low)


def hold_end(record: Record, passed: Fact[ExamAttempted]) -> date:
    """The last day of the hold of a pass (N-HOLD)."""
    return days(passed.on, record.rule("N-HOLD", on=passed.on).whole)


def first_earned(record: Record) -> Award | None:
    """The award of the first day in the hold of a pass on which the holder qualifies."""
    earned: list[Award] = []
    for passed in passes(record):
        held = hold_end(record, passed)
        for qualification in qualifications(record):
            day = max(passed.on, qualification.first)
            if day <= min(held, qualification.last):
                earned.append(Award(day, passed))
    return min(earned, key=lambda award: award.on, default=None)


def awards_of(record: Record) -> Awards | None:
    """All awards on record (N-AWARD)."""
    return awards(record, first_earned(record))


class Term(NamedTuple):
    """The last day of validity of an award, and the rule values that say so (none: printed)."""

    expires_on: date
    rules: tuple[RuleValue, ...]


def term_of(record: Record, held: Awards) -> Term:
    """The term of the award that governs; renewals build on the terms before them."""
    terms: list[tuple[date, Term]] = []
    for award in held.all:
        before = [term for on, term in terms if on < award.on]
        terms.append((award.on, _term(record, award, before[-1] if before else None)))
    return terms[-1][1]


def _term(record: Record, award: Award, before: Term | None) -> Term:
    if award.printed is not None:
        return Term(award.printed, ())
    if isinstance(award.fact.data, RenewalGranted) and before is not None:
        if award.on <= before.expires_on:
            rule = record.rule("N-TERM-RENEWED")
            return Term(months(before.expires_on, rule.whole), (rule,))
        rule = record.rule("N-TERM-REINSTATED")
        start = award.on if rule.part("from") == "reinstatement" else before.expires_on
        return Term(months(start, rule.part("months")), (rule,))
    rule = record.rule("N-TERM")
    return Term(months(award.on, rule.whole), (rule,))


def pending(record: Record) -> Fact[ExamAttempted] | None:
    """The last pass that is still within its hold, if any."""
    held = [passed for passed in passes(record) if not record.passed(hold_end(record, passed))]
    return held[-1] if held else None


def standing_of(record: Record, held: Awards | None, term: Term | None) -> Standing:
    """The status, with its reason."""
    if held is None or term is None:
        passed = pending(record)
        if passed is not None:
            last = hold_end(record, passed)
            text = f"passed on {passed.on}; held through {last} until a qualification is on record"
            rule = record.rule("N-HOLD", on=passed.on)
            finding = leaf("N-HOLD", False, text, rule, facts=[passed], by=last)
            return Standing(Status.PENDING, None, finding)
        finding = leaf("N-STATUS", False, "never certified", record.rule("N-AWARD"))
        return Standing(Status.NONE, None, finding)
    award = held.governing
    expired = record.passed(term.expires_on)
    text = f"certified {award.on}, {'expired' if expired else 'current through'} {term.expires_on}"
    finding = leaf(
        "N-STATUS", not expired, text, record.rule("N-STATUS"), *term.rules, facts=[award.fact]
    )
    return Standing(Status.EXPIRED if expired else Status.CURRENT, term.expires_on, finding)
