"""A dossier: everything about one fact, what corrected it, and how it is stored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from ledger.facts.fact import instant_of, micros_of
from ledger.facts.fields import EPOCH
from ledger.facts.jsonl import line_of
from ledger.facts.kinds import FactCorrected
from ledger.facts.layout import parts_of
from ledger.judging.history import History
from ledger.questions.history import State, entries_of

if TYPE_CHECKING:
    from ledger.facts.fact import Fact
    from ledger.facts.layout import StoredPart
    from ledger.store.rows import StoredFact

_EARLIEST = micros_of(datetime.min.replace(tzinfo=UTC))
_LATEST = micros_of(datetime.max.replace(tzinfo=UTC))


class FactDossier(NamedTuple):
    """Everything about one fact.

    Attributes:
        kind: The name of its kind; ``unknown-N`` for a code this version does not know.
        on: The day it happened.
        fact: The fact as recorded; None when its bytes do not decode.
        problem: Why something cannot be told: its bytes do not decode, or those of another fact
            of the holder, and then nothing is known of corrections. None when all can be told.
        state: What corrections made of it; ``stands`` where that cannot be told.
        standing: The fact as it stands; None when it is void or does not decode.
        corrects: What it corrects, then what that corrects, down to the original.
        corrected_by: Every correction of it, and of those, in order of record; also those that
            are themselves void.
        line: The fact as canonical JSON Lines have it; None when it does not decode.
        stored: The stored bytes.
        parts: The stored bytes element by element.
    """

    holder: str
    version: int
    position: int
    kind: str
    on: date
    recorded_at: datetime
    fact: Fact[Any] | None
    problem: str | None
    state: State
    standing: Fact[Any] | None
    corrects: tuple[Fact[Any], ...]
    corrected_by: tuple[Fact[Any], ...]
    line: str | None
    stored: bytes
    parts: tuple[StoredPart, ...]


def dossier_of(
    row: StoredFact,
    fact: Fact[Any] | None,
    problem: str | None,
    recorded: Sequence[Fact[Any]] | None,
) -> FactDossier:
    """The dossier of a fact.

    Args:
        row: The fact as it is stored. A day or an instant outside the calendar is shown as the
            first or last there is.
        fact: The fact it decodes to, None when it does not.
        problem: Why something cannot be told, None when all can be.
        recorded: Every fact of the holder in order of record; None when one does not decode.
    """
    found = FactDossier(
        row.originator_id,
        row.originator_version,
        row.id,
        row.topic,
        date.fromordinal(min(max(row.happened + EPOCH, 1), date.max.toordinal())),
        instant_of(min(max(row.recorded_at, _EARLIEST), _LATEST)),
        fact,
        problem,
        State.STANDS,
        fact,
        (),
        (),
        line_of(fact) if fact else None,
        row.state,
        parts_of(row.kind, row.state),
    )
    if recorded is None:
        return found
    history = History(found.holder, recorded)
    entry = entries_of(history)[found.version - 1]
    return found._replace(
        state=entry.state,
        standing=entry.standing,
        corrects=tuple(_down(history, found.version)),
        corrected_by=tuple(_up(history, found.version)),
    )


def _down(history: History, version: int) -> Iterator[Fact[Any]]:
    """What a correction corrects, as it stands, then what that does."""
    fact = history.standing.get(version, history.recorded[version - 1])
    while isinstance(fact.data, FactCorrected) and 0 < fact.data.corrects < fact.version:
        recorded = history.recorded[fact.data.corrects - 1]
        yield recorded
        fact = history.standing.get(recorded.version, recorded)


def _up(history: History, version: int) -> Iterator[Fact[Any]]:
    """The corrections that name a fact, as recorded or as they stand, and those that name them."""
    named = {version}
    for fact in history.recorded[version:]:
        stands = history.standing.get(fact.version, fact)
        targets = [
            one.data.corrects for one in (fact, stands) if isinstance(one.data, FactCorrected)
        ]
        if named.intersection(targets):
            named.add(fact.version)
            yield fact
