"""The watchdog: what does not end is ended, and nothing else is."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Thread
from typing import Any

import pytest

from ledger.judging import watchdog
from ledger.judging.watchdog import Overrun, TookTooLong, watched


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watchdog, "LONGEST", 0.1)


def loop(_: object) -> None:
    """Never ends."""
    while True:
        pass


def stubborn(_: object) -> None:
    """Never ends, and catches every error."""
    while True:
        with contextlib.suppress(Exception):
            loop(None)


def once_deaf(_: object) -> str:
    """Takes the first exception for its own, and answers."""
    with contextlib.suppress(BaseException):
        loop(None)
    return "answer"


def test_what_ends_in_time_returns_its_answer() -> None:
    assert watched(lambda number: number + 1, 2) == 3


def test_an_answer_may_be_none() -> None:
    assert watched(lambda _: None, 2) is None


def test_what_it_raises_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        watched(lambda number: 1 // number, 0)


@pytest.mark.parametrize("endless", [loop, stubborn])
def test_what_does_not_end_is_ended(endless: Callable[[object], None]) -> None:
    with pytest.raises(TookTooLong, match=r"did not answer within 0\.1 seconds and was ended"):
        watched(endless, None)


def test_an_answer_given_after_all_is_taken() -> None:
    assert watched(once_deaf, None) == "answer"


def test_it_may_be_given_more_time() -> None:
    def slow(_: object) -> str:
        end = time.monotonic() + 0.3
        while time.monotonic() < end:
            pass
        return "answer"

    assert watched(slow, None, times=50) == "answer"


def test_threads_are_ended_one_by_one() -> None:
    def ask(number: int) -> str:
        try:
            watched(loop if number % 2 else str, number)
        except TookTooLong:
            return "ended"
        return "answered"

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(ask, range(16))) == ["answered", "ended"] * 8


def test_what_was_raised_too_late_is_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """The guard decides to raise just as the answer is there: nothing is hit afterwards."""
    monkeypatch.setattr(watchdog, "LONGEST", 1_000.0)

    def shot_at_the_end(_: object) -> str:
        ((key, watch),) = watchdog._watches.items()
        guard = Thread(target=watchdog._shoot, args=(key, watch))
        guard.start()
        return "answer"

    hits: list[BaseException] = []
    for _ in range(300):
        try:
            with contextlib.suppress(TookTooLong):
                watched(shot_at_the_end, None)
            for _ in range(200):
                pass
        except Overrun as error:
            hits.append(error)
    assert hits == []
    assert not watchdog._watches


def test_a_guard_that_nobody_needs_ends_and_another_one_comes() -> None:
    watched(str, 1)
    guard: Any = watchdog._guard
    guard.join(timeout=20)
    assert not guard.is_alive()
    with pytest.raises(TookTooLong):
        watched(loop, None)


def test_ctrl_c_is_not_held_back() -> None:
    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        watched(interrupted, None)
    assert not watchdog._watches


def test_watching_costs_little() -> None:
    """Under a microsecond on an idle machine; ten leave room for a busy one."""
    calls = 20_000

    def seconds(call: Callable[[], object]) -> float:
        start = time.perf_counter()
        for _ in range(calls):
            call()
        return time.perf_counter() - start

    plain = min(seconds(lambda: str(1)) for _ in range(5))
    guarded = min(seconds(lambda: watched(str, 1)) for _ in range(5))
    assert (guarded - plain) / calls < 10e-6
