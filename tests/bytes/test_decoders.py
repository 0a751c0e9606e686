"""Every decoder under hypothesis: right inputs with changes, and any bytes at all."""

from __future__ import annotations

import time
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.campaigns.fuzz_mutation import ODD, mutated
from tests.campaigns.fuzz_targets import TARGETS, tried

searched = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
names = pytest.mark.parametrize("name", TARGETS)


@names
def test_the_inputs_to_start_from_are_right(name: str) -> None:
    target = TARGETS[name]
    right = [tried(target, data) for data in target.seeds()]
    assert sum(right) > len(right) / 2


@names
@searched
@given(st.data())
def test_a_right_input_with_changes_is_right_or_one_of_our_errors(
    name: str, data: st.DataObject
) -> None:
    seeds = list(TARGETS[name].seeds())
    given_ = bytearray(data.draw(st.sampled_from(seeds)))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(given_)))
        end = at + data.draw(st.integers(0, 8))
        given_[at:end] = data.draw(st.binary(max_size=4) | st.sampled_from(ODD))
    tried(TARGETS[name], bytes(given_))


@names
@searched
@given(data=st.binary(max_size=300) | st.text(max_size=100).map(str.encode))
def test_any_bytes_are_right_or_one_of_our_errors(name: str, data: bytes) -> None:
    tried(TARGETS[name], data)


@names
def test_what_a_long_run_tries_is_right_or_one_of_our_errors_in_bounded_time(name: str) -> None:
    target, luck = TARGETS[name], Random(name)
    end = time.monotonic() + 0.6
    while time.monotonic() < end:
        data = mutated(target.seeds(), luck)
        begun = time.process_time()
        tried(target, data)
        assert time.process_time() - begun < 2, data
