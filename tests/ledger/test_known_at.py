"""What was known at a time: to the microsecond for an instant, to the end of a day for a date."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from ledger import BadInput, Ledger
from ledger.judging.history import KnownAt
from tests.ledger.clinic import CMA, EXPIRY, GRANTED, document, granted
from tests.store.clock import Clock


def known(ledger: Ledger, known_at: KnownAt) -> int:
    """How many facts of reyes were known."""
    return len(ledger.history("reyes", known_at=known_at))


def noon(microsecond: int) -> datetime:
    return datetime(2024, 5, 3, 12, 0, 0, microsecond, UTC)


@pytest.mark.parametrize(
    ("known_at", "count"), [(noon(6), 0), (noon(7), 1), (noon(8), 1), (None, 1)]
)
def test_an_instant_knows_what_is_recorded_by_then(
    ledger: Ledger, clock: Clock, known_at: KnownAt, count: int
) -> None:
    clock.set("2024-05-03T12:00:00.000007+00:00")
    document(ledger)
    assert known(ledger, known_at) == count


@pytest.mark.parametrize(
    ("recorded_at", "count"),
    [
        ("2024-05-03T00:00:00+00:00", 1),
        ("2024-05-03T23:59:59.999999+00:00", 1),
        ("2024-05-04T00:00:00+00:00", 0),
    ],
)
def test_a_date_knows_what_is_recorded_by_its_end_in_utc(
    ledger: Ledger, clock: Clock, recorded_at: str, count: int
) -> None:
    clock.set(recorded_at)
    document(ledger)
    assert known(ledger, date(2024, 5, 3)) == count


@pytest.mark.parametrize(("minute", "count"), [(59, 0), (60, 1)])
def test_an_instant_may_be_in_another_zone(
    ledger: Ledger, clock: Clock, minute: int, count: int
) -> None:
    clock.set("2024-05-03T12:00:00+00:00")
    document(ledger)
    zone = timezone(timedelta(hours=5, minutes=30))  # 12:00 in UTC is 17:30 there
    at = datetime(2024, 5, 3, 16, 30, tzinfo=zone) + timedelta(minutes=minute)
    assert known(ledger, at) == count


def test_an_instant_without_a_zone_is_refused(ledger: Ledger) -> None:
    document(ledger)
    with pytest.raises(BadInput, match="has no zone; write it in UTC"):
        known(ledger, datetime(2024, 5, 3, 12))


@pytest.mark.parametrize("known_at", ["2024-05-03", "", 5])
def test_what_is_no_time_is_refused(ledger: Ledger, known_at: Any) -> None:
    document(ledger)
    with pytest.raises(BadInput, match=r"is no knowledge time; give a datetime\.date"):
        ledger.eligible("reyes", CMA, known_at=known_at)


@pytest.mark.parametrize(("end", "hours"), [(datetime.max, -1), (datetime.min, 1)])
def test_an_instant_that_is_on_no_day_in_utc_is_refused(
    ledger: Ledger, end: datetime, hours: int
) -> None:
    document(ledger)
    with pytest.raises(BadInput, match="is beyond the calendar in UTC"):
        ledger.eligible("reyes", CMA, known_at=end.replace(tzinfo=timezone(timedelta(hours=hours))))


def test_the_last_day_there_is_knows_everything(ledger: Ledger) -> None:
    document(ledger)
    assert known(ledger, date.max) == 1


class TestHead:
    """The last position a verdict has seen."""

    @pytest.fixture
    def three(self, ledger: Ledger, clock: Clock) -> Ledger:
        """Positions 1 to 3, recorded on the 3rd, 4th and 5th of May; the second is of chen."""
        for day, holder in ((3, "reyes"), (4, "chen"), (5, "reyes")):
            clock.set(f"2024-05-0{day}T12:00:00+00:00")
            document(ledger, holder=holder)
        return ledger

    @pytest.mark.parametrize(("day", "head"), [(2, 0), (3, 1), (4, 2), (5, 3), (6, 3)])
    def test_the_head_is_that_of_the_whole_ledger_at_the_time(
        self, three: Ledger, day: int, head: int
    ) -> None:
        assert three.eligible("reyes", CMA, known_at=date(2024, 5, day)).head == head

    def test_the_head_is_the_last_position_when_no_time_is_given(self, three: Ledger) -> None:
        assert three.eligible("reyes", CMA).head == 3

    def test_a_verdict_says_the_knowledge_time_it_was_asked_for(self, three: Ledger) -> None:
        at = datetime(2024, 5, 4, 12, tzinfo=UTC)
        assert three.eligible("reyes", CMA, known_at=at).known_at == at


class TestAnswers:
    """Certified in 2019, recorded on 2024-05-03; on 2024-05-10 that turns out to be a mistake."""

    @pytest.fixture
    def mistaken(self, ledger: Ledger, clock: Clock) -> Ledger:
        clock.set("2024-05-03T12:00:00+00:00")
        granted(ledger)
        clock.set("2024-05-10T12:00:00+00:00")
        ledger.correct("reyes", 1, reason="another person", void=True)
        return ledger

    @pytest.mark.parametrize(
        ("known_at", "status"),
        [
            (date(2024, 5, 2), "none"),
            (date(2024, 5, 3), "current"),
            (date(2024, 5, 9), "current"),
            (datetime(2024, 5, 10, 11, 59, 59, 999_999, UTC), "current"),
            (datetime(2024, 5, 10, 12, tzinfo=UTC), "none"),
            (date(2024, 5, 10), "none"),
            (None, "none"),
        ],
    )
    def test_a_correction_acts_on_past_days_from_the_moment_it_is_recorded(
        self, mistaken: Ledger, known_at: KnownAt, status: str
    ) -> None:
        assert mistaken.eligible("reyes", CMA, on=GRANTED, known_at=known_at).status == status

    @pytest.mark.parametrize(
        ("known_at", "statuses"),
        [(date(2024, 5, 9), ["current", "expired"]), (date(2024, 5, 10), ["none"])],
    )
    def test_a_timeline_shows_what_was_known(
        self, mistaken: Ledger, known_at: KnownAt, statuses: list[str]
    ) -> None:
        intervals = mistaken.timeline(
            "reyes", CMA, start=EXPIRY, end=EXPIRY + timedelta(days=1), known_at=known_at
        )
        assert [interval.status for interval in intervals] == statuses

    def test_a_name_is_what_was_known(self, ledger: Ledger, clock: Clock) -> None:
        on = date(2024, 1, 1)
        clock.set("2024-05-03T12:00:00+00:00")
        ledger.record("holder-enrolled", "reyes", on=on, data={"name": "Ana Reyes"})
        clock.set("2024-05-04T12:00:00+00:00")
        ledger.record("holder-updated", "reyes", on=on, data={"name": "Ana Reyes-Wu"})
        names = [ledger.name("reyes", known_at=date(2024, 5, day)) for day in (2, 3, 4)]
        assert names == [None, "Ana Reyes", "Ana Reyes-Wu"]
