"""Worker processes: forked from a campaign, told what to do, heard, and killed."""

from __future__ import annotations

import contextlib
import ctypes
import os
import select
import signal
import sys
import urllib.parse  # noqa: F401 - wanted by pathlib when root's libraries are out of reach
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from tests.campaigns.campaign import Violation
from tests.campaigns.habits import HABITS
from tests.campaigns.worker import Work

PATIENCE = 60.0
"""Seconds a worker may be silent."""
NOBODY = 65534
_PTRACER, _ANYBODY = 0x59616D61, -1


class Said(NamedTuple):
    """A fact that a worker said is recorded; ``fate`` is ``new`` or ``duplicate``."""

    writer: str
    fate: str
    holder: str
    version: int
    position: int
    number: int


class Refused(NamedTuple):
    """A fact that a worker said could not be recorded."""

    number: int
    error: str
    text: str


Answer = Said | Refused | None
"""What came of a fact; None: the worker ended without a word."""


class Worker:
    """A process that records facts; it is killed on the way out.

    Args:
        store: The ledger.
        name: Its name, which no other worker of the ledger has.
        habits: What it does besides, see `tests.campaigns.habits`.
        unprivileged: Whether it gives up root, when it has it.
        anonymous: Whether its facts have no ref.
    """

    def __init__(
        self,
        store: Path,
        name: str,
        habits: Sequence[str] = (),
        *,
        unprivileged: bool = False,
        anonymous: bool = False,
    ) -> None:
        self.name = name
        told, self._tell = os.pipe()
        self._hear, says = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            _become(told, says, str(store), name, habits, unprivileged, anonymous)
        os.close(told)
        os.close(says)
        self._rest = b""
        self._ended = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()
        os.close(self._hear)
        os.close(self._tell)

    def tell(self, command: str) -> None:
        """Tells it to do something."""
        with contextlib.suppress(BrokenPipeError):
            os.write(self._tell, command.encode() + b"\n")

    def record(self, number: int) -> Answer:
        """Tells it to record a fact, and waits for what comes of it."""
        self.tell(f"record {number}")
        return self.answer()

    def answer(self) -> Answer:
        """The next thing it says about a fact."""
        line = self.line()
        if line is not None and line.startswith("crash"):
            raise Violation(f"{self.name} ended with what people would see as a traceback: {line}")
        return None if line is None else parsed(line)

    def line(self) -> str | None:
        """The next line it says; None when it has ended.

        Raises:
            Violation: when it says nothing for too long.
        """
        while b"\n" not in self._rest:
            if not select.select([self._hear], [], [], PATIENCE)[0]:
                raise Violation(f"{self.name} hangs: it said nothing for {PATIENCE:.0f} seconds")
            heard = os.read(self._hear, 65_536)
            if not heard:
                return None
            self._rest += heard
        line, self._rest = self._rest.split(b"\n", 1)
        return line.decode()

    def lines(self) -> Iterator[str]:
        """Everything it says until it ends."""
        while (line := self.line()) is not None:
            yield line

    def said(self) -> list[Said]:
        """The facts it says are recorded, until it ends."""
        answers = (parsed(line) for line in self.lines())
        return [answer for answer in answers if isinstance(answer, Said)]

    def kill(self) -> None:
        """Ends it at once, wherever it is."""
        if not self._ended:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            self.wait()

    def wait(self) -> int:
        """Waits for its end and returns how it ended."""
        self._ended = True
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def dismiss(self) -> None:
        """Lets it end by itself."""
        os.close(self._tell)
        self._tell = os.open(os.devnull, os.O_WRONLY)


def parsed(line: str) -> Answer:
    """What a line says about a fact; other lines are none."""
    word, *rest = line.split(" ")
    if word == "ok":
        fate, writer, holder, version, position, number = rest
        return Said(writer, fate, holder, int(version), int(position), int(number))
    if word == "error":
        number, error, text = line.split(" ", 3)[1:]
        return Refused(int(number), error, text)
    return None


def _become(
    told: int,
    says: int,
    store: str,
    name: str,
    habits: Sequence[str],
    unprivileged: bool,
    anonymous: bool,
) -> None:
    """The forked process: never returns."""
    status = 1
    try:
        os.dup2(told, 0)
        os.dup2(says, 1)
        os.closerange(3, 1_024)  # whoever holds another's pipe hides that it has ended
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PTRACER, _ANYBODY, 0, 0, 0)
        if unprivileged and os.geteuid() == 0:
            os.setegid(NOBODY)
            os.seteuid(NOBODY)
        for one in habits:
            HABITS[one]()

        def say(line: str) -> None:
            os.write(1, line.encode() + b"\n")

        Work(store, name, say, anonymous=anonymous).serve(sys.stdin)
        status = 0
    except BaseException as error:  # what nobody expects is told, and found in the figures
        with contextlib.suppress(OSError):
            os.write(1, f"crash {type(error).__name__} {error}\n".encode())
    finally:
        os._exit(status)


@contextmanager
def crew(store: Path, names: Sequence[str], habits: Sequence[str] = ()) -> Iterator[list[Worker]]:
    """Workers on one ledger; every other one gives no refs, so the store numbers its facts."""
    with contextlib.ExitStack() as stack:
        yield [
            stack.enter_context(Worker(store, name, habits, anonymous=number % 2 == 1))
            for number, name in enumerate(names)
        ]
