"""Timelines that are to be kept: worked out in parts, in whatever process this is called."""

from __future__ import annotations

from collections.abc import Mapping
from platform import node
from typing import TYPE_CHECKING, NamedTuple

from ledger.errors import BadInput, StoreUnavailable
from ledger.judging.case import Case
from ledger.judging.history import History, up_to
from ledger.questions.history import name_of
from ledger.questions.roster import named_in
from ledger.standings.fingerprint import fingerprint
from ledger.standings.intervals import Timeline, rows_of

if TYPE_CHECKING:
    from ledger.bodies.body import Credential
    from ledger.bodies.host import Bodies
    from ledger.store.application import FactLog

Timelines = Mapping[str, Timeline]
"""Timelines by holder."""


class Part(NamedTuple):
    """Holders whose timelines are to be worked out, and all that the result has to rest on.

    Attributes:
        credential: Its full code.
        origin: The plugin it comes from, in words.
        fingerprint: What the timelines rest on besides facts.
        position: The last fact they may rest on.
        root: The root of the ledger's tree up to there.
        holders: Their ids.
    """

    credential: str
    origin: str
    fingerprint: bytes
    position: int
    root: bytes
    holders: tuple[str, ...]


def case_of(log: FactLog, credential: Credential, holder: str, position: int) -> Case:
    """A holder's case as of a position."""
    return Case(credential, History(holder, up_to(log.stream(holder), position)))


def timeline_of(case: Case) -> Timeline:
    """What is kept of a case."""
    history = case.history
    return Timeline(rows_of(case), name_of(history), tuple(sorted(named_in(history))))


def timelines_of(log: FactLog, credential: Credential, part: Part) -> Timelines:
    """The timelines of a part, the same wherever this is called."""
    return {
        holder: timeline_of(case_of(log, credential, holder, part.position))
        for holder in part.holders
    }


def timelines_elsewhere(log: FactLog, bodies: Bodies, part: Part) -> Timelines:
    """The timelines of a part of another process, which perhaps runs on another machine.

    Raises:
        StoreUnavailable: when they would be of another ledger, or of another plugin.
    """
    here = f"a worker on {node() or 'a machine without a name'}"
    try:
        credential = bodies.credential(part.credential)
        found = fingerprint(credential)
    except (BadInput, StoreUnavailable) as error:
        raise StoreUnavailable(f"{here} cannot judge {part.credential}: {error}") from None
    if found != part.fingerprint:
        raise StoreUnavailable(
            f"{here} judges {part.credential} by other code: {credential.origin} there, "
            f"{part.origin} here; install the same plugin, ledger and Python"
        )
    if log.rows.root_at(part.position) != part.root:
        raise StoreUnavailable(
            f"{here} has another ledger, or an older copy of this one; it has to read the same file"
        )
    return timelines_of(log, credential, part)
