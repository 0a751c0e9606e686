"""The values in rules.toml are those listed for the example, written here by hand once more."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from ledger_nremt import NREMT

from ledger.testing import Rule

RULES = NREMT.credentials["emt"].rules.rules

PAGES, SHAPE = "NREMT's public pages", "for the example: the shape matters"
INVENTED, UNPUBLISHED = "invented for the example", "not published in what was gathered"

ALWAYS: dict[str, tuple[Any, str, str]] = {
    "NR-TERM": ({"years": 2, "month": 3, "day": 31}, PAGES, "high"),
    "NR-APPLY-ONCE": (True, PAGES, "high"),
    "NR-FORMAL": (False, PAGES, "convention"),
    "NR-UNIT": ({"contact-hour": 1, "credit": 1}, UNPUBLISHED, "convention"),
    "NR-EXAM": (12, PAGES, "high"),
}
"""Rule → its value, source and confidence."""
WORDS: dict[str, tuple[str, str]] = {
    "NR-AWARD": (UNPUBLISHED, "convention"),
    "NR-SAME": (PAGES, "convention"),
    "NR-APPLIED": (PAGES, "high"),
}
"""Rule whose value is words for people → its source and confidence."""
DATED: dict[str, tuple[str, list[tuple[date | None, Any, str, str]]]] = {
    "NR-NATIONAL": ("expiry", [(None, 20, PAGES, "high")]),
    "NR-LOCAL": ("expiry", [(None, 10, PAGES, "high")]),
    "NR-INDIVIDUAL": ("expiry", [(None, 10, PAGES, "high")]),
    "NR-AIRWAY": ("expiry", [(None, "1.5", SHAPE, "low")]),
    "NR-CARDIOVASCULAR": ("expiry", [(None, 6, SHAPE, "low")]),
    "NR-TRAUMA": ("expiry", [(None, "1.5", SHAPE, "low")]),
    "NR-MEDICAL": (
        "expiry",
        [(None, 6, SHAPE, "low"), (date(2025, 4, 1), 8, INVENTED, "convention")],
    ),
    "NR-OPERATIONS": (
        "expiry",
        [(None, 5, SHAPE, "low"), (date(2025, 4, 1), 3, INVENTED, "convention")],
    ),
    "NR-DISTANCE": (
        "activity",
        [
            (None, {"NR-NATIONAL": [1, 3], "NR-LOCAL": [2, 3]}, f"{PAGES}, older", "medium"),
            (date(2022, 1, 1), {}, f"{PAGES}: dropped in 2022", "medium"),
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


@pytest.mark.parametrize("on", [date(2025, 3, 31), date(2025, 4, 1)])
def test_the_topics_fill_the_national_component_and_all_is_forty_hours(on: date) -> None:
    rules = NREMT.credentials["emt"].rules.known(None)

    def hours(*names: str) -> Decimal:
        """The hours of these, for an expiry on that day."""
        return sum((rules[f"NR-{name}"].at(on)[0].number for name in names), Decimal(0))

    assert hours("AIRWAY", "CARDIOVASCULAR", "TRAUMA", "MEDICAL", "OPERATIONS") == 20
    assert hours("NATIONAL") == 20
    assert hours("NATIONAL", "LOCAL", "INDIVIDUAL") == 40
