"""Lives of a CCMA, steered towards the days and amounts that decide."""

from __future__ import annotations

from datetime import date

from tests.laws.lives import (
    DAY,
    anything,
    attempts,
    course,
    fact,
    failures,
    foreign,
    noise,
    sanctions,
)
from tests.laws.luck import Luck
from tests.laws.told import Table
from tests.oracle.words import months

CCMA = "nha/ccma"
START_DAYS = (
    date(2022, 9, 14),
    date(2024, 2, 29),
    date(2018, 5, 5),
    date(2019, 12, 31),
    date(2020, 1, 1),
    date(2020, 2, 29),
    date(2020, 3, 1),
    date(2023, 1, 1),
    date(2023, 2, 6),
)


def life(luck: Luck) -> list[Table]:
    """What happened to one person, in no particular order of record."""
    start = (
        luck.one(START_DAYS) if luck.chance(70) else luck.day(date(2012, 1, 1), date(2024, 6, 1))
    )
    if luck.chance(8):
        return anything(luck, CCMA, start)
    facts = luck.one((*[granted] * 4, graduate, held, held, failing, reinstated))(luck, start)
    if luck.chance(85):
        facts += _periods(luck, start, printed=facts[-1].get("expires_on"))
    for percent, more in ((20, sanctions), (15, noise)):
        if luck.chance(percent):
            facts += more(luck, CCMA, start + luck.number(0, 900) * DAY)
    if luck.chance(15):
        facts += foreign(luck, "aama/cma", start)
    if luck.chance(15):
        facts += failures(luck, CCMA, luck.near(start + luck.one((400, 740, 1100)) * DAY))
    return facts


def granted(luck: Luck, start: date) -> list[Table]:
    """Certified by a grant, sometimes with the expiry printed on it."""
    printed = None
    if luck.chance(20):
        printed = luck.one((luck.near(months(start, 24)), date(2024, 2, 29), start, start - DAY))
    return [fact("credential-granted", start, credential=CCMA, expires_on=printed)]


def graduate(luck: Luck, start: date) -> list[Table]:
    """Certified by a qualification and then the exam."""
    outcomes = [*["failed"] * luck.one((0, 0, 1, 2, 3)), "passed"]
    return [*qualification(luck, start), *attempts(luck, CCMA, start, outcomes)]


def held(luck: Luck, start: date) -> list[Table]:
    """Passed first; qualified within the hold, just after it, or never."""
    facts = attempts(luck, CCMA, start, ["passed"])
    if luck.chance(30):
        facts += attempts(luck, CCMA, luck.near(start + 90 * DAY), ["passed"])
    if luck.chance(75):
        facts += qualification(luck, start + luck.one((90, 91, 180, 181, 30, 1, 0)) * DAY)
    return facts


def failing(luck: Luck, start: date) -> list[Table]:
    """Up to five failures of somebody who is, or is no longer, qualified."""
    return [*qualification(luck, start), *failures(luck, CCMA, start + 20 * DAY)]


def reinstated(luck: Luck, start: date) -> list[Table]:
    """Renewed months after expiry, then on the way to the next renewal."""
    end = months(start, 24)
    again = end + luck.one((200, 30, 1, 360)) * DAY
    renewal = fact("renewal-granted", again, credential=CCMA)
    studied = course(again + luck.number(1, 200) * DAY, "10", unit="credit")
    paid_on = again + luck.number(1, 400) * DAY
    paid = fact(
        "payment-made", paid_on, body="nha", purpose="renewal", amount="185", currency="USD"
    )
    return [renewal, studied, paid, *granted(luck, start)]


def qualification(luck: Luck, by: date) -> list[Table]:
    """A program, or a year of work or just less, on record by that day or long before it."""
    if luck.chance(60):
        on = luck.one((by, by, by - DAY, by - 300 * DAY, months(by, -60), months(by, -60) - DAY))
        return [fact("education-completed", on, program="Medical assisting")]
    end = luck.one((by, by, by - DAY, months(by, -24), months(by, -24) - DAY))
    started = months(end, -12) + luck.one((0, 1, 2, -30, -400, -1500)) * DAY
    facts = [fact("experience-recorded", end, role="Assistant", started_on=started, hours="1800")]
    if luck.chance(20):
        facts.append(fact("experience-recorded", by, role="Assistant", started_on=by - 90 * DAY))
    return facts


def _periods(luck: Luck, start: date, printed: date | None) -> list[Table]:
    """What was done in the terms that follow, and how they ended."""
    facts: list[Table] = []
    for _ in range(luck.one((1, 1, 2, 3))):
        end = printed or months(start, 24)
        facts += credits_(luck, start, end)
        facts += payments(luck, start, end)
        if luck.chance(40):
            break
        start = luck.one(
            (luck.near(end), end - 120 * DAY, end + 200 * DAY, months(end, 12) + DAY, start)
        )
        printed = luck.near(months(start, 24)) if luck.chance(10) else None
        if luck.chance(80):
            facts.append(fact("renewal-granted", start, credential=CCMA, expires_on=printed))
        else:
            facts += attempts(luck, CCMA, start, ["passed"])
    return facts


def credits_(luck: Luck, start: date, end: date) -> list[Table]:
    """Continuing education of one term: enough, or just not."""
    if luck.chance(60):
        amounts, units = luck.one((("10",), ("6", "4"))), ("credit", "contact-hour")
    else:
        amounts = luck.one((("9.5",), ("5", "4.5", "0.5"), ("2.25", "7"), ("10", "10")))
        units = luck.one((("credit", "ceu"), ("college-credit", "credit")))
    return [course(_within(luck, start, end), each, unit=luck.one(units)) for each in amounts]


def payments(luck: Luck, start: date, end: date) -> list[Table]:
    """The fee, paid in full or not, for this or for something else."""
    facts = []
    for _ in range(luck.one((1, 1, 1, 2, 0))):
        on = _within(luck, start, end)
        if luck.chance(10):
            on = luck.one((date(2024, 12, 31), date(2025, 1, 1), date(2020, 1, 1)))
        payment = fact(
            "payment-made", on, body="nha", purpose="renewal", amount="185", currency="USD"
        )
        if luck.chance(35):
            payment |= luck.one(
                (
                    {"purpose": "reinstatement"},
                    {"amount": luck.one(("179", "178.99", "184.99", "185.00", "49", "0"))},
                    {"currency": "CAD"},
                    {"credential": luck.one((CCMA, "nha/cpt"))},
                    {"body": "aama"},
                    {"purpose": "exam"},
                )
            )
        facts.append(payment)
    return facts


def _within(luck: Luck, start: date, end: date) -> date:
    """A day of the term, often one of its edges or a day beside it, or a while after it."""
    if luck.chance(25):
        later = end + 150 * DAY
        return luck.one((start, end, later, start + DAY, end + DAY, start - DAY, months(end, 12)))
    return luck.day(start + DAY, end)
