"""The maintenance fee: one for every anniversary of the certification."""

from __future__ import annotations

from datetime import date

from ledger.plugin import (
    Cycle,
    Cycles,
    Fact,
    Finding,
    Kept,
    PaymentMade,
    PaymentRefunded,
    Record,
    Refused,
    Remedy,
    answer_of,
    kept_up,
    months,
)

PURPOSE = "membership"


def fee_clock(record: Record, certified: date) -> Kept:
    """I-FEE: whether the fee of every anniversary was paid, the first payment for the first."""
    payments, refused = payments_of(record, certified)

    def requirement(year: Cycle) -> Finding:
        payment = payments[year.number - 1] if year.number <= len(payments) else None
        return fee_paid(record, year.last, payment, refused)

    return kept_up(record, Cycles(certified, 12, lambda anniversary: anniversary), requirement)


def payments_of(
    record: Record, certified: date
) -> tuple[list[Fact[PaymentMade]], tuple[Refused, ...]]:
    """The payments of the full fee since a day, and those that look as if they were.

    This is plain Python, and not `ledger.plugin.paid`, because a fee may be paid late: a payment
    between two anniversaries is for the one before, if that was not paid yet, or else for the next.
    """
    currency = record.rule("I-PAID").value
    refunds = {fact.data.payment: fact.on for fact in record.facts(PaymentRefunded)}
    body = record.credential.partition("/")[0]
    payments: list[Fact[PaymentMade]] = []
    refused: list[Refused] = []
    for fact in record.facts(
        PaymentMade,
        since=certified,
        where=lambda fact: (
            (fact.data.body, fact.data.purpose) == (body, PURPOSE)
            and fact.data.credential in (None, record.credential)
        ),
    ):
        fee = record.rule("I-FEE", on=fact.on).number
        if fact.data.currency != currency:
            why = f"paid in {fact.data.currency}, not in {currency}"
            refused.append(Refused(fact, why))
        elif fact.version in refunds:
            refused.append(Refused(fact, f"refunded on {refunds[fact.version]}"))
        elif fact.data.amount < fee:
            refused.append(Refused(fact, f"the fee on that day was {currency} {fee:f}"))
        else:
            payments.append(fact)
    return payments, tuple(refused)


def fee_paid(
    record: Record, due: date, payment: Fact[PaymentMade] | None, refused: tuple[Refused, ...]
) -> Finding:
    """Whether the fee of one anniversary was paid before a suspension for it ended."""
    id_, rule, suspension = f"I-FEE-{due.year}", record.rule("I-PAID"), record.rule("I-SUSPENDED")
    currency, last = rule.value, months(due, suspension.whole)
    if payment is not None and payment.on <= last:
        text = f"{payment.data.currency} {payment.data.amount:f} paid on {payment.on}"
        text += f" for the fee of {due}"
        rules = (rule, record.rule("I-FEE", on=payment.on))
        return Finding(id_, answer_of(True), text, rules, (payment,))
    if payment is not None:
        refused = (*refused, Refused(payment, f"paid after {last}, when it was terminated"))
    by = last if record.passed(due) else due
    fee = record.rule("I-FEE", on=last) if record.passed(last) else record.rule_today("I-FEE")
    money = {"amount": f"{fee.number:f}", "currency": currency}
    body = record.credential.partition("/")[0]
    return Finding(
        id_,
        answer_of(False),
        f"the fee of {due} is not paid: {currency} {fee.number:f} due",
        (rule, fee, suspension),
        refused=refused,
        need=fee.number,
        missing=fee.number,
        by=by,
        remedy=Remedy("payment-made", {"body": body, "purpose": PURPOSE, **money}, by),
    )
