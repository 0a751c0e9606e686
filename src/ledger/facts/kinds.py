"""The kinds of fact: one immutable class each. This module is the whole vocabulary of the ledger.

A field that is not annotated ``| None`` is required. The order of the fields is their order in
canonical JSON and in the stored bytes of schema 1, so it never changes; a new field means a new
schema number in `ledger.facts.codec`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from ledger.facts import fields as of
from ledger.facts.fields import FieldType


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
)


class Field(NamedTuple):
    """One field of a kind: its name, its type and whether it must be given."""

    name: str
    type: FieldType[Any]
    required: bool


class Kind(NamedTuple):
    """A kind of fact.

    Attributes:
        name: Its name in JSON and on the command line.
        code: Its stable number in the store.
        cls: The class of its data.
        fields: Its fields in canonical order.
    """

    name: str
    code: int
    cls: type[Any]
    fields: tuple[Field, ...]

    @property
    def field_names(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields)


class _ReplacementType(FieldType[Any]):
    """A placeholder: what a replacement holds depends on the kind it replaces; see `intake`."""

    expects = 'the fact as it should have been: {"on": …, "data": {…}}'
    plain = False
    stored = list


REPLACEMENT = _ReplacementType()


def _kind(kind: str, code: int, cls: type[Any], /, **types: FieldType[Any]) -> Kind:
    annotations = cls.__annotations__
    if tuple(annotations) != tuple(types):
        raise TypeError(f"{cls.__name__} and its field types differ: {tuple(types)}")
    required = {field: "None" not in str(annotations[field]) for field in types}
    return Kind(
        kind, code, cls, tuple(Field(field, types[field], required[field]) for field in types)
    )


_PERSON: dict[str, FieldType[Any]] = {
    "name": of.TEXT,
    "born_on": of.DAY,
    "email": of.TEXT,
    "ids": of.IDS,
}

KINDS: tuple[Kind, ...] = (
    _kind("holder-enrolled", 1, HolderEnrolled, **_PERSON),
    _kind("holder-updated", 2, HolderUpdated, **_PERSON),
    _kind(
        "education-enrolled",
        3,
        EducationEnrolled,
        program=of.TEXT,
        institution=of.TEXT,
        accreditor=of.TEXT,
        expected_on=of.DAY,
    ),
    _kind(
        "education-completed",
        4,
        EducationCompleted,
        program=of.TEXT,
        institution=of.TEXT,
        accreditor=of.TEXT,
        accredited_on=of.DAY,
        hours=of.DECIMAL,
        practicum_hours=of.DECIMAL,
        recognized_by=of.ChoiceType("USDE", "CHEA"),
    ),
    _kind(
        "experience-recorded",
        5,
        ExperienceRecorded,
        role=of.TEXT,
        started_on=of.DAY,
        hours=of.DECIMAL,
    ),
    _kind(
        "ce-completed",
        6,
        CeCompleted,
        title=of.TEXT,
        provider=of.TEXT,
        credits=of.ABOVE_ZERO,
        unit=of.ChoiceType("contact-hour", "ceu", "credit", "college-credit"),
        areas=of.SHARES,
        approved_by=of.CODES,
        formal_credit=of.FLAG,
    ),
    _kind(
        "exam-attempted",
        7,
        ExamAttempted,
        credential=of.CREDENTIAL,
        outcome=of.ChoiceType("passed", "failed", "no-show"),
        score=of.SCORE,
        form=of.TEXT,
    ),
    _kind(
        "payment-made",
        8,
        PaymentMade,
        body=of.CODE,
        purpose=of.ChoiceType("exam", "renewal", "reinstatement", "reactivation", "membership"),
        amount=of.DECIMAL,
        currency=of.CURRENCY,
        credential=of.CREDENTIAL,
    ),
    _kind("payment-refunded", 9, PaymentRefunded, payment=of.VERSION, reason=of.TEXT),
    _kind(
        "credential-granted",
        10,
        CredentialGranted,
        credential=of.CREDENTIAL,
        number=of.SCORE,
        expires_on=of.DAY,
    ),
    _kind("renewal-submitted", 11, RenewalSubmitted, credential=of.CREDENTIAL, route=of.TEXT),
    _kind(
        "renewal-granted",
        12,
        RenewalGranted,
        credential=of.CREDENTIAL,
        route=of.TEXT,
        expires_on=of.DAY,
    ),
    _kind("renewal-denied", 13, RenewalDenied, credential=of.CREDENTIAL, reason=of.TEXT),
    _kind(
        "sanction-imposed",
        14,
        SanctionImposed,
        credential=of.CREDENTIAL,
        sanction=of.ChoiceType("suspension", "revocation"),
        until=of.DAY,
        reason=of.TEXT,
    ),
    _kind("sanction-lifted", 15, SanctionLifted, credential=of.CREDENTIAL, reason=of.TEXT),
    _kind(
        "document-filed",
        16,
        DocumentFiled,
        document=of.TEXT,
        issuer=of.TEXT,
        expires_on=of.DAY,
    ),
    _kind(
        "status-observed",
        17,
        StatusObserved,
        credential=of.CREDENTIAL,
        status=of.TEXT,
        expires_on=of.DAY,
    ),
    _kind(
        "fact-corrected",
        18,
        FactCorrected,
        corrects=of.VERSION,
        reason=of.TEXT,
        replacement=REPLACEMENT,
    ),
)

BY_NAME: Mapping[str, Kind] = {kind.name: kind for kind in KINDS}
BY_CODE: Mapping[int, Kind] = {kind.code: kind for kind in KINDS}
BY_CLASS: Mapping[type[Any], Kind] = {kind.cls: kind for kind in KINDS}
