"""What a stream of recorded facts says, as known at some time."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

CORRECTION = "fact-corrected"


@dataclass(frozen=True)
class Raw:
    """One fact of one holder."""

    version: int
    kind: str
    on: date
    recorded_at: datetime
    data: dict[str, Any] = field(default_factory=dict)


def known_day(known_at: date | datetime | None) -> date | None:
    """The UTC date of the knowledge time, which the `announced` rule compares with."""
    if isinstance(known_at, datetime):
        return known_at.astimezone(UTC).date()
    return known_at


def was_known(fact: Raw, known_at: date | datetime | None) -> bool:
    """Whether the fact was recorded by then; a date means the end of that day in UTC."""
    if known_at is None:
        return True
    if isinstance(known_at, datetime):
        return fact.recorded_at <= known_at
    return fact.recorded_at.astimezone(UTC).date() <= known_at


def effective(facts: list[Raw], known_at: date | datetime | None) -> list[Raw]:
    """The facts that stood at that knowledge time, in order of record, without the corrections."""
    known = sorted((f for f in facts if was_known(f, known_at)), key=lambda f: f.version)
    standing: list[Raw] = []
    # Only a later fact can correct one, so from the last backwards every correction is settled
    # before the fact that it corrects.
    for fact in reversed(known):
        settled = _settle(fact, standing)
        if settled is not None:
            standing.insert(0, settled)
    return [fact for fact in standing if fact.kind != CORRECTION]


def _settle(fact: Raw, later: list[Raw]) -> Raw | None:
    """The fact as its last standing correction leaves it; None when that one voids it."""
    mine = [f for f in later if f.kind == CORRECTION and f.data["corrects"] == fact.version]
    if not mine:
        return fact
    replacement = mine[-1].data.get("replacement")
    if replacement is None:
        return None
    return Raw(fact.version, fact.kind, replacement["on"], fact.recorded_at, replacement["data"])
