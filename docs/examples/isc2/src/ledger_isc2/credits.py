"""Credits of a cycle: two groups, one of which may stand for the other, and a carry-over."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ledger.plugin import (
    Answer,
    CeCompleted,
    Credit,
    Cycle,
    Cycles,
    Fact,
    Finding,
    Kept,
    Record,
    Remedy,
    Tally,
    all_of,
    kept_up,
    months,
    next_day,
    perhaps,
)

A, B = "group-a", "group-b"


def credits_clock(record: Record, certified: date) -> Kept:
    """I-CREDITS: whether the credits of every cycle were earned in it.

    Whether what is earned while suspended makes up for what was missing is not known (I-LATE):
    where it could, the first cycle that was missed is in doubt.
    """
    cycles = Cycles(certified, record.rule("I-CYCLE").whole)
    kept = kept_up(record, cycles, lambda cycle: enough(record, cycles, cycle))
    if kept.is_kept is not False:
        return kept
    perhaps_enough = enough(record, cycles, cycles.cycle(len(kept.findings)), with_late=True)
    if perhaps_enough.answer is Answer.NO:
        return kept
    findings = (*kept.findings[:-1], perhaps_enough)
    return Kept(None, kept.through, perhaps_enough, findings)


def enough(record: Record, cycles: Cycles, cycle: Cycle, *, with_late: bool = False) -> Finding:
    """The credits of one cycle, by the year in which it ends, with what the one before left.

    Args:
        record: What is judged.
        cycles: All of them.
        cycle: The one that is asked about.
        with_late: Whether what was earned while suspended may count.
    """
    brought = left_over(record, cycles, cycle.number - 1)
    tally = counted(record, cycle.first, cycle.last, brought)
    tally.outside(late=f"earned after {cycle.last}")
    suspended = months(cycle.last, record.rule("I-SUSPENDED").whole)
    late = counted(record, cycle.first, suspended, brought) if with_late else tally
    rests_on = ("I-GROUP-B", "I-CARRY", "I-UNIT", "I-CYCLE")
    rules = tuple(map(record.rule, rests_on))

    def remedy(missing: Decimal) -> Remedy:
        course = {"title": "Seminar", "credits": f"{missing:f}", "unit": "credit"}
        return Remedy("ce-completed", {**course, "areas": {A: "1"}}, cycle.last)

    def at_least(name: str, unit: str, part: str | None) -> Finding:
        need, id_ = record.rule(name), f"{name}-{cycle.last.year}"
        found = tally.at_least(id_, need.number, unit, (need, *rules), part=part, remedy=remedy)
        is_possible = late.at_least(id_, need.number, unit, rules, part=part).answer is Answer.YES
        why = "whether what was earned while suspended makes up for it is not known"
        return perhaps(found, is_possible, why, record.rule("I-LATE"))

    return all_of(
        f"I-CREDITS-{cycle.last.year}",
        at_least("I-GROUP-A", "credits of group A", A),
        at_least("I-TOTAL", "credits", None),
    )


def counted(record: Record, first: date, last: date, brought: Decimal = Decimal(0)) -> Tally:
    """What counts from one day through another, and of group A what is brought over."""
    units = record.rule("I-UNIT").value

    def worth(fact: Fact[CeCompleted]) -> Credit:
        activity = fact.data
        if activity.unit not in units:
            return Credit(refused=f"credits for a {activity.unit} are not known")
        amount = activity.credits * units[activity.unit]
        areas = activity.areas or {}
        if set(areas) == {A}:
            return Credit(amount, {A: amount})
        if set(areas) == {B}:
            return Credit(amount, limit=B)
        return Credit(refused=f"it is neither of {A} nor of {B} alone")

    return record.tally(
        CeCompleted,
        worth=worth,
        since=first,
        through=last,
        limits={B: record.rule("I-GROUP-B").number},
        brought=Credit(brought, {A: brought}),
    )


def left_over(record: Record, cycles: Cycles, number: int) -> Decimal:
    """What the cycles through that of this number leave to the next one (I-CARRY).

    This is plain Python: each cycle leaves what is beyond its own need, of which a part may have
    been left to it.
    """
    rule = record.rule("I-CARRY")
    left = Decimal(0)
    for cycle in map(cycles.cycle, range(1, number + 1)):
        tally = counted(record, cycle.first, cycle.last, left)
        of_a = tally.amount(A)
        of_b = tally.amount() - of_a
        needed = max(record.rule("I-GROUP-A").number, record.rule("I-TOTAL").number - of_b)
        anniversary = next_day(cycle.last) or cycle.last
        late_from = max(cycle.first, months(anniversary, -rule.part("months")))
        late = counted(record, late_from, cycle.last).amount(A)
        left = max(Decimal(0), min(of_a - needed, late, Decimal(rule.part("most"))))
    return left
