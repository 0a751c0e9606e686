"""The disk is full, at every size; and when there is room again, the same process goes on.

The disk is a small one in memory. A ballast takes all of it but some pages: no page, one, two,
and so on, with a ledger that has to be made and with one that is there. Each third time the disk
has room and the file may not grow, as under a quota.
"""

from __future__ import annotations

import errno
import resource
from pathlib import Path

from tests.campaigns.campaign import Campaign, Figures, Task, Violation
from tests.campaigns.evidence import check
from tests.campaigns.mounting import tmpfs
from tests.campaigns.workers import Said, Worker

DISK = 1024 * 1024
PAGE = 4096
SIZES = 40
"""Pages left: from none to one less than this."""
PADDING = 1_500
"""Letters in a fact, so that a page holds two."""
MOST = 200
"""The most facts a writer tries to record before the disk is full."""


def run(task: Task, figures: Figures) -> None:
    """Each cycle is one size, with a ledger to make or one that is there, in turn."""
    small = task.folder / "small"
    small.mkdir()
    with tmpfs(small, DISK):
        for number, random in task.rounds(figures):
            pages, there, quota = number // 2 % SIZES, number % 2 == 0, number % 3 == 2
            where = f"{pages} pages left, {'a' if there else 'no'} ledger there"
            try:
                fill(small, task, pages, there, quota, random.randrange(20), figures)
            except Violation as error:
                raise Violation(f"{where}: {error}") from error
            for file in small.iterdir():
                file.unlink()


def fill(
    small: Path, task: Task, pages: int, there: bool, quota: bool, before: int, figures: Figures
) -> None:
    """Records until the disk is full, and again when it is not."""
    path = small / "clinic.ledger"
    said: list[Said] = []
    with Worker(path, "writer", task.all_habits) as writer:
        writer.tell(f"pad {PADDING}")
        if there:
            for number in range(-before, 0):
                answer = writer.record(2 * number)
                if not isinstance(answer, Said):
                    raise Violation(f"the disk is not full yet, and yet: {answer}")
                said.append(answer)
        ballast = small / "ballast"
        size = path.stat().st_size if path.exists() else 0
        if quota:
            _limit(writer, size + pages * PAGE)
        else:
            leave(ballast, pages)
        full = None
        for number in range(MOST):
            answer = writer.record(2 * number)
            if not isinstance(answer, Said):
                full = answer
                break
            said.append(answer)
        if full is None:
            check(path, said, figures)
            raise Violation("the disk was never full")
        figures["acknowledged facts"] += len(said)
        figures["times the disk was full"] += not quota
        figures["times the file might not grow"] += quota
        still = writer.record(2 * number)
        if isinstance(still, Said):
            said.append(still)
        _limit(writer, resource.RLIM_INFINITY)
        ballast.unlink(missing_ok=True)
        for again in range(number, number + 3):
            answer = writer.record(2 * again)
            if not isinstance(answer, Said):
                raise Violation(f"there is room again, and yet: {answer}")
            said.append(answer)
    check(path, said, figures)


def leave(ballast: Path, pages: int) -> None:
    """Fills the disk but for some pages."""
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(PAGE))
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
        file.truncate(max(0, file.tell() // PAGE - pages) * PAGE)


def _limit(writer: Worker, size: int) -> None:
    """Lets the files of a process grow to this size only."""
    hard = resource.prlimit(writer.pid, resource.RLIMIT_FSIZE)[1]
    resource.prlimit(writer.pid, resource.RLIMIT_FSIZE, (size, hard))


CAMPAIGN = Campaign("a full disk at every size", 6 * SIZES, run)
