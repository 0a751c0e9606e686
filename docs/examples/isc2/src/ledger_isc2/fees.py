"""The maintenance fee: one for every anniversary of the certification."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from ledger.plugin import (
    Fact,
    Finding,
    PaymentMade,
    PaymentRefunded,
    Record,
    Remedy,
    all_of,
    answer_of,
    leaf,
    months,
)


class Fee(NamedTuple):
    """The fee of an anniversary that has passed.

    Attributes:
        due: The anniversary.
        payment: What paid it, None: nothing so far.
        is_overdue: Whether nothing did, or nothing before it was too late to be taken.
    """

    due: date
    payment: Fact[PaymentMade] | None
    is_overdue: bool


def fees_of(record: Record, certified: date) -> list[Fee]:
    """The fees of the anniversaries passed until a termination, each with what paid it.

    This is plain Python: the first payment is for the first anniversary, and so on.
    """
    refunded = {fact.data.payment for fact in record.facts(PaymentRefunded)}
    payments = [
        fact
        for fact in record.facts(PaymentMade, since=certified, where=_is_fee)
        if fact.version not in refunded
        and fact.data.amount >= record.rule("I-FEE", on=fact.on).number
    ]
    fees: list[Fee] = []
    due = months(certified, 12)
    while record.passed(due):
        payment = payments[len(fees)] if len(fees) < len(payments) else None
        end = months(due, record.rule("I-SUSPENDED").whole)
        is_overdue = payment is None or payment.on > end
        fees.append(Fee(due, payment, is_overdue))
        if is_overdue and record.passed(end):
            break  # terminated: no further fee is asked for
        due = months(certified, 12 * (len(fees) + 1))
    return fees


def paid(record: Record, fees: Sequence[Fee]) -> Finding:
    """I-FEES: no fee is overdue."""
    fee = record.rule_today("I-FEE")
    if not fees:
        return leaf("I-FEES", True, "no anniversary has passed yet", fee)
    return all_of("I-FEES", *(_finding(record, one) for one in fees))


def _finding(record: Record, one: Fee) -> Finding:
    fee = record.rule_today("I-FEE")
    if one.payment is not None:
        rule = record.rule("I-FEE", on=one.payment.on)
        text = f"the fee of {one.due} was paid on {one.payment.on}"
        text += ", after the termination" if one.is_overdue else ""
        return leaf("I-FEE", not one.is_overdue, text, rule, facts=[one.payment])
    money = {"amount": f"{fee.number:f}", "currency": "USD"}
    remedy = Remedy("payment-made", {"body": "isc2", "purpose": "membership", **money})
    return Finding(
        "I-FEE",
        answer_of(False),
        f"the fee of {one.due} is not paid: USD {fee.number} due",
        (fee,),
        need=fee.number,
        missing=fee.number,
        remedy=remedy,
    )


def _is_fee(fact: Fact[PaymentMade]) -> bool:
    payment = fact.data
    return (
        payment.body == "isc2"
        and payment.purpose == "membership"
        and payment.currency == "USD"
        and payment.credential in (None, "isc2/cissp")
    )
