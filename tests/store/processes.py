"""Writers that are processes of their own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from tests.store.places import Place

SCRIPT = Path(__file__).with_name("writer.py")
PATIENCE = 60
"""Seconds a writer may take."""


class Said(NamedTuple):
    """A fact that a writer said is recorded."""

    writer: str
    holder: str
    version: int
    position: int
    number: int


class Writer:
    """A process that runs ``writer.py``: ready when made, writing when started."""

    def __init__(self, place: Place, name: str, count: int) -> None:
        self.name = name
        self.process = subprocess.Popen(
            [sys.executable, str(SCRIPT), place.location.database, name, str(count)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.process.kill()
        self.process.communicate()

    def wait_until_ready(self) -> None:
        """Returns when the process has loaded everything."""
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"

    def start(self) -> None:
        """Lets it write."""
        assert self.process.stdin is not None
        self.process.stdin.write("go\n")
        self.process.stdin.flush()

    def hear(self, count: int) -> list[Said]:
        """The next facts it says it has recorded."""
        assert self.process.stdout is not None
        lines = [self.process.stdout.readline() for _ in range(count)]
        return [self._said(line) for line in lines if line.endswith("\n") and line != "ready\n"]

    def finish(self) -> list[Said]:
        """Everything else it says until it ends."""
        assert self.process.stdout is not None
        # What `hear` has read ahead is in this stream's buffer, where `communicate` does not look.
        out = self.process.stdout.read()
        self.process.wait(PATIENCE)
        said = [line for line in out.splitlines(keepends=True) if line.endswith("\n")]
        return [self._said(line) for line in said if line != "ready\n"]

    def kill(self) -> list[Said]:
        """Ends it as a power cut would, and returns what it had still said."""
        self.process.kill()
        return self.finish()

    def _said(self, line: str) -> Said:
        holder, version, position, number = line.split()
        return Said(self.name, holder, int(version), int(position), int(number))
