"""Credits of a cycle: two groups, overflow one way, and what the cycle before leaves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from ledger.plugin import CeCompleted, Credit, Fact, Finding, Record, Remedy, Tally, days, months
from ledger_isc2.cycles import Cycle

A, B = "group-a", "group-b"


def enough_credits(record: Record, cycles: Sequence[Cycle]) -> list[Finding]:
    """I-GROUP-A and I-TOTAL: credits of the last cycle, with what the ones before left."""
    last = cycles[-1].last
    tally = counted(record, cycles[-1].first, last, carried(record, cycles))
    tally.outside(late=f"earned after {last}")
    need_a, need = record.rule("I-GROUP-A"), record.rule("I-TOTAL")
    rules = (record.rule("I-GROUP-B"), record.rule("I-CARRY"), record.rule("I-UNIT"))

    def remedy(missing: Decimal) -> Remedy:
        course = {"title": "Seminar", "credits": f"{missing:f}", "unit": "credit"}
        return Remedy("ce-completed", {**course, "areas": {A: "1"}}, last)

    return [
        tally.at_least("I-GROUP-A", need_a.number, "credits of group A", (need_a, *rules), part=A,
                       remedy=remedy),
        tally.at_least("I-TOTAL", need.number, "credits", (need, *rules), remedy=remedy),
    ]  # fmt: skip


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


def carried(record: Record, cycles: Sequence[Cycle]) -> Decimal:
    """What the cycles before the last one leave to it.

    This is plain Python: each cycle leaves what is beyond its own need, of which a part may have
    been left to it.
    """
    rule = record.rule("I-CARRY")
    left = Decimal(0)
    for cycle in cycles[:-1]:
        tally = counted(record, cycle.first, cycle.last, left)
        of_a = tally.amount(A)
        of_b = tally.amount() - of_a
        needed = max(record.rule("I-GROUP-A").number, record.rule("I-TOTAL").number - of_b)
        late_from = max(cycle.first, months(days(cycle.last, 1), -rule.part("months")))
        late = counted(record, late_from, cycle.last).amount(A)
        left = max(Decimal(0), min(of_a - needed, late, Decimal(rule.part("most"))))
    return left
