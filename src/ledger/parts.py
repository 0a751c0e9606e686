"""Parts of what is asked about everybody, as engines do them in whatever process."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ledger.everybody import EverybodysLedger
    from ledger.judging.history import KnownAt
    from ledger.questions.census import CensusRow
    from ledger.standings.timelines import Part as StandingsPart
    from ledger.standings.timelines import Timelines

PART = 250
"""Holders in a part of a census."""


class Asked(NamedTuple):
    """What a census asks; the same of every part.

    Attributes:
        credential: For example ``aama/cma``.
        day: The day asked about.
        known_at: The knowledge time.
        head: The last position known then: every part sees the same facts.
        pathway: Only the answer of this pathway; None: of all.
        status: Only holders with this status; None: all.
    """

    credential: str
    day: date
    known_at: KnownAt
    head: int
    pathway: str | None
    status: str | None


class Part(NamedTuple):
    """A part of a census, as it is sent to whoever does it.

    Attributes:
        store: Where the ledger is.
        master_key: The file of its master key; None: as of `Ledger.open`.
        asked: What is asked.
        after: Only holders behind this id, by code points.
        last: The last of the holders.
    """

    store: str
    master_key: str | None
    asked: Asked
    after: str
    last: str


def part_of_census(part: Part) -> list[CensusRow]:
    """The rows of one part, in whatever process this is called."""
    ledger = _opened(part.store, part.master_key)
    return list(ledger._rows(part.asked, part.after, part.last))


def part_of_standings(part: tuple[str, StandingsPart]) -> Timelines:
    """The timelines of a part of the standings of the ledger at a place, in whatever process."""
    from ledger.standings.timelines import timelines_elsewhere

    ledger = _opened(part[0], None)
    return timelines_elsewhere(ledger._open(), ledger.bodies, part[1])


@lru_cache(maxsize=1)
def _opened(store: str, master_key: str | None) -> EverybodysLedger:
    from ledger.everybody import EverybodysLedger

    return EverybodysLedger.open(store, master_key=master_key)
