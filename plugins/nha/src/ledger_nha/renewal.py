"""What renewing and reinstating ask for: credits and one payment of the fee."""

from __future__ import annotations

from collections.abc import Collection

from ledger.plugin import (
    Awards,
    CeCompleted,
    Credit,
    Fact,
    Finding,
    PaymentMade,
    PaymentRefunded,
    Record,
    Refused,
    Remedy,
    answer_of,
)


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


def paid(record: Record, held: Awards, purposes: Collection[str]) -> Finding:
    """C-PAID: one payment, not refunded, of at least the fee of its day."""
    rule = record.rule("C-PAID")
    currency = rule.value
    payments = record.facts(PaymentMade, since=held.period_start, where=_is_renewal_payment)
    refunds = {fact.data.payment: fact.on for fact in reversed(record.facts(PaymentRefunded))}
    refused: list[Refused] = []
    for fact in payments:
        payment, fee = fact.data, record.rule("C-FEE", on=fact.on)
        if payment.purpose not in purposes:
            refused.append(Refused(fact, f"paid for a {payment.purpose}"))
        elif payment.currency != currency:
            refused.append(Refused(fact, f"paid in {payment.currency}, not in {currency}"))
        elif fact.version in refunds:
            refused.append(Refused(fact, f"refunded on {refunds[fact.version]}"))
        elif not fee.is_unknown and payment.amount < fee.number:
            refused.append(Refused(fact, f"the fee on that day was {currency} {fee.whole}"))
        else:
            text = f"{payment.currency} {payment.amount} paid on {fact.on}"
            if fee.is_unknown:
                text += "; the amount was not checked, because nobody publishes the fee of that day"
            return Finding("C-PAID", answer_of(True), text, (rule, fee), (fact,), tuple(refused))
    fee = record.rule_today("C-FEE")
    purpose = " or ".join(sorted(purposes))
    text = f"no {purpose} payment of the full fee in the period"
    if fee.is_unknown:
        return Finding("C-PAID", answer_of(False), text, (rule, fee), refused=tuple(refused))
    return Finding(
        "C-PAID",
        answer_of(False),
        f"{text}: {currency} {fee.whole} due",
        (rule, fee),
        refused=tuple(refused),
        need=fee.number,
        missing=fee.number,
        remedy=Remedy(
            "payment-made",
            {
                "body": "nha",
                "purpose": "renewal",
                "amount": str(fee.whole),
                "currency": currency,
            },
        ),
    )


def _is_renewal_payment(fact: Fact[PaymentMade]) -> bool:
    payment = fact.data
    return (
        payment.body == "nha"
        and payment.credential in (None, "nha/ccma")
        and payment.purpose in ("renewal", "reinstatement")
    )
