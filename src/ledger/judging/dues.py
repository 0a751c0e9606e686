"""Dues: fees that have to be paid, once in a period or every year."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from ledger.facts.fact import Fact
from ledger.facts.fields import quoted
from ledger.facts.kinds import PaymentMade, PaymentRefunded
from ledger.judging.calendar import month_end
from ledger.judging.cycles import Cycles, Kept, kept_up
from ledger.judging.findings import Finding, Refused, Remedy, answer_of
from ledger.judging.history import has_days
from ledger.judging.record import Record
from ledger.judging.rules import RuleValue


def paid(
    record: Record,
    id_: str,
    fee: str,
    *rules: RuleValue,
    currency: str,
    purposes: Sequence[str] = ("renewal",),
    among: Sequence[str] = (),
    since: date | None = None,
    through: date | None = None,
    body: str | None = None,
    credential: str | None = None,
) -> Finding:
    """Whether one payment, not refunded as of the day asked about, is at least the fee of its day.

    Where nobody publishes the fee of that day any amount is accepted, and the finding says so.

    Args:
        record: What is judged.
        id_: The finding's id.
        fee: The id of the rule with the fee, selected by activity: the day of the payment.
        rules: The rule values the requirement rests on; the fee is added.
        currency: The currency of the fee, ISO 4217; payments in another one are refused.
        purposes: What the payment may be for; the first is what the remedy pays for.
        among: Further purposes whose payments are listed as refused; others are not mentioned.
        since: The first day it may be dated.
        through: The last day it may be dated; None: the day asked about.
        body: The body it is paid to; None: that of the credential.
        credential: What it is paid for, as well as payments that name none; None: what is judged.

    Raises:
        TypeError: when the purposes are text and no list of them.
        ValueError: when the fee is not selected by activity, or a code is not one.
    """
    _check_asked(record, id_, fee, (purposes, among), body, credential)
    credential = credential or record.credential
    body = body or credential.partition("/")[0]
    looked_at = {*purposes, *among}

    def is_meant(fact: Fact[PaymentMade]) -> bool:
        payment = fact.data
        return (
            payment.body == body
            and payment.credential in (None, credential)
            and payment.purpose in looked_at
        )

    payments = record.facts(PaymentMade, since=since, through=through, where=is_meant)
    refunds = {fact.data.payment: fact.on for fact in reversed(record.facts(PaymentRefunded))}
    refused: list[Refused] = []
    for fact in payments:
        payment, asked = fact.data, record.rule(fee, on=fact.on)
        if payment.purpose not in purposes:
            refused.append(Refused(fact, f"paid for a {payment.purpose}"))
        elif payment.currency != currency:
            refused.append(Refused(fact, f"paid in {payment.currency}, not in {currency}"))
        elif fact.version in refunds:
            refused.append(Refused(fact, f"refunded on {refunds[fact.version]}"))
        elif not asked.is_unknown and payment.amount < asked.number:
            refused.append(Refused(fact, f"the fee on that day was {_amount(asked, currency)}"))
        else:
            text = f"{payment.currency} {payment.amount} paid on {fact.on}"
            if asked.is_unknown:
                text += "; the amount was not checked, because nobody publishes the fee of that day"
            return Finding(id_, answer_of(True), text, (*rules, asked), (fact,), tuple(refused))
    if through is not None and record.passed(through):
        asked = record.rule(fee, on=through)
    else:
        asked = record.rule_today(fee)
    text = f"no {' or '.join(sorted(purposes))} payment of the full fee "
    text += "in the period" if through is None else f"through {through}"
    data = {"body": body, "purpose": purposes[0]}
    if asked.is_unknown:
        return Finding(
            id_, answer_of(False), text, (*rules, asked), refused=tuple(refused), by=through
        )
    data |= {"amount": format(asked.number, "f"), "currency": currency}
    return Finding(
        id_,
        answer_of(False),
        f"{text}: {_amount(asked, currency)} due",
        (*rules, asked),
        refused=tuple(refused),
        need=asked.number,
        missing=asked.number,
        by=through,
        remedy=Remedy("payment-made", data, through) if has_days(since, through) else None,
    )


def due_every_year(
    record: Record,
    id_: str,
    fee: str,
    *rules: RuleValue,
    start: date,
    currency: str,
    closes: Callable[[date], date] = month_end,
    purposes: Sequence[str] = ("renewal",),
) -> Kept:
    """Whether the fee of every anniversary that is over was paid, each by a payment of its own.

    The fee of an anniversary is paid on a day after the one on which the fee before it was due,
    through the one on which it is due itself.

    Args:
        record: What is judged; the start has been reached.
        id_: What the ids of the findings begin with, before the year in which the fee is due:
            ``FEE-2025``.
        fee: The id of the rule with the fee, selected by activity.
        rules: The rule values the requirement rests on.
        start: The day whose anniversaries count; payments count from it on.
        currency: The currency of the fee, ISO 4217; payments in another one are refused.
        closes: The day on which the fee of an anniversary is due: the end of its month.
        purposes: What the payments may be for.
    """
    return kept_up(
        record,
        Cycles(start, 12, closes),
        lambda year: paid(
            record,
            f"{id_}-{year.last.year}",
            fee,
            *rules,
            currency=currency,
            purposes=purposes,
            since=year.first,
            through=year.last,
        ),
    )


def _check_asked(
    record: Record,
    id_: str,
    fee: str,
    purposes: Sequence[Sequence[str]],
    body: str | None,
    credential: str | None,
) -> None:
    """Refuses what no payment can be, which would look like a payment that is missing."""
    selected_by = record.selected_by(fee)
    if selected_by != "activity":
        raise ValueError(
            f"{id_} asks for the fee {fee}, which is selected by {selected_by}; "
            "a fee is selected by activity: the day of the payment"
        )
    for words in purposes:
        if isinstance(words, str):
            raise TypeError(f"{id_} is paid for {quoted(words)}; give purposes as a list of them")
    if body is not None and "/" in body:
        raise ValueError(f"{id_} is paid to {quoted(body)}; give the body's code alone, like aama")
    if credential is not None and "/" not in credential:
        raise ValueError(f"{id_} is paid for {quoted(credential)}; give a full code like aama/cma")


def _amount(fee: RuleValue, currency: str) -> str:
    return f"{currency} {fee.number:f}"
