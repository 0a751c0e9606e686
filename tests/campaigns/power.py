"""The power fails: what was synced when a fact was acknowledged is enough to have it.

Two writers are traced while they record, reopen and record again. Then the power fails on paper, at
every acknowledgement and in between: the ledger is put together from what was synced, and from what
else may have reached the disk, and is opened, verified and written to.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from random import Random

from tests.campaigns import disk
from tests.campaigns.campaign import Campaign, Figures, Task, Violation
from tests.campaigns.disk import Disk, Event
from tests.campaigns.evidence import check
from tests.campaigns.recording import OPTIONS, Recording
from tests.campaigns.tracing import strace
from tests.campaigns.workers import Said, Worker, parsed

FACTS = 5
"""Facts a writer records in one cycle."""
CUTS = 12
"""Moments of one recording at which the power fails, besides the acknowledgements."""
STORE = "clinic.ledger"


def run(task: Task, figures: Figures) -> None:
    """Each cycle is one recording, and many power failures of it."""
    for number, random in task.rounds(figures):
        folder = task.folder / str(number)
        folder.mkdir()
        events = list(record(folder, task, random))
        figures["traced writes and syncs"] += len(events)
        replay(events, task, random, figures)
        shutil.rmtree(folder)


def record(folder: Path, task: Task, random: Random) -> Sequence[Event]:
    """What two writers ask of the disk, from the making of the ledger on."""
    log = folder.with_suffix(".strace")
    with ExitStack() as stack:
        writers = [
            stack.enter_context(Worker(folder / STORE, name, task.all_habits))
            for name in ("first", "second")
        ]
        with strace([writer.pid for writer in writers], log, *OPTIONS):
            for number in range(FACTS):
                for writer in random.sample(writers, k=random.choice([1, 2])):
                    writer.tell(f"import {number * 10} {random.randint(1, 4)}")
                    if random.random() < 0.3:
                        writer.tell("reopen")
            for writer in writers:
                writer.dismiss()
                for line in writer.lines():
                    if line.startswith(("error", "crash")):
                        raise Violation(f"nothing failed, and yet: {line}")
    events = list(Recording(folder).events(log))
    log.unlink()
    return events


def replay(events: Sequence[Event], task: Task, random: Random, figures: Figures) -> None:
    """Lets the power fail at every acknowledgement, and at some other moments."""
    others = {random.randrange(len(events)) for _ in range(CUTS)}
    volume, said = Disk(), list[Said]()
    for moment, event in enumerate(events):
        volume.do(event)
        if isinstance(event, disk.Said):
            told = parsed(event.line)
            if isinstance(told, Said):
                said.append(told)
                figures["acknowledged facts"] += 1
        if isinstance(event, disk.Said) or moment in others:
            for name, files in outcomes(volume, random):
                figures["power failures"] += 1
                try:
                    judge(files, said, task, figures, verify_first=random.random() < 0.3)
                except Violation as error:
                    where = f"event {moment} of {len(events)}"
                    raise Violation(f"power failure at {where}, {name}: {error}") from error


def outcomes(volume: Disk, random: Random) -> Sequence[tuple[str, dict[str, bytes]]]:
    """What may be on the disk afterwards."""
    share = random.random()
    return [
        ("only what was synced survived", volume.survivors(lambda: False)),
        ("everything survived", volume.survivors(lambda: True)),
        ("some survived", volume.survivors(lambda: random.random() < share)),
        (
            "some survived, the rest is junk",
            volume.survivors(lambda: random.random() < 0.5, random),
        ),
    ]


def judge(
    files: dict[str, bytes], said: Sequence[Said], task: Task, figures: Figures, verify_first: bool
) -> None:
    """Whether a ledger has what was acknowledged, and can be written to."""
    folder = task.folder / "survived"
    folder.mkdir()
    path = folder / STORE
    disk.put(files, folder)
    if said:
        check(path, said, figures, verify_first=verify_first)
    with Worker(path, "afterwards", [one for one in task.all_habits if one == task.journal]) as one:
        answer = one.record(1)
    if not isinstance(answer, Said):
        raise Violation(f"the ledger cannot be written to afterwards: {answer}")
    check(path, [*said, answer], figures)
    shutil.rmtree(folder)


CAMPAIGN = Campaign("power failures, from a recording of writes and syncs", 100, run)
