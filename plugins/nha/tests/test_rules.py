"""The values in rules.toml are those of the rulebook, written here by hand once more."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from ledger_nha import NHA

from ledger.plugin import RuleValue
from ledger.testing import Rule

RULES = NHA.credentials["ccma"].rules.rules

ALWAYS: dict[str, tuple[Any, str]] = {
    "N-TERM": (24, "convention"),
    "N-TERM-RENEWED": (24, "convention"),
    "N-TERM-REINSTATED": ({"months": 24, "from": "reinstatement"}, "convention"),
    "C-UNIT": ({"credit": 1, "contact-hour": 1}, "convention"),
    "C-TOTAL": (10, "high"),
    "C-PAID": ("USD", "medium"),
    "C-EXTRA": (None, "unknown"),
    "N-WINDOW": (12, "convention"),
    "N-QUALIFIED": ({"education_months": 60, "work_months": 12, "within_months": 36}, "low"),
    "N-WAIT": (30, "high"),
    "N-WAIT-THIRD": (12, "medium"),
    "N-WAIT-FOURTH": (None, "unknown"),
}
WORDS = {"N-AWARD": "medium", "N-STATUS": "convention"}
EVER = None
DATED: dict[str, tuple[str, list[tuple[date | None, date | None, Any, str]]]] = {
    "N-HOLD": (
        "activity",
        [(EVER, EVER, 90, "high"), (date(2020, 3, 1), date(2020, 3, 15), 180, "high")],
    ),
    "C-FEE": (
        "activity",
        [
            (EVER, EVER, None, "unknown"),
            (date(2020, 1, 1), date(2020, 1, 1), 179, "low"),
            (date(2025, 1, 1), date(2025, 1, 1), 185, "medium"),
        ],
    ),
    "F-EXAM": (
        "day asked",
        [(EVER, EVER, None, "unknown"), (date(2026, 1, 1), date(2026, 1, 1), 165, "low")],
    ),
}


def first_readings(rule: Rule) -> list[RuleValue]:
    """The first reading of each value."""
    return [readings[0] for readings in rule.values]


def test_every_rule_is_checked_here() -> None:
    assert set(RULES) == {*ALWAYS, *WORDS, *DATED}


@pytest.mark.parametrize("id_", ALWAYS)
def test_a_value_that_always_holds_is_that_of_the_rulebook(id_: str) -> None:
    (value,) = first_readings(RULES[id_])
    assert RULES[id_].selected_by == "always"
    assert (value.value, value.confidence) == ALWAYS[id_]


@pytest.mark.parametrize("id_", WORDS)
def test_a_rule_in_words_has_the_confidence_of_the_rulebook(id_: str) -> None:
    (value,) = first_readings(RULES[id_])
    assert (RULES[id_].selected_by, value.confidence) == ("always", WORDS[id_])


@pytest.mark.parametrize("id_", DATED)
def test_dated_values_are_those_of_the_rulebook(id_: str) -> None:
    selected_by, expected = DATED[id_]
    found = [
        (value.since, value.announced, value.value, value.confidence)
        for value in first_readings(RULES[id_])
    ]
    assert (RULES[id_].selected_by, found) == (selected_by, expected)


def test_the_only_second_reading_is_that_of_the_reinstated_term() -> None:
    others = [
        (reading.id, reading.since, reading.reading, reading.value)
        for rule in RULES.values()
        for readings in rule.values
        for reading in readings[1:]
    ]
    value = {"months": 24, "from": "old expiry"}
    assert others == [("N-TERM-REINSTATED", None, 2, value)]


@pytest.mark.parametrize("id_", RULES)
def test_every_value_names_its_source(id_: str) -> None:
    assert all(value.source for value in first_readings(RULES[id_]))


@pytest.mark.parametrize("id_", ["N-TERM", "C-UNIT", "N-WINDOW", "N-STATUS"])
def test_a_convention_in_part_is_said_in_a_note(id_: str) -> None:
    assert "convention" in first_readings(RULES[id_])[0].note.lower()
