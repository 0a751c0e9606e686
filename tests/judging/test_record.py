"""The record: facts and rule values up to a day that is not told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from ledger.facts.kinds import CeCompleted, CredentialGranted, ExamAttempted
from ledger.judging.clock import Clock
from ledger.judging.record import Record
from ledger.judging.rulebook import RuleBook
from ledger.judging.tally import Credit
from tests.judging.made_up import CODE, GRANTED, course, history
from tests.judging.test_rules import FEE

TODAY = date(2024, 7, 1)
RULES = """
[WINDOW]
says = "Months"
selected_by = "day asked"

[[WINDOW.values]]
value = 60
source = "a page"
confidence = "high"

[[WINDOW.values]]
from = 2020-01-01
value = 3
source = "a page"
confidence = "high"
says = "three"
readings = [{ value = 2, says = "two" }]
"""
COURSES = [course(date(2024, 6, 30)), course(TODAY), course(date(2024, 7, 2))]


@pytest.fixture
def clock() -> Clock:
    return Clock(TODAY)


def record(
    clock: Clock, rules: str = "", known_on: date | None = None, chosen: int | None = None
) -> Record:
    """A record of a grant, an exam elsewhere and three courses around the day."""
    attempt = {"kind": "exam-attempted", "on": date(2024, 1, 1), "outcome": "passed"}
    facts = history(GRANTED, {**attempt, "credential": "guild/cook"}, *COURSES)
    readings = {"WINDOW": chosen} if chosen else None
    book = RuleBook.from_toml(rules)
    return Record(facts, clock, book, CODE, known_on=known_on, readings=readings)


def test_facts_are_those_through_the_day(clock: Clock) -> None:
    assert [fact.version for fact in record(clock).facts(CeCompleted)] == [3, 4]
    assert (clock.since, clock.until) == (TODAY, date(2024, 7, 2))


def test_facts_of_several_kinds_come_in_order_of_day(clock: Clock) -> None:
    found = record(clock).facts(ExamAttempted, CredentialGranted)
    assert [fact.version for fact in found] == [1, 2]


def test_facts_about_another_credential_are_left_out(clock: Clock) -> None:
    assert record(clock).facts(ExamAttempted, credential=CODE) == []
    assert (clock.since, clock.until) == (None, None)


@pytest.mark.parametrize(
    ("kinds", "right"),
    [
        (["ce-completed"], "“ce-completed” is not the class of a kind of fact; give CeCompleted"),
        (["courses"], "“courses” is not the class of a kind of fact; give one of ledger.plugin"),
        ([Record], "is not the class of a kind of fact"),
        ([[CeCompleted, ExamAttempted]], "is not the class of a kind of fact"),
        ([], "facts of no kind are asked for"),
    ],
)
@pytest.mark.parametrize(
    "asked",
    [
        lambda record, kinds: record.facts(*kinds),
        lambda record, kinds: record.tally(*kinds, worth=Credit),
        lambda record, kinds: record.allocate(*kinds, offers=lambda fact: [], buckets=[]),
    ],
)
def test_facts_are_asked_for_by_the_classes_of_their_kinds(
    clock: Clock, asked: Callable[[Record, list[Any]], object], kinds: list[Any], right: str
) -> None:
    """Something else would find nothing, and make a no of it."""
    with pytest.raises(TypeError, match=right):
        asked(record(clock), kinds)


@pytest.mark.parametrize(
    ("kind", "credential", "right"),
    [
        (ExamAttempted, "cook", "“cook” is not the full code of a credential like aama/cma"),
        (CeCompleted, CODE, "a ce-completed names no credential; leave credential= out"),
    ],
)
def test_a_credential_is_named_by_its_full_code_where_facts_name_one(
    clock: Clock, kind: type[Any], credential: str, right: str
) -> None:
    with pytest.raises(ValueError, match=right):
        record(clock).facts(kind, credential=credential)


def test_facts_of_a_period_narrow_by_that_period_alone(clock: Clock) -> None:
    assert len(record(clock).facts(CeCompleted, through=date(2024, 6, 30))) == 1
    assert (clock.since, clock.until) == (date(2024, 6, 30), None)


def test_facts_since_a_day_include_it(clock: Clock) -> None:
    assert [fact.version for fact in record(clock).facts(CeCompleted, since=TODAY)] == [4]


def test_where_tells_what_is_wanted_and_only_that_narrows(clock: Clock) -> None:
    found = record(clock).facts(CeCompleted, where=lambda fact: fact.version == 3)
    assert len(found) == 1
    assert (clock.since, clock.until) == (date(2024, 6, 30), None)


@pytest.mark.parametrize(
    ("day", "reached", "passed"),
    [
        (date(2024, 6, 30), True, True),
        (TODAY, True, False),
        (date(2024, 7, 2), False, False),
        (date.max, False, False),
    ],
)
def test_a_day_is_reached_on_it_and_passed_after_it(
    clock: Clock, day: date, reached: bool, passed: bool
) -> None:
    assert record(clock).reached(day) is reached
    assert record(clock).passed(day) is passed


def test_count_reached_counts_the_days_reached(clock: Clock) -> None:
    assert record(clock).count_reached([date(2024, 1, 1), TODAY, date(2025, 1, 1)]) == 2


def test_nothing_public_tells_the_day(clock: Clock) -> None:
    names = {name for name in dir(record(clock)) if not name.startswith("_")}
    assert names == {
        "allocate",
        "coming",
        "count_reached",
        "credential",
        "disputable",
        "facts",
        "itemised",
        "passed",
        "reached",
        "rule",
        "rule_today",
        "selected_by",
        "tally",
    }


def test_a_rule_selected_by_the_day_asked_narrows(clock: Clock) -> None:
    assert record(clock, RULES).rule("WINDOW").value == 3
    assert (clock.since, clock.until) == (date(2020, 1, 1), None)


def test_a_rule_selected_by_an_activity_does_not_narrow(clock: Clock) -> None:
    assert record(clock, FEE).rule("FEE", on=date(2021, 1, 1)).value == 179
    assert (clock.since, clock.until) == (None, None)


def test_rule_today_is_the_value_an_activity_of_the_day_would_select(clock: Clock) -> None:
    assert record(clock, FEE).rule_today("FEE").value == 179
    assert (clock.since, clock.until) == (date(2020, 1, 1), date(2025, 1, 1))


def test_the_coming_value_is_the_one_that_takes_over(clock: Clock) -> None:
    coming = record(clock, FEE).coming("FEE")
    assert coming is not None
    assert coming.since == date(2025, 1, 1)


def test_a_value_not_announced_yet_does_not_come(clock: Clock) -> None:
    assert record(clock, FEE, known_on=date(2024, 9, 30)).coming("FEE") is None


def test_a_value_not_announced_yet_does_not_hold(clock: Clock) -> None:
    assert record(clock, RULES, known_on=date(2019, 12, 31)).rule("WINDOW").value == 60
    assert (clock.since, clock.until) == (None, None)


def test_the_chosen_reading_is_given(clock: Clock) -> None:
    assert record(clock, RULES, chosen=2).rule("WINDOW").value == 2


def test_a_reading_beyond_the_last_is_the_last(clock: Clock) -> None:
    assert record(clock, RULES, chosen=9).rule("WINDOW").value == 2


def test_rules_with_several_readings_are_disputable_once_asked_for(clock: Clock) -> None:
    asked = record(clock, RULES)
    assert asked.disputable == {}
    asked.rule("WINDOW")
    assert asked.disputable == {"WINDOW": 2}


@pytest.mark.parametrize(("rules", "id_", "on"), [(RULES, "WINDOW", TODAY), (FEE, "FEE", None)])
def test_a_rule_asked_with_the_wrong_selector_is_refused(
    clock: Clock, rules: str, id_: str, on: date | None
) -> None:
    with pytest.raises(ValueError, match=f"the value of {id_} is selected by"):
        record(clock, rules).rule(id_, on=on)


TEXT: date = "2024-05-01"  # type: ignore[assignment]
NOON: date = datetime(2024, 5, 1, 12)


@pytest.mark.parametrize("day", [TEXT, NOON])
@pytest.mark.parametrize(
    "asked",
    [
        lambda record, day: record.reached(day),
        lambda record, day: record.passed(day),
        lambda record, day: record.count_reached([TODAY, day]),
        lambda record, day: record.facts(CeCompleted, since=day),
        lambda record, day: record.facts(CeCompleted, since=TODAY, through=day),
        lambda record, day: record.tally(CeCompleted, worth=Credit, through=day),
        lambda record, day: record.rule("FEE", on=day),
    ],
)
def test_what_is_asked_about_a_day_is_given_a_day(
    clock: Clock, asked: Callable[[Record, date], object], day: date
) -> None:
    with pytest.raises(TypeError, match=r"where a day is meant; give a datetime\.date"):
        asked(record(clock, FEE), day)


def test_which_date_selects_a_rule_can_be_asked(clock: Clock) -> None:
    assert record(clock, RULES).selected_by("WINDOW") == "day asked"
    assert record(clock, FEE).selected_by("FEE") == "activity"


def test_a_rule_the_body_does_not_have_is_a_key_error(clock: Clock) -> None:
    with pytest.raises(KeyError):
        record(clock).rule("WINDOW")
