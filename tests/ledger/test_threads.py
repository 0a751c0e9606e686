"""Several threads use one ledger at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from threading import Barrier, Event
from typing import Any

import pytest

from ledger import BadInput, Ledger, LedgerError, StoreUnavailable
from ledger import opened as opened_module
from ledger.bodies.host import Bodies
from ledger.questions.trail import TrailFilter
from ledger.store.application import FactLog
from ledger.store.connections import LedgerPool
from tests.ledger.clinic import CMA, document, granted

THREADS = 8
ROUNDS = 30


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What each of these returns, started together, each in a thread of its own."""
    barrier = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        barrier.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as threads:
        return [future.result(60) for future in [threads.submit(run, work) for work in works]]


@pytest.fixture(params=["a file", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where the ledger is."""
    return ":memory:" if request.param == "memory" else str(tmp_path / "clinic.ledger")


@pytest.fixture
def shared(store: str, bodies: Bodies) -> Iterator[Ledger]:
    """A ledger with 20 facts of 4 holders, that threads share."""
    with Ledger.open(store, recorded_by="tester", bodies=bodies) as ledger:
        for number in range(20):
            granted(ledger, f"h{number % 4}", on=date(2024, 5, 1))
        yield ledger


def read_everything(ledger: Ledger) -> list[object]:
    """What the questions answer, in this order."""
    return [
        ledger.head(),
        ledger.head_at(date(2020, 1, 1)),
        list(ledger.holders()),
        [row.position for row in ledger.trail(limit=7).rows],
        [row.version for row in ledger.trail(only=TrailFilter(holder="h1")).rows],
        len(ledger.trail(only=TrailFilter(text="cma")).rows),
        len(ledger.history("h2")),
        len(list(ledger.log())),
        str(ledger.eligible("h3", CMA, on=date(2024, 6, 1)).status),
    ]


EXPECTED = [
    20,
    0,
    ["h0", "h1", "h2", "h3"],
    [20, 19, 18, 17, 16, 15, 14],
    [5, 4, 3, 2, 1],
    20,
    5,
    20,
    "current",
]


def test_readers_do_not_disturb_each_other(shared: Ledger) -> None:
    def work() -> list[list[object]]:
        return [read_everything(shared) for _ in range(ROUNDS // 3)]

    for answers in at_once(*[work] * THREADS):
        assert answers == [EXPECTED] * (ROUNDS // 3)


def test_readers_see_whole_batches_of_a_writer(shared: Ledger) -> None:
    """A page is as long as its newest position says, whenever it is read."""
    done = Event()

    def write() -> int:
        for _ in range(ROUNDS):
            document(shared, holder="h0")
        done.set()
        return 0

    def read() -> int:
        looked = 0
        while not done.is_set() or not looked:
            rows = shared.trail(limit=100).rows
            assert [row.position for row in rows] == list(range(rows[0].position, 0, -1))
            looked += 1
        return looked

    assert all(looked > 0 for looked in at_once(write, read, read, read)[1:])
    assert shared.head() == 20 + ROUNDS


def test_writers_do_not_disturb_each_other(shared: Ledger) -> None:
    def work() -> list[int]:
        return [document(shared, holder="h0").position for _ in range(5)]

    positions = sorted(one for each in at_once(*[work] * 4) for one in each)
    assert positions == list(range(21, 41))


def test_a_ledger_is_opened_once_whoever_comes_first(
    shared: Ledger, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[FactLog] = []

    def slow(*args: Any, **kwargs: Any) -> FactLog:
        time.sleep(0.05)
        made.append(FactLog(*args, **kwargs))
        return made[-1]

    monkeypatch.setattr(opened_module, "FactLog", slow)
    with Ledger.open(store) as ledger:
        heads = at_once(*[ledger.head] * THREADS)
    assert (len(made), set(heads)) == (1, {0 if store == ":memory:" else 20})


def test_the_first_fact_makes_one_ledger_whoever_comes_first(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "new.ledger", recorded_by="tester") as ledger:
        works = [lambda n=n: document(ledger, holder=f"h{n}") for n in range(4)]
        assert sorted(fact.position for fact in at_once(*works)) == [1, 2, 3, 4]


def test_the_bodies_are_loaded_once(monkeypatch: pytest.MonkeyPatch, bodies: Bodies) -> None:
    loaded: list[int] = []

    def slow() -> Bodies:
        time.sleep(0.05)
        loaded.append(1)
        return bodies

    monkeypatch.setattr(Bodies, "installed", slow)
    ledger = Ledger.open(":memory:")
    at_once(*[lambda: ledger.bodies] * THREADS)
    assert loaded == [1]


def test_a_reader_of_a_ledger_that_is_being_closed_is_told_in_one_sentence(
    shared: Ledger, store: str
) -> None:
    """A file opens again, memory is new and empty; what is raised in between is clear."""

    def read() -> list[BaseException]:
        raised: list[BaseException] = []
        for _ in range(ROUNDS * 3):
            try:
                shared.trail()
                shared.history("h1")
            except LedgerError as error:
                raised.append(error)
        return raised

    def close() -> list[BaseException]:
        for _ in range(ROUNDS):
            shared.close()
            time.sleep(0.001)
        return []

    for raised in at_once(close, read, read, read):
        for error in raised:
            assert isinstance(error, BadInput if store == ":memory:" else StoreUnavailable) or (
                "was closed" in str(error)
            )


def test_a_connection_that_was_not_got_is_not_counted(
    shared: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    datastore = shared._open().rows.datastore
    pool = datastore.pool
    monkeypatch.setattr(pool, "pool_timeout", 0.05)
    with ExitStack() as stack:
        for _ in range(pool.pool_size + pool.max_overflow):
            stack.enter_context(datastore.get_connection(commit=False))
        for _ in range(3):
            with pytest.raises(StoreUnavailable, match="in use by another part of this program"):
                shared.head()
    assert document(shared).position == 21
    assert shared.head() == 21


def test_memory_that_went_when_it_was_about_to_be_read_was_closed() -> None:
    """A connection to memory that is gone is one to a new memory, without any table."""
    with Ledger.open(":memory:", recorded_by="clerk") as ledger:
        ledger.record("document-filed", "h1", on=date(2024, 5, 1), data={"document": "card"})
        store: Any = ledger._open().rows.datastore
        choose = store._current

        def closed_behind() -> LedgerPool:
            pool: LedgerPool = choose()
            store._current = choose
            store.close()
            return pool

        store._current = closed_behind
        with pytest.raises(StoreUnavailable, match=r"^memory was closed; open it again$"):
            ledger.history("h1")
