"""``log --follow``: a process that shows what others record."""

from __future__ import annotations

import json
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.cli.running import COMMAND, Shell, environment

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGINT is not sent there")

PATIENCE = 30
"""Seconds to wait for a line before the follower is held to be broken."""


class Follower:
    """A follower's process and the lines it prints."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)

    def line(self) -> str:
        """The next line it prints."""
        return self._lines.get(timeout=PATIENCE)

    def name(self) -> str:
        """The name in the next fact it prints."""
        return str(json.loads(self.line())["data"]["name"])

    def interrupt(self) -> tuple[int, str]:
        """What Ctrl-C makes of it: its exit code and what it wrote to standard error."""
        self.process.send_signal(signal.SIGINT)
        assert self.process.stderr is not None
        told = self.process.stderr.read()
        return self.process.wait(PATIENCE), told.strip()


@contextmanager
def following(shell: Shell, *args: str) -> Iterator[Follower]:
    """A follower; it is ended with the block."""
    with subprocess.Popen(
        [*COMMAND, "--store", str(shell.store), "log", "--follow", *args],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment({}),
        text=True,
        encoding="utf-8",
    ) as process:
        try:
            yield Follower(process)
        finally:
            process.kill()


def test_a_fact_that_another_process_records_is_printed(shell: Shell) -> None:
    shell.enrol("first", "First")
    with following(shell, "--jsonl") as follower:
        assert follower.name() == "First"
        added = shell.process("record", "holder-enrolled", "x", "--on", "2020-01-01", "name=Second")
        assert added.code == 0
        assert follower.name() == "Second"


def test_facts_of_before_come_oldest_first_and_none_is_shown_twice(shell: Shell) -> None:
    for number in range(3):
        shell.enrol(f"h{number}", f"N{number}")
    with following(shell, "--jsonl") as follower:
        assert [follower.name() for _ in range(3)] == ["N0", "N1", "N2"]
        shell.enrol("h3", "N3")
        assert follower.name() == "N3"


def test_limit_is_how_many_facts_of_before_are_shown(shell: Shell) -> None:
    for number in range(3):
        shell.enrol(f"h{number}", f"N{number}")
    with following(shell, "--jsonl", "--limit", "1") as follower:
        assert follower.name() == "N2"
        shell.enrol("h3", "N3")
        assert follower.name() == "N3"


def test_with_limit_0_only_new_facts_are_shown(shell: Shell) -> None:
    shell.enrol("first", "First")
    with following(shell, "--limit", "0") as follower:
        assert follower.line().startswith("position")
        shell.enrol("x", "Second")
        assert "Second" in follower.line()


def test_filters_keep_what_they_name(shell: Shell) -> None:
    shell.enrol("first", "First")
    with following(shell, "--jsonl", "--holder", "wanted") as follower:
        shell.enrol("other", "Other")
        shell.enrol("wanted", "Wanted")
        assert follower.name() == "Wanted"


def test_people_see_new_facts_as_lines_under_the_header(shell: Shell) -> None:
    shell.enrol("first", "First")
    with following(shell) as follower:
        assert follower.line().startswith("position")
        assert "First" in follower.line()
        shell.enrol("x", "Second")
        assert "Second" in follower.line()


def test_an_interrupt_ends_it_quietly(shell: Shell) -> None:
    shell.enrol("first", "First")
    with following(shell, "--jsonl") as follower:
        follower.line()
        assert follower.interrupt() == (130, "")
