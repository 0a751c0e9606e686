"""What a judge asks beside its record: the machine's clock, chance, the environment, files.

The interpreter reports every call while a judge runs, so it is no matter how a name was imported.
"""

from __future__ import annotations

import ctypes
import gc
import os
import random
import sys
from collections.abc import Callable
from datetime import date
from pathlib import PurePath
from threading import get_ident
from types import CodeType, FrameType, ModuleType
from typing import Any, NamedTuple

from ledger.bodies.body import Credential
from ledger.judging.judgement import Judgement
from ledger.judging.record import Record

_CLOCK = {"today", "now", "utcnow"}
_TIME = {
    "time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns",
    "process_time", "process_time_ns", "thread_time", "thread_time_ns", "clock_gettime",
    "clock_gettime_ns", "localtime", "gmtime", "ctime", "sleep",
}  # fmt: skip
_TALK = {"open": "a file", "open_code": "a file", "print": "the terminal", "input": "the terminal"}
_MACHINE = {"posix", "nt", "_socket", "_posixsubprocess", "_winapi"}
_PURE = {"fspath"}
_environment: Any = type(os.environ)
_ENVIRONMENT = {
    vars(_environment)[name].__code__
    for name in ("__getitem__", "__setitem__", "__delitem__", "__iter__", "__len__")
}
_SEED: CodeType = random.Random.seed.__code__
_chance: Any = random
_SHARED = _chance._inst
"""The generator behind ``random.random`` and its like."""


class Asked(NamedTuple):
    """Something that a judge asked beside its record.

    Attributes:
        what: What was asked, for example ``the machine's clock (date.today)``.
        where: Which line asked it, for example ``member.py, line 31``.
    """

    what: str
    where: str


def overheard(credential: Credential, asked: set[Asked]) -> Credential:
    """The credential, its judge being listened to.

    Args:
        credential: What is judged.
        asked: To this is added what the judge asks beside its record.
    """

    def judge(record: Record) -> Judgement:
        before, collects = sys.getprofile(), gc.isenabled()
        _settle()
        gc.disable()  # whoever counts how long a collection takes is not the judge
        sys.setprofile(_listener(asked))
        try:
            return credential.judge(record)
        finally:
            sys.setprofile(before)
            if collects:
                gc.enable()

    return credential._replace(judge=judge)


class _Settled(BaseException):
    """Raised by `_settle` in itself."""


def _settle() -> None:
    """Lets an exception arrive that was raised in this thread from outside.

    One that the watchdog took back leaves the interpreter of Python 3.11 looking for it, and a
    profiled call then never starts.
    """
    try:
        ctypes.pythonapi.PyThreadState_SetAsyncExc(
            ctypes.c_ulong(get_ident()), ctypes.py_object(_Settled)
        )
        while True:
            pass
    except _Settled:
        return


def _listener(asked: set[Asked]) -> Callable[[FrameType, str, Any], None]:
    def listen(frame: FrameType, event: str, argument: Any) -> None:
        if event == "c_call":
            what = _of_call(argument)
        elif event == "call":
            what = _of_frame(frame)
        else:
            return
        if what:
            asked.add(Asked(what, _where(frame)))

    return listen


def _of_call(function: Any) -> str | None:
    """What a call of a function written in C asks for; None when it is the function's alone."""
    name, owner = getattr(function, "__name__", ""), getattr(function, "__self__", None)
    if isinstance(owner, ModuleType):
        module = owner.__name__
        if module == "time" and name in _TIME:
            return f"the machine's clock (time.{name})"
        if module in _MACHINE and name not in _PURE:
            return "chance (os.urandom)" if name == "urandom" else f"the machine (os.{name})"
        if module in ("io", "_io", "builtins") and name in _TALK:
            return f"{_TALK[name]} ({name})"
    elif isinstance(owner, type):
        if issubclass(owner, date) and name in _CLOCK:
            return f"the machine's clock ({owner.__name__}.{name})"
    elif owner is _SHARED:
        return "chance (random)"
    return None


def _of_frame(frame: FrameType) -> str | None:
    """What a call of a function written in Python asks for."""
    if frame.f_code in _ENVIRONMENT:
        return "the environment (os.environ)"
    if frame.f_code is _SEED and frame.f_locals.get("a") is None:
        return "chance (random)"
    return None


def _where(frame: FrameType | None) -> str:
    """The line that asked: the nearest one that is not of the standard library."""
    while frame is not None:
        module = str(frame.f_globals.get("__name__", ""))
        if module.partition(".")[0] not in sys.stdlib_module_names or module == "__main__":
            return f"{PurePath(frame.f_code.co_filename).name}, line {frame.f_lineno}"
        frame = frame.f_back
    return "a line that is not known"
