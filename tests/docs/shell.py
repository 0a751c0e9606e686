"""A shell for console blocks: the few commands that documentation uses, and ``ledger`` for real.

It knows ``ledger …`` (run in this process), ``cat FILE``, ``cat > FILE <<'END'``, ``echo $?`` and
``export NAME=VALUE``. For a plugin in a folder it knows ``pip install -e DIR``, which leaves behind
what pip would, and ``pytest DIR`` in a process of its own. A command may set variables before it
(``NAME=VALUE ledger …``), send its standard output to a file (``> FILE``), take a here-document,
and go on over lines ended by ``\\``.
"""

from __future__ import annotations

import importlib
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import NamedTuple

import pytest

from ledger.cli.main import main
from tests.docs.blocks import Block

ANY = "…"
"""A line of expected output that stands for any lines; within a line, for any text."""

_HERE = re.compile(r"<<\s*'?(\w+)'?")
_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)=(.*)", re.DOTALL)


class Step(NamedTuple):
    """One command of a console block and the output that follows it.

    Attributes:
        line: The line of the file it stands on.
        command: The command, without its prompt.
        document: The here-document it is given, if any.
        expected: The lines of output shown.
    """

    line: int
    command: str
    document: str
    expected: list[str]


def steps_of(block: Block) -> list[Step]:
    """The commands of a console block; raises ValueError where it does not begin with one."""
    steps: list[Step] = []
    lines = iter(enumerate(block.text.splitlines(), block.line))
    for number, line in lines:
        if not line.startswith("$ "):
            if not steps:
                raise ValueError(f"{block.place}: a console block begins with “$ ”")
            steps[-1].expected.append(line)
            continue
        command = line[2:]
        while command.endswith("\\"):
            command = command[:-1] + next(lines)[1].removeprefix("> ")
        document = ""
        if here := _HERE.search(command):
            command = command.replace(here[0], "")
            while (text := next(lines)[1]) != here[1]:
                document += f"{text}\n"
        steps.append(Step(number, command, document, []))
    return steps


def matches(expected: Sequence[str], got: Sequence[str]) -> bool:
    """Whether output is what is shown; `ANY` alone on a line stands for any number of lines."""
    if not expected:
        return not got
    if expected[0] == ANY:
        return any(matches(expected[1:], got[skip:]) for skip in range(len(got) + 1))
    return bool(got) and _line_matches(expected[0], got[0]) and matches(expected[1:], got[1:])


def _line_matches(expected: str, got: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, expected.split(ANY))), got) is not None


class Shell:
    """Runs commands in the current directory and environment."""

    def __init__(self) -> None:
        self.status = 0

    def problem_of(self, step: Step) -> str | None:
        """Runs one step; what is wrong with its output, None: nothing."""
        output = self.run(step.command, step.document)
        got = [line.rstrip() for line in output.rstrip().splitlines()]
        expected = "\n".join(line.rstrip() for line in step.expected).rstrip().splitlines()
        if matches(expected, got):
            return None
        shown = [f"line {step.line}: $ {step.command}", "  expected:"]
        shown += [f"    {line}" for line in expected]
        shown += ["  got:", *(f"    {line}" for line in got)]
        return "\n".join(shown)

    def run(self, command: str, document: str = "") -> str:
        """What a terminal shows of a command: standard output and standard error as they come."""
        words = shlex.split(command)
        file: Path | None = None
        if len(words) > 2 and words[-2] == ">":
            file = Path(words[-1])
            words = words[:-2]
        shown = _stream()
        output = shown if file is None else _stream()
        with pytest.MonkeyPatch.context() as patch:
            while match := _ASSIGNMENT.fullmatch(words[0]):
                patch.setenv(match[1], match[2])
                words = words[1:]
            self._run(words, document, output, shown)
        if file is not None:
            file.write_text(_written(output), encoding="utf-8")
        return _written(shown)

    def _run(
        self, words: Sequence[str], document: str, output: TextIOWrapper, shown: TextIOWrapper
    ) -> None:
        match words:
            case ["ledger", *arguments]:
                self.status = _ledger(arguments, document, output, shown)
            case ["pip", "install", "-e", named]:
                folder = named.partition("[")[0]  # without the extras, which are here
                _install(Path(folder))
            case ["pytest", folder]:
                self.status = _pytest(Path(folder), output)
            case ["cat"]:
                output.write(document)
            case ["cat", name]:
                output.write(Path(name).read_text(encoding="utf-8"))
            case ["echo", "$?"]:
                output.write(f"{self.status}\n")
            case ["export", assignment] if match := _ASSIGNMENT.fullmatch(assignment):
                os.environ[match[1]] = match[2]
            case _:
                raise ValueError(f"the documentation's shell does not know “{shlex.join(words)}”")


def _ledger(
    arguments: Sequence[str], document: str, output: TextIOWrapper, shown: TextIOWrapper
) -> int:
    """Runs the command line as the ``ledger`` script does; returns its exit code."""
    _forget_modules()
    with redirect_stdout(output), redirect_stderr(shown), pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdin", TextIOWrapper(BytesIO(document.encode()), encoding="utf-8"))
        try:
            main(list(arguments))
        except SystemExit as ended:
            return ended.code if isinstance(ended.code, int) else 1
    raise AssertionError("the command line did not exit")


def _forget_modules() -> None:
    """A command is a new process: what was imported from the current folder is read again."""
    here = str(Path.cwd())
    for name, module in list(sys.modules.items()):
        if str(getattr(module, "__file__", "")).startswith(here):
            del sys.modules[name]
    importlib.invalidate_caches()


def _install(folder: Path) -> None:
    """Puts a distribution on the path with its entry points; `home` takes it off again."""
    project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    name, version = project["name"], project["version"]
    info = Path(f"{name.replace('-', '_')}-{version}.dist-info")
    info.mkdir()
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    (info / "METADATA").write_text(metadata, encoding="utf-8")
    points = "".join(
        f"[{group}]\n" + "".join(f"{point} = {target}\n" for point, target in entries.items())
        for group, entries in project["entry-points"].items()
    )
    (info / "entry_points.txt").write_text(points, encoding="utf-8")
    sys.path.insert(0, str((folder / "src").resolve()))
    importlib.invalidate_caches()


def _pytest(folder: Path, output: TextIOWrapper) -> int:
    """Runs the tests of a plugin that `_install` put on the path."""
    path = os.pathsep.join(map(str, (Path.cwd(), (folder / "src").resolve())))
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(folder)],
        env={**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    output.write(ended.stdout + ended.stderr)
    return ended.returncode


def _stream() -> TextIOWrapper:
    return TextIOWrapper(BytesIO(), encoding="utf-8", newline="", write_through=True)


def _written(stream: TextIOWrapper) -> str:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, BytesIO)
    return buffer.getvalue().decode()
