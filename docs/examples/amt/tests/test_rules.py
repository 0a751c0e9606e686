"""The values in rules.toml are those listed for the example, written here by hand once more."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from ledger_amt import AMT

from ledger.testing import Rule

RULES = AMT.credentials["rma"].rules.rules

CCP = "AMT, Certification Continuation Program"
LISTED, UNLISTED = "AMT, as listed for this example", "not listed for this example"

ALWAYS: dict[str, tuple[Any, str, str]] = {
    "RMA-CYCLE": (36, CCP, "high"),
    "RMA-POINTS": (30, CCP, "high"),
    "RMA-UNIT": ({"credit": 1}, LISTED, "convention"),
    "RMA-OTHER-UNITS": (None, UNLISTED, "unknown"),
    "RMA-EXEMPT-BEFORE": (date(2006, 1, 1), CCP, "high"),
    "RMA-EXEMPT-LOST": (date(2014, 4, 1), CCP, "high"),
    "RMA-PAID": ("USD", CCP, "convention"),
}
"""Rule → its value, source and confidence."""
WORDS: dict[str, tuple[str, str]] = {
    "RMA-AWARD": (LISTED, "convention"),
    "RMA-LAPSE": (UNLISTED, "convention"),
}
"""Rule whose value is words for people → its source and confidence."""
DATED: dict[str, tuple[str, list[tuple[date | None, Any, str, str]]]] = {
    "RMA-EMPLOYMENT": (
        "activity",
        [
            (
                None,
                None,
                "AMT: employment earned points; how many is not listed for this example",
                "unknown",
            ),
            (date(2021, 1, 1), 0, CCP, "high"),
        ],
    ),
    "RMA-FEE": (
        "activity",
        [
            (None, None, "not listed for this example before 2026", "unknown"),
            (date(2026, 1, 1), 75, "AMT, fees of 2026", "low"),
        ],
    ),
}
"""Rule → what selects its value, and since when each value holds, with source and confidence."""


def only(rule: Rule) -> Any:
    """The one value of a rule that has one."""
    ((value,),) = rule.values
    return value


def test_every_rule_is_checked_here() -> None:
    assert set(RULES) == {*ALWAYS, *WORDS, *DATED}


@pytest.mark.parametrize("id_", ALWAYS)
def test_a_value_that_always_holds_is_the_one_listed(id_: str) -> None:
    value = only(RULES[id_])
    assert (value.value, value.source, value.confidence) == ALWAYS[id_]
    assert RULES[id_].selected_by == "always"


@pytest.mark.parametrize("id_", WORDS)
def test_a_rule_in_words_has_the_source_and_confidence_listed(id_: str) -> None:
    value = only(RULES[id_])
    assert (value.source, value.confidence) == WORDS[id_]
    assert RULES[id_].selected_by == "always"


@pytest.mark.parametrize("id_", DATED)
def test_values_by_date_are_those_listed_and_each_has_one_reading(id_: str) -> None:
    selected_by, expected = DATED[id_]
    found = [
        (value.since, value.value, value.source, value.confidence) for (value,) in RULES[id_].values
    ]
    assert (RULES[id_].selected_by, found) == (selected_by, expected)


@pytest.mark.parametrize("id_", [*ALWAYS, *WORDS, *DATED])
def test_what_is_unknown_has_no_value_and_a_convention_says_what_it_is(id_: str) -> None:
    for (value,) in RULES[id_].values:
        assert value.is_unknown == (value.confidence == "unknown") == (value.value is None)
        if value.confidence == "convention":
            assert value.note or value.source.startswith("not published")
