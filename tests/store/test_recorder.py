"""Positions, versions and times: assigned by the store, in the transaction that writes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from ledger.store.application import FactLog, Outrun
from tests.store.clock import Clock, micros
from tests.store.conftest import Opener
from tests.store.facts import document
from tests.store.places import Place, places, rows

TEN = micros("2024-05-03T10:00:00+00:00")


def test_positions_count_from_one_in_order_of_commit(log: FactLog, place: Place) -> None:
    log.append([document("reyes", 1)])
    log.append([document("chen", 1)])
    log.append([document("reyes", 2)])
    assert places(place) == [(1, "reyes", 1), (2, "chen", 1), (3, "reyes", 2)]


def test_append_returns_the_positions(log: FactLog) -> None:
    log.append([document("reyes", 1)])
    assert [fact.position for fact in log.append([document("chen", 1), document("reyes", 2)])] == [
        2,
        3,
    ]


def test_facts_saved_together_stand_in_their_order(log: FactLog, place: Place) -> None:
    log.append([document("reyes", 1), document("chen", 1), document("reyes", 2)])
    assert places(place) == [(1, "reyes", 1), (2, "chen", 1), (3, "reyes", 2)]


@pytest.mark.parametrize("version", [1, 2, 4])
def test_a_version_that_is_not_the_next_one_is_refused(log: FactLog, version: int) -> None:
    log.append([document("reyes", 1), document("reyes", 2)])
    with pytest.raises(Outrun):
        log.append([document("reyes", version)])


def test_a_holder_starts_with_version_one(log: FactLog) -> None:
    with pytest.raises(Outrun):
        log.append([document("reyes", 2)])


def test_a_fact_alone_gets_the_next_version(log: FactLog, place: Place) -> None:
    log.append([document("reyes", 1), document("chen", 1), document("reyes", 2)])
    found = [log.append([document(holder, 0)])[0] for holder in ("reyes", "lee", "chen", "reyes")]
    assert [(fact.position, fact.version) for fact in found] == [(4, 3), (5, 1), (6, 2), (7, 4)]
    assert places(place)[3:] == [(4, "reyes", 3), (5, "lee", 1), (6, "chen", 2), (7, "reyes", 4)]
    assert log.stream("reyes")[2:] == (found[0], found[3])


def test_only_a_fact_alone_gets_the_next_version(log: FactLog, place: Place) -> None:
    log.append([document("reyes", 1)])
    before = rows(place)
    for facts in (
        [document("reyes", 0), document("reyes", 0)],
        [document("reyes", 2), document("chen", 0)],
    ):
        with pytest.raises(Outrun):
            log.append(facts)
    assert rows(place) == before


def test_facts_saved_together_are_refused_together(log: FactLog, place: Place) -> None:
    log.append([document("reyes", 1)])
    before = rows(place)
    with pytest.raises(Outrun):
        log.append([document("chen", 1), document("reyes", 1)])
    assert rows(place) == before


def test_a_refused_batch_leaves_no_gap(log: FactLog) -> None:
    with pytest.raises(Outrun):
        log.append([document("chen", 1), document("reyes", 7)])
    assert [fact.position for fact in log.append([document("reyes", 1)])] == [1]


def test_every_fact_is_recorded_at_the_time_of_the_clock(log: FactLog, clock: Clock) -> None:
    log.append([document("reyes", 1)])
    clock.set("2024-05-03T10:00:00.000001+00:00")
    log.append([document("reyes", 2)])
    assert [fact.recorded_micros for fact in log.stream("reyes")] == [TEN, TEN + 1]


def test_without_a_clock_it_is_the_time_of_the_machine(place: Place) -> None:
    log = FactLog(place.location, create=True)
    before = datetime.now(UTC)
    log.append([document("reyes", 1)])
    after = datetime.now(UTC)
    (fact,) = log.scan()
    log.close()
    assert before - timedelta(microseconds=1) <= fact.recorded_at <= after


def test_facts_saved_together_are_recorded_at_one_time(log: FactLog) -> None:
    log.append([document("reyes", 1), document("chen", 1)])
    assert [fact.recorded_micros for fact in log.scan()] == [TEN, TEN]


def test_recorded_at_stays_where_it_was_when_the_clock_goes_back(
    log: FactLog, clock: Clock
) -> None:
    log.append([document("reyes", 1)])
    clock.set("2019-01-01T00:00:00+00:00")
    log.append([document("chen", 1)])
    assert [fact.recorded_micros for fact in log.scan()] == [TEN, TEN]


def test_recorded_at_goes_on_once_the_clock_has_caught_up(log: FactLog, clock: Clock) -> None:
    log.append([document("reyes", 1)])
    clock.set("2024-05-03T09:00:00+00:00")
    log.append([document("reyes", 2)])
    clock.set("2024-05-03T10:00:01+00:00")
    log.append([document("reyes", 3)])
    assert [fact.recorded_micros for fact in log.scan()] == [TEN, TEN, TEN + 1_000_000]


def test_the_time_of_another_writer_is_respected_too(opened: Opener, clock: Clock) -> None:
    first, second = opened(), opened()
    first.append([document("reyes", 1)])
    clock.set("2024-05-03T09:59:59+00:00")
    second.append([document("chen", 1)])
    assert [fact.recorded_micros for fact in first.scan()] == [TEN, TEN]


def test_a_clock_of_before_1970_records_1970(log: FactLog, clock: Clock) -> None:
    clock.set("1969-12-31T23:59:59+00:00")
    log.append([document("reyes", 1)])
    assert [fact.recorded_at.isoformat() for fact in log.scan()] == ["1970-01-01T00:00:00+00:00"]


@pytest.mark.parametrize("at", [0, 1, TEN - 1, TEN + 1])
def test_a_fact_that_brings_its_position_keeps_its_time(log: FactLog, at: int) -> None:
    log.append_all([document("reyes", 1, position=1, recorded_micros=at)])
    assert [fact.recorded_micros for fact in log.scan()] == [at]


def test_a_fact_that_brings_another_position_than_the_next_is_refused(
    log: FactLog, place: Place
) -> None:
    with pytest.raises(Outrun, match="position 1 is taken"):
        log.append_all(
            [
                document("reyes", 1, position=1, recorded_micros=TEN),
                document("reyes", 2, position=1, recorded_micros=TEN),
            ]
        )
    assert places(place) == []


@pytest.mark.parametrize("count", [1_999, 2_000, 2_001, 4_001])
def test_any_number_of_facts_is_written_in_one_go(log: FactLog, count: int) -> None:
    facts = [document("reyes", version, str(version)) for version in range(1, count + 1)]
    assert log.append_all(facts) == count
    read = [(fact.position, fact.version, fact.data.document) for fact in log.scan()]
    assert read == [(number, number, str(number)) for number in range(1, count + 1)]


def test_a_day_of_before_1970_is_kept_as_a_negative_number(log: FactLog, place: Place) -> None:
    log.append([document("reyes", 1, on=date(1969, 12, 30))])
    assert place.execute("SELECT happened FROM facts") == [(-2,)]


def test_a_day_of_before_1970_is_read_back(log: FactLog) -> None:
    log.append([document("reyes", 1, on=date(1969, 12, 30))])
    assert [fact.on for fact in log.scan()] == [date(1969, 12, 30)]


def test_an_empty_ledger_has_no_last_position(log: FactLog) -> None:
    assert log.recorder.max_notification_id() is None
