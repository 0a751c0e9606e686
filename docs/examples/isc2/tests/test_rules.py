"""The values in rules.toml are those listed for the example, written here by hand once more."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from ledger_isc2 import ISC2

from ledger.testing import Rule

RULES = ISC2.credentials["cissp"].rules.rules

PAGES, UNPUBLISHED = "ISC2's public pages", "not published in what was gathered"

ALWAYS: dict[str, tuple[Any, str, str]] = {
    "I-CYCLE": (36, PAGES, "high"),
    "I-TOTAL": (120, PAGES, "high"),
    "I-GROUP-A": (90, PAGES, "high"),
    "I-GROUP-B": (30, PAGES, "high"),
    "I-UNIT": ({"credit": 1, "contact-hour": 1}, UNPUBLISHED, "convention"),
    "I-CARRY": ({"months": 6, "most": 40}, PAGES, "high"),
    "I-PAID": ("USD", PAGES, "convention"),
    "I-SUSPENDED": (24, PAGES, "low"),
    "I-LATE": (None, UNPUBLISHED, "unknown"),
}
"""Rule → its value, source and confidence."""
WORDS: dict[str, tuple[str, str]] = {
    "I-AWARD": (UNPUBLISHED, "convention"),
}
"""Rule whose value is words for people → its source and confidence."""
DATED: dict[str, tuple[str, list[tuple[date | None, Any, str, str]]]] = {
    "I-FEE": ("activity", [(None, 125, PAGES, "low"), (date(2024, 7, 1), 135, PAGES, "low")]),
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
