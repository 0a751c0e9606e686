"""Every operation against its reference in the same run: a table of ratios.

    python -m tests.bench.table [--facts 100000] [--runs 5]

Times on a shared machine wander; ratios of two things measured in turn do much less. Each figure is
the median of several turns. The ledgers are written to a temporary folder.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from itertools import count
from pathlib import Path
from random import Random
from statistics import median
from typing import Any, NamedTuple

import msgpack

from ledger import Ledger
from ledger.engines import engine_of
from ledger.facts.fact import Fact
from ledger.judging.case import Case
from ledger.judging.history import History
from ledger.store.application import FACTS, FactLog
from ledger.store.location import locate
from ledger.store.rows import INSERT, SELECT, StoredFact, inserted
from tests.bench import make_ledger, stock

ON = date(2024, 7, 1)
CREDENTIAL = "aama/cma"
_HOLDERS = "CREATE TABLE holders (key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE) STRICT"
_FACTS = (
    "CREATE TABLE facts (position INTEGER PRIMARY KEY, holder INTEGER NOT NULL, version INTEGER "
    "NOT NULL, kind INTEGER NOT NULL, happened INTEGER NOT NULL, recorded_at INTEGER NOT NULL, "
    "body BLOB NOT NULL, seal BLOB NOT NULL, UNIQUE (holder, version)) STRICT"
)


class Ratio(NamedTuple):
    """An operation beside its reference.

    Attributes:
        name: What was done, and against what.
        ours: Seconds.
        theirs: Seconds of the reference.
        goal: What the ratio is to be: at most, or, when negative, at least so many times faster.
            None: it is shown for comparison.
    """

    name: str
    ours: float
    theirs: float
    goal: float | None

    @property
    def shown(self) -> str:
        """A row of the table."""
        ratio = self.ours / self.theirs
        if self.goal is None:
            wanted, met = "", True
        elif self.goal < 0:
            ratio, wanted, met = 1 / ratio, f"≥ {-self.goal:g}× faster", 1 / ratio >= -self.goal
        else:
            wanted, met = f"≤ {self.goal:g}×", ratio <= self.goal
        told = "" if self.goal is None else "met" if met else "NOT MET"
        times = f"{self.ours * 1e3:11,.3f} {self.theirs * 1e3:11,.3f}"
        return f"{self.name:58} {times} {ratio:8.2f}×  {wanted:14} {told}"


def in_turn(runs: int, *works: Callable[[], object]) -> list[float]:
    """The median seconds of each, done in turn."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(runs + 1):
        for work, taken in zip(works, times, strict=True):
            began = time.perf_counter()
            work()
            taken.append(time.perf_counter() - began)
    return [median(taken[1:]) for taken in times]


def raw(path: Path) -> sqlite3.Connection:
    """A bare database with the ledger's columns and its durability, without its triggers."""
    file = sqlite3.connect(path, isolation_level=None)
    for pragma in ("synchronous = FULL", "journal_mode = TRUNCATE"):
        file.execute(f"PRAGMA {pragma}")
    file.execute(_HOLDERS)
    file.execute(_FACTS)
    return file


def append(folder: Path, runs: int) -> list[Ratio]:
    """One fact, durably: checked, staged, sealed; against the bare insert of the same bytes."""
    numbers = count(1)
    with Ledger.open(folder / "append.ledger", recorded_by="clerk") as ledger:
        for number in range(60):
            ledger.record("document-filed", f"h{number % 6}", on=ON, data={"document": "card"})
        bare = raw(folder / "append.db")
        bare.execute("INSERT INTO holders VALUES (1, 'h1')")

        def ours() -> None:
            ledger.record("document-filed", f"h{next(numbers) % 6}", on=ON, data={"document": "x"})

        def theirs() -> None:
            number = next(numbers)
            bare.execute("BEGIN IMMEDIATE")
            row = (number, 1, number, 16, 19_000, 1_700_000_000_000_000, b"\x97" * 20, b"x" * 64)
            bare.execute(INSERT, row)
            bare.execute("COMMIT")

        mine, bare_time = in_turn(runs * 40, ours, theirs)
    return [Ratio("append one fact, sealed / raw insert and commit", mine, bare_time, 1.6)]


