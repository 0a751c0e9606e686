"""What renewing and reinstating ask for: credits and one payment of the fee."""

from __future__ import annotations

from collections.abc import Sequence

from ledger import plugin
from ledger.plugin import Awards, CeCompleted, Credit, Fact, Finding, Record, Remedy


def enough_credits(record: Record, held: Awards) -> Finding:
    """C-TOTAL: credits dated in the period."""
    units = record.rule("C-UNIT")

    def worth(fact: Fact[CeCompleted]) -> Credit:
        factor = units.value.get(fact.data.unit)
        if factor is None:
            return Credit(refused=f"NHA publishes no conversion for a {fact.data.unit}")
        return Credit(fact.data.credits * factor)

    tally = record.tally(CeCompleted, worth=worth, since=held.period_start)
    if held.is_first_period:
        tally.outside(early=f"earned before certification on {held.governing.on}")
    need = record.rule("C-TOTAL")
    return tally.at_least(
        "C-TOTAL",
        need.number,
        "credits",
        (need, units),
        remedy=lambda missing: Remedy(
            "ce-completed",
            {"title": "NHA course", "credits": format(missing, "f"), "unit": "credit"},
        ),
    )


def paid(record: Record, held: Awards, purposes: Sequence[str]) -> Finding:
    """C-PAID: one payment, not refunded, of at least the fee of its day."""
    rule = record.rule("C-PAID")
    return plugin.paid(
        record,
        "C-PAID",
        "C-FEE",
        rule,
        purposes=purposes,
        among=("renewal", "reinstatement"),
        currency=rule.value,
        since=held.period_start,
    )
