"""Errors of the system, and kills, at every single call an append makes.

Four appends are looked at: the one that makes the ledger, the one that opens it, one with it
open, and the first after a crash, which rolls back. For each, every write, sync, cut, opening,
reading and deleting it asks of the system is refused in turn, once or from then on, or the
process is killed there. Then the disk is well again, and the same process – or another, if it was
killed – records that fact once more, and the next.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

from tests.campaigns.campaign import Campaign, CannotRun, Figures, Task, Violation
from tests.campaigns.evidence import check
from tests.campaigns.tracing import calls, strace
from tests.campaigns.workers import Answer, Refused, Said, Worker

CALLS = ("pwrite64", "fdatasync", "fsync", "ftruncate", "openat", "unlink", "pread64")
STAGES = ("make", "open", "append", "recover")
HOW = ("error=EIO", "error=ENOSPC", "signal=KILL")
BEFORE = 3
"""Facts recorded before, but when the ledger is made."""
STORE = "clinic.ledger"


class Fault(NamedTuple):
    """What goes wrong.

    Attributes:
        stage: The append.
        call: The call of the system.
        number: Which of them, from 1.
        how: As strace is told.
        lasting: Whether those after it go wrong as well.
    """

    stage: str
    call: str
    number: int
    how: str
    lasting: bool

    @property
    def option(self) -> str:
        """What strace is asked for."""
        return f"inject={self.call}:{self.how}:when={self.number}{'+' if self.lasting else ''}"


def run(task: Task, figures: Figures) -> None:
    """Each cycle is one fault. With as many cycles as there are faults, each is tried once."""
    scenes = {stage: scene(task, stage) for stage in STAGES}
    faults = [fault for stage in STAGES for fault in plan(task, stage, scenes[stage])]
    figures["places to fail"] = len({fault[:3] for fault in faults})
    order = list(range(len(faults)))
    Random(task.seed).shuffle(order)
    for number, random in task.rounds(figures):
        if number == len(order):
            break
        fault = faults[order[number]]
        try:
            suffer(fault, scenes[fault.stage], task, random, figures)
        except Violation as error:
            raise Violation(f"{fault}: {error}") from error


def scene(task: Task, stage: str) -> Path:
    """The files an append of this stage begins with."""
    folder = task.folder / stage
    folder.mkdir()
    if stage == "make":
        return folder
    path = folder / STORE
    journal = [one for one in task.all_habits if one == task.journal]
    with Worker(path, "before", journal) as writer:
        for number in range(BEFORE):
            writer.record(number)
        if stage == "recover":
            # In WAL mode nothing is synced but the WAL: there what was written is left behind.
            kill = ("-e", "trace=fdatasync,fsync", "-e", "inject=fdatasync,fsync:signal=KILL")
            with strace([writer.pid], folder.with_suffix(".strace"), "-P", str(path), *kill):
                if writer.record(BEFORE) is not None and not task.is_wal:
                    raise CannotRun("strace could not stop a process at its sync")
    return folder


def plan(task: Task, stage: str, files: Path) -> Sequence[Fault]:
    """Every fault of a stage: the calls of an append that nothing happens to are counted."""
    log = task.folder / "counted.strace"
    folder = fresh(files, task)
    with ready(stage, folder / STORE, task) as writer:
        with strace([writer.pid], log, *_watching(folder), "-e", f"trace={','.join(CALLS)}"):
            answer = writer.record(1)
        if not isinstance(answer, Said):
            raise Violation(f"nothing failed, and yet: {answer}")
    counted = Counter(call.name for call in calls(log))
    return [
        Fault(stage, call, number, how, lasting)
        for call in CALLS
        for number in range(1, counted[call] + 1)
        for how in HOW
        for lasting in (False, True)
        if not (lasting and "KILL" in how)
    ]


def ready(stage: str, path: Path, task: Task) -> Worker:
    """A writer that is about to append."""
    writer = Worker(path, "writer", task.all_habits)
    if stage == "append" and not isinstance(writer.record(0), Said):
        raise Violation("nothing failed, and yet nothing was recorded")
    return writer


def suffer(fault: Fault, files: Path, task: Task, random: Random, figures: Figures) -> None:
    """Lets one thing go wrong, and looks at what came of it."""
    folder = fresh(files, task)
    path = folder / STORE
    said: list[Said] = []
    with ready(fault.stage, path, task) as writer:
        with strace([writer.pid], task.folder / "strace", *_watching(folder),
                    "-e", f"trace={fault.call}", "-e", fault.option):  # fmt: skip
            answer = writer.record(1)
        figures["injected faults"] += 1
        figures[f"{_met(answer)} facts"] += 1
        if isinstance(answer, Said):
            said.append(answer)
        if answer is not None:
            said += again(writer, answer, figures)
    if answer is None:
        # What `ready` recorded is there too, and has nobody left who could lose it.
        if "KILL" not in fault.how:
            raise Violation("the process died of an error")
        with Worker(path, "writer", task.all_habits) as writer:
            said += again(writer, answer, figures)
    check(path, said, figures, verify_first=random.random() < 0.5)


def again(writer: Worker, first: Answer, figures: Figures) -> list[Said]:
    """The same fact and the next are recorded, now that the disk is well."""
    second = writer.record(1)
    third = writer.record(2)
    if not isinstance(second, Said) or not isinstance(third, Said):
        raise Violation(f"after {first}, when all is well: {second}, {third}")
    if isinstance(first, Said) and second[2:] != first[2:]:
        raise Violation(f"acknowledged as {first} and then as {second}")
    if not isinstance(first, Said):
        outcome = "refused or unheard, not recorded" if second.fate == "new" else (
            "refused or unheard, and recorded all the same")  # fmt: skip
        figures[outcome] += 1
    if isinstance(first, Refused) and "nothing was recorded" in first.text and second.fate != "new":
        raise Violation(f"it was recorded, and said: {first.text}")
    return [second, third]


def fresh(files: Path, task: Task) -> Path:
    """A copy of the files of a scene."""
    folder = task.folder / "tried"
    if folder.exists():
        shutil.rmtree(folder)
    shutil.copytree(files, folder)
    return folder


def _met(answer: Answer) -> str:
    if answer is None:
        return "killed"
    return "acknowledged" if isinstance(answer, Said) else "refused"


def _watching(folder: Path) -> list[str]:
    names = ["", f"/{STORE}", *(f"/{STORE}-{end}" for end in ("journal", "wal", "shm"))]
    return [word for name in names for word in ("-P", f"{folder}{name}")]


CAMPAIGN = Campaign("errors and kills at every call of an append", 10_000, run)