def bulk(folder: Path, facts: Sequence[Fact[Any]], runs: int) -> list[Ratio]:
    """Many checked facts at once; against executemany of the same rows, and the stock library."""
    numbers = count()
    rows: list[StoredFact] = [FACTS.to_stored_event(fact) for fact in facts]  # type: ignore[misc]
    keys: dict[str, int] = {}
    for fact in facts:
        keys.setdefault(fact.holder, len(keys) + 1)
    values = [inserted(row, keys[row.originator_id], b"x" * 64) for row in rows]
    fresh = [fact._replace(position=0, recorded_micros=0) for fact in facts]

    def ours() -> None:
        log = FactLog(locate(folder / f"bulk-{next(numbers)}.ledger"), create=True)
        log.append_all(fresh)
        log.close()

    def bare() -> None:
        file = raw(folder / f"bulk-{next(numbers)}.db")
        file.execute("BEGIN IMMEDIATE")
        file.executemany("INSERT INTO holders VALUES (?, ?)", [(k, h) for h, k in keys.items()])
        file.executemany(INSERT, values)
        file.execute("COMMIT")
        file.close()

    few = facts[: len(facts) // 10]

    def theirs() -> None:
        keeper = stock.Keeper(folder / f"bulk-{next(numbers)}.stock")
        stock.save(keeper, few)
        keeper.close()

    mine, plain, theirs_time = in_turn(max(1, runs // 2), ours, bare, theirs)
    each = mine / len(facts), theirs_time / len(few)
    return [
        Ratio(f"import {len(facts):,} checked facts / raw executemany", mine, plain, 2.5),
        Ratio("import, each fact / stock bulk save, each", *each, -3),
    ]


def reading(folder: Path, path: Path, facts: Sequence[Fact[Any]], runs: int) -> list[Ratio]:
    """One holder's history; against a raw select by index, and the stock repository."""
    random = Random(1)
    with Ledger.open(path) as ledger:
        holders = random.sample(list(ledger.holders()), 60)
        log = ledger._open()
        file = sqlite3.connect(path)
        wanted = set(holders[:20])
        keeper = stock.Keeper(folder / "read.stock")
        stock.save(keeper, [fact for fact in facts if fact.holder in wanted])

        def ours() -> None:
            for holder in holders:
                History(holder, log.stream(holder))

        def bare() -> None:
            for holder in holders:
                file.execute(f"{SELECT} WHERE h.id = ? ORDER BY f.version", (holder,)).fetchall()

        def theirs() -> None:
            for holder in wanted:
                keeper.repository.get(stock.person_of(holder))

        mine, plain, theirs_time = in_turn(runs, ours, bare, theirs)
        keeper.close()
        file.close()
    each = mine / len(holders), theirs_time / len(wanted)
    return [
        Ratio("read one holder into a history / raw select", mine / 60, plain / 60, 2),
        Ratio("read one holder / stock repository.get", *each, -12),
    ]


def pages(path: Path, runs: int) -> list[Ratio]:
    """A page of 1,000 facts, newest first, anywhere; against a raw keyset select."""
    random = Random(2)
    with Ledger.open(path) as ledger:
        head = ledger.head()
        file = sqlite3.connect(path)

        def ours() -> None:
            for row in ledger.trail(before=random.randint(1_001, head), limit=1_000).rows:
                _ = row.position

        def bare() -> None:
            file.execute(
                f"{SELECT} WHERE f.position < ? ORDER BY f.position DESC LIMIT 1000",
                (random.randint(1_001, head),),
            ).fetchall()

        mine, plain = in_turn(runs * 5, ours, bare)
        file.close()
    return [Ratio(f"page of 1,000 of {head:,} / raw keyset select", mine, plain, 2.5)]


def census(path: Path, runs: int) -> list[Ratio]:
    """Everybody's answer by replay; against a raw scan, decoding and a trivial fold."""
    with Ledger.open(path) as ledger:
        head = ledger.head()
        file = sqlite3.connect(path)
        known = ledger.head_at(date(2999, 1, 1))
        assert known == head

        def ours() -> None:
            for _ in ledger.census(CREDENTIAL, on=ON, known_at=date(2999, 1, 1)):
                pass

        def bare() -> None:
            folded: dict[int, int] = {}
            for holder, body in file.execute("SELECT holder, body FROM facts ORDER BY position"):
                folded[holder] = folded.get(holder, 0) + len(msgpack.unpackb(body))

        def together() -> None:
            engine = engine_of("processes")
            for _ in ledger.census(CREDENTIAL, on=ON, known_at=date(2999, 1, 1), engine=engine):
                pass

        def kept() -> None:
            for _ in ledger.census(CREDENTIAL, on=ON):
                pass

        ledger.standings(CREDENTIAL)
        works = (ours, bare, kept, together)
        mine, plain, read, spread = in_turn(max(1, runs // 3), *works)
        file.close()
    cores = os.cpu_count() or 1
    return [
        Ratio(f"census of {head:,} facts by replay / scan, decode, fold", mine, plain, 3),
        Ratio(f"the same on {cores} cores / on one", spread, mine, -0.85 * cores),
        Ratio("census from the standings / census by replay", read, mine, -500),
    ]


def judging(path: Path, runs: int) -> list[Ratio]:
    """One verdict with its whole tree, and a timeline of ten years, of histories in memory."""
    with Ledger.open(path) as ledger:
        log, judged = ledger._open(), ledger.bodies.credential(CREDENTIAL)
        streams = [log.stream(holder) for holder in list(ledger.holders())[:400]]
        streams = [facts for facts in streams if 50 <= len(facts) <= 70][:20]
        rows = [[FACTS.to_stored_event(fact) for fact in facts] for facts in streams]
        bodies = [[row.state for row in stored] for stored in rows]
        histories = [History(facts[0].holder, facts) for facts in streams]

        def judged_once() -> None:
            for history in histories:
                Case(judged, history).judge(ON)

        def verdicts() -> None:
            for history in histories:
                Case(judged, history).verdict(ON)

        def timelines() -> None:
            for history in histories:
                Case(judged, history).timeline(date(2015, 1, 1), date(2024, 12, 31))

        def folding() -> None:
            for stored in bodies:
                total = 0
                for body in stored:
                    total += len(msgpack.unpackb(body))

        def decoding() -> None:
            for stored in rows:
                for row in stored:
                    FACTS.to_domain_event(row)

        works = (judged_once, verdicts, timelines, folding, decoding)
        once, verdict, timeline, fold, decode = (t / 20 for t in in_turn(runs, *works))
    return [
        Ratio("one verdict, 60 facts / unpack and fold the same 60", once, fold, 3),
        Ratio("one verdict / decode the same 60 into checked facts", once, decode, None),
        Ratio("timeline of ten years / one verdict", timeline, once, 12),
        Ratio("verdict, and how long each part holds / one verdict", verdict, once, None),
    ]


def main() -> None:
    """Reads the command line, measures, and prints the table."""
    parser = argparse.ArgumentParser(description="Measures everything against its reference.")
    parser.add_argument("--facts", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "people.ledger"
        make_ledger.make(path, given.facts, seed=1)
        with Ledger.open(path) as ledger:
            facts = list(ledger._open().scan(stop=20_000))
            everybody = list(ledger._open().scan(stop=given.facts))
        ratios = append(folder, given.runs)
        ratios += bulk(folder, facts, given.runs)
        ratios += reading(folder, path, everybody, given.runs)
        ratios += pages(path, given.runs)
        ratios += judging(path, given.runs)
        ratios += census(path, given.runs)
    print(f"{'operation / reference':58} {'ms':>11} {'ms':>11} {'ratio':>9}  goal")
    for ratio in ratios:
        print(ratio.shown)
    load = os.getloadavg()[0]
    print(f"{given.facts:,} facts; {os.cpu_count()} processors, load {load:.1f}")


if __name__ == "__main__":
    main()
