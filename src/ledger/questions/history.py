"""A holder's history as it reads: every recorded fact, and what corrections made of it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from ledger.facts.kinds import HolderEnrolled, HolderUpdated

if TYPE_CHECKING:
    from ledger.facts.fact import Fact
    from ledger.judging.history import History


class State(StrEnum):
    """What corrections made of a fact."""

    STANDS = "stands"
    CORRECTED = "corrected"
    VOID = "void"


class Entry(NamedTuple):
    """One recorded fact.

    Attributes:
        fact: The fact as recorded.
        standing: The fact as it stands, None when it is void.
        corrected_by: The version of the correction that counts, if any.
    """

    fact: Fact[Any]
    state: State
    standing: Fact[Any] | None
    corrected_by: int | None


def entries_of(history: History) -> list[Entry]:
    """Every recorded fact of a history in order of record."""
    entries = []
    for fact in history.recorded:
        standing = history.standing.get(fact.version)
        by = history.corrected_by.get(fact.version)
        state = State.VOID if standing is None else State.CORRECTED if by else State.STANDS
        entries.append(Entry(fact, state, standing, by))
    return entries


def name_of(history: History) -> str | None:
    """The holder's latest name on record."""
    named = history.timed(HolderEnrolled, HolderUpdated).facts
    return next((fact.data.name for fact in reversed(named) if fact.data.name), None)
