"""Four writers are killed at random moments; what they acknowledged is there."""

from __future__ import annotations

import time

from tests.campaigns.campaign import Campaign, Figures, Task
from tests.campaigns.evidence import check, is_empty
from tests.campaigns.workers import Said, crew

WRITERS = 4
LIFE = 25
"""Cycles a ledger lives through; the first of them makes it."""
LONGEST = 0.08
"""The most seconds writers have before they are killed."""


def run(task: Task, figures: Figures) -> None:
    """Cycle after cycle: writers start, are killed together, and the ledger is read."""
    said: list[Said] = []
    found = 0
    for number, random in task.rounds(figures):
        path = task.folder / f"{number // LIFE}.ledger"
        if number % LIFE == 0:
            said, found = [], 0
        names = [f"w{number % LIFE}-{writer}" for writer in range(WRITERS)]
        with crew(path, names, task.all_habits) as writers:
            for writer in writers:
                writer.tell("run 0 100000")
            time.sleep(random.uniform(0, LONGEST))
            random.shuffle(writers)
            for writer in writers:
                writer.kill()
            heard = [one for writer in writers for one in writer.said()]
        said += heard
        figures["kills"] += WRITERS
        figures["acknowledged facts"] += len(heard)
        if not said and is_empty(path):
            figures["kills before there was a ledger"] += WRITERS
            continue
        there = len(check(path, said, figures, verify_first=random.random() < 0.5))
        figures["facts recorded and not acknowledged"] += there - found - len(heard)
        found = there
        if number % LIFE == LIFE - 1:
            for file in task.folder.glob(f"{path.name}*"):
                file.unlink()


CAMPAIGN = Campaign("kill -9 at random moments with four writers", 10_000, run)
