"""A fact in a few words, for lists and logs."""

from __future__ import annotations

from typing import Any

from ledger.facts import kinds
from ledger.facts.fields import quoted
from ledger.facts.kinds import Data

UNITS = {"contact-hour": "h", "ceu": "CEU", "credit": "cr", "college-credit": "college cr"}


def summary(data: Data | kinds.Withheld) -> str:
    """What happened, on one line, without the day."""
    return printable(_summary(data))


def printable(text: str) -> str:
    """Text that cannot disturb a terminal: what is not printable is shown as an escape."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def _summary(data: Any) -> str:
    match data:
        case kinds.HolderEnrolled() | kinds.HolderUpdated():
            given = [data.name, f"born {data.born_on}" if data.born_on else None, data.email]
            ids = [f"{body} {number}" for body, number in (data.ids or {}).items()]
            return ", ".join(part for part in (*given, *ids) if part)
        case kinds.EducationEnrolled():
            return f"{data.program} ({data.accreditor}), expected {data.expected_on}"
        case kinds.EducationCompleted():
            accreditor = f" ({data.accreditor})" if data.accreditor else ""
            hours = f", {data.hours} h" if data.hours is not None else ""
            return f"{data.program}{accreditor}{hours}"
        case kinds.ExperienceRecorded():
            hours = f", {data.hours} h" if data.hours is not None else ""
            return f"{data.role} since {data.started_on}{hours}"
        case kinds.CeCompleted():
            areas = f" {', '.join(data.areas)}" if data.areas else ""
            return f"{data.title}, {data.credits} {UNITS.get(data.unit, data.unit)}{areas}"
        case kinds.ExamAttempted():
            return f"{data.credential} {data.outcome}" + (f", {data.score}" if data.score else "")
        case kinds.PaymentMade():
            return f"{data.body} {data.purpose}, {data.currency} {data.amount}"
        case kinds.PaymentRefunded():
            return f"refund of {data.payment}" + _because(data.reason)
        case kinds.CredentialGranted() | kinds.RenewalGranted():
            expiry = f", expires {data.expires_on}" if data.expires_on else ""
            return f"{data.credential} granted{expiry}"
        case kinds.RenewalSubmitted():
            return f"{data.credential} submitted" + (f" by {data.route}" if data.route else "")
        case kinds.RenewalDenied():
            return f"{data.credential} denied" + _because(data.reason)
        case kinds.SanctionImposed():
            until = f" through {data.until}" if data.until else ""
            return f"{data.credential} {data.sanction}{until}" + _because(data.reason)
        case kinds.SanctionLifted():
            return f"{data.credential} sanctions lifted" + _because(data.reason)
        case kinds.DocumentFiled():
            return data.document + (f", valid through {data.expires_on}" if data.expires_on else "")
        case kinds.StatusObserved():
            expiry = f", expires {data.expires_on}" if data.expires_on else ""
            return f"{data.credential} shown as {data.status}{expiry}"
        case kinds.FactCorrected():
            what = "void" if data.replacement is None else _summary(data.replacement.data)
            on = "" if data.replacement is None else f" on {data.replacement.on}"
            return f"⟲ {data.corrects}: {what}{on}{_because(data.reason)}"
        case kinds.HolderForgotten():
            return f"forgotten{_because(data.reason)}"
        case kinds.Withheld():
            return data.why
    return quoted(data)


def _because(reason: str | None) -> str:
    return f" – {reason}" if reason else ""
