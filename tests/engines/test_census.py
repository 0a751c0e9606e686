"""A census in parts is the census: on processes, and on Dask with a worker killed midway."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ledger import Ledger
from ledger.engines import Dask, Engine, Processes
from ledger.errors import BadInput
from tests.bench.make_ledger import make
from tests.cli.running import run
from tests.engines.test_engines import Cluster

ON = date(2024, 7, 1)
EARLIER = datetime(2024, 1, 8, 10, tzinfo=UTC)
"""Two hours after the first fact was recorded, and before the last."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of some hundred people."""
    path = tmp_path_factory.mktemp("people") / "people.ledger"
    make(path, 6_000, seed=3)
    return path


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.everybody.PART", 20)


def rows(store: Path, engine: Engine | None, **asked: object) -> list[object]:
    """The rows of a census."""
    with Ledger.open(store) as ledger:
        found = ledger.census("aama/cma", on=ON, engine=engine, **asked)  # type: ignore[arg-type]
        return list(found)


@pytest.mark.parametrize(
    "asked",
    [{}, {"known_at": EARLIER}, {"pathway": "recertify-ce"}, {"status": "expired"}],
    ids=["everybody", "known earlier", "one pathway", "one status"],
)
def test_a_census_on_processes_is_the_census(store: Path, asked: dict[str, object]) -> None:
    here = rows(store, None, **asked)
    assert here
    assert rows(store, Processes(2), **asked) == here


def test_a_census_on_dask_is_the_census_though_a_worker_is_killed(
    store: Path, tmp_path: Path
) -> None:
    pytest.importorskip("distributed", reason="Dask is not installed: pip install '.[dask]'")
    cluster = Cluster(tmp_path)
    try:
        with Ledger.open(store) as ledger:
            found = ledger.census("aama/cma", on=ON, engine=Dask(cluster.address))
            first = [next(found) for _ in range(3)]
            cluster.processes[1].kill()
            assert first + list(found) == rows(store, None)
    finally:
        cluster.close()


def test_every_part_sees_the_facts_of_the_same_head(store: Path) -> None:
    with Ledger.open(store) as ledger:
        known = ledger.head_at(EARLIER)
        found = ledger.census("aama/cma", on=ON, known_at=EARLIER, engine=Processes(2))
        assert 0 < known < ledger.head()
        assert {row.holder for row in found} == set(ledger._open().rows.holders(known))


def test_the_command_line_names_the_engine(store: Path) -> None:
    asked = ("--store", str(store), "census", "aama/cma", "--on", "2024-07-01", "--jsonl")
    here = run(*asked)
    assert here.code == 0
    assert run(*asked, "--engine", "processes:2").out == here.out
    wrong = run(*asked, "--engine", "threads")
    assert (wrong.code, wrong.out) == (2, "")
    assert "--engine: an engine is “processes”" in wrong.err


def test_a_ledger_in_memory_has_no_parts() -> None:
    with Ledger.open(":memory:") as ledger, pytest.raises(BadInput, match="in memory"):
        ledger.census("aama/cma", engine=Processes(2))
