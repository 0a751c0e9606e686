"""Standings worked out in parts are those of one machine: on processes, and on Dask with a worker
killed midway; and nothing is written that rests on another plugin or another ledger.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import ledger_aama
import pytest

from ledger import Ledger
from ledger.engines import Dask, Processes
from ledger.errors import StoreUnavailable
from tests.bench.make_ledger import make
from tests.cli.running import run
from tests.engines.test_engines import Cluster
from tests.standings.guild import beside, check_file, kept, replayed

CMA = "aama/cma"
ON = date(2024, 7, 1)


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of some hundred people, which is only copied."""
    path = tmp_path_factory.mktemp("people") / "people.ledger"
    make(path, 6_000, seed=3)
    return path


@pytest.fixture
def path(tmp_path: Path, people: Path) -> Path:
    """A ledger of some hundred people."""
    return Path(shutil.copy(people, tmp_path))


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    """It, open."""
    with Ledger.open(path, recorded_by="tester") as ledger:
        yield ledger


@pytest.fixture(scope="module")
def expected(people: Path, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Any, ...]]:
    """The rows that one machine makes of it."""
    path = Path(shutil.copy(people, tmp_path_factory.mktemp("here")))
    with Ledger.open(path) as ledger:
        ledger.standings(CMA)
    return rows(path)


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.standings.standings.BATCH", 10)


class Here:
    """An engine that does the parts here and lets a test interfere.

    Args:
        between: Called with a part before it is done; gives the part that is.
    """

    def __init__(self, between: Callable[[Any], Any]) -> None:
        self.between = between

    def map(self, work: Callable[[Any], Any], parts: Iterable[Any]) -> Iterator[Any]:
        for part in parts:
            yield work(self.between(part))


def rows(path: Path) -> list[tuple[Any, ...]]:
    """What the file says, whatever numbers it has for it."""
    with closing(sqlite3.connect(beside(path))) as file:
        found = file.execute(
            "SELECT s.holder, s.since, s.until, s.expires_on, w.status, w.answers "
            "FROM standings s LEFT JOIN shown w ON w.key = s.shown ORDER BY 1, 2"
        )
        return found.fetchall()


def done(path: Path) -> int:
    """How many holders have a timeline."""
    return sum(count > 0 for count in kept(path, CMA).values())


def other_plugin(folder: Path) -> Path:
    """The plugin of the CMA as version 9.9 would be installed in a folder."""
    assert ledger_aama.__file__ is not None
    shutil.copytree(Path(ledger_aama.__file__).parent, folder / "ledger_aama")
    info = folder / "credential_ledger_aama-9.9.dist-info"
    info.mkdir()
    described = "Metadata-Version: 2.1\nName: credential-ledger-aama\nVersion: 9.9\n"
    (info / "METADATA").write_text(described, encoding="utf-8")
    points = "[ledger.bodies]\naama = ledger_aama\n"
    (info / "entry_points.txt").write_text(points, encoding="utf-8")
    return folder


def test_standings_made_on_processes_are_those_of_one_machine(
    ledger: Ledger, path: Path, expected: list[tuple[Any, ...]]
) -> None:
    (report,) = ledger.standings(CMA, engine=Processes(2))
    assert report.judged == report.holders == len(list(ledger.holders())) > 100
    assert rows(path) == expected
    assert check_file(ledger, path, CMA) == ledger.head()
    assert list(ledger.census(CMA, on=ON)) == replayed(ledger, ON, CMA)


def test_standings_made_on_dask_are_those_of_one_machine_though_a_worker_is_killed(
    ledger: Ledger, path: Path, tmp_path: Path, expected: list[tuple[Any, ...]]
) -> None:
    pytest.importorskip("distributed", reason="Dask is not installed: pip install '.[dask]'")
    cluster = Cluster(tmp_path)
    counts: list[int] = []

    def progress(count: int) -> None:
        counts.append(count)
        if len(counts) == 3:
            cluster.processes[1].kill()

    try:
        (report,) = ledger.standings(CMA, progress=progress, engine=Dask(cluster.address))
    finally:
        cluster.close()
    assert counts[2] < report.judged == report.holders
    assert rows(path) == expected
    assert check_file(ledger, path, CMA) == ledger.head()


def test_only_those_of_whom_something_was_learned_are_sent(ledger: Ledger) -> None:
    ledger.standings(CMA)
    some = list(islice(ledger.holders(), 5, 90, 4))
    for holder in some:
        ledger.record("document-filed", holder, on=ON, data={"document": "card"})
    sent: list[str] = []

    def between(part: Any) -> Any:
        sent.extend(part[1].holders)
        return part

    (report,) = ledger.standings(CMA, engine=Here(between))
    assert sent == some
    assert report.judged == len(some) == 22
    assert list(ledger.census(CMA, on=ON)) == replayed(ledger, ON, CMA)


