"""Outside data to start from: one full and one least example of every kind, written by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger.errors import BadInput
from ledger.facts import intake
from ledger.facts.fact import Draft, Fact

ON = "2024-05-01"
PAYMENT, ENROLLED, CORRECTION = 8, 1, 9

FORGOTTEN: Mapping[str, Any] = {"reason": "asked for it"}
"""Data of a holder-forgotten, which nobody records like the others."""

LEAST: Mapping[str, Mapping[str, Any]] = {
    "holder-enrolled": {"name": "Ana Reyes"},
    "holder-updated": {"email": "ana@example.org"},
    "education-enrolled": {
        "program": "Medical Assisting",
        "accreditor": "CAAHEP",
        "expected_on": "2024-06-14",
    },
    "education-completed": {"program": "Medical Assisting"},
    "experience-recorded": {"role": "medical assistant", "started_on": "2022-05-01"},
    "ce-completed": {"title": "Phlebotomy update", "credits": "2", "unit": "contact-hour"},
    "exam-attempted": {"credential": "aama/cma", "outcome": "passed"},
    "payment-made": {"body": "aama", "purpose": "renewal", "amount": "125.00", "currency": "USD"},
    "payment-refunded": {"payment": PAYMENT},
    "credential-granted": {"credential": "aama/cma"},
    "renewal-submitted": {"credential": "aama/cma"},
    "renewal-granted": {"credential": "aama/cma"},
    "renewal-denied": {"credential": "aama/cma"},
    "sanction-imposed": {"credential": "nha/ccma", "sanction": "suspension"},
    "sanction-lifted": {"credential": "nha/ccma"},
    "document-filed": {"document": "cpr-card"},
    "status-observed": {"credential": "aama/cma", "status": "Current"},
    "fact-corrected": {"corrects": ENROLLED, "reason": "name misspelt"},
}

FULL: Mapping[str, Mapping[str, Any]] = {
    "holder-enrolled": {
        "name": "Ana Reyes",
        "born_on": "1968-02-29",
        "email": "ana@example.org",
        "ids": {"aama": "123456"},
    },
    "holder-updated": {
        "name": "Ana Reyes",
        "born_on": "1968-02-29",
        "email": "ana@example.org",
        "ids": {"aama": "123456"},
    },
    "education-enrolled": {
        "program": "Medical Assisting",
        "institution": "Portland CC",
        "accreditor": "CAAHEP",
        "expected_on": "2024-06-14",
    },
    "education-completed": {
        "program": "Medical Assisting",
        "institution": "Portland CC",
        "accreditor": "CAAHEP",
        "accredited_on": "2020-01-15",
        "hours": "720",
        "practicum_hours": "160.5",
        "recognized_by": "USDE",
    },
    "experience-recorded": {
        "role": "medical assistant",
        "started_on": "2022-05-01",
        "hours": "4000.0",
    },
    "ce-completed": {
        "title": "Phlebotomy update",
        "provider": "Clinic",
        "credits": "2.50",
        "unit": "contact-hour",
        "areas": {"clinical": "0.5", "general": "0.5"},
        "approved_by": ["aama", "nha"],
        "formal_credit": True,
    },
    "exam-attempted": {
        "credential": "aama/cma",
        "outcome": "passed",
        "score": "430",
        "form": "B",
    },
    "payment-made": {
        "body": "aama",
        "purpose": "renewal",
        "amount": "125.00",
        "currency": "USD",
        "credential": "aama/cma",
    },
    "payment-refunded": {"payment": PAYMENT, "reason": "paid twice"},
    "credential-granted": {
        "credential": "aama/cma",
        "number": "20240710",
        "expires_on": "2029-07-31",
    },
    "renewal-submitted": {"credential": "aama/cma", "route": "ce"},
    "renewal-granted": {"credential": "aama/cma", "route": "ce", "expires_on": "2029-07-31"},
    "renewal-denied": {"credential": "aama/cma", "reason": "19 points short"},
    "sanction-imposed": {
        "credential": "nha/ccma",
        "sanction": "suspension",
        "until": "2030-06-30",
        "reason": "standards of conduct",
    },
    "sanction-lifted": {"credential": "nha/ccma", "reason": "appeal"},
    "document-filed": {
        "document": "cpr-card",
        "issuer": "American Heart Association",
        "expires_on": "2026-05-31",
    },
    "status-observed": {
        "credential": "aama/cma",
        "status": "Current",
        "expires_on": "2029-07-31",
    },
    "fact-corrected": {
        "corrects": ENROLLED,
        "reason": "name misspelt",
        "replacement": {"on": ON, "data": {"name": "Ana Reyes"}},
    },
}


def kind_of(version: int) -> str | None:
    """The kinds of the earlier facts that the examples point at."""
    return {
        PAYMENT: "payment-made",
        ENROLLED: "holder-enrolled",
        CORRECTION: "fact-corrected",
    }.get(version)


def outside(kind: str, data: object, /, **envelope: object) -> dict[str, object]:
    """A fact of the holder ``reyes`` as JSON would give it."""
    return {"holder": "reyes", "kind": kind, "on": ON, "data": data, **envelope}


def drafted(kind: str, data: object = None, /, **envelope: object) -> Draft:
    """The draft of a fact; the full example of its kind when no data is given."""
    given = FULL.get(kind, FORGOTTEN) if data is None else data
    return intake.draft(outside(kind, given, **envelope), recorded_by="import", kind_of=kind_of)


def placed(kind: str, data: object = None, /, **envelope: object) -> Fact[Any]:
    """The same as a fact, in place 3 of its holder and 17 of the ledger."""
    return drafted(kind, data, **envelope).placed(
        3, position=17, recorded_micros=1_714_730_400_000_000
    )


def refusal(kind: str, data: object, /, **envelope: object) -> tuple[str | None, str]:
    """The field and the problem that intake names."""
    try:
        found = drafted(kind, data, **envelope)
    except BadInput as error:
        return error.field, error.problem
    raise AssertionError(f"was accepted: {found}")
