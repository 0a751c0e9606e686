"""What is shown beside an answer and does not decide it: categories and fees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pytest
from ledger_aama import AAMA

from ledger.plugin import Finding
from ledger.testing import Case, history_of

CMA = AAMA.credentials["cma"]
DONE = date(2023, 5, 12)
GRANTED = {"kind": "credential-granted", "on": date(2014, 5, 1)}
PROGRAM = {"kind": "education-completed", "on": DONE, "program": "MA", "accreditor": "ABHES"}
STUDENT = {
    "kind": "education-enrolled",
    "on": date(2022, 9, 1),
    "program": "MA",
    "accreditor": "CAAHEP",
    "expected_on": DONE,
}
ALTERNATIVE = {
    "kind": "education-completed",
    "on": DONE,
    "program": "MA",
    "hours": 720,
    "practicum_hours": 160,
    "recognized_by": "CHEA",
}


def pathway(facts: Iterable[Mapping[str, Any]], code: str, on: date) -> Finding:
    """The finding of a pathway."""
    history = history_of(facts, credential="aama/cma")
    return Case(CMA, history).verdict(on).pathways[code].finding


def notes(facts: Iterable[Mapping[str, Any]], code: str, on: date) -> dict[str, str]:
    """The notes of a pathway."""
    return {note.id: note.text for note in pathway(facts, code, on).notes}


@pytest.mark.parametrize(
    ("facts", "on", "category"),
    [
        ([PROGRAM], DONE, "category 1"),
        ([PROGRAM], date(2024, 5, 12), "category 1"),
        ([PROGRAM], date(2024, 5, 13), "category 2"),
        ([STUDENT], DONE, "category 1"),
        ([ALTERNATIVE], date(2023, 6, 1), "category 4"),
    ],
)
def test_the_category_to_apply_in_follows_from_the_education(
    facts: list[Mapping[str, Any]], on: date, category: str
) -> None:
    assert category in notes(facts, "exam", on)["X-CATEGORY"]


def test_without_an_education_no_category_is_shown() -> None:
    assert "X-CATEGORY" not in notes([], "exam", DONE)


def test_the_exam_fee_is_shown_as_due() -> None:
    text = notes([GRANTED], "recertify-exam", date(2018, 1, 1))["F-EXAM"]
    assert "125" in text
    assert "250" in text


@pytest.mark.parametrize(
    ("granted", "on", "is_due"),
    [
        (date(2014, 5, 1), date(2019, 8, 31), False),
        (date(2014, 5, 1), date(2019, 12, 31), False),
        (date(2014, 5, 1), date(2020, 1, 1), True),
        (date(2016, 5, 1), date(2021, 8, 31), False),
        (date(2016, 5, 1), date(2021, 9, 1), True),
    ],
)
def test_a_reactivation_fee_is_due_from_2020_three_months_after_expiry(
    granted: date, on: date, is_due: bool
) -> None:
    found = notes([{**GRANTED, "on": granted}], "recertify-exam", on)
    assert ("50" in found.get("F-REACTIVATION", "")) is is_due


def test_fees_do_not_decide() -> None:
    assert pathway([GRANTED], "recertify-exam", date(2021, 1, 1)).answer == "yes"


def test_the_fee_for_continuing_education_is_said_to_be_unknown() -> None:
    found = pathway([GRANTED], "recertify-ce", date(2018, 1, 1))
    (note,) = [note for note in found.notes if note.id == "F-CE"]
    assert note.rule is not None
    assert note.rule.is_unknown


def test_without_an_award_only_the_held_finding_is_shown() -> None:
    for code in ("recertify-ce", "recertify-exam"):
        assert [f.id for f in pathway([], code, DONE).walk()] == [code, "R-HELD"]
