"""Points: what a cycle asks for, what employment may have earned, and who is exempt."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ledger.plugin import (
    Awards,
    CeCompleted,
    Credit,
    Cycle,
    ExperienceRecorded,
    Fact,
    Finding,
    Record,
    Refused,
    Remedy,
    RuleValue,
    leaf,
    perhaps,
)


def exempt(record: Record, held: Awards) -> Finding | None:
    """The finding that nothing is asked of somebody certified so early; None: points are asked.

    The exemption is gone for good once a recertification is dated after RMA-EXEMPT-LOST.
    """
    before, lost = record.rule("RMA-EXEMPT-BEFORE"), record.rule("RMA-EXEMPT-LOST")
    first = held.all[0]
    if first.on >= before.value or any(award.on > lost.value for award in held.all):
        return None
    text = f"certified {first.on}, before {before.value}: exempt from points"
    return leaf("RMA-POINTS", True, text, before, lost, facts=[first.fact])


def enough_points(record: Record, held: Awards, cycle: Cycle) -> Finding:
    """RMA-POINTS: the points dated in one cycle, by the year in which it ends."""
    need, units = record.rule("RMA-POINTS"), record.rule("RMA-UNIT")
    others = record.rule("RMA-OTHER-UNITS")
    since = max(cycle.first, held.period_start)

    def worth(fact: Fact[CeCompleted]) -> Credit:
        factor = units.value.get(fact.data.unit)
        if factor is None:
            return Credit(refused=f"how many points a {fact.data.unit} earns is not known")
        return Credit(fact.data.credits * factor)

    enough = record.tally(CeCompleted, worth=worth, since=since, through=cycle.last).at_least(
        f"RMA-POINTS-{cycle.last.year}",
        need.number,
        f"points from {since} through {cycle.last}",
        (need, record.rule("RMA-CYCLE"), units),
        remedy=lambda missing: Remedy(
            "ce-completed",
            {"title": "AMT course", "credits": format(missing, "f"), "unit": "credit"},
            through=cycle.last,
        ),
    )
    elsewhere = record.facts(
        CeCompleted,
        since=since,
        through=cycle.last,
        where=lambda fact: fact.data.unit not in units.value,
    )
    enough = perhaps(enough, bool(elsewhere), "other units may have earned more", others)
    return _with_employment(record, enough, since, cycle.last)


def _with_employment(record: Record, enough: Finding, since: date, last: date) -> Finding:
    """Undetermined where employment may have earned what is missing (RMA-EMPLOYMENT).

    Work counts by the days worked, not by the day it is dated; so it is no tally. What a day earned
    is known from some day on, so the first day worked in the cycle decides.
    """
    unknown: RuleValue | None = None
    refused: list[Refused] = []
    for work in record.facts(
        ExperienceRecorded,
        where=lambda fact: fact.data.started_on <= last and fact.on >= since,
    ):
        rule = record.rule("RMA-EMPLOYMENT", on=max(work.data.started_on, since))
        if rule.is_unknown:
            unknown = rule
        else:
            refused.append(Refused(work, f"employment earns no points from {rule.since} on"))
    if refused:
        enough = replace(enough, refused=(*enough.refused, *refused))
    if unknown is None:
        return enough
    return perhaps(enough, True, "how many points employment earned is not known", unknown)