def test_a_worker_with_another_version_of_the_plugin_is_refused(
    ledger: Ledger, path: Path, tmp_path: Path
) -> None:
    pytest.importorskip("distributed", reason="Dask is not installed: pip install '.[dask]'")
    (other := tmp_path / "other").mkdir()
    cluster = Cluster(tmp_path, other_plugin(other))
    try:
        with pytest.raises(StoreUnavailable) as raised:
            ledger.standings(CMA, engine=Dask(cluster.address))
    finally:
        cluster.close()
    told = str(raised.value)
    assert f"judges {CMA} by other code: the plugin aama of credential-ledger-aama 9.9" in told
    assert "install the same plugin" in told
    assert done(path) == 0
    assert check_file(ledger, path, CMA) == ledger.head()
    assert list(ledger.census(CMA, on=ON)) == replayed(ledger, ON, CMA)


def test_a_worker_without_the_plugin_is_refused(ledger: Ledger, path: Path) -> None:
    def unknown(part: Any) -> Any:
        return part[0], part[1]._replace(credential="aama/cna")

    with pytest.raises(StoreUnavailable, match="cannot judge aama/cna: no installed body"):
        ledger.standings(CMA, engine=Here(unknown))
    assert done(path) == 0


@pytest.mark.parametrize("is_shorter", [True, False], ids=["older copy", "another ledger"])
def test_a_worker_with_another_ledger_is_refused(
    ledger: Ledger, path: Path, tmp_path: Path, is_shorter: bool
) -> None:
    """The older copy lacks the last fact; the other one has another fact in its place."""
    other = Path(shutil.copy(path, tmp_path / "other.ledger"))
    holder = next(ledger.holders())
    ledger.record("document-filed", holder, on=ON, data={"document": "card"})
    if not is_shorter:
        with Ledger.open(other, recorded_by="tester") as copy:
            copy.record("document-filed", holder, on=ON, data={"document": "diploma"})

    def elsewhere(part: Any) -> Any:
        return str(other), part[1]

    with pytest.raises(StoreUnavailable, match="another ledger, or an older copy of this one"):
        ledger.standings(CMA, engine=Here(elsewhere))
    assert done(path) == 0


def test_what_is_out_of_date_when_it_comes_is_not_written(ledger: Ledger, path: Path) -> None:
    """While the third part is under way a fact is recorded, and a census goes on to it."""
    holder, parts = next(ledger.holders()), 0

    def meanwhile(part: Any) -> Any:
        nonlocal parts
        parts += 1
        if parts == 3:
            ledger.record("document-filed", holder, on=ON, data={"document": "card"})
            next(ledger.census(CMA, on=ON))
        return part

    (report,) = ledger.standings(CMA, engine=Here(meanwhile))
    assert report.judged < parts * 10  # the third part was thrown away
    assert check_file(ledger, path, CMA) == ledger.head()
    assert done(path) == report.holders
    assert list(ledger.census(CMA, on=ON)) == replayed(ledger, ON, CMA)


def test_what_is_of_a_ledger_that_was_replaced_meanwhile_is_not_written(
    ledger: Ledger, path: Path, tmp_path: Path
) -> None:
    """Another ledger with as many facts takes its place, and a census makes its standings."""
    other = tmp_path / "other.ledger"
    make(other, 6_000, seed=4)

    class Replacing:
        def map(self, work: Callable[[Any], Any], parts: Iterable[Any]) -> Iterator[Any]:
            for part in parts:
                done = work(part)
                if other.exists():
                    other.replace(path)
                    with Ledger.open(path) as replaced:
                        next(replaced.census(CMA, on=ON))
                yield done

    with pytest.raises(StoreUnavailable):
        ledger.standings(CMA, engine=Replacing())
    with Ledger.open(path) as replaced:
        assert check_file(replaced, path, CMA) == 6_000
        assert list(replaced.census(CMA, on=ON)) == replayed(replaced, ON, CMA)


def test_a_build_that_ends_midway_is_gone_on_with(
    ledger: Ledger, path: Path, expected: list[tuple[Any, ...]]
) -> None:
    parts = 0

    def lost(part: Any) -> Any:
        nonlocal parts
        parts += 1
        if parts == 4:
            raise StoreUnavailable("the workers are gone")
        return part

    with pytest.raises(StoreUnavailable, match="gone"):
        ledger.standings(CMA, engine=Here(lost))
    assert done(path) == 30
    assert check_file(ledger, path, CMA) == ledger.head()
    (report,) = ledger.standings(CMA)
    assert report.judged == report.holders - 30
    assert rows(path) == expected


def test_the_command_line_names_the_engine(path: Path, expected: list[tuple[Any, ...]]) -> None:
    told = run("--store", str(path), "standings", CMA, "--engine", "processes:2")
    assert told.code == 0
    assert rows(path) == expected
    wrong = run("--store", str(path), "standings", "--engine", "threads")
    assert (wrong.code, wrong.out) == (2, "")
    assert "--engine: an engine is “processes”" in wrong.err
