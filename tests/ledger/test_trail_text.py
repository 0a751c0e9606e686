"""Text is found on a trail whatever its case, its script and its length."""

from __future__ import annotations

from datetime import date

import pytest

from ledger import Ledger
from ledger.questions.trail import TrailFilter
from tests.ledger.clinic import document


def found(ledger: Ledger, text: str) -> list[int]:
    return [row.position for row in ledger.trail(only=TrailFilter(text=text)).rows]


@pytest.mark.parametrize(
    "stored", ["\u212aelvin", "D\u0130K"], ids=["a Kelvin sign", "a dotted capital I"]
)
def test_letters_beyond_ascii_are_found_by_their_lower_case(ledger: Ledger, stored: str) -> None:
    document(ledger, stored)
    found = [ledger.trail(only=TrailFilter(text=text)).rows for text in ("k", stored.lower())]
    assert [len(rows) for rows in found] == [1, 1]


@pytest.mark.parametrize("text", ["ΜΑΡΊΑΣ", "μαρίας", "Μαρίασ", "ΡΊΑΣ"])
def test_a_final_sigma_is_a_sigma(ledger: Ledger, text: str) -> None:
    document(ledger, "Μαρίας")
    assert len(ledger.trail(only=TrailFilter(text=text)).rows) == 1


@pytest.mark.parametrize("text", ["100%", "a_b", "c\\d", "医学", "学 x"])
def test_text_is_taken_letter_by_letter(ledger: Ledger, text: str) -> None:
    document(ledger, "100% a_b c\\d 医学 x")
    document(ledger, "100 aab cd 医 学x")
    assert found(ledger, text) == [1]


def test_text_of_any_length_is_looked_for(ledger: Ledger) -> None:
    document(ledger, "x" * 60_000)
    found = [len(ledger.trail(only=TrailFilter(text="X" * n)).rows) for n in (60_000, 60_001)]
    assert found == [1, 0]


def test_text_behind_a_zero_byte_is_found(ledger: Ledger) -> None:
    """The day of the replacement, 1970-01-01, is stored as 0 before its text."""
    data = {"document": "card", "issuer": "Red Cross", "expires_on": "1970-01-01"}
    ledger.record("document-filed", "reyes", on=date(1970, 1, 1), data=data)
    changes = {"issuer": "Blue Cross"}
    ledger.correct("reyes", 1, reason="typo", on=date(1970, 1, 1), changes=changes)
    assert found(ledger, "blue") == [2]
