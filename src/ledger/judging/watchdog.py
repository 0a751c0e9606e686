"""The watchdog: ends code of a plugin that does not end by itself.

What is called through `watched` and has not returned after `LONGEST` seconds gets `Overrun`
raised in it. That ends loops in Python in any thread; one call into C that never returns (an
endless sleep, an astronomic power) cannot be ended. Watching costs less than a microsecond a call:
the guard is a thread that is started when something is watched and ends when nothing has been for
a while.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from threading import Lock, Thread, current_thread, get_ident
from time import monotonic, sleep
from typing import Any, TypeVar

T = TypeVar("T")
A = TypeVar("A")

LONGEST = 10.0
"""Seconds that code of a plugin may take to answer one question."""

_NONE: Any = object()
_LOOKS = 10
"""How often the guard looks while the longest time passes, and how long it stays for nothing."""


class Overrun(BaseException):
    """Raised in code that took too long; not an Exception, so that it is not caught by mistake."""


class TookTooLong(Exception):
    """Code of a plugin was ended because it did not answer in time."""


_THREAD, _SINCE, _TIMES, _IS_SHOT = range(4)
_Watch = list[Any]
"""The thread, since when, how many times the limit, and whether `Overrun` was raised in it. A list
is made three times as fast as an object."""

_watches: dict[int, _Watch] = {}
_lock = Lock()
_guard: Thread | None = None


def watched(function: Callable[[A], T], argument: A, *, times: int = 1) -> T:
    """``function(argument)``, ended when it takes too long.

    Args:
        function: Code of a plugin.
        argument: What it is called with.
        times: How many times the usual limit it may take.

    Raises:
        TookTooLong: when it had to be ended.
        BaseException: whatever the function raises.
    """
    watch: _Watch = [get_ident(), monotonic(), times, False]
    key = id(watch)
    answer: Any = _NONE
    try:
        try:
            _watches[key] = watch
            if _guard is None:
                _start()
            answer = function(argument)
        finally:
            # From here on nothing more is raised; what was raised before is taken back, or arrives
            # within this try and is caught below.
            _watches.pop(key, None)
            if watch[_IS_SHOT]:
                _take_back(watch[_THREAD])
    except Overrun:
        _watches.pop(key, None)
    if answer is not _NONE:
        return answer  # type: ignore[no-any-return]
    seconds = LONGEST * times
    raise TookTooLong(f"did not answer within {seconds:g} seconds and was ended")


def _take_back(thread: int) -> None:
    with _lock:  # a guard that is about to raise has raised afterwards
        _raise_in(thread, None)


def _raise_in(thread: int, kind: type[BaseException] | None) -> None:
    """Raises an exception in a thread at its next bytecode; None: takes a pending one back."""
    import ctypes

    what = None if kind is None else ctypes.py_object(kind)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), what)


def _start() -> None:
    global _guard  # noqa: PLW0603 - there is one guard
    with _lock:
        if _guard is None:
            _guard = Thread(target=_watch, name="ledger-watchdog", daemon=True)
            _guard.start()


def _watch() -> None:
    global _guard  # noqa: PLW0603 - there is one guard
    idle = 0
    while True:
        sleep(min(LONGEST / _LOOKS, 1.0))
        idle = 0 if _watches else idle + 1
        if idle > _LOOKS:
            _guard = None
            if not _watches:
                return
            # Somebody came before seeing that nobody guards; whoever comes now starts a new one.
            with _lock:
                if _guard is not None:
                    return
                _guard = current_thread()
            idle = 0
        for key, watch in list(_watches.items()):
            if monotonic() - watch[_SINCE] > LONGEST * watch[_TIMES]:
                _shoot(key, watch)


def _shoot(key: int, watch: _Watch) -> None:
    with _lock:
        watch[_IS_SHOT] = True  # before looking: who leaves in between takes back what is not there
        if _watches.get(key) is watch:
            watch[_SINCE] = monotonic()  # code that catches everything is told again later
            _raise_in(watch[_THREAD], Overrun)


def _forget() -> None:
    """In the child of a fork: no guard runs there."""
    global _guard, _lock
    _guard, _lock = None, Lock()
    _watches.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
