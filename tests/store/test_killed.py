"""A writer is killed at random moments; what it said is recorded is there."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import NamedTuple

import pytest

from ledger.store.application import FactLog
from tests.store.conftest import place_in
from tests.store.facts import document
from tests.store.places import Place
from tests.store.processes import Said, Writer

ROUNDS = 10


class Outcome(NamedTuple):
    """What the writers said before each was killed, and the ledger that is left."""

    place: Place
    said: list[Said]
    log: FactLog


@pytest.fixture(scope="module")
def outcome(
    store_name: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Outcome]:
    """Ten writers, one after another; each is killed after a few facts and a moment."""
    place = place_in(store_name, tmp_path_factory.mktemp("killed"), request)
    said: list[Said] = []
    with ExitStack() as stack:
        writers = [
            stack.enter_context(Writer(place, f"w{number}", 10_000)) for number in range(ROUNDS)
        ]
        for writer in writers:
            writer.wait_until_ready()
        for writer in writers:
            writer.start()
            said += writer.hear(random.randint(1, 20))
            time.sleep(random.uniform(0, 0.004))
            said += writer.kill()
    log = FactLog(place.location, create=False)
    yield Outcome(place, said, log)
    log.close()


def test_every_writer_had_recorded_something(outcome: Outcome) -> None:
    assert {said.writer for said in outcome.said} == {f"w{number}" for number in range(ROUNDS)}


def test_every_fact_that_was_said_to_be_recorded_is_there(outcome: Outcome) -> None:
    facts = {(f.position, f.holder, f.version, f.data.document) for f in outcome.log.scan()}
    said = {(s.position, s.holder, s.version, f"{s.writer} {s.number}") for s in outcome.said}
    assert said <= facts


def test_a_writer_left_at_most_one_fact_that_it_had_not_said(outcome: Outcome) -> None:
    said = {f"{s.writer} {s.number}" for s in outcome.said}
    unsaid = [f.recorded_by for f in outcome.log.scan() if f.data.document not in said]
    assert len(unsaid) == len(set(unsaid))


def test_positions_are_dense(outcome: Outcome) -> None:
    positions = [fact.position for fact in outcome.log.scan()]
    assert positions == list(range(1, len(positions) + 1))


def test_versions_are_dense(outcome: Outcome) -> None:
    versions = [fact.version for fact in outcome.log.stream("shared")]
    assert versions == list(range(1, len(versions) + 1))


def test_the_ledger_is_sound(outcome: Outcome) -> None:
    assert outcome.place.verified().problems == ()


def test_the_next_fact_is_recorded(outcome: Outcome) -> None:
    head = outcome.log.recorder.max_notification_id() or 0
    assert [fact.position for fact in outcome.log.append([document("afterwards", 1)])] == [head + 1]
