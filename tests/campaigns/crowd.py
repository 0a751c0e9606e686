"""Sixteen writers at once, on holders of their own and on one they share, and a reader at the tail.

There is no ledger when they start.
"""

from __future__ import annotations

from contextlib import ExitStack

from tests.campaigns.campaign import Campaign, Figures, Task, Violation
from tests.campaigns.evidence import check
from tests.campaigns.workers import Refused, Said, Worker, crew, parsed

WRITERS = 16
EACH = 12
"""Facts a writer records, half of them about the shared holder."""


def run(task: Task, figures: Figures) -> None:
    """Each cycle is a new ledger and new processes."""
    for number, random in task.rounds(figures):
        path = task.folder / f"{number}.ledger"
        names = [f"w{writer}" for writer in range(WRITERS)]
        with ExitStack() as stack:
            writers = stack.enter_context(crew(path, names, task.all_habits))
            reader = stack.enter_context(Worker(path, "reader", task.all_habits))
            reader.tell(f"follow {WRITERS * EACH}")
            random.shuffle(writers)
            for writer in writers:
                writer.tell(f"run 0 {EACH}")
                writer.dismiss()
            lines = [line for writer in writers for line in writer.lines()]
            reader.dismiss()
            answers = [parsed(line) for line in lines]
            said = [one for one in answers if isinstance(one, Said)]
            figures["acknowledged facts"] += len(said)
            figures["refused and tried again"] += sum(isinstance(a, Refused) for a in answers)
            if any(answer is None for answer in answers):
                raise Violation(f"a writer ended: {lines[answers.index(None)]}")
            if len(said) != WRITERS * EACH:
                raise Violation(f"{len(said)} facts were acknowledged of {WRITERS * EACH}")
            found = check(path, said, figures)
            if len(found) != len(said):
                raise Violation(f"{len(said)} facts were acknowledged, {len(found)} are there")
            seen = [int(line.split(" ")[1]) for line in reader.lines()]
            if seen != [one.position for one in found]:
                raise Violation(f"the reader at the tail saw {seen}")
            figures["facts seen at the tail"] += len(seen)
        for file in task.folder.glob(f"{path.name}*"):
            file.unlink()


CAMPAIGN = Campaign("sixteen writers and a reader at the tail", 200, run)
