"""Awards: facts that start a validity period, in the order in which they govern."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from ledger.facts.fact import Fact
from ledger.facts.kinds import CredentialGranted, ExamAttempted, RenewalGranted
from ledger.judging.calendar import next_day
from ledger.judging.record import Record


class Award(NamedTuple):
    """A fact that starts a validity period.

    Attributes:
        on: The day it starts; that of the fact unless the award was earned on a later day.
        fact: The fact that makes it.
    """

    on: date
    fact: Fact[Any]

    @property
    def printed(self) -> date | None:
        """The expiry printed on it, if any."""
        expires_on: date | None = getattr(self.fact.data, "expires_on", None)
        return expires_on


class Awards(NamedTuple):
    """The awards on record in order of day and of record; the last one governs."""

    all: tuple[Award, ...]

    @property
    def governing(self) -> Award:
        return self.all[-1]

    @property
    def is_first_period(self) -> bool:
        """Whether the award that governs started on the day of the first one."""
        return self.governing.on == self.all[0].on

    @property
    def period_start(self) -> date:
        """The first day of the period of the award that governs.

        What was done on the day of a renewal belongs to the period before it.
        """
        start = self.governing.on
        return start if self.is_first_period else next_day(start) or date.max


def passes(record: Record) -> list[Fact[ExamAttempted]]:
    """The passed attempts at the credential."""
    found = record.facts(
        ExamAttempted,
        credential=record.credential,
        where=lambda fact: fact.data.outcome == "passed",
    )
    return list(found)


def awards(record: Record, earned: Award | None) -> Awards | None:
    """The awards of a credential that a body grants, renews, and lets the holder earn by an exam.

    Awards are: a credential granted; a renewal granted; ``earned``, when there is no award on or
    before its day; and, once there has been an award, every attempt passed on a later day.

    Args:
        record: What is judged.
        earned: The first award the holder earned by passing the exam and qualifying, by the body's
            rules; None when there is none yet.

    Returns:
        The awards, None when there is none.
    """
    credential = record.credential
    granted = record.facts(CredentialGranted, RenewalGranted, credential=credential)
    found = [Award(fact.on, fact) for fact in granted]
    if earned is not None and not any(award.on <= earned.on for award in found):
        found.append(earned)
    if not found:
        return None
    first = min(award.on for award in found)
    found += [Award(fact.on, fact) for fact in passes(record) if fact.on > first]
    return Awards(tuple(sorted(found, key=lambda award: (award.on, award.fact.version))))
