"""Invented careers of medical assistants, each a list of facts that were checked and encoded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple
from unicodedata import normalize

from ledger.facts import codec
from ledger.facts.catalogue import BY_CLASS
from ledger.facts.fact import Fact
from ledger.facts.fields import DAY
from ledger.facts.jsonl import shown
from ledger.recording import Staging

FIRST_DAY, LAST_DAY = date(2004, 1, 5), date(2023, 12, 29)
SPAN = 5_500
"""Days a career takes, about."""

_FIRST = (
    "Ana Ben Chloé Daniel Elif Fatima Grace Hanh Ines Jamal Kofi Łucja Maria Nadia Omar Priya "
    "Quentin Rosa Søren Thuy Uma Viktor Wei Ximena Yusuf Zoë"
)
_LAST = (
    "Abbott Brandt Chen Dubois Eriksson Fischer García Haddad Ito Jensen Kim Lindqvist Müller "
    "Novak Okafor Patel Quinn Reyes Silva Tran Ueda Vega Wu Xu Yildiz Żak"
)
FIRST, LAST = _FIRST.split(), _LAST.split()
TITLES = (
    "Phlebotomy refresher",
    "Pharmacology for medical assistants",
    "HIPAA and the front desk",
    "Infection control in the clinic",
    "Electrocardiography: placing leads, reading strips, and what to tell the physician",
    "Insurance coding update",
    "Wound care",
    "Patients who are hard of hearing",
    "Emergency preparedness – a half-day workshop",
    "Immunization schedules and how to store vaccines",
)
PROVIDERS = (None, "Clinic academy", "State society", "Universitätsklinikum Köln", "北京大学医学部")
AREAS: tuple[dict[str, str] | None, ...] = (
    None,
    {"clinical": "1"},
    {"general": "1"},
    {"administrative": "0.5", "general": "0.5"},
    {"administrative": "0.2", "clinical": "0.5", "general": "0.3"},
)
CLERKS = ("coordinator", "front-desk", "m.garcia", "import 2024", "Zoë Żak")
CREDENTIALS = ("aama/cma", "nha/ccma")


class Coded(NamedTuple):
    """A fact of a career as the store keeps it."""

    kind: int
    happened: int
    body: bytes


def life(random: Random, length: int) -> list[Coded]:
    """A career of so many facts; the first one enrols its holder and stands for any name."""
    staging = Staging(lambda _: ())
    for outside in _facts(random, length, staging):
        clerk = random.choice(CLERKS)
        staging.stage({"holder": "x", **outside}, recorded_by=clerk)
    return [coded(fact) for fact in staging.facts]


def coded(fact: Fact[Any]) -> Coded:
    """A fact as the store keeps it."""
    return Coded(BY_CLASS[type(fact.data)].code, DAY.pack(fact.on), codec.encode(fact))


def enrolled(random: Random, number: int, on: date) -> tuple[str, Coded]:
    """The id of a holder, and the fact that enrols the person on a day."""
    first, last = random.choice(FIRST), random.choice(LAST)
    plain = normalize("NFKD", last).encode("ascii", "ignore").decode().lower()
    holder = f"{plain}-{number:06}"
    data: dict[str, object] = {"name": f"{first} {last}", "ids": {"aama": str(200_000 + number)}}
    if number % 3 == 0:
        data["email"] = f"{holder}@example.org"
    staging = Staging(lambda _: ())
    outside = {"holder": holder, "kind": "holder-enrolled", "on": on, "data": data}
    return holder, coded(staging.stage(outside, recorded_by="coordinator").fact)


def _facts(random: Random, length: int, staging: Staging) -> Iterator[dict[str, Any]]:
    day = FIRST_DAY + timedelta(days=random.randrange(1_500))
    credential = random.choice(CREDENTIALS)
    body = credential.partition("/")[0]
    yield {"kind": "holder-enrolled", "on": day, "data": {"name": "X"}}
    for _ in range(length - 1):
        day = min(day + timedelta(days=random.randrange(1, 2 * SPAN // length)), LAST_DAY)
        yield _fact(random, day, credential, body, staging)


def _fact(
    random: Random, day: date, credential: str, body: str, staging: Staging
) -> dict[str, Any]:
    kind = random.choices(tuple(_WEIGHTS), tuple(_WEIGHTS.values()))[0]
    later = day + timedelta(days=random.randrange(300, 1_800))
    number = random.randrange(10_000)
    earlier = _earlier(random, staging)
    data: dict[str, Any] = {"credential": credential}
    match kind:
        case "ce-completed":
            data = {
                "title": random.choice(TITLES),
                "provider": random.choice(PROVIDERS),
                "credits": random.choice(("0.5", "1", "1.5", "2", "6", "12.25")),
                "unit": random.choice(("contact-hour", "ceu", "credit")),
                "areas": random.choice(AREAS),
                "approved_by": random.choice((None, [body], ["aama", "nha"])),
            }
        case "payment-made":
            data = {"body": body, "purpose": "renewal", "amount": "179", "currency": "USD"}
        case "document-filed":
            data = {"document": random.choice(("cpr-card", "id-card")), "expires_on": later}
        case "exam-attempted":
            data |= {"outcome": random.choice(("passed", "failed")), "score": number % 800}
        case "credential-granted":
            data |= {"number": f"{body.upper()}-{number}", "expires_on": later}
        case "renewal-submitted":
            data |= {"route": random.choice((None, "ce", "exam"))}
        case "renewal-granted":
            data |= {"expires_on": later}
        case "renewal-denied":
            data |= {"reason": "Points of the general area are missing; the file was sent back"}
        case "status-observed":
            data |= {"status": random.choice(("Current", "Expired"))}
        case "sanction-imposed":
            data |= {"sanction": "suspension", "until": later}
        case "sanction-lifted":
            data |= {"reason": "appeal"}
        case "holder-updated":
            data = {"email": f"mail-{number}@example.org"}
        case "education-completed":
            data = {"program": "Medical assisting", "accreditor": "CAAHEP", "hours": "720"}
        case "experience-recorded":
            data = {"role": "medical assistant", "started_on": day - timedelta(days=400)}
        case "fact-corrected":
            data = {"corrects": earlier.version, "reason": random.choice(("typo", "postmark"))}
            if earlier.kind != "fact-corrected" and random.random() < 0.7:
                held = {name: one for name, one in shown(earlier.data).items() if one is not None}
                on = earlier.on - timedelta(days=random.randrange(1, 4))
                data["replacement"] = {"on": on, "data": held}
    given = {name: value for name, value in data.items() if value is not None}
    ref = f"{kind[:2].upper()}-{day.year}-{len(staging.facts)}" if random.random() < 0.6 else None
    source = f"https://records.example.org/{number}" if random.random() < 0.2 else None
    return {"kind": kind, "on": day, "ref": ref, "source": source, "data": given}


def _earlier(random: Random, staging: Staging) -> Fact[Any]:
    """A fact that a correction may correct."""
    return random.choice([fact for fact in staging.facts if fact.kind != "fact-corrected"])


_WEIGHTS = {
    "ce-completed": 60,
    "payment-made": 8,
    "document-filed": 7,
    "renewal-submitted": 4,
    "renewal-granted": 4,
    "fact-corrected": 4,
    "status-observed": 3,
    "exam-attempted": 2,
    "credential-granted": 2,
    "holder-updated": 2,
    "experience-recorded": 2,
    "education-completed": 1,
    "renewal-denied": 0.5,
    "sanction-imposed": 0.3,
    "sanction-lifted": 0.2,
}
