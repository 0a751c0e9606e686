"""A history: what was known at a time, with corrections applied."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from ledger.errors import BadInput
from ledger.facts.kinds import CeCompleted, CredentialGranted, ExamAttempted
from ledger.judging.history import History, between, last_micros, utc_date
from tests.judging.made_up import CODE, GRANTED, course, history

Table = dict[str, Any]
COURSE = course(date(2021, 3, 3), "2")


def correction(corrects: int, replacement: Table | None = None) -> Table:
    """A correction of that version, void without a replacement."""
    table = {"kind": "fact-corrected", "on": date(2022, 1, 1), "corrects": corrects, "reason": "x"}
    return table if replacement is None else {**table, "replacement": replacement}


def rye(amount: str, on: date = date(2021, 3, 3)) -> Table:
    """A replacement for a course."""
    return {"on": on, "data": {"title": "Rye", "credits": amount, "unit": "credit"}}


def credits_of(known: History) -> list[str]:
    """The amounts of the courses that stand."""
    return [str(fact.data.credits) for fact in known.timed(CeCompleted).facts]


def test_facts_stand_in_order_of_day_and_then_of_record() -> None:
    known = history(course(date(2021, 3, 3)), course(date(2020, 1, 1)), course(date(2021, 3, 3)))
    assert [fact.version for fact in known.facts] == [2, 1, 3]


def test_a_void_fact_does_not_stand() -> None:
    assert credits_of(history(COURSE, correction(1))) == []


def test_a_replacement_stands_with_its_own_day_and_data() -> None:
    known = history(COURSE, correction(1, rye("3", on=date(2020, 2, 2))))
    assert [(f.version, f.on, str(f.data.credits)) for f in known.facts] == [
        (1, date(2020, 2, 2), "3")
    ]


def test_a_replaced_fact_keeps_its_place_in_the_order_of_record() -> None:
    known = history(COURSE, COURSE, correction(1, rye("9")))
    assert credits_of(known) == ["9", "2"]


def test_a_replaced_fact_keeps_its_ref() -> None:
    known = history({**COURSE, "ref": "R-1"}, correction(1, rye("9")))
    assert known.facts[0].ref == "R-1"


def test_the_last_correction_counts_alone() -> None:
    assert credits_of(history(COURSE, correction(1, rye("3")), correction(1, rye("4")))) == ["4"]


def test_a_replacement_after_a_void_stands() -> None:
    assert credits_of(history(COURSE, correction(1), correction(1, rye("4")))) == ["4"]


def test_a_voided_correction_leaves_the_one_before_it() -> None:
    known = history(COURSE, correction(1, rye("3")), correction(1, rye("4")), correction(3))
    assert credits_of(known) == ["3"]


def test_a_voided_void_leaves_the_fact_as_it_was() -> None:
    assert credits_of(history(COURSE, correction(1), correction(2))) == ["2"]


def test_a_void_of_a_void_of_a_void_strikes_the_fact() -> None:
    assert credits_of(history(COURSE, correction(1), correction(2), correction(3))) == []


def test_a_corrected_correction_acts_as_its_replacement_says() -> None:
    meant = {
        "on": date(2022, 1, 1),
        "data": {"corrects": 1, "reason": "x", "replacement": rye("7")},
    }
    assert credits_of(history(COURSE, correction(1), correction(2, meant))) == ["7"]


def test_a_corrected_correction_keeps_its_place_among_the_corrections() -> None:
    meant = {
        "on": date(2022, 1, 1),
        "data": {"corrects": 1, "reason": "x", "replacement": rye("7")},
    }
    known = history(COURSE, correction(1), correction(1, rye("4")), correction(2, meant))
    assert credits_of(known) == ["4"]


def test_a_correction_moved_to_another_fact_leaves_the_first_as_it_was() -> None:
    meant = {"on": date(2022, 1, 1), "data": {"corrects": 2, "reason": "x"}}
    known = history(COURSE, course(date(2021, 4, 4), "5"), correction(1), correction(3, meant))
    assert credits_of(known) == ["2"]


def test_it_says_which_correction_counts() -> None:
    known = history(COURSE, correction(1, rye("3")), correction(1, rye("4")), correction(3))
    assert known.corrected_by == {1: 2, 3: 4}


def test_recorded_keeps_every_fact_as_it_was_recorded() -> None:
    known = history(COURSE, correction(1, rye("3")))
    assert [str(known.recorded[0].data.credits), known.recorded[1].kind] == ["2", "fact-corrected"]


LATE = {**COURSE, "recorded_at": datetime(2021, 8, 5, 23, 30, tzinfo=UTC)}


@pytest.mark.parametrize(
    ("known_at", "count"),
    [
        (None, 1),
        (date(2021, 8, 4), 0),
        (date(2021, 8, 5), 1),
        (datetime(2021, 8, 5, 23, 29, 59, 999999, tzinfo=UTC), 0),
        (datetime(2021, 8, 5, 23, 30, tzinfo=UTC), 1),
        (datetime(2021, 8, 6, 8, 29, tzinfo=timezone(timedelta(hours=9))), 0),
        (datetime(2021, 8, 6, 8, 30, tzinfo=timezone(timedelta(hours=9))), 1),
        (date.max, 1),
    ],
)
def test_a_fact_is_known_from_the_instant_it_was_recorded(
    known_at: date | datetime | None, count: int
) -> None:
    assert len(history(LATE).known_at(known_at).facts) == count


def test_a_date_as_knowledge_time_includes_the_last_microsecond_of_the_day() -> None:
    last = datetime(2021, 8, 5, 23, 59, 59, 999999, tzinfo=UTC)
    known = history({**COURSE, "recorded_at": last})
    assert len(known.known_at(date(2021, 8, 5)).facts) == 1


def test_a_correction_acts_only_once_it_is_known() -> None:
    known = history(COURSE, {**correction(1), "recorded_at": datetime(2022, 6, 1, tzinfo=UTC)})
    assert credits_of(known.known_at(date(2022, 5, 31))) == ["2"]
    assert credits_of(known.known_at(date(2022, 6, 1))) == []


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(BadInput, match="has no zone"):
        last_micros(datetime(2021, 8, 5))


@pytest.mark.parametrize(
    ("known_at", "expected"),
    [
        (None, None),
        (date(2020, 4, 1), date(2020, 4, 1)),
        (datetime(2020, 4, 1, 3, tzinfo=timezone(timedelta(hours=9))), date(2020, 3, 31)),
        (datetime(2020, 3, 31, 20, tzinfo=timezone(timedelta(hours=-9))), date(2020, 4, 1)),
    ],
)
def test_announcements_are_known_by_the_utc_date(
    known_at: date | datetime | None, expected: date | None
) -> None:
    assert utc_date(known_at) == expected


def test_assumed_facts_count_and_the_history_stays_as_it_was() -> None:
    known = history(COURSE)
    assumed = known.recorded[0]._replace(version=2)
    assert len(known.with_assumed([assumed]).facts) == 2
    assert len(known.facts) == 1


def test_without_a_version_the_fact_never_happened() -> None:
    known = history(COURSE, course(date(2021, 4, 4), "5"))
    assert credits_of(known.without(1)) == ["5"]


def test_replacing_a_fact_puts_it_where_its_day_belongs() -> None:
    known = history(COURSE, course(date(2021, 4, 4), "5"))
    later = known.recorded[0]._replace(on=date(2021, 5, 5))
    assert credits_of(known.replacing(later)) == ["5", "2"]


def test_timed_gives_one_kind_and_one_credential() -> None:
    failed = {"kind": "exam-attempted", "on": date(2021, 1, 1), "outcome": "failed"}
    known = history(GRANTED, failed, {**failed, "credential": "guild/cook"}, COURSE)
    assert [f.version for f in known.timed(ExamAttempted, credential=CODE).facts] == [2]
    assert [f.version for f in known.timed(ExamAttempted, CredentialGranted).facts] == [1, 2, 3]


@pytest.mark.parametrize(
    ("since", "through", "expected"),
    [
        (None, None, (0, 4)),
        (date(2021, 1, 1), date(2021, 1, 1), (0, 2)),
        (date(2021, 1, 2), date(2021, 6, 1), (2, 3)),
        (date(2021, 6, 2), None, (3, 4)),
        (None, date(2020, 12, 31), (0, 0)),
        (date(2022, 1, 1), date(2021, 1, 1), (4, 4)),
    ],
)
def test_between_includes_both_days(
    since: date | None, through: date | None, expected: tuple[int, int]
) -> None:
    days = [date(2021, 1, 1), date(2021, 1, 1), date(2021, 6, 1), date(2021, 9, 1)]
    assert between(days, since, through) == expected
