"""The catalogue of kinds: their names, their numbers in the store, and what each field may hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from ledger.facts import fields as of
from ledger.facts import tables
from ledger.facts.fields import FieldType
from ledger.facts.kinds import (
    CeCompleted,
    CredentialGranted,
    DocumentFiled,
    EducationCompleted,
    EducationEnrolled,
    ExamAttempted,
    ExperienceRecorded,
    FactCorrected,
    HolderEnrolled,
    HolderForgotten,
    HolderUpdated,
    PaymentMade,
    PaymentRefunded,
    RenewalDenied,
    RenewalGranted,
    RenewalSubmitted,
    SanctionImposed,
    SanctionLifted,
    StatusObserved,
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
    stored = tuple


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
    "ids": tables.IDS,
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
        areas=tables.SHARES,
        approved_by=tables.CODES,
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
    _kind("holder-forgotten", 19, HolderForgotten, reason=of.TEXT),
)

BY_NAME: Mapping[str, Kind] = {kind.name: kind for kind in KINDS}
BY_CODE: Mapping[int, Kind] = {kind.code: kind for kind in KINDS}
BY_CLASS: Mapping[type[Any], Kind] = {kind.cls: kind for kind in KINDS}
