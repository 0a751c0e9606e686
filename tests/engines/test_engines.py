"""Parts of work on processes of this machine and on a real Dask scheduler."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.engines import Dask, Processes, engine_of
from ledger.errors import BadInput, StoreUnavailable

HERE = Path(__file__).parent


def squared(number: int) -> int:
    """Work for a test."""
    return number * number


def slowly(number: int) -> tuple[int, int]:
    """Work that takes a while, and who did it."""
    time.sleep(0.15)
    return number, os.getpid()


def refusing(number: int) -> int:
    """Work that finds something wrong."""
    raise BadInput(f"{number} is not right", field="--on")


def dying(number: int) -> int:
    """Work whose process ends abruptly."""
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


class Cluster:
    """A Dask scheduler with two workers, each a process.

    Args:
        folder: Where they run.
        first: Where they look for modules first.
    """

    def __init__(self, folder: Path, *first: Path) -> None:
        env = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([*map(str, first), *sys.path]),
            "DASK_LOGGING__DISTRIBUTED": "error",
        }
        self.file = folder / "scheduler.json"
        self._env, self._folder = env, folder
        where = ["--scheduler-file", str(self.file)]
        self.processes = [
            self._start("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0",
                        "--no-dashboard", *where)
        ]  # fmt: skip
        for _ in range(2):
            self.processes.append(
                self._start("distributed.cli.dask_worker", "--nthreads", "1", "--no-dashboard",
                            "--no-nanny", "--host", "127.0.0.1", *where)
            )  # fmt: skip

    def _start(self, module: str, *options: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", module, *options],
            cwd=self._folder,
            env=self._env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    @property
    def address(self) -> str:
        """Host and port, once the scheduler and both workers are there."""
        import json

        from distributed import Client

        end = time.monotonic() + 60
        while not (self.file.exists() and self.file.read_text().strip()):
            assert time.monotonic() < end, "the scheduler did not start"
            time.sleep(0.05)
        address: str = json.loads(self.file.read_text())["address"]
        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
        return address.removeprefix("tcp://")

    def close(self) -> None:
        """Ends what was started."""
        for process in reversed(self.processes):
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A cluster for all tests of the module that leave it as it is."""
    pytest.importorskip("distributed", reason="Dask is not installed: pip install '.[dask]'")
    made = Cluster(tmp_path_factory.mktemp("cluster"))
    yield made
    made.close()


def test_processes_give_results_in_the_order_of_the_parts() -> None:
    assert list(Processes(2).map(squared, range(50))) == [n * n for n in range(50)]


def test_no_more_parts_are_taken_than_are_needed() -> None:
    taken: list[int] = []

    def parts() -> Iterator[int]:
        for number in range(1_000):
            taken.append(number)
            yield number

    results = Processes(2).map(squared, parts())
    assert [next(results) for _ in range(3)] == [0, 1, 4]
    assert len(taken) < 20
    results.close()  # type: ignore[attr-defined]


def test_what_is_wrong_with_the_work_is_said_here() -> None:
    with pytest.raises(BadInput, match="7 is not right") as raised:
        list(Processes(2).map(refusing, [7]))
    assert raised.value.field == "--on"


def test_a_process_that_is_lost_is_one_sentence() -> None:
    with pytest.raises(StoreUnavailable, match="ended abruptly; ask again"):
        list(Processes(2).map(dying, range(6)))


def test_dask_gives_results_in_the_order_of_the_parts(cluster: Cluster) -> None:
    assert list(Dask(cluster.address).map(squared, range(50))) == [n * n for n in range(50)]


def test_what_is_wrong_with_the_work_on_dask_is_said_here(cluster: Cluster) -> None:
    with pytest.raises(BadInput, match="7 is not right"):
        list(Dask(cluster.address).map(refusing, [7]))


def test_the_parts_of_a_worker_that_is_killed_are_done_by_the_other(tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="Dask is not installed: pip install '.[dask]'")
    cluster = Cluster(tmp_path)
    try:
        results = Dask(cluster.address).map(slowly, range(24))
        first = [next(results) for _ in range(4)]
        killed = cluster.processes[1]
        killed.kill()
        rest = list(results)
        assert [number for number, _ in first + rest] == list(range(24))
        assert {who for _, who in rest[-6:]} == {cluster.processes[2].pid}
        assert killed.pid in {who for _, who in first + rest} or len({w for _, w in first}) == 1
    finally:
        cluster.close()


def test_without_a_scheduler_there_is_one_sentence() -> None:
    pytest.importorskip("distributed", reason="Dask is not installed: pip install '.[dask]'")
    with pytest.raises(StoreUnavailable, match="no Dask scheduler at 127"):
        list(Dask("127.0.0.1:9").map(squared, [1]))


@pytest.mark.parametrize(
    "text", ["", "threads", "processes:0", "processes:9999", "dask://", "dask://host", "host:1"]
)
def test_an_engine_there_is_none_of_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="an engine is “processes”"):
        engine_of(text)


def test_engines_are_named() -> None:
    assert isinstance(engine_of("processes"), Processes)
    assert engine_of("processes:3").__dict__ == {"count": 3}
    assert engine_of("dask://10.0.0.1:8786").__dict__ == {"address": "10.0.0.1:8786"}
