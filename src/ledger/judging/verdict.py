"""Verdicts: the answer for one day with its reasons, and the timeline of all days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from ledger.judging.findings import Answer, Finding
from ledger.judging.history import KnownAt
from ledger.judging.judgement import Status
from ledger.judging.rules import Confidence


class Holds(NamedTuple):
    """The days on which something stays the same: from ``since``, before ``until``.

    ``since`` None: since ever. ``until`` None: nothing known today ends it.
    """

    since: date | None
    until: date | None

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and (
            (self.since is None or self.since <= day) and (self.until is None or day < self.until)
        )


class Differing(NamedTuple):
    """Another reading of a rule under which a pathway's answer is another."""

    rule: str
    reading: int
    says: str
    answer: Answer


class PathwayVerdict(NamedTuple):
    """The answer for one pathway.

    Attributes:
        answer: Under the first reading of every rule.
        differing: The readings under which it would be another.
        holds: The days around the day asked on which the answer stays the same.
        finding: Why.
    """

    answer: Answer
    differing: tuple[Differing, ...]
    holds: Holds
    finding: Finding

    @property
    def disputed(self) -> bool:
        return bool(self.differing)

    @property
    def confidence(self) -> Confidence | None:
        """The weakest confidence the answer rests on; None where it rests on facts alone."""
        return self.finding.confidence


class Verdict(NamedTuple):
    """The answer about one holder and credential on one day, as known at one time.

    Attributes:
        head: The last position of the ledger that was seen, 0 for none.
        holds: The days around ``on`` on which status, expiry and every answer stay the same.
        pathways: Pathway code → answer, ``use-title`` last.
    """

    holder: str
    credential: str
    on: date
    known_at: KnownAt
    head: int
    status: Status
    expires_on: date | None
    holds: Holds
    pathways: Mapping[str, PathwayVerdict]


class Interval(NamedTuple):
    """Days of a timeline on which everything shown stays the same.

    Attributes:
        failure: Why there is no judgement: the plugin failed, or it is not there. None: judged.
    """

    since: date
    until: date
    status: Status
    expires_on: date | None
    pathways: Mapping[str, Answer]
    failure: str | None = None
