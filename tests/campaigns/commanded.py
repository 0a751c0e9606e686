"""The campaigns as people run them: a command in a process of its own."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.campaigns import campaign

ROOT = Path(campaign.__file__).parents[2]
SEED = 20240501


def commanded(name: str, *options: str | int) -> tuple[int, str]:
    """The exit code of a campaign and what it printed.

    A campaign that cannot run on this machine skips the test, loudly.
    """
    command = [sys.executable, "-m", "tests.campaigns", name, "--seed", str(SEED)]
    done = subprocess.run(
        [*command, "--folder", tempfile.gettempdir(), *map(str, options)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    if done.returncode == 3 and "CANNOT RUN HERE" in done.stdout:
        pytest.skip(done.stdout.strip())
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout


def assert_kept(name: str, *options: str | int) -> None:
    """Runs a campaign in which every promise has to be kept."""
    code, told = commanded(name, *options)
    assert (code, told.splitlines()[-1]) == (0, f"{name}: every promise was kept"), told


def assert_noticed(name: str, habit: str, what: str, *options: str | int) -> None:
    """Runs a campaign over a bad habit, which it has to notice."""
    code, told = commanded(name, "--habit", habit, *options)
    assert code == 1, told
    assert "VIOLATION" in told
    assert what in told
    assert f"python -m tests.campaigns {name} --seed {SEED}" in told
