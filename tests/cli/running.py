"""The command line as a test runs it: in this process for speed, or as a process of its own."""

from __future__ import annotations

import gc
import io
import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

from ledger.cli.main import main

COMMAND = (sys.executable, "-m", "ledger.cli.main")
"""The command line as a process."""

_OURS = ("LEDGER_", "_LEDGER_", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES")


class Result(NamedTuple):
    """What a run printed and the code it ended with."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON object on standard output."""
        return json.loads(self.out)

    @property
    def objects(self) -> list[Any]:
        """The JSON objects on standard output, one a line."""
        return [json.loads(line) for line in self.out.splitlines()]


def environment(given: Mapping[str, str]) -> dict[str, str]:
    """The environment without what would change what is printed, and with what is given."""
    rest = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    return {**rest, "LEDGER_RECORDED_BY": "clerk", "PYTHONUTF8": "1", **given}


def run(*args: str, stdin: str | bytes = b"", **env: str) -> Result:
    """One run of the command line in this process; a bug in it is the exit code 70."""
    given = stdin.encode() if isinstance(stdin, str) else stdin
    streams = [io.TextIOWrapper(io.BytesIO(data), "utf-8") for data in (given, b"", b"")]
    code: Any = 0
    with (
        mock.patch.dict(os.environ, environment(env), clear=True),
        mock.patch.multiple(sys, stdin=streams[0], stdout=streams[1], stderr=streams[2]),
    ):
        try:
            main(list(args))
        except SystemExit as ended:
            code = ended.code
        finally:
            gc.enable()
    return Result(int(code), *(_printed(stream) for stream in streams[1:]))


def _printed(stream: io.TextIOWrapper) -> str:
    stream.flush()
    printed = stream.buffer.getvalue()  # type: ignore[attr-defined]
    return str(printed, "utf-8")


def run_process(*args: str, stdin: str | bytes = b"", **env: str) -> Result:
    """One run of the command line as a process."""
    ended = subprocess.run(
        [*COMMAND, *args],
        input=stdin.encode() if isinstance(stdin, str) else stdin,
        capture_output=True,
        env=environment(env),
        timeout=60,
        check=False,
    )
    return Result(ended.returncode, ended.stdout.decode(), ended.stderr.decode())


@contextmanager
def files_end_at(size: int) -> Iterator[None]:
    """Files may grow to so many bytes only, as where a disk is full or a quota reached."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


class Shell:
    """The command line with one store: ``shell("log", "--limit", "1")``."""

    def __init__(self, store: Path) -> None:
        self.store = store

    def __call__(self, *args: str, stdin: str | bytes = b"", **env: str) -> Result:
        return run("--store", str(self.store), *args, stdin=stdin, **env)

    def process(self, *args: str, stdin: str | bytes = b"", **env: str) -> Result:
        """The same as a process."""
        return run_process("--store", str(self.store), *args, stdin=stdin, **env)

    def export(self) -> str:
        """Every fact there is, nothing when there is no ledger."""
        return self("export").out

    def enrol(self, holder: str, name: str = "Somebody") -> None:
        """Records somebody."""
        recorded = self("record", "holder-enrolled", holder, "--on", "2020-01-01", f"name={name}")
        assert recorded.code == 0, recorded.err
