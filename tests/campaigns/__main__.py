"""Runs campaigns.

    python -m tests.campaigns NAME [--cycles N] [--seed S] [--journal truncate|wal]

``all`` runs every one. Without ``--cycles`` it is the long run. The exit code is 1 at the first
promise that was not kept, and 3 when a campaign cannot run on this machine.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from random import SystemRandom

from tests.campaigns.campaign import Campaign, CannotRun, Task, finish
from tests.campaigns.habits import HABITS

NAMES = ("kill", "power", "faults", "full", "place", "crowd", "ambiguous", "byte")


def campaign(name: str) -> Campaign:
    """The campaign of a name."""
    found: Campaign = import_module(f"tests.campaigns.{name}").CAMPAIGN
    return found


def main() -> int:
    """Runs what the command line names and returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.campaigns")
    parser.add_argument("name", choices=[*NAMES, "all"])
    parser.add_argument("--cycles", type=int, help="how many; default: the long run")
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(10**6))
    parser.add_argument("--journal", choices=["truncate", "wal"], help="default: the ledger's own")
    parser.add_argument("--folder", type=Path, default=tempfile.gettempdir(), help="for its files")
    parser.add_argument("--habit", action="append", default=[], choices=sorted(HABITS),
                        help="break a promise on purpose")  # fmt: skip
    given = parser.parse_args()
    if not Path(given.folder).is_dir():
        parser.error(f"--folder {given.folder} is not a folder; make it first")
    code = 0
    for name in NAMES if given.name == "all" else [given.name]:
        one = campaign(name)
        cycles = one.cycles if given.cycles is None else given.cycles
        task = Task(cycles, given.seed, given.folder, given.journal, tuple(given.habit))
        print(f"{name}: {one.about}; {cycles:,} cycles", file=sys.stderr)
        try:
            done = finish(one, task)
        except CannotRun as why:
            print(f"{name}: CANNOT RUN HERE: {why}", flush=True)
            code = code or 3
            continue
        print("\n".join(done.lines(name, task)), flush=True)
        if done.violation is not None:
            return 1
    return code


if __name__ == "__main__":
    sys.exit(main())
