"""What a body answers when it has judged a record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from ledger.judging.findings import Finding
from ledger.judging.record import Record

USE_TITLE = "use-title"
"""The pathway every credential has: may the holder use the title on that day."""


class Status(StrEnum):
    """What a holder is, in respect of one credential, on one day."""

    NONE = "none"
    PENDING = "pending"
    CURRENT = "current"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    UNDETERMINED = "undetermined"


class Standing(NamedTuple):
    """A status with its reason.

    Attributes:
        status: The status, sanctions aside: the ledger applies those to every body.
        expires_on: The last day of validity of the award that governs; None without one, or where
            nobody knows it.
        finding: Why: yes when the status is current, undetermined when the status is, else no.
    """

    status: Status
    expires_on: date | None
    finding: Finding


class Judgement(NamedTuple):
    """What a body finds in a record.

    Attributes:
        standing: The status, its expiry and its reason.
        pathways: Pathway code → finding, for every pathway of the credential but ``use-title``.
    """

    standing: Standing
    pathways: Mapping[str, Finding]


Judge = Callable[[Record], Judgement]
"""How a credential is judged: a pure function of a record."""
