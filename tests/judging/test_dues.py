"""Dues: one payment of the fee of its day, and a fee every year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from ledger.judging.clock import Clock
from ledger.judging.cycles import Kept
from ledger.judging.dues import due_every_year, paid
from ledger.judging.findings import NO, YES, Finding, Remedy
from ledger.judging.record import Record
from ledger.judging.rulebook import RuleBook
from tests.judging.made_up import CODE, history, rule

FEES = RuleBook.from_toml("""
[FEE]
says = "Annual fee"
selected_by = "activity"
values = [
  { unknown = true, source = "nobody", confidence = "unknown" },
  { from = 2024-01-01, value = 75, source = "a page", confidence = "low" },
  { from = 2025-01-01, value = "80.50", source = "a page", confidence = "high" },
]
""")
SINCE, THROUGH = date(2023, 4, 1), date(2025, 3, 31)


def payment(on: date, amount: str = "75", **data: Any) -> dict[str, Any]:
    """A payment to the guild as a table."""
    given = {"kind": "payment-made", "on": on, "body": "guild", "purpose": "renewal"}
    return {**given, "amount": amount, "currency": "USD", **data}


def fee_paid(*tables: Mapping[str, Any], day: date = date(2025, 3, 1), **options: Any) -> Finding:
    """Whether the fee is paid in the period, on that day."""
    record = Record(history(*tables), Clock(day), FEES, CODE)
    asked = {"currency": "USD", "since": SINCE, "through": THROUGH, "among": ["reinstatement"]}
    return paid(record, "PAID", "FEE", rule("PAID"), **{**asked, **options})


def test_a_payment_of_the_fee_of_its_day_is_enough() -> None:
    found = fee_paid(payment(date(2024, 12, 31), "75"))
    assert (found.answer, found.text) == (YES, "USD 75 paid on 2024-12-31")
    assert [(value.id, value.confidence) for value in found.rules] == [
        ("PAID", "high"),
        ("FEE", "low"),
    ]


@pytest.mark.parametrize(
    ("table", "why"),
    [
        (payment(date(2025, 1, 1), "75"), "the fee on that day was USD 80.50"),
        (payment(date(2024, 5, 1), currency="CAD"), "paid in CAD, not in USD"),
        (payment(date(2024, 5, 1), purpose="reinstatement"), "paid for a reinstatement"),
    ],
)
def test_a_payment_that_does_not_count_is_refused_with_its_reason(
    table: Mapping[str, Any], why: str
) -> None:
    found = fee_paid(table)
    assert (found.answer, [refused.why for refused in found.refused]) == (NO, [why])


@pytest.mark.parametrize(
    "table",
    [
        payment(date(2024, 5, 1), body="union"),
        payment(date(2024, 5, 1), purpose="exam"),
        payment(date(2024, 5, 1), credential="guild/cook"),
        payment(date(2023, 3, 31)),
        payment(date(2025, 4, 1), "80.50"),
    ],
)
def test_a_payment_for_something_else_or_outside_the_period_is_not_mentioned(
    table: Mapping[str, Any],
) -> None:
    found = fee_paid(table, day=date(2026, 1, 1))
    assert (found.answer, found.refused) == (NO, ())


def test_a_payment_counts_until_the_day_it_is_refunded() -> None:
    refund = {"kind": "payment-refunded", "on": date(2024, 7, 1), "payment": 1}
    facts = [payment(date(2024, 5, 1)), refund]
    assert fee_paid(*facts, day=date(2024, 6, 30)).answer is YES
    after = fee_paid(*facts, day=date(2024, 7, 1))
    assert [refused.why for refused in after.refused] == ["refunded on 2024-07-01"]


def test_two_halves_are_not_one_payment() -> None:
    assert fee_paid(payment(date(2024, 5, 1), "40"), payment(date(2024, 5, 1), "40")).answer is NO


def test_an_unknown_fee_is_paid_by_any_amount_and_that_is_said() -> None:
    found = fee_paid(payment(date(2023, 12, 31), "1"))
    assert found.answer is YES
    assert "not checked" in found.text


def test_what_is_due_is_the_fee_of_today_through_the_last_day() -> None:
    found = fee_paid()
    assert found.text == "no renewal payment of the full fee through 2025-03-31: USD 80.50 due"
    data = {"body": "guild", "purpose": "renewal", "amount": "80.50", "currency": "USD"}
    assert found.remedy == Remedy("payment-made", data, THROUGH)
    assert (str(found.missing), found.by) == ("80.50", THROUGH)


def test_nothing_can_be_paid_in_a_period_that_ends_before_it_begins() -> None:
    found = fee_paid(since=date(2025, 4, 1))
    assert (str(found.missing), found.remedy) == ("80.50", None)


def test_after_the_last_day_the_fee_of_that_day_is_what_was_due() -> None:
    found = fee_paid(day=date(2026, 1, 1), through=date(2024, 12, 31))
    assert found.text.endswith("USD 75 due")


def test_an_unknown_fee_is_not_paid_in_another_currency() -> None:
    found = fee_paid(payment(date(2023, 12, 31), "1000000", currency="JPY"))
    assert (found.answer, [refused.why for refused in found.refused]) == (
        NO,
        ["paid in JPY, not in USD"],
    )


def test_a_fee_without_a_currency_cannot_be_asked_for() -> None:
    record = Record(history(), Clock(date(2025, 3, 1)), FEES, CODE)
    with pytest.raises(TypeError, match="currency"):
        paid(record, "PAID", "FEE", rule("PAID"))  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("options", "right"),
    [
        ({"purposes": "renewal"}, "PAID is paid for “renewal”; give purposes as a list of them"),
        ({"among": "renewal"}, "PAID is paid for “renewal”; give purposes as a list of them"),
        ({"body": CODE}, "PAID is paid to “guild/baker”; give the body's code alone, like aama"),
        ({"credential": "baker"}, "PAID is paid for “baker”; give a full code like aama/cma"),
    ],
)
def test_what_no_payment_can_be_is_not_asked_for(options: Mapping[str, Any], right: str) -> None:
    """It would look like a payment that is missing."""
    with pytest.raises((TypeError, ValueError), match=right):
        fee_paid(**options)


@pytest.mark.parametrize("selected_by", ["award", "expiry", "day asked", "always"])
def test_a_fee_is_selected_by_the_day_of_its_payment(selected_by: str) -> None:
    rules = f"""[FEE]
