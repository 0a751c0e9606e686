"""What both bodies' histories are made of: courses, attempts, sanctions, noise."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from tests.laws.luck import Luck
from tests.laws.told import Table

DAY = timedelta(days=1)
AREAS: tuple[object, ...] = (
    "clinical",
    "administrative",
    "general",
    {"administrative": "0.2", "clinical": "0.5", "general": "0.3"},
    {"administrative": "0.5", "clinical": "0.5"},
    {"clinical": "0.75", "other": "0.25"},
    None,
)


def fact(kind: str, on: date, **data: Any) -> Table:
    """A fact as a table; what is None is left out."""
    given = {name: value for name, value in data.items() if value is not None}
    return {"kind": kind, "on": on, **given}


def attempts(luck: Luck, credential: str, first: date, outcomes: Sequence[str]) -> list[Table]:
    """Attempts at the exam, from that day on, some weeks or months apart."""
    facts, on = [], first
    for outcome in outcomes:
        facts.append(fact("exam-attempted", on, credential=credential, outcome=outcome))
        on += timedelta(days=luck.one((31, 30, 29, 90, 180, 365, 1, 0)))
    return facts


def failures(luck: Luck, credential: str, first: date) -> list[Table]:
    """Three or four failed attempts, or fewer, with a no-show or a pass among them."""
    outcomes = ["failed"] * luck.one((3, 3, 3, 4, 4, 2, 1, 5))
    if luck.chance(20):
        outcomes.insert(luck.number(0, len(outcomes)), luck.one(("no-show", "passed")))
    return attempts(luck, credential, first, outcomes)


def sanctions(luck: Luck, credential: str, around: date) -> list[Table]:
    """A suspension or revocation, perhaps a second one, perhaps lifted."""
    facts = []
    for _ in range(luck.one((1, 1, 2))):
        on = around + timedelta(days=luck.number(-200, 500))
        until = on + timedelta(days=luck.one((180, 0, 30, 900))) if luck.chance(60) else None
        sanction = luck.one(("suspension", "revocation"))
        facts.append(
            fact("sanction-imposed", on, credential=credential, sanction=sanction, until=until)
        )
        if luck.chance(50):
            lifted = on + timedelta(days=luck.one((60, 0, 1, 365, -1)))
            facts.append(fact("sanction-lifted", lifted, credential=credential))
    return luck.shuffled(facts) if luck.chance(20) else facts


def foreign(luck: Luck, credential: str, around: date) -> list[Table]:
    """The same kinds of fact about another body's credential, which must not matter."""
    on = luck.near(around)
    return [
        luck.one(
            (
                fact("credential-granted", on, credential=credential),
                fact("renewal-granted", on, credential=credential),
                fact("exam-attempted", on, credential=credential, outcome="failed"),
                fact("exam-attempted", on, credential=credential, outcome="passed"),
                fact("sanction-imposed", on, credential=credential, sanction="revocation"),
                fact("sanction-lifted", on, credential=credential),
            )
        )
    ]


def noise(luck: Luck, credential: str, around: date) -> list[Table]:
    """Facts no rule asks about."""
    on = luck.near(around)
    expiry = on + 400 * DAY
    body = credential.partition("/")[0]
    return [
        luck.one(
            (
                fact("holder-enrolled", on, name="Reyes"),
                fact("holder-updated", on, email="reyes@example.org"),
                fact("status-observed", on, credential=credential, status="expired"),
                fact("status-observed", on, credential=credential, status="x", expires_on=expiry),
                fact("renewal-submitted", on, credential=credential, route="ce"),
                fact("renewal-denied", on, credential=credential),
                fact("payment-made", on, body=body, purpose="exam", amount="300", currency="USD"),
                fact("document-filed", on, document="diploma", expires_on=expiry),
            )
        )
    ]


def course(on: date, points: str, **data: Any) -> Table:
    """Continuing education, in contact hours unless the data says otherwise."""
    return fact(
        "ce-completed", on, title="Course", credits=points, **{"unit": "contact-hour", **data}
    )


def anything(luck: Luck, credential: str, around: date) -> list[Table]:
    """Facts of every kind that rules ask about, without a story, crowded on a few days."""
    days = [around, around + DAY, around + luck.number(2, 2000) * DAY]
    if luck.chance(10):
        days.append(luck.one((date(1930, 1, 1), date(2972, 12, 31), date(2972, 2, 29))))
    return [_any_fact(luck, credential, luck.one(days)) for _ in range(luck.number(0, 12))]


def _any_fact(luck: Luck, credential: str, on: date) -> Table:
    later = luck.near(on)
    accreditor = luck.one(("CAAHEP", "ABHES", None))
    outcome = luck.one(("passed", "failed", "no-show"))
    whenever = luck.one((None, later, on, date(2980, 12, 31), date(1930, 1, 1)))
    return luck.one(
        (
            fact("credential-granted", on, credential=credential, expires_on=whenever),
            fact("renewal-granted", on, credential=credential, expires_on=whenever),
            fact("exam-attempted", on, credential=credential, outcome=outcome),
            fact("exam-attempted", on, credential=credential, outcome=outcome),
            fact("education-completed", on, program="MA", accreditor=accreditor),
            fact("education-enrolled", on, program="MA", accreditor="ABHES", expected_on=later),
            fact("experience-recorded", on, role="MA", started_on=min(on, later), hours="1000"),
            course(on, "60", areas=luck.one(AREAS), approved_by=luck.one((None, ["aama"]))),
            course(on, "10", unit="credit"),
            fact("document-filed", on, document="cpr-card", expires_on=whenever),
            fact("payment-made", on, body="nha", purpose="renewal", amount="185", currency="USD"),
            fact("sanction-imposed", on, credential=credential, sanction="suspension"),
            fact("sanction-imposed", on, credential=credential, sanction="revocation", until=on),
            fact("sanction-lifted", on, credential=credential),
        )
    )
