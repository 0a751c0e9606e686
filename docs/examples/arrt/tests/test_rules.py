"""The values in rules.toml are those listed for the example, written here by hand once more."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from ledger_arrt import ARRT

from ledger.testing import Rule

RULES = ARRT.credentials["r"].rules.rules

CE = "ARRT, continuing education requirements"
LISTED, UNLISTED = "ARRT, as listed for this example", "not listed for this example"

ALWAYS: dict[str, tuple[Any, str, str]] = {
    "ARRT-BIENNIUM": (24, CE, "high"),
    "ARRT-CREDITS": (24, CE, "high"),
    "ARRT-UNIT": ({"credit": 1}, CE, "high"),
    "ARRT-COLLEGE": ({"semester": 16, "quarter": 12}, CE, "high"),
    "ARRT-OTHER-UNITS": (None, UNLISTED, "unknown"),
    "ARRT-CARD": ({"credits": 6, "documents": ["acls-card", "pals-card"]}, CE, "convention"),
    "ARRT-PROBATION": (6, CE, "medium"),
    "ARRT-PAID": ("USD", "ARRT, renewal", "convention"),
    "ARRT-NO-BIRTH": (None, "the holder's day of birth is not on record", "unknown"),
}
"""Rule → its value, source and confidence."""
WORDS: dict[str, tuple[str, str]] = {
    "ARRT-AWARD": (LISTED, "convention"),
    "ARRT-BIRTH": (CE, "high"),
}
"""Rule whose value is words for people → its source and confidence."""
DATED: dict[str, tuple[str, list[tuple[date | None, Any, str, str]]]] = {
    "ARRT-FEE": ("activity", [(None, None, UNLISTED, "unknown")]),
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


def test_both_credentials_have_the_same_rules() -> None:
    assert ARRT.credentials["ct"].rules.rules == RULES