says = "Annual fee"
selected_by = "{selected_by}"
values = [{{ value = 36, source = "a page", confidence = "low" }}]"""
    record = Record(history(), Clock(date(2025, 3, 1)), RuleBook.from_toml(rules), CODE)
    with pytest.raises(ValueError, match=f"PAID asks for the fee FEE, .* by {selected_by}; a fee"):
        paid(record, "PAID", "FEE", rule("PAID"), currency="USD")


def test_a_payment_that_names_the_credential_or_none_counts_and_another_can_be_named() -> None:
    assert fee_paid(payment(date(2024, 5, 1), credential=CODE)).answer is YES
    cook = payment(date(2024, 5, 1), credential="guild/cook")
    assert fee_paid(cook, credential="guild/cook").answer is YES


# ---- Every year: certified on 15 March 2022, due 2023-03-31, 2024-03-31, 2025-03-31 …


def every_year(day: date, *tables: Mapping[str, Any]) -> Kept:
    """How far the yearly fee has been paid."""
    record = Record(history(*tables), Clock(day), FEES, CODE)
    start = date(2022, 3, 15)
    return due_every_year(record, "DUE", "FEE", rule("DUE"), start=start, currency="USD")


def test_the_first_fee_is_due_at_the_end_of_the_first_anniversary_month() -> None:
    on_time, late = every_year(date(2023, 3, 31)), every_year(date(2023, 4, 1))
    assert (on_time.is_kept, on_time.through) == (True, date(2023, 3, 31))
    assert (late.is_kept, late.through) == (False, date(2023, 3, 31))


def test_a_payment_pays_for_the_anniversary_that_comes_after_it() -> None:
    last, next_ = payment(date(2023, 3, 31)), payment(date(2023, 4, 1))
    assert every_year(date(2023, 3, 31), last).through == date(2024, 3, 31)
    assert every_year(date(2023, 4, 1), last, next_).through == date(2025, 3, 31)
    assert every_year(date(2023, 4, 1), next_).is_kept is False


def test_two_payments_in_one_year_pay_for_one_anniversary() -> None:
    twice = every_year(date(2023, 3, 1), payment(date(2023, 1, 1)), payment(date(2023, 2, 1)))
    assert twice.through == date(2024, 3, 31)


def test_the_finding_is_that_of_the_year_going_on() -> None:
    paid_once = payment(date(2023, 3, 1))
    assert every_year(date(2023, 3, 31), paid_once).finding.answer is YES
    assert every_year(date(2023, 4, 1), paid_once).finding.by == date(2024, 3, 31)


def test_every_year_that_is_over_has_a_finding_under_its_own_name() -> None:
    paid_twice = [payment(date(2023, 3, 1)), payment(date(2024, 3, 1))]
    found = every_year(date(2025, 4, 1), *paid_twice)
    assert [(one.id, one.answer) for one in found.findings] == [
        ("DUE-2023", YES),
        ("DUE-2024", YES),
        ("DUE-2025", NO),
    ]


def test_a_fee_told_of_late_closes_its_own_year_whatever_the_next_one_lacks() -> None:
    paid_late = every_year(date(2025, 4, 1), payment(date(2023, 3, 31)))
    assert [(one.id, one.answer) for one in paid_late.findings] == [
        ("DUE-2023", YES),
        ("DUE-2024", NO),
    ]
    assert paid_late.account("DUE").text == "not met: DUE-2024"
