"""Eight processes record at once, on holders of their own and on one they share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from threading import Timer
from typing import NamedTuple

import pytest

from ledger.facts.fact import Fact
from ledger.store.application import FactLog
from tests.store.conftest import place_in
from tests.store.processes import PATIENCE, Said, Writer

WRITERS = tuple(f"w{number}" for number in range(1, 9))
EACH = 24
ALL = len(WRITERS) * EACH


class Outcome(NamedTuple):
    """What the writers said, what a reader saw meanwhile, and what is in the ledger in the end."""

    said: list[Said]
    tailed: list[int]
    facts: list[Fact[tuple[object, ...]]]


@pytest.fixture(scope="module")
def outcome(
    store_name: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Outcome]:
    """One run; there is no ledger when the writers start."""
    place = place_in(store_name, tmp_path_factory.mktemp("writers"), request)
    with ExitStack() as stack:
        writers = [stack.enter_context(Writer(place, name, EACH)) for name in WRITERS]
        for writer in writers:
            writer.wait_until_ready()
        for writer in writers:
            writer.start()
        log = FactLog(place.location, create=True)
        tailed = list(tail(log))
        said = [said for writer in writers for said in writer.finish()]
    yield Outcome(said, tailed, list(log.scan()))
    log.close()


def tail(log: FactLog) -> Iterator[int]:
    """The positions a subscription shows, until all are there or patience ends."""
    with log.recorder.subscribe(0) as subscription:
        timer = Timer(PATIENCE, subscription.stop)
        timer.start()
        for count, notification in enumerate(subscription, 1):
            yield notification.id
            if count == ALL:
                break
        timer.cancel()


def test_every_writer_was_told_that_all_its_facts_are_recorded(outcome: Outcome) -> None:
    counts = [sum(said.writer == name for said in outcome.said) for name in WRITERS]
    assert counts == [EACH] * len(WRITERS)


def test_no_fact_is_lost_and_none_is_there_twice(outcome: Outcome) -> None:
    expected = sorted(f"{name} {number}" for name in WRITERS for number in range(EACH))
    assert sorted(str(fact.data[0]) for fact in outcome.facts) == expected


def test_positions_are_dense(outcome: Outcome) -> None:
    assert [fact.position for fact in outcome.facts] == list(range(1, ALL + 1))


@pytest.mark.parametrize(
    ("holder", "count"), [*((name, EACH // 2) for name in WRITERS), ("shared", ALL // 2)]
)
def test_versions_of_a_holder_are_dense(outcome: Outcome, holder: str, count: int) -> None:
    versions = [fact.version for fact in outcome.facts if fact.holder == holder]
    assert versions == list(range(1, count + 1))


def test_recorded_at_never_goes_back(outcome: Outcome) -> None:
    times = [fact.recorded_micros for fact in outcome.facts]
    assert times == sorted(times)


def test_every_fact_is_where_its_writer_was_told(outcome: Outcome) -> None:
    told = {(s.position, s.holder, s.version, f"{s.writer} {s.number}") for s in outcome.said}
    facts = {(f.position, f.holder, f.version, str(f.data[0])) for f in outcome.facts}
    assert told == facts


@pytest.mark.parametrize("name", WRITERS)
def test_the_facts_of_a_writer_stand_in_the_order_it_recorded_them(
    outcome: Outcome, name: str
) -> None:
    own = [str(fact.data[0]) for fact in outcome.facts if fact.recorded_by == name]
    assert own == [f"{name} {number}" for number in range(EACH)]


def test_a_reader_at_the_tail_sees_every_fact_once_in_order(outcome: Outcome) -> None:
    assert outcome.tailed == list(range(1, ALL + 1))
