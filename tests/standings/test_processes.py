"""Several processes at once, one of them killed, one that may not write, one with many holders."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from ledger import Ledger
from ledger.bodies.host import Bodies
from ledger.facts.fact import Fact
from ledger.facts.kinds import DocumentFiled
from ledger.standings.intervals import AFTER_ALL, EVER, Row
from tests.bench.make_ledger import make
from tests.standings.guild import beside, check_file, kept, replayed

CMA = "aama/cma"
DAY = date(2024, 7, 1)
BUILD = """
import sys
from ledger import Ledger
from ledger.standings import standings

standings.BATCH, standings.SECTION = 2, 50
print("begun", flush=True)
with Ledger.open(sys.argv[1], patience=30) as ledger:
    print(ledger.standings("aama/cma"), flush=True)
"""


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of some hundred people, which is only copied."""
    path = tmp_path_factory.mktemp("people") / "people.ledger"
    make(path, 4_000, seed=5)
    return path


@pytest.fixture
def path(tmp_path: Path, people: Path) -> Path:
    """A ledger of some hundred people."""
    return Path(shutil.copy(people, tmp_path))


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    """It, open, with the installed bodies."""
    bodies = Bodies.installed()
    with Ledger.open(path, recorded_by="tester", bodies=bodies, patience=30) as ledger:
        yield ledger


def filed(ledger: Ledger, count: int) -> None:
    """Records something about so many holders."""
    for holder in list(ledger.holders())[:count]:
        ledger.record("document-filed", holder, on=DAY, data={"document": "card"})


def building(path: Path) -> subprocess.Popen[str]:
    """Another process that makes the standings."""
    process = subprocess.Popen(
        [sys.executable, "-c", BUILD, str(path)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    return process


def done(path: Path) -> int:
    """How many timelines are kept; 0 before the file is made."""
    try:
        return sum(count > 0 for count in kept(path, CMA).values())
    except sqlite3.OperationalError:
        return 0


def kill(process: subprocess.Popen[str]) -> None:
    """Kills a process, as the power would."""
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)


@pytest.mark.skipif(os.name != "posix", reason="kills with SIGKILL")
def test_a_process_that_is_killed_leaves_rows_and_position_that_agree(
    ledger: Ledger, path: Path
) -> None:
    seen, before = set(), 0
    for _ in range(5):
        process = building(path)
        while not beside(path).exists() or done(path) == before:
            time.sleep(0.005)
        kill(process)
        before = done(path)
        assert check_file(ledger, path, CMA) in (0, ledger.head())
        seen.add(before)
    assert len(seen) > 1, "it was never killed in the middle"
    assert list(ledger.census(CMA, on=DAY)) == replayed(ledger, DAY, CMA)
    assert check_file(ledger, path, CMA) == ledger.head()
    assert min(kept(path, CMA).values()) > 0


@pytest.mark.skipif(os.name != "posix", reason="kills with SIGKILL")
def test_a_process_that_is_killed_while_it_goes_on_is_nothing_to_the_next(
    ledger: Ledger, path: Path
) -> None:
    ledger.standings(CMA)
    for turn in range(3):
        filed(ledger, 40)
        process = building(path)
        time.sleep(0.3 + 0.1 * turn)
        kill(process)
        check_file(ledger, path, CMA)
    assert list(ledger.census(CMA, on=DAY)) == replayed(ledger, DAY, CMA)


def test_processes_that_go_on_at_once_agree(ledger: Ledger, path: Path) -> None:
    processes = [building(path) for _ in range(2)]
    filed(ledger, 30)
    for process in processes:
        out, _ = process.communicate(timeout=120)
        assert process.returncode == 0
        assert "StandingsReport" in out
    check_file(ledger, path, CMA)
    assert list(ledger.census(CMA, on=DAY)) == replayed(ledger, DAY, CMA)
    assert check_file(ledger, path, CMA) == ledger.head()


# Asks for a census as somebody who may only read. Loaded before root is given up.
READING = """
import os, platform, sys, urllib.parse
from datetime import date
from ledger import Ledger
from ledger.errors import StoreUnavailable
from ledger.standings.fingerprint import fingerprint

with Ledger.open(sys.argv[1]) as ledger:
    fingerprint(ledger.bodies.credential("aama/cma"))
    if os.geteuid() == 0:
        os.setegid(65534)
        os.seteuid(65534)
    for row in ledger.census("aama/cma", on=date(2024, 7, 1)):
        print(row.holder, row.status)
    try:
        ledger.standings("aama/cma")
    except StoreUnavailable as error:
        print("refused:", str(error).rpartition("/")[2])
"""


@pytest.mark.parametrize("state", ["none", "complete", "behind"])
def test_a_folder_that_may_only_be_read_is_no_error(path: Path, state: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        moved = Path(shutil.copy(path, folder))
        with Ledger.open(moved, recorded_by="tester") as ledger:
            if state != "none":
                ledger.standings(CMA)
            if state == "behind":
                filed(ledger, 3)
            expected = [f"{row.holder} {row.status}" for row in replayed(ledger, DAY, CMA)]
        for file in folder.iterdir():
            file.chmod(0o444)
        folder.chmod(0o555)
        done = subprocess.run(
            [sys.executable, "-c", READING, str(moved)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        folder.chmod(0o755)
        if "PermissionError: [Errno 1]" in done.stderr:
            pytest.skip("runs as root and may not become another user")
        assert done.stderr == ""
        lines = done.stdout.splitlines()
        assert lines[: len(expected)] == expected
        said = lines[len(expected) :]
        assert said == [] if state == "complete" else said[0].startswith("refused: ")


MEASURE = """
import resource, sys
from datetime import date
from ledger import Ledger

with Ledger.open(sys.argv[1]) as ledger:
    rows = ledger.census("aama/cma", on=date(2024, 7, 1))
    for _, row in zip(range(int(sys.argv[2])), rows):
        pass
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="measures memory as Linux does")
def test_a_census_of_many_takes_no_more_memory_than_one_of_few(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, count = tmp_path / "many.ledger", 24_000
    monkeypatch.setattr("ledger.standings.timelines.rows_of", _anything)
    with Ledger.open(path, recorded_by="tester") as ledger:
        ledger.init()
        card = DocumentFiled("card", None, None)
        ledger._open().append_all(
            Fact(f"h-{number:05}", 1, 0, DAY, 0, "tester", None, None, card)
            for number in range(count)
        )
        assert ledger.standings(CMA)[0].holders == count
    most = [
        int(subprocess.check_output([sys.executable, "-c", MEASURE, str(path), str(read)]))
        for read in (5_000, count)
    ]
    assert most[1] - most[0] < 1_500, "KiB"


def _anything(_: object) -> list[Row]:
    """Some timeline, without judging."""
    days = [EVER, *range(735_000, 739_000, 400), AFTER_ALL]
    return [
        Row(since, until, number, "none", "nnnn")
        for number, (since, until) in enumerate(pairwise(days), 737_000)
    ]
