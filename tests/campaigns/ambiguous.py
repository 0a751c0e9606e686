"""The acknowledgement is lost: whoever tries again has recorded once.

A writer is killed just before its fact is recorded, just after, or is told of an error that was
none; or it is killed at a random moment. Then its client tries again: with the same ref; or,
without one, by looking for its fact among those after the position it knew. Meanwhile somebody
else records about the same holder.
"""

from __future__ import annotations

import time
from pathlib import Path
from random import Random

from ledger.ledger import Ledger
from tests.campaigns.campaign import Campaign, Figures, Task, Violation
from tests.campaigns.evidence import check
from tests.campaigns.workers import Refused, Said, Worker

LOSSES = ("die-before-commit", "die-after-commit", "fail-after-commit", "any moment")
LIFE = 40
"""Cycles a ledger lives through."""


def run(task: Task, figures: Figures) -> None:
    """Each cycle is one lost acknowledgement."""
    said: list[Said] = []
    for number, random in task.rounds(figures):
        path = task.folder / f"{number // LIFE}.ledger"
        if number % LIFE == 0:
            said = begin(path, task)
        loss = LOSSES[number % len(LOSSES)]
        client = ("ref", "looking", "import")[number // len(LOSSES) % 3]
        try:
            heard = lose(path, f"c{number % LIFE}", loss, client, task, random, figures)
            said += heard
            check(path, said, figures, verify_first=random.random() < 0.5)
        except Violation as error:
            raise Violation(f"{loss}, {client}: {error}") from error
        figures["acknowledged facts"] += len(set(heard))


def begin(path: Path, task: Task) -> list[Said]:
    """A ledger with a fact."""
    with Worker(path, "first", task.all_habits) as first:
        answer = first.record(1)
    assert isinstance(answer, Said)
    return [answer]


def lose(
    path: Path, name: str, loss: str, client: str, task: Task, random: Random, figures: Figures
) -> list[Said]:
    """Loses an acknowledgement, tries again, and returns what was acknowledged then."""
    with Ledger.open(path) as ledger:
        head = ledger.head()
    bad = () if loss == "any moment" else (loss,)
    first = "import 1 3" if client == "import" else "record 1"
    anonymous = client == "looking"
    with Worker(path, name, (*task.all_habits, *bad), anonymous=anonymous) as writer:
        writer.tell(first)
        if loss == "any moment":
            time.sleep(random.uniform(0, 0.02))
            writer.kill()
        answers = [writer.answer()]
        if client == "import" and isinstance(answers[0], Said):
            answers += [writer.answer(), writer.answer()]
        said = [answer for answer in answers if isinstance(answer, Said)]
        if bad and said:
            raise Violation(f"nobody should have heard {said}")
        same_process = isinstance(answers[0], Refused)
        figures["lost acknowledgements"] += not said
        said += bystander(path, name, task)
        again = f"look 1 {head}" if anonymous else first
        if same_process:
            return said + retried(writer, again, loss, figures)
    with Worker(path, name, task.all_habits, anonymous=anonymous) as writer:
        return said + retried(writer, again, loss, figures)


def bystander(path: Path, name: str, task: Task) -> list[Said]:
    """Somebody else records about the same holder, so that nothing is where it would have been."""
    with Worker(path, f"{name}-other", task.all_habits) as other:
        answer = other.record(1)
    assert isinstance(answer, Said)
    return [answer]


def retried(writer: Worker, command: str, loss: str, figures: Figures) -> list[Said]:
    """What comes of trying again."""
    writer.tell(command)
    count = 3 if command.startswith("import") else 1
    answers = [writer.answer() for _ in range(count)]
    said = [answer for answer in answers if isinstance(answer, Said)]
    if len(said) != count:
        raise Violation(f"tried again: {answers}")
    fates = {one.fate for one in said}
    if len(fates) > 1:
        raise Violation(f"an import is all or nothing: {said}")
    expected = {"die-before-commit": "new", "die-after-commit": "duplicate",
                "fail-after-commit": "duplicate"}.get(loss)  # fmt: skip
    if expected and fates != {expected}:
        raise Violation(f"tried again, and it was {fates.pop()}: {said[0]}")
    figures["had been recorded" if "duplicate" in fates else "had not been recorded"] += 1
    return said


CAMPAIGN = Campaign("a lost acknowledgement, and trying again", 2_000, run)
