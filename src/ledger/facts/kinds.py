"""The kinds of fact: one immutable class each. This module is the whole vocabulary of the ledger.

A field that is not annotated ``| None`` is required. The order of the fields is their order in
canonical JSON and in the stored bytes of schema 1, so it never changes; a new field means a new
schema number in `ledger.facts.codec`. What each field may hold is in `ledger.facts.catalogue`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple


class HolderEnrolled(NamedTuple):
    """A person is entered into the ledger."""

    name: str
    born_on: date | None
    email: str | None
    ids: Mapping[str, str] | None


class HolderUpdated(NamedTuple):
    """Something about the person changed; what is not given stays as it was."""

    name: str | None
    born_on: date | None
    email: str | None
    ids: Mapping[str, str] | None


class EducationEnrolled(NamedTuple):
    """The holder entered a program and is expected to complete it on ``expected_on``."""

    program: str
    institution: str | None
    accreditor: str
    expected_on: date


class EducationCompleted(NamedTuple):
    """The holder completed a program on the fact's day."""

    program: str
    institution: str | None
    accreditor: str | None
    accredited_on: date | None
    hours: Decimal | None
    practicum_hours: Decimal | None
    recognized_by: str | None


class ExperienceRecorded(NamedTuple):
    """Work from ``started_on`` through the fact's day."""

    role: str
    started_on: date
    hours: Decimal | None


class CeCompleted(NamedTuple):
    """A continuing-education activity completed on the fact's day."""

    title: str
    provider: str | None
    credits: Decimal
    unit: str
    areas: Mapping[str, Decimal] | None
    approved_by: tuple[str, ...] | None
    formal_credit: bool | None

    @property
    def has_formal_credit(self) -> bool:
        """Whether somebody issued formal credit; true unless the fact says otherwise."""
        return self.formal_credit is not False


class ExamAttempted(NamedTuple):
    """One attempt at a credential's examination."""

    credential: str
    outcome: str
    score: str | None
    form: str | None


class PaymentMade(NamedTuple):
    """Money paid to a body."""

    body: str
    purpose: str
    amount: Decimal
    currency: str
    credential: str | None


class PaymentRefunded(NamedTuple):
    """A payment given back; ``payment`` is the version it refunds."""

    payment: int
    reason: str | None


class CredentialGranted(NamedTuple):
    """The body certified the holder; ``expires_on`` as printed on the certificate."""

    credential: str
    number: str | None
    expires_on: date | None


class RenewalSubmitted(NamedTuple):
    """The holder applied for renewal."""

    credential: str
    route: str | None


class RenewalGranted(NamedTuple):
    """The body renewed the credential; ``expires_on`` as printed."""

    credential: str
    route: str | None
    expires_on: date | None


class RenewalDenied(NamedTuple):
    """The body refused a renewal."""

    credential: str
    reason: str | None


class SanctionImposed(NamedTuple):
    """Suspended or revoked from the fact's day, through ``until`` when given."""

    credential: str
    sanction: str
    until: date | None
    reason: str | None


class SanctionLifted(NamedTuple):
    """Every earlier sanction of the credential ends; the fact's day is free."""

    credential: str
    reason: str | None


class DocumentFiled(NamedTuple):
    """A document such as a ``cpr-card`` was filed."""

    document: str
    issuer: str | None
    expires_on: date | None


class StatusObserved(NamedTuple):
    """What a registry showed on that day. It never changes a judgement."""

    credential: str
    status: str
    expires_on: date | None


class Replacement(NamedTuple):
    """The fact as it should have been, complete."""

    on: date
    data: Data


class FactCorrected(NamedTuple):
    """The fact of version ``corrects`` is void, or was really ``replacement``."""

    corrects: int
    reason: str
    replacement: Replacement | None


class HolderForgotten(NamedTuple):
    """The key to everything recorded about the holder before was destroyed."""

    reason: str


class Withheld(NamedTuple):
    """What stands in the place of a fact's data where its content cannot be had. Never stored.

    Attributes:
        kind: The name of the fact's kind.
        why: Why its content cannot be had, without the full stop.
    """

    kind: str
    why: str


Data = (
    HolderEnrolled
    | HolderUpdated
    | EducationEnrolled
    | EducationCompleted
    | ExperienceRecorded
    | CeCompleted
    | ExamAttempted
    | PaymentMade
    | PaymentRefunded
    | CredentialGranted
    | RenewalSubmitted
    | RenewalGranted
    | RenewalDenied
    | SanctionImposed
    | SanctionLifted
    | DocumentFiled
    | StatusObserved
    | FactCorrected
    | HolderForgotten
)
