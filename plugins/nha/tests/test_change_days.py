"""Both sides of every day on which a rule changes, where no scenario shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import pytest
from ledger_nha import NHA

from ledger.plugin import Finding
from ledger.testing import Case, Verdict, history_of

CCMA = NHA.credentials["ccma"]
EARLY = datetime.fromisoformat("2010-01-01T00:00:00Z")
Table = Mapping[str, Any]


def asked(facts: Iterable[Table], on: date, known_at: date | None = None) -> Verdict:
    """The verdict for somebody with these facts, all recorded long ago."""
    history = history_of([{**f, "recorded_at": EARLY} for f in facts], credential="nha/ccma")
    return Case(CCMA, history.known_at(known_at), known_at).verdict(on)


def answer(facts: Iterable[Table], pathway: str, on: date, known_at: date | None = None) -> str:
    """The answer for one pathway."""
    return str(asked(facts, on, known_at).pathways[pathway].answer)


def passed(on: date) -> Table:
    """A passed attempt."""
    return {"kind": "exam-attempted", "on": on, "outcome": "passed"}


def renewing(paid_on: date, amount: str) -> list[Table]:
    """Certified for the two years that end a month after the payment, with ten credits."""
    start = paid_on.replace(year=paid_on.year - 1, day=1)
    payment = {"body": "nha", "purpose": "renewal", "amount": amount, "currency": "USD"}
    return [
        {"kind": "credential-granted", "on": start},
        {"kind": "ce-completed", "on": start, "title": "M", "credits": 10, "unit": "credit"},
        {"kind": "payment-made", "on": paid_on, **payment},
    ]


@pytest.mark.parametrize(
    ("on", "last"),
    [
        (date(2020, 2, 29), date(2020, 5, 29)),
        (date(2020, 3, 1), date(2020, 8, 28)),
        (date(2019, 4, 1), date(2019, 6, 30)),
    ],
)
def test_the_hold_is_90_days_and_180_for_passes_from_march_2020(on: date, last: date) -> None:
    verdict = asked([passed(on)], last)
    assert verdict.status == "pending"
    assert verdict.holds.until is not None
    assert (verdict.holds.until - last).days == 1


@pytest.mark.parametrize(
    ("known_at", "status"), [(date(2020, 3, 14), "none"), (date(2020, 3, 15), "pending")]
)
def test_the_long_hold_is_known_from_15_march_2020(known_at: date, status: str) -> None:
    assert asked([passed(date(2020, 3, 5))], date(2020, 7, 1), known_at).status == status


@pytest.mark.parametrize(
    ("paid_on", "amount", "expected"),
    [
        (date(2019, 12, 31), "0", "yes"),
        (date(2020, 1, 1), "178.99", "no"),
        (date(2020, 1, 1), "179", "yes"),
        (date(2024, 12, 31), "178.99", "no"),
        (date(2024, 12, 31), "179.00", "yes"),
        (date(2025, 1, 1), "184.99", "no"),
        (date(2025, 1, 1), "185", "yes"),
    ],
)
def test_the_fee_is_that_of_the_day_of_payment(paid_on: date, amount: str, expected: str) -> None:
    assert answer(renewing(paid_on, amount), "renew", paid_on) == expected


@pytest.mark.parametrize(
    ("known_at", "expected"), [(date(2024, 12, 31), "yes"), (date(2025, 1, 1), "no")]
)
def test_before_the_new_fee_is_known_the_old_one_is_enough(known_at: date, expected: str) -> None:
    facts = renewing(date(2025, 2, 1), "179")
    assert answer(facts, "renew", date(2025, 3, 1), known_at) == expected


def fee(facts: Iterable[Table], on: date) -> Finding:
    """The finding about the fee."""
    tree = asked(facts, on).pathways["renew"].finding
    return next(found for found in tree.walk() if found.id == "C-PAID")


def test_an_amount_of_before_2020_is_said_to_be_unchecked() -> None:
    found = fee(renewing(date(2019, 12, 31), "49"), date(2019, 12, 31))
    assert "not checked" in found.text
    assert found.confidence == "unknown"


@pytest.mark.parametrize(
    ("on", "missing"),
    [(date(2019, 12, 31), None), (date(2020, 1, 1), 179), (date(2025, 1, 1), 185)],
)
def test_what_is_missing_is_the_fee_of_the_day_asked(on: date, missing: int | None) -> None:
    granted = {"kind": "credential-granted", "on": date(on.year - 1, 12, 1)}
    assert fee([granted], on).missing == missing


@pytest.mark.parametrize(("on", "shown"), [(date(2025, 12, 31), False), (date(2026, 1, 1), True)])
def test_the_exam_fee_is_shown_from_2026(on: date, shown: bool) -> None:
    notes = asked([], on).pathways["exam"].finding.notes
    assert any(note.id == "F-EXAM" and "165" in note.text for note in notes) is shown


def test_whether_a_reinstatement_costs_more_is_said_to_be_unknown() -> None:
    granted = {"kind": "credential-granted", "on": date(2020, 12, 1)}
    (note,) = asked([granted], date(2023, 1, 1)).pathways["reinstate"].finding.notes
    assert note.id == "C-EXTRA"
    assert note.rule is not None
    assert note.rule.is_unknown


def test_without_an_award_only_the_held_finding_is_shown() -> None:
    pathways = asked([], date(2023, 1, 1)).pathways
    for code in ("renew", "reinstate", "recertify-exam"):
        assert [f.id for f in pathways[code].finding.walk()] == [code, "N-HELD"]


def test_a_unit_without_a_published_conversion_is_refused_with_that_reason() -> None:
    facts = [
        {"kind": "credential-granted", "on": date(2022, 9, 14)},
        {"kind": "ce-completed", "on": date(2023, 1, 1), "title": "M", "credits": 2, "unit": "ceu"},
    ]
    tree = asked(facts, date(2023, 6, 1)).pathways["renew"].finding
    refused = next(found for found in tree.walk() if found.id == "C-TOTAL").refused
    assert [(one.fact.version, one.why) for one in refused] == [
        (2, "NHA publishes no conversion for a ceu")
    ]


def test_what_does_not_qualify_for_the_exam_is_refused_with_the_reason() -> None:
    work = {"kind": "experience-recorded", "role": "assistant"}
    facts = [
        {**work, "on": "2015-06-01", "started_on": "2014-06-02"},
        {**work, "on": "2020-02-01", "started_on": "2019-06-01"},
        {"kind": "education-completed", "on": "2010-06-01", "program": "Assisting"},
    ]
    tree = asked(facts, date(2020, 3, 1)).pathways["exam"].finding
    found = next(found for found in tree.walk() if found.id == "N-QUALIFIED")
    assert str(found.answer) == "no"
    assert sorted((one.fact.version, one.why) for one in found.refused) == [
        (1, "qualified through 2017-06-02"),
        (2, "less than 12 months of work"),
        (3, "qualified through 2015-06-01"),
    ]
