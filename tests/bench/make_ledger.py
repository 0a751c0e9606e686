"""Writes a large ledger of invented people, the same for the same seed.

    python -m tests.bench.make_ledger PATH --facts 10000000 --seed 1

Every fact was checked by intake and encoded by the codec, and goes through the recorder and the
triggers of the schema. Several thousand people are on their way at any time, so that neighbouring
facts are of different holders. Only this program writes without waiting for the disk.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any, cast

from ledger.facts.fact import micros_of
from ledger.facts.fields import DAY
from ledger.store.application import FactLog
from ledger.store.location import locate
from ledger.store.rows import StoredFact
from tests.bench.lives import Coded, enrolled, life

LIVES = 250
"""Careers that the people of a large ledger share; their names are their own."""
LENGTHS = (20, 40, 60, 60, 80, 100)
"""How many facts a career may have: 60 on average."""
AT_ONCE = 4_000
"""People on their way at any time."""
START = micros_of(datetime(2024, 1, 8, 8, tzinfo=UTC))
_PASSING = 3_000_000
"""Microseconds between two facts, on average."""

_PRAGMAS = ("synchronous = OFF", "cache_size = -400000")


class _Person:
    """Somebody on the way through a career."""

    __slots__ = ("career", "holder", "version")

    def __init__(self, holder: str, career: list[Coded]) -> None:
        self.holder = holder
        self.career = career
        self.version = 0


def rows(count: int, seed: int) -> Iterator[StoredFact]:
    """So many facts as rows, in order of position.

    Args:
        count: How many.
        seed: The same seed gives the same rows.
    """
    random = Random(seed)
    lives = [life(random, random.choice(LENGTHS)) for _ in range(min(LIVES, 10 + count // 100))]
    number = 0

    def person() -> _Person:
        nonlocal number
        number += 1
        career = random.choice(lives)
        holder, first = enrolled(random, number, DAY.unpack(career[0].happened))
        return _Person(holder, [first, *career[1:]])

    active = [person() for _ in range(min(AT_ONCE, 1 + count // 60))]
    recorded_at = START
    chance, size = random.random, len(active)
    for position in range(1, count + 1):
        index = int(chance() * size)
        one = active[index]
        kind, happened, body = one.career[one.version]
        one.version = version = one.version + 1
        recorded_at += int(chance() * 2 * _PASSING)
        yield StoredFact(one.holder, version, body, kind, happened, recorded_at, position)
        if version == len(one.career):
            active[index] = person()


def make(path: Path, count: int, seed: int) -> None:
    """Writes a ledger of so many facts where there is none yet.

    Raises:
        FileExistsError: when there is something.
    """
    if path.exists():
        raise FileExistsError(f"there is something at {path} already")
    log = FactLog(locate(path), create=True)
    with log.rows.datastore.get_connection(commit=True) as connection:
        for pragma in _PRAGMAS:
            connection.cursor().execute(f"PRAGMA {pragma}")
    facts = rows(count, seed)
    while chunk := list(islice(facts, 250_000)):
        log.rows.insert_events(cast("Any", chunk))
    log.close()


def main() -> None:
    """Reads the command line and writes the ledger it asks for."""
    parser = argparse.ArgumentParser(description="Writes a large ledger of invented people.")
    parser.add_argument("path", type=Path)
    parser.add_argument("--facts", type=int, default=10_000_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    started = time.perf_counter()
    make(given.path, given.facts, given.seed)
    size = given.path.stat().st_size
    print(f"{given.facts:,} facts, {size:,} bytes, {time.perf_counter() - started:,.0f} s")


if __name__ == "__main__":
    main()
