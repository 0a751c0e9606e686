"""What a command imports: no more than it uses."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.cli.running import Shell, environment

PROBE = """
import sys
from ledger.cli.main import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
print(*sys.modules, file=sys.stderr)
"""
SCREENS = {"textual", "rich"}
ENGINE = {"eventsourcing", "msgpack", "ledger.ledger", "pluggy", "sqlite3"}


def imported(*args: str) -> set[str]:
    """The modules a fresh process has imported when a run of the command line ends."""
    ended = subprocess.run(
        [sys.executable, "-c", PROBE, *args],
        capture_output=True,
        env=environment({}),
        text=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    return set(ended.stderr.split())


@pytest.mark.parametrize("args", [("--help",), ("--version",)])
def test_without_a_command_neither_engine_nor_screens_are_imported(args: tuple[str, ...]) -> None:
    assert not imported(*args) & (ENGINE | SCREENS)


def test_help_of_everything_imports_no_command() -> None:
    assert {name for name in imported("--help") if name.startswith("ledger.cli.")} == {
        "ledger.cli.main",
        "ledger.cli.streams",
    }


@pytest.mark.parametrize(
    "args",
    [
        ("eligible", "reyes", "aama/cma"),
        ("census", "aama/cma"),
        ("log",),
        ("export",),
        ("compare", "reyes", "aama/cma"),
        ("holders",),
        ("fact", "reyes", "1"),
    ],
    ids=lambda args: str(args[0]),
)
def test_answers_import_no_screens(clinic: Shell, args: tuple[str, ...]) -> None:
    found = imported("--store", str(clinic.store), *args)
    assert "ledger.ledger" in found
    assert not found & SCREENS


def test_answers_import_neither_the_demo_nor_the_scenario_runner(clinic: Shell) -> None:
    found = imported("--store", str(clinic.store), "eligible", "reyes", "aama/cma")
    assert not found & {"ledger.demo", "ledger.cli.demo", "ledger.testing"}
