"""The values in rules.toml are those of the rulebook, written here by hand once more."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from ledger_aama import AAMA

from ledger.plugin import RuleValue
from ledger.testing import Rule

RULES = AAMA.credentials["cma"].rules.rules

ALWAYS = {
    "P-UNIT": ({"contact-hour": 1, "ceu": 1, "credit": 1, "college-credit": 15}, "high"),
    "P-AREA": (["administrative", "clinical", "general"], "high"),
    "P-AAMA": ("aama", "high"),
    "P-OTHER": (1, "high"),
    "R-TOTAL": (60, "high"),
    "R-ADMIN": (10, "high"),
    "R-CLINICAL": (10, "high"),
    "R-GENERAL": (10, "high"),
    "R-AAMA": (30, "high"),
    "A-EDU": ({"accreditors": ["CAAHEP", "ABHES"], "months": 36}, "high"),
    "X-EDU-STUDENT": (30, "high"),
    "X-CATEGORY": (12, "high"),
    "F-EXAM": ({"member": 125, "nonmember": 250}, "high"),
    "F-CE": (None, "unknown"),
}
WORDS = {
    "A-AWARD": "high",
    "A-AWARD-ANCHOR": "convention",
    "A-PENDING": "high",
    "A-STATUS": "high",
    "P-WINDOW": "convention",
    "X-FIRST": "high",
}
COHORTS = [date(2020, 3, 31), date(2020, 4, 30), date(2020, 5, 31)]
EVER = None
DATED: dict[str, tuple[str, list[tuple[date | None, date | None, Any, str]]]] = {
    "A-TERM": (
        "award",
        [(EVER, EVER, None, "unknown"), (date(2010, 1, 1), date(2010, 1, 1), 60, "high")],
    ),
    "A-COVID": (
        "always",
        [
            (EVER, EVER, {"expiries": []}, "high"),
            (
                EVER,
                date(2020, 4, 1),
                {"expiries": COHORTS, "become": date(2020, 6, 30)},
                "high",
            ),
            (
                EVER,
                date(2020, 6, 15),
                {"expiries": COHORTS, "become": date(2020, 8, 31)},
                "high",
            ),
        ],
    ),
    "P-CPR": (
        "day asked",
        [
            (EVER, EVER, {"points": 0, "months": 24, "most": 3}, "low"),
            (
                date(2013, 6, 1),
                date(2013, 6, 1),
                {"points": 4, "months": 24, "most": 3},
                "low",
            ),
        ],
    ),
    "R-WINDOW": (
        "day asked",
        [
            (EVER, EVER, {"months": 60}, "convention"),
            (
                date(2020, 1, 1),
                date(2018, 4, 12),
                {"months": 3, "old_months": 60, "transition": date(2020, 3, 30)},
                "convention",
            ),
        ],
    ),
    "R-CPR": (
        "expiry",
        [
            (EVER, EVER, False, "convention"),
            (date(2005, 1, 31), EVER, True, "convention"),
            (date(2013, 6, 1), EVER, False, "convention"),
        ],
    ),
    "X-EDU-ALTERNATIVE": (
        "day asked",
        [
            (EVER, EVER, {"offered": False}, "high"),
            (
                date(2019, 8, 1),
                date(2019, 8, 1),
                {
                    "offered": True,
                    "hours": 560,
                    "practicum_hours": 160,
                    "work_hours": 1000,
                    "recognized_by": ["USDE", "CHEA"],
                },
                "high",
            ),
        ],
    ),
    "A-ATTEMPTS": (
        "day asked",
        [(EVER, EVER, 0, "high"), (date(2018, 4, 12), date(2018, 4, 12), 3, "high")],
    ),
    "A-ATTEMPTS-CURE": (
        "day asked",
        [
            (EVER, EVER, False, "high"),
            (date(2025, 3, 24), date(2025, 3, 24), True, "convention"),
        ],
    ),
    "F-REACTIVATION": (
        "day asked",
        [
            (EVER, EVER, {"fee": 0, "months": 3}, "high"),
            (date(2020, 1, 1), date(2020, 1, 1), {"fee": 50, "months": 3}, "high"),
        ],
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


def test_the_only_second_reading_is_that_of_the_window_of_2020() -> None:
    others = [
        (reading.id, reading.since, reading.reading, reading.value)
        for rule in RULES.values()
        for readings in rule.values
        for reading in readings[1:]
    ]
    assert others == [("R-WINDOW", date(2020, 1, 1), 2, {"days": 90, "old_months": 60})]


@pytest.mark.parametrize("id_", RULES)
def test_every_value_names_its_source(id_: str) -> None:
    assert all(value.source for value in first_readings(RULES[id_]))


def test_a_convention_in_part_is_said_in_a_note() -> None:
    notes = {id_: [v.note for v in first_readings(RULES[id_])] for id_ in ("R-WINDOW", "R-CPR")}
    assert "end of the month is our convention" in notes["R-WINDOW"][1]
    assert "our convention" in notes["R-CPR"][1]
