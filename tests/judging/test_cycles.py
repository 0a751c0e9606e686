"""Cycles: which period the day lies in, and whether every one of them was met."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from ledger.facts.kinds import CeCompleted
from ledger.judging.calendar import month_end
from ledger.judging.clock import Clock
from ledger.judging.cycles import Cycle, Cycles, Kept, cycle_of, kept_up
from ledger.judging.findings import NO, UNDETERMINED, YES, Answer, Finding
from ledger.judging.record import Record
from ledger.judging.rulebook import RuleBook
from tests.judging.made_up import CODE, course, finding, history

START = date(2006, 5, 1)
"""Three-year cycles: 2006-05-01 to 2009-04-30, 2009-05-01 to 2012-04-30, and so on."""
FIRST = Cycle(1, START, date(2009, 4, 30))
SECOND = Cycle(2, date(2009, 5, 1), date(2012, 4, 30))


def record(clock: Clock, *tables: Mapping[str, Any]) -> Record:
    """The record of somebody with these facts."""
    return Record(history(*tables), clock, RuleBook(), CODE)


@pytest.mark.parametrize(
    ("day", "cycle"),
    [
        (date(2006, 4, 30), None),
        (START, FIRST),
        (date(2009, 4, 30), FIRST),
        (date(2009, 5, 1), SECOND),
        (date(2012, 4, 30), SECOND),
    ],
)
def test_a_day_lies_in_the_cycle_from_its_first_through_its_last_day(
    day: date, cycle: Cycle | None
) -> None:
    assert cycle_of(record(Clock(day)), START, 36) == cycle
    assert Cycles(START, 36).on(day) == cycle


def test_the_answer_holds_for_that_cycle_exactly() -> None:
    clock = Clock(date(2010, 1, 1))
    cycle_of(record(clock), START, 36)
    assert (clock.since, clock.until) == (date(2009, 5, 1), date(2012, 5, 1))


def test_before_the_start_the_answer_holds_until_it() -> None:
    clock = Clock(date(2000, 1, 1))
    cycle_of(record(clock), START, 36)
    assert (clock.since, clock.until) == (None, START)


def test_each_cycle_is_one_step_from_the_start() -> None:
    """From 31 January: a month at a time would stay on the 28th once it had been clipped."""
    cycles = Cycles(date(2023, 1, 31), 1)
    firsts = [cycles.cycle(number).first for number in (1, 2, 3, 4)]
    assert firsts == [date(2023, 1, 31), date(2023, 2, 28), date(2023, 3, 31), date(2023, 4, 30)]


def test_a_start_on_leap_day_comes_back_to_it() -> None:
    assert Cycles(date(2024, 2, 29), 12).cycle(5).first == date(2028, 2, 29)


def test_a_cycle_may_close_at_the_end_of_the_anniversary_month() -> None:
    cycles = Cycles(date(2024, 3, 15), 12, month_end)
    assert [cycles.cycle(number) for number in (1, 2)] == [
        Cycle(1, date(2024, 3, 15), date(2025, 3, 31)),
        Cycle(2, date(2025, 4, 1), date(2026, 3, 31)),
    ]


def test_cycles_tile_the_calendar_to_its_end() -> None:
    for closes in (Cycles(START, 7).closes, month_end):
        cycles = list(Cycles(date(9990, 1, 31), 7, closes))
        assert cycles[-1].last == date.max
        for before, after in pairwise(cycles):
            assert (after.first - before.last).days == 1
            assert after.first <= after.last


def test_the_last_day_of_the_calendar_lies_in_the_last_cycle() -> None:
    cycles = Cycles(START, 36)
    assert cycle_of(record(Clock(date.max)), START, 36) == list(cycles)[-1]


def test_the_cycles_that_are_over_are_asked_about_one_by_one() -> None:
    clock = Clock(date(2020, 1, 1))
    over = Cycles(START, 36).over(record(clock))
    assert next(over) == FIRST
    assert (clock.since, clock.until) == (date(2009, 5, 1), None)
    assert [cycle.number for cycle in over] == [2, 3, 4]
    assert clock.until == date(2021, 5, 1)


def test_a_cycle_without_months_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="never ends"):
        Cycles(START, 0)


# ---- Kept up


def answers(*said: Answer) -> Mapping[int, Finding]:
    """The findings of the first cycles."""
    return {number: finding(answer) for number, answer in enumerate(said, 1)}


def kept(day: date, *said: Answer) -> Kept:
    """Kept up on that day, when the first cycles are answered so and later ones no."""
    by_number = answers(*said)
    return kept_up(
        record(Clock(day)),
        Cycles(START, 36),
        lambda cycle: by_number.get(cycle.number, finding(NO)),
    )


@pytest.mark.parametrize(
    ("day", "said", "is_kept", "through", "answer"),
    [
        (START, [], True, date(2009, 4, 30), NO),
        (date(2009, 4, 30), [], True, date(2009, 4, 30), NO),
        (date(2009, 5, 1), [], False, date(2009, 4, 30), NO),
        (date(2009, 4, 30), [YES], True, date(2012, 4, 30), YES),
        (date(2009, 5, 1), [YES], True, date(2012, 4, 30), NO),
        (date(2012, 5, 1), [YES], False, date(2012, 4, 30), NO),
        (date(2012, 5, 1), [NO, YES], False, date(2009, 4, 30), NO),
    ],
)
def test_it_is_kept_through_the_first_cycle_that_is_not_met(
    day: date, said: list[Answer], is_kept: bool, through: date, answer: Answer
) -> None:
    found = kept(day, *said)
    assert (found.is_kept, found.through, found.finding.answer) == (is_kept, through, answer)


def test_a_cycle_in_doubt_is_no_doubt_until_it_is_over() -> None:
    found = kept(date(2009, 4, 30), UNDETERMINED)
    assert (found.is_kept, found.through) == (True, date(2009, 4, 30))
    assert found.finding.answer is UNDETERMINED


def test_a_cycle_in_doubt_that_is_over_leaves_all_in_doubt() -> None:
    found = kept(date(2009, 5, 1), UNDETERMINED, YES)
    assert (found.is_kept, found.through) == (None, date(2009, 4, 30))
    assert found.finding.answer is UNDETERMINED


def test_a_later_cycle_missed_ends_the_doubt() -> None:
    found = kept(date(2012, 5, 1), UNDETERMINED, NO)
    assert (found.is_kept, found.through, found.finding.answer) == (False, None, NO)


@pytest.mark.parametrize(
    ("day", "said", "answers_so_far"),
    [
        (START, [], [NO]),
        (date(2009, 4, 30), [YES], [YES]),
        (date(2009, 4, 30), [YES, YES], [YES]),
        (date(2009, 5, 1), [YES], [YES, NO]),
        (date(2015, 5, 1), [YES, NO, YES], [YES, NO]),
        (date(2012, 5, 1), [UNDETERMINED, YES, YES], [UNDETERMINED, YES, YES]),
        (date(2012, 4, 30), [UNDETERMINED, YES], [UNDETERMINED, YES]),
        (date(2012, 4, 30), [UNDETERMINED, UNDETERMINED], [UNDETERMINED, UNDETERMINED]),
    ],
)
def test_the_findings_are_those_so_far_and_none_of_a_cycle_ahead(
    day: date, said: list[Answer], answers_so_far: list[Answer]
) -> None:
    found = kept(day, *said)
    assert [one.answer for one in found.findings] == answers_so_far
    assert found.account("ALL").children == found.findings


def test_a_cycle_missed_is_missed_for_good() -> None:
    clock = Clock(date(2030, 1, 1))
    kept_up(record(clock), Cycles(START, 36), lambda cycle: finding(NO))
    assert (clock.since, clock.until) == (date(2009, 5, 1), None)


def test_what_is_always_met_is_kept_through_the_end_of_the_calendar() -> None:
    found = kept_up(record(Clock(START)), Cycles(START, 36), lambda cycle: finding(YES))
    assert (found.is_kept, found.through) == (True, date.max)
    assert len(found.findings) == 1


def test_a_course_counts_in_the_cycle_it_is_dated_in_alone() -> None:
    clock = Clock(date(2009, 6, 1))
    asked = record(clock, course(date(2009, 4, 30)), course(date(2009, 5, 1)))

    def one(cycle: Cycle) -> Finding:
        found = asked.facts(CeCompleted, since=cycle.first, through=cycle.last)
        return finding(len(found) == 1)

    assert kept_up(asked, Cycles(START, 36), one).through == date(2015, 4, 30)


@pytest.mark.parametrize(
    ("start", "months", "problem"),
    [("2006-05-01", 36, "where a day is meant"), (START, "36", "give a whole number")],
)
def test_cycles_are_made_of_a_day_and_a_whole_number(
    start: date, months: int, problem: str
) -> None:
    with pytest.raises(TypeError, match=problem):
        Cycles(start, months)


@pytest.mark.parametrize(("returned", "what"), [(None, "nothing"), (True, "a bool")])
def test_a_requirement_returns_a_finding(returned: Any, what: str) -> None:
    with pytest.raises(TypeError, match=f"from 2006-05-01 through 2009-04-30 returned {what}, not"):
        kept_up(record(Clock(START)), Cycles(START, 36), lambda cycle: returned)
