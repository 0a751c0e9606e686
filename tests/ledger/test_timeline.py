"""`Ledger.timeline`: intervals that tile the days asked for."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ledger import BadInput, Ledger
from ledger.judging.findings import NO, YES, Answer
from ledger.judging.judgement import Status
from ledger.judging.verdict import Interval
from tests.ledger.clinic import CMA, EXPIRY, GRANTED, course, document, granted

DAY = timedelta(days=1)


@pytest.fixture
def reyes(ledger: Ledger) -> Ledger:
    """Certified on 2019-07-15 and through 2024-07-31; a course is on record on 2023-01-10."""
    granted(ledger)
    course(ledger, on=date(2023, 1, 10))
    return ledger


def answers(*, ce: bool, exam: bool, title: bool) -> dict[str, Answer]:
    """The answers of a timeline; sitting the exam for the first time is never open here."""
    return {
        "exam": NO,
        "recertify-ce": YES if ce else NO,
        "recertify-exam": YES if exam else NO,
        "use-title": YES if title else NO,
    }


def test_a_timeline_shows_every_change_and_nothing_else(reyes: Ledger) -> None:
    intervals = reyes.timeline("reyes", CMA, start=date(2019, 1, 1), end=date(2024, 12, 31))
    assert intervals == [
        Interval(
            date(2019, 1, 1), GRANTED, Status.NONE, None, answers(ce=False, exam=False, title=False)
        ),
        Interval(
            GRANTED,
            date(2023, 1, 10),
            Status.CURRENT,
            EXPIRY,
            answers(ce=False, exam=True, title=True),
        ),
        Interval(
            date(2023, 1, 10),
            date(2024, 8, 1),
            Status.CURRENT,
            EXPIRY,
            answers(ce=True, exam=True, title=True),
        ),
        Interval(
            date(2024, 8, 1),
            date(2024, 11, 1),
            Status.EXPIRED,
            EXPIRY,
            answers(ce=True, exam=True, title=False),
        ),
        Interval(
            date(2024, 11, 1),
            date(2025, 1, 1),
            Status.EXPIRED,
            EXPIRY,
            answers(ce=False, exam=True, title=False),
        ),
    ]


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2019, 7, 14), date(2019, 7, 15)),
        (date(2019, 7, 15), date(2024, 7, 31)),
        (date(2024, 7, 31), date(2024, 8, 1)),
        (date(2000, 1, 1), date(2100, 1, 1)),
    ],
)
def test_intervals_tile_the_days_from_start_through_end(
    reyes: Ledger, start: date, end: date
) -> None:
    intervals = reyes.timeline("reyes", CMA, start=start, end=end)
    edges = [start, *(interval.until for interval in intervals)]
    assert [interval.since for interval in intervals] == edges[:-1]
    assert edges[-1] == end + DAY


@pytest.mark.parametrize("day", [date(2019, 7, 14), GRANTED, EXPIRY, date(2024, 8, 1)])
def test_one_day_is_one_interval(reyes: Ledger, day: date) -> None:
    found = reyes.timeline("reyes", CMA, start=day, end=day)
    assert [(interval.since, interval.until) for interval in found] == [(day, day + DAY)]


def test_it_starts_with_the_earliest_fact(reyes: Ledger) -> None:
    document(reyes, on=date(2018, 3, 5))
    assert reyes.timeline("reyes", CMA)[0].since == date(2018, 3, 5)


def test_it_ends_ten_years_after_the_latest_fact(reyes: Ledger) -> None:
    # Through 2033-01-10, ten years after the course.
    assert reyes.timeline("reyes", CMA)[-1].until == date(2033, 1, 11)


def test_ten_years_after_a_leap_day_are_the_last_of_february(reyes: Ledger) -> None:
    document(reyes, on=date(2024, 2, 29))
    assert reyes.timeline("reyes", CMA)[-1].until == date(2034, 3, 1)


def test_a_void_fact_does_not_stretch_it(reyes: Ledger) -> None:
    document(reyes, on=date(2010, 1, 1))
    reyes.correct("reyes", 3, reason="another person", void=True)
    assert reyes.timeline("reyes", CMA)[0].since == GRANTED


def test_a_start_after_the_default_end_is_a_day_of_its_own(reyes: Ledger) -> None:
    start = date(2050, 1, 1)
    found = reyes.timeline("reyes", CMA, start=start)
    assert [(interval.since, interval.until) for interval in found] == [(start, start + DAY)]


def test_a_start_after_the_end_is_refused(reyes: Ledger) -> None:
    with pytest.raises(BadInput, match="2024-07-02 is after 2024-07-01") as caught:
        reyes.timeline("reyes", CMA, start=date(2024, 7, 2), end=date(2024, 7, 1))
    assert caught.value.field == "--from"


def test_an_end_before_the_earliest_fact_is_refused_without_a_start(reyes: Ledger) -> None:
    with pytest.raises(BadInput, match="2019-07-14 is before 2019-07-15, the day of") as caught:
        reyes.timeline("reyes", CMA, end=date(2019, 7, 14))
    assert caught.value.field == "--to"


def test_the_whole_calendar_can_be_asked_for(reyes: Ledger) -> None:
    last = date(9999, 12, 30)
    intervals = reyes.timeline("reyes", CMA, start=date.min, end=last)
    assert (intervals[0].since, intervals[-1].status) == (date.min, "expired")
    assert intervals[-1].until == date.max


def test_the_last_day_of_the_calendar_has_no_day_after_it(reyes: Ledger) -> None:
    with pytest.raises(BadInput, match="is the last day of the calendar"):
        reyes.timeline("reyes", CMA, end=date.max)


def test_a_holder_not_known_yet_has_one_day_of_nothing_at_least(reyes: Ledger) -> None:
    intervals = reyes.timeline("reyes", CMA, known_at=date(2020, 1, 1))
    assert [(interval.status, interval.expires_on) for interval in intervals] == [("none", None)]
