"""Dated rule values: which one holds, and what is wrong with a rules.toml."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ledger.errors import BadInput
from ledger.judging.rulebook import RuleBook
from ledger.judging.rules import Confidence, KnownRule, NoSuchPart, RuleValue

FEE = """
[FEE]
says = "The fee"
selected_by = "activity"

[[FEE.values]]
unknown = true
source = "nobody"
confidence = "unknown"

[[FEE.values]]
from = 2020-01-01
value = 179
source = "a page"
confidence = "low"
note = "read as 179"

[[FEE.values]]
from = 2025-01-01
announced = 2024-10-01
value = "185.50"
source = "two pages"
confidence = "medium"
says = "in full"
readings = [{ value = 190, says = "with tax" }, { value = 200, says = "with fines" }]
"""
GOOD = 'value = 1, source = "a page", confidence = "high"'


def known(text: str = FEE, known_on: date | None = None) -> KnownRule:
    """The only rule of the text, as far as it was known."""
    (rule,) = RuleBook.from_toml(text).known(known_on).values()
    return rule


def rule(values: str, selected_by: str = "day asked", says: str = "What it is about") -> str:
    """A rules.toml with one rule; GOOD stands for a value without a fault."""
    values = values.replace("GOOD", GOOD)
    return f'[R]\nsays = "{says}"\nselected_by = "{selected_by}"\nvalues = [{values}]\n'


@pytest.mark.parametrize(
    ("day", "value"),
    [
        (date.min, None),
        (date(2019, 12, 31), None),
        (date(2020, 1, 1), 179),
        (date(2024, 12, 31), 179),
        (date(2025, 1, 1), "185.50"),
        (date.max, "185.50"),
    ],
)
def test_a_value_holds_from_its_day_until_the_next_takes_over(day: date, value: object) -> None:
    assert known().at(day)[0].value == value


@pytest.mark.parametrize(
    ("known_on", "value"),
    [(None, "185.50"), (date(2024, 10, 1), "185.50"), (date(2024, 9, 30), 179), (date.min, None)],
)
def test_before_it_is_announced_the_value_before_goes_on(
    known_on: date | None, value: object
) -> None:
    assert known(known_on=known_on).at(date(2030, 1, 1))[0].value == value


def test_without_announced_a_value_is_announced_on_its_from() -> None:
    assert known().values[1][0].announced == date(2020, 1, 1)


def test_announced_always_is_known_at_all_times() -> None:
    text = rule('{GOOD}, {from = 2020-01-01, announced = "always", GOOD}')
    assert len(known(text, date(1990, 1, 1)).values) == 2


def test_a_value_announced_without_a_from_replaces_the_one_before_since_ever() -> None:
    later = GOOD.replace("value = 1", "value = 2")
    text = rule("{GOOD}, {announced = 2020-04-01, LATER}".replace("LATER", later), "always")
    assert known(text, date(2020, 3, 31)).at(date(2010, 1, 1))[0].value == 1
    assert known(text, date(2020, 4, 1)).at(date(2010, 1, 1))[0].value == 2
    assert len(known(text).values) == 1


def test_known_values_tile_the_time_line() -> None:
    found = known()
    assert found.days == (date.min, date(2020, 1, 1), date(2025, 1, 1))
    assert [found.until(index) for index in range(3)] == [date(2020, 1, 1), date(2025, 1, 1), None]


def test_an_unknown_value_says_so() -> None:
    value = known().at(date(2019, 1, 1))[0]
    assert value.is_unknown
    assert value.confidence is Confidence.UNKNOWN


def test_numbers_are_exact() -> None:
    assert known().at(date(2026, 1, 1))[0].number == Decimal("185.50")


def test_a_whole_number_is_whole() -> None:
    assert known().at(date(2021, 1, 1))[0].whole == 179


def test_a_table_has_parts() -> None:
    text = rule('{value = {months = 3}, source = "a page", confidence = "high"}')
    assert known(text).at(date(2020, 1, 1))[0].part("months") == 3


def value(written: str) -> RuleValue:
    """The value that is written so, on a day."""
    text = rule('{value = WRITTEN, source = "a page", confidence = "high"}')
    return known(text.replace("WRITTEN", written)).at(date(2020, 1, 1))[0]


@pytest.mark.parametrize(
    ("written", "asked", "problem"),
    [
        ('"many"', lambda v: v.number, "the value of R is “many”, not a number"),
        ("{days = 3}", lambda v: v.number, "the value of R is {'days': 3}, not a number"),
        ("{days = 3}", lambda v: v.whole, "the value of R is {'days': 3}, not a whole number"),
        ('"7.5"', lambda v: v.whole, "the value of R is “7.5”, not a whole number"),
        ("24", lambda v: v.part("days"), "the value of R is 24, not a table with the part days"),
        ('"24"', lambda v: v.part("days"), "the value of R is “24”, not a table with the part"),
        ("{days = 3, x = 1}", lambda v: v.part("b"), "value of R has no part b; there are days, x"),
    ],
)
def test_a_value_that_is_asked_for_what_it_is_not_names_its_rule(
    written: str, asked: Callable[[RuleValue], object], problem: str
) -> None:
    with pytest.raises((TypeError, NoSuchPart)) as caught:
        asked(value(written))
    assert problem in str(caught.value)


@pytest.mark.parametrize("asked", [lambda v: v.number, lambda v: v.whole, lambda v: v.part("a")])
def test_an_unknown_value_is_no_number_and_no_table(asked: Callable[[RuleValue], object]) -> None:
    unknown = known().at(date(2019, 1, 1))[0]
    with pytest.raises(TypeError, match=r"the value of FEE is unknown, not .*; ask is_unknown"):
        asked(unknown)


def test_a_value_is_named_with_the_day_from_which_it_holds() -> None:
    with pytest.raises(TypeError, match="the value of FEE from 2020-01-01 is 179, not a table"):
        known().at(date(2021, 1, 1))[0].part("amount")


def test_readings_are_numbered_and_share_source_and_dates() -> None:
    readings = known().at(date(2025, 1, 1))
    assert [(r.reading, r.value, r.says) for r in readings] == [
        (1, "185.50", "in full"),
        (2, 190, "with tax"),
        (3, 200, "with fines"),
    ]
    assert {(r.source, r.since, r.announced, r.readings) for r in readings} == {
        ("two pages", date(2025, 1, 1), date(2024, 10, 1), 3)
    }


def test_confidence_runs_from_high_to_unknown() -> None:
    assert [c.value for c in sorted(Confidence, key=lambda c: c.weakness)] == [
        "high",
        "medium",
        "low",
        "convention",
        "unknown",
    ]


def test_a_rule_book_is_loaded_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text(FEE, encoding="utf-8")
    assert list(RuleBook.load(tmp_path / "rules.toml").rules) == ["FEE"]


VALUES = "R.values[0]"
WRONG = [
    ("x = ", None, "is not TOML"),
    ("R = 3", "R", "is not a table with says, selected_by and values"),
    (rule("{GOOD}", says=""), "R.says", "say what the rule is about"),
    (rule("{GOOD}", "today"), "R.selected_by", "is not one of always, day asked, award"),
    ('[R]\nsays = "x"\nselected_by = "always"', "R.values", "give its values"),
    (rule(""), "R.values", "give its values"),
    (rule("3"), VALUES, "is not a table"),
    (
        rule("{GOOD, colour = 1}"),
        f"{VALUES}.colour",
        "is not known; there are from, announced",
    ),
    (
        rule("{GOOD}") + "[R.more]",
        "R.more",
        "is not known; there are says, selected_by, values",
    ),
    (rule('{source = "a", confidence = "high"}'), VALUES, "needs either a value or unknown = true"),
    (rule("{unknown = true, GOOD}"), VALUES, "needs either a value or unknown = true"),
    (rule('{unknown = true, source = "a", confidence = "low"}'), VALUES, 'confidence = "unknown"'),
    (rule('{value = 1, confidence = "high"}'), f"{VALUES}.source", "say where it stands"),
    (rule('{value = 1, source = "", confidence = "high"}'), f"{VALUES}.source", "where it stands"),
    (rule('{value = 1, source = "a"}'), f"{VALUES}.confidence", "is missing: say how sure"),
    (rule('{value = 1, source = "a", confidence = "sure"}'), f"{VALUES}.confidence", "convention"),
    (
        rule('{value = 1, source = "a", confidence = "hihg"}'),
        f"{VALUES}.confidence",
        "is not one of high, medium, low, convention, unknown; did you mean high?",
    ),
    (
        rule('{value = 1, source = "a", confidence = "unknown"}'),
        f"{VALUES}.confidence",
        "is unknown, and there is a value; say how sure you are of it, or write unknown = true",
    ),
    (rule("{GOOD}", "awards"), "R.selected_by", "expiry, activity; did you mean award?"),
    (
        '[R]\nsays = "x"\nvalues = [{GOOD}]'.replace("GOOD", GOOD),
        "R.selected_by",
        "is missing: say which date selects its value, one of always, day asked",
    ),
    (
        rule("{value = {last = 2020-01-01T12:00:00}}"),
        f"{VALUES}.value.last",
        "2020-01-01 12:00:00 has a time of day; write the date alone: 2020-01-01",
    ),
    (rule("{value = 12:00:00}"), f"{VALUES}.value", "12:00:00 is a time of day; write it in"),
    (rule('{value = 1, source = " ", confidence = "high"}'), f"{VALUES}.source", "where it stands"),
    (rule("{value = 1.5}"), f"{VALUES}.value", 'write the decimal in quotes: "1.5"'),
    (rule("{from = 2020-01-01, GOOD}"), VALUES, "the first value holds since ever"),
    (rule("{announced = 2020-01-01, GOOD}"), VALUES, "known at all times"),
    (rule('{GOOD}, {from = "2020", GOOD}'), "R.values[1].from", "is not a date"),
    (
        rule("{GOOD}, {from = 2020-01-01T00:00:00Z, GOOD}"),
        "R.values[1].from",
        "has a time of day; write the date alone: 2020-01-01",
    ),
    (
        rule('{GOOD}, {from = 2020-01-01, announced = "never", GOOD}'),
        "R.values[1].announced",
        'is neither a date nor "always"',
    ),
    (
        rule("{value = {days = [1, 2.5]}}"),
        f"{VALUES}.value.days[1]",
        '2.5 is a floating number; write the decimal in quotes: "2.5"',
    ),
    (
        rule("{GOOD}, {GOOD}"),
        "R.values[1]",
        "has no from: does not come after the value before it; give the day from which it holds",
    ),
    (
        rule("{GOOD}, {from = 2021-01-01, GOOD}, {from = 2020-01-01, GOOD}"),
        "R.values[2]",
        "begins on 2020-01-01: does not come after the value before it; "
        "give the day from which it holds, after 2021-01-01",
    ),
    (
        rule("{GOOD}, {from = 2020-01-01, GOOD}", "always"),
        "R.values[1]",
        "the rule is selected always: leave from out and give the day on which it was announced",
    ),
    (
        rule("{GOOD}, {GOOD}", "always"),
        "R.values[1]",
        "give the day on which it was announced, which makes it replace the one before",
    ),
    (
        rule('{GOOD}, {announced = "always", GOOD}', "always"),
        "R.values[1]",
        "give the day on which it was announced",
    ),
    (
        rule("{GOOD}, {announced = 2020-01-01, GOOD}, {announced = 2019-01-01, GOOD}", "always"),
        "R.values[2]",
        "give the day on which it was announced, after 2020-01-01",
    ),
    (rule("{GOOD, readings = 2}"), f"{VALUES}.readings", "is not a list of readings"),
    (rule("{GOOD, readings = [{}]}"), f"{VALUES}.readings[0]", "needs a value"),
    (
        rule("{GOOD, readings = [{value = 2, source = 'b'}]}"),
        f"{VALUES}.readings[0].source",
        "is not known; there are value, says",
    ),
    (
        rule('{GOOD, says = "one", readings = [{value = 2}]}'),
        f"{VALUES}.readings[0].says",
        "is missing: say what this reading says",
    ),
    (
        rule('{GOOD, readings = [{value = 2, says = "two"}]}'),
        f"{VALUES}.says",
        "is missing: say what the first of several readings says",
    ),
    (
        rule('{GOOD, says = "one", readings = [{value = 1, says = "uno"}]}'),
        f"{VALUES}.readings[0]",
        "has the value of reading 1; leave it out",
    ),
    (
        rule('{GOOD, says = "1", readings = [{value = 2, says = "2"}, {value = 2, says = "II"}]}'),
        f"{VALUES}.readings[1]",
        "has the value of reading 2; leave it out",
    ),
]


@pytest.mark.parametrize(("text", "field", "problem"), WRONG)
def test_what_is_wrong_is_named_with_its_place(text: str, field: str | None, problem: str) -> None:
    with pytest.raises(BadInput) as caught:
        RuleBook.from_toml(text, file="mine.toml")
    assert (caught.value.file, caught.value.field) == ("mine.toml", field)
    assert problem in caught.value.problem
