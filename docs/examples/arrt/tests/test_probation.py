"""Probation is said with the status, and only where the holder is surely on it."""

from __future__ import annotations

from datetime import date

import pytest
from ledger_arrt import ARRT

from ledger.testing import Case, history_of

PAID = [
    {"kind": "payment-made", "on": date(year, 6, 20), "body": "arrt", "purpose": "renewal",
     "amount": 1, "currency": "USD"}
    for year in (2020, 2021, 2022)
]  # fmt: skip
LIFE = [
    {"kind": "holder-enrolled", "on": date(2020, 1, 2), "name": "Bell", "born_on": "1990-06-17"},
    {"kind": "credential-granted", "on": date(2020, 3, 10)},
    *PAID,
]
"""The first biennium ends on 2022-05-31, its probation on 2022-11-30."""


def notes(on: date, credits_: int, unit: str) -> list[str]:
    """What is noted beside the status of somebody with 20 credits and so much more."""
    course = {"kind": "ce-completed", "on": date(2022, 5, 1), "title": "Dose"}
    facts = [
        *LIFE,
        {**course, "credits": 20, "unit": "credit"},
        {**course, "credits": credits_, "unit": unit},
    ]
    case = Case(ARRT.credentials["r"], history_of(facts, credential="arrt/r"))
    return [note.text for note in case.judge(on).standing.finding.notes]


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (date(2022, 5, 31), []),
        (date(2022, 6, 1), ["on CE probation through 2022-11-30, still certified"]),
        (date(2022, 11, 30), ["on CE probation through 2022-11-30, still certified"]),
        (date(2022, 12, 1), []),
    ],
)
def test_who_is_short_is_on_probation_for_six_months(on: date, said: list[str]) -> None:
    assert notes(on, 3, "credit") == said


def test_who_is_not_short_or_may_not_be_is_not_said_to_be_on_probation() -> None:
    assert notes(date(2022, 6, 1), 4, "credit") == []
    assert notes(date(2022, 6, 1), 4, "contact-hour") == []
