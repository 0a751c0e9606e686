"""The file is not what it was: read-only, forbidden, moved, deleted or replaced under a process.

Permissions are tried as a user who is not root. A file is moved and replaced at a random moment
of a writer that does not stop for it; the file that was there is kept, and what was acknowledged
has to be in one of the two.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from tests.campaigns.campaign import Campaign, CannotRun, Figures, Task, Violation
from tests.campaigns.evidence import broken, check, found_in
from tests.campaigns.workers import Refused, Said, Worker, parsed

STORE = "clinic.ledger"
RUN = 12
"""Facts a writer records while the file is moved."""


def run(task: Task, figures: Figures) -> None:
    """Each cycle is one change, by turns."""
    task.folder.chmod(0o755)
    changes: list[tuple[str, Callable[[Path, Task, Random, Figures], None]]] = [
        ("a read-only file", lambda *given: forbidden(*given, mode=0o444)),
        ("a file that may not be read", lambda *given: forbidden(*given, mode=0)),
        ("a read-only folder", lambda *given: forbidden(*given, mode=0o555, folder_=True)),
        ("a deleted file", lambda *given: gone(*given, moved=False)),
        ("a moved file", lambda *given: gone(*given, moved=True)),
        ("a replaced file", replaced),
        ("a replaced file", replaced),
    ]
    for number, random in task.rounds(figures):
        name, change = changes[number % len(changes)]
        folder = task.folder / str(number)
        folder.mkdir()
        folder.chmod(0o777)
        try:
            change(folder, task, random, figures)
        except Violation as error:
            raise Violation(f"{name}: {error}") from error
        figures[f"times {name}"] += 1


def forbidden(
    folder: Path, task: Task, random: Random, figures: Figures, *, mode: int, folder_: bool = False
) -> None:
    """The file, or its folder, may not be used any more, and then may be used again."""
    path = folder / STORE
    with Worker(path, "writer", task.all_habits, unprivileged=True) as writer:
        try:
            first = writer.record(2)
        except Violation as why:
            raise CannotRun(f"permissions cannot be tried as root, and {why}") from why
        if isinstance(first, Refused) and "may not be used" in first.text:
            raise CannotRun(f"another user cannot reach the folder: {first.text}")
        said = [_said(first), _said(writer.record(4))]
        changed = folder if folder_ else path
        before = changed.stat().st_mode
        changed.chmod(mode)
        reopened = random.random() < 0.5
        if reopened:
            writer.tell("reopen")
            writer.line()
        answer = writer.record(6)
        changed.chmod(before)
        for beside in folder.glob(f"{STORE}-*"):  # SQLite gives them the mode of the file
            beside.chmod(0o666)
        if isinstance(answer, Said):
            if reopened and not folder_:
                raise Violation(f"it may not be written, and yet: {answer}")
            figures["written by who had it open"] += not folder_
            said.append(answer)
        else:
            figures["refused facts"] += 1
        said += [_said(writer.record(6)), _said(writer.record(8))]
    figures["acknowledged facts"] += len(set(said))
    check(path, said, figures)


def gone(folder: Path, task: Task, random: Random, figures: Figures, *, moved: bool) -> None:
    """The file is deleted or moved while facts are recorded, and then put back."""
    path, kept = folder / STORE, folder / "kept"
    with Worker(path, "writer", task.all_habits) as writer:
        said = [_said(writer.record(0))]
        if not moved:
            kept.hardlink_to(path)
        writer.tell(f"run 1 {RUN}")
        time.sleep(random.uniform(0, 0.06))
        path.rename(kept) if moved else path.unlink()
        time.sleep(0.03)
        kept.rename(path)
        writer.tell(f"record {RUN + 1}")
        writer.dismiss()
        answers = [parsed(line) for line in writer.lines()]
    said += [one for one in answers if isinstance(one, Said)]
    figures["refused facts"] += sum(isinstance(one, Refused) for one in answers)
    figures["acknowledged facts"] += len(said)
    if len(said) != RUN + 2:
        raise Violation(f"{RUN + 2} facts should be acknowledged, and these are: {said}")
    check(path, said, figures)


def replaced(folder: Path, task: Task, random: Random, figures: Figures) -> None:
    """Another ledger takes the place of the file while facts are recorded."""
    path, other, kept = folder / STORE, folder / "other", folder / "kept"
    with Worker(other, "other", task.all_habits) as writer:
        there = [_said(writer.record(number)) for number in range(3)]
        writer.dismiss()  # and not killed: all of it is in the one file that is moved
        list(writer.lines())
    with Worker(path, "writer", task.all_habits) as writer:
        said = [_said(writer.record(0))]
        writer.tell(f"run 1 {RUN}")
        time.sleep(random.uniform(0, 0.06))
        path.rename(kept)
        other.rename(path)
        lines = [writer.line() for _ in range(RUN)]
        time.sleep(0.01)
        answers = [parsed(line) for line in lines if line]
        # From here on it is certain that the other ledger was there before.
        while not isinstance(last := writer.record(RUN + 2), Said):
            answers.append(last)
            if last is None:
                raise Violation("the writer ended")
        writer.dismiss()
        answers += [parsed(line) for line in writer.lines()]
    said += [one for one in answers if isinstance(one, Said)]
    before = {(one.writer, one.number): one for one in found_in(kept)}
    in_first = [
        one
        for one in said
        if (one.writer, one.number) in before and before[one.writer, one.number][1:4] == one[2:5]
    ]
    in_second = [one for one in said if one not in in_first]
    figures["refused facts"] += sum(isinstance(one, Refused) for one in answers)
    figures["acknowledged facts"] += len(said) + 1
    problem = broken(in_first, list(before.values()))
    if problem:
        raise Violation(f"in the file that was moved away: {problem}")
    check(kept, in_first, figures)
    check(path, [*there, *in_second, last], figures)


def _said(answer: object) -> Said:
    if not isinstance(answer, Said):
        raise Violation(f"all is well, and yet: {answer}")
    return answer


CAMPAIGN = Campaign("a file that is forbidden, moved, deleted or replaced", 2_100, run)
