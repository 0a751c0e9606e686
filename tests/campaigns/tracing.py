"""strace, attached to worker processes: to read what they ask of the system, or to refuse it."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.campaigns.campaign import CannotRun

WHERE = "install strace, and allow ptrace (in a container: --cap-add=SYS_PTRACE)"


class Call(NamedTuple):
    """One call of the system that came back.

    Attributes:
        pid: The process.
        name: As strace names it.
        arguments: The text between its parentheses.
        result: What it returned, -1 for an error.
    """

    pid: int
    name: str
    arguments: str
    result: int


@contextmanager
def strace(pids: Sequence[int], log: Path, *options: str) -> Iterator[None]:
    """Traces processes while inside.

    Raises:
        CannotRun: when there is no strace, or it may not trace.
    """
    if shutil.which("strace") is None:
        raise CannotRun(f"there is no strace; {WHERE}")
    attach = [word for pid in pids for word in ("-p", str(pid))]
    tracer = subprocess.Popen(
        ["strace", "-f", "-o", str(log), *options, *attach], stderr=subprocess.PIPE, text=True
    )
    assert tracer.stderr is not None
    try:
        for _ in pids:
            line = tracer.stderr.readline()
            while line and "attached" not in line:
                if "ptrace" in line or "not permitted" in line:
                    raise CannotRun(f"strace may not trace ({line.strip()}); {WHERE}")
                line = tracer.stderr.readline()
            if not line:
                raise CannotRun(f"strace ended at once; {WHERE}")
        yield
    finally:
        if tracer.poll() is None:
            tracer.send_signal(signal.SIGTERM)
        tracer.stderr.read()
        tracer.stderr.close()
        tracer.wait(60)


_LINE = re.compile(r"(\d+) +(\w+)\((.*)\) += (-?\d+)", re.DOTALL)
_UNFINISHED = re.compile(r"(\d+) +(.*) <unfinished \.\.\.>")
_RESUMED = re.compile(r"(\d+) +<\.\.\. \w+ resumed>(.*)")


def calls(log: Path) -> Iterator[Call]:
    """The calls in a log of strace, in the order in which they came back."""
    begun: dict[str, str] = {}
    with log.open(encoding="ascii") as lines:
        for line in lines:
            unfinished = _UNFINISHED.match(line)
            if unfinished:
                begun[unfinished[1]] = unfinished[2]
                continue
            resumed = _RESUMED.match(line)
            whole = f"{resumed[1]} {begun.pop(resumed[1])}{resumed[2]}" if resumed else line
            found = _LINE.match(whole)
            if found:
                yield Call(int(found[1]), found[2], found[3], int(found[4]))


def bytes_in(text: str) -> bytes:
    """What stands in hexadecimal escapes."""
    return bytes.fromhex(text.replace("\\x", ""))
