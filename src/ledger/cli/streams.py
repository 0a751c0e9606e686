"""The standard streams of a run: data goes to the one, all else to the other, and both may fail.

While a command runs, `sys.stdout` is standard error: what a plugin prints is narration. What the
command itself prints goes through `echo` to where standard output really is.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from functools import wraps
from typing import Any, TextIO, TypeVar, cast

import click

from ledger.errors import LedgerError

R = TypeVar("R")

_ERRORS = ("strict", "backslashreplace", "backslashreplace")
"""What standard input, output and error make of what is no text."""


class OutputFailed(LedgerError):
    """Standard output cannot be written."""


class ReaderGone(Exception):
    """Nobody reads standard output any more."""


class _Stream:
    """A standard stream that says what its failing means.

    Args:
        stream: What it writes to; None: it is closed.
    """

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Writes a text."""
        if text == "":  # click writes nothing to learn what a stream takes
            return 0
        if self._stream is None:
            return self._fail("it is closed")
        try:
            return self._stream.write(text)
        except OSError as error:
            return self._lost(error)

    def flush(self) -> None:
        """Passes on what was written."""
        try:
            if self._stream is not None:
                self._stream.flush()
        except OSError as error:
            self._lost(error)

    def isatty(self) -> bool:
        """Whether it is a terminal."""
        return self._stream is not None and self._stream.isatty()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def _lost(self, error: OSError) -> int:
        with suppress(OSError):  # what it still holds goes nowhere when the interpreter ends
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.fileno())
        if isinstance(error, BrokenPipeError):
            return self._leave()
        why = error.strerror or str(error)
        return self._fail(f"{why[:1].lower()}{why[1:]}")

    def _leave(self) -> int:
        raise ReaderGone from None

    def _fail(self, why: str) -> int:
        raise OutputFailed(f"standard output cannot be written: {why}") from None


class _Narration(_Stream):
    """Standard error: what is done does not depend on whether it can be told."""

    def _leave(self) -> int:
        return 0

    def _fail(self, why: str) -> int:
        return 0


_data: _Stream | None = None
"""Standard output of the run that is under way."""


@contextmanager
def standard_streams() -> Iterator[None]:
    """The streams of a run, those that are closed among them, in UTF-8."""
    global _data  # noqa: PLW0603 - a process has one standard output
    _take_places()
    kept = sys.stdout, sys.stderr
    for stream, errors in zip((sys.stdin, *kept), _ERRORS, strict=True):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors=errors)
    _data = _Stream(sys.stdout)
    sys.stdout = cast("TextIO", _data)
    sys.stderr = cast("TextIO", _Narration(sys.stderr))
    try:
        yield
    finally:
        _data = None
        sys.stdout, sys.stderr = kept


def _take_places() -> None:
    """Leaves no place of a closed stream to the next file that is opened, such as a ledger."""
    while (place := os.open(os.devnull, os.O_RDONLY)) <= 2:
        pass
    os.close(place)


def data() -> TextIO:
    """Standard output, for what a command answers."""
    return sys.stdout if _data is None else cast("TextIO", _data)


def is_on_a_terminal() -> bool:
    """Whether somebody sits there: input comes from a terminal, and output goes to one."""
    return sys.stdin is not None and sys.stdin.isatty() and data().isatty()


def echo(text: str = "", *, err: bool = False, nl: bool = True) -> None:
    """Prints to standard output, or to standard error."""
    click.echo(text, file=None if err else data(), err=err, nl=nl)


@contextmanager
def aside() -> Iterator[None]:
    """Whatever is printed meanwhile, other than by `echo`, goes to standard error."""
    with redirect_stdout(sys.stderr):
        yield


def apart(function: Callable[..., R]) -> Callable[..., R]:
    """A function that runs `aside`."""

    @wraps(function)
    def run(*args: Any, **kwargs: Any) -> R:
        with aside():
            return function(*args, **kwargs)

    return run


@contextmanager
def although(done: str) -> Iterator[None]:
    """Says what was done all the same, when telling it on standard output fails."""
    try:
        yield
    except OutputFailed as error:
        raise OutputFailed(f"{error}; {done} all the same") from None
