"""Lives of a CMA (AAMA), steered towards the days and amounts that decide."""

from __future__ import annotations

from datetime import date, timedelta

from tests.laws.lives import (
    AREAS,
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
from tests.oracle.words import month_end, months

CMA = "aama/cma"
AAMA = ["aama"]
START_DAYS = (
    date(2020, 6, 15),
    date(2015, 3, 18),
    date(2015, 4, 10),
    date(2015, 5, 31),
    date(2010, 2, 1),
    date(2010, 1, 1),
    date(2009, 12, 31),
    date(2010, 2, 12),
    date(2011, 4, 19),
    date(2014, 10, 20),
    date(2015, 1, 10),
    date(2015, 2, 10),
    date(2016, 2, 29),
    date(2008, 5, 15),
    date(2018, 4, 12),
    date(2019, 8, 1),
    date(2024, 8, 31),
)
PRINTED = (
    date(2013, 5, 31),
    date(2013, 6, 1),
    date(2020, 3, 31),
    date(2020, 4, 30),
    date(2020, 5, 31),
    date(2014, 12, 31),
    date(2019, 11, 30),
    date(2005, 1, 31),
    date(2005, 1, 30),
)


def life(luck: Luck) -> list[Table]:
    """What happened to one person, in no particular order of record."""
    start = (
        luck.one(START_DAYS) if luck.chance(75) else luck.day(date(2004, 1, 1), date(2024, 1, 1))
    )
    if luck.chance(8):
        return anything(luck, CMA, start)
    facts = luck.one((*[granted] * 5, graduate, graduate, held, student, failing))(luck, start)
    if luck.chance(80):
        facts += _periods(luck, start, printed=facts[-1].get("expires_on"))
    for percent, more in ((25, sanctions), (15, noise)):
        if luck.chance(percent):
            facts += more(luck, CMA, start + luck.number(0, 2500) * DAY)
    if luck.chance(15):
        facts += foreign(luck, "nha/ccma", start)
    if luck.chance(12):
        facts += failures(luck, CMA, luck.one((date(2017, 6, 1), start + 300 * DAY)))
    return facts


def granted(luck: Luck, start: date) -> list[Table]:
    """Certified by a grant, sometimes with the expiry printed on it."""
    printed = None
    if luck.chance(60 if start.year < 2010 else 25):
        later = [day for day in PRINTED if start < day < months(start, 72)]
        usual = month_end(months(start, 60))
        printed = luck.one(
            (*later, *later, luck.near(usual), luck.one((usual, start - DAY, start)))
        )
    return [fact("credential-granted", start, credential=CMA, expires_on=printed)]


def graduate(luck: Luck, start: date) -> list[Table]:
    """Certified by a program and then the exam."""
    outcomes = [*["failed"] * luck.one((0, 0, 1, 2, 3)), "passed"]
    before = start - luck.one((60, 0, 1, 400)) * DAY
    return [education(luck, before), *attempts(luck, CMA, start, outcomes)]


def held(luck: Luck, start: date) -> list[Table]:
    """Passed before finishing, or without ever finishing, the program."""
    later = start + luck.one((35, 0, 1, 200, 1500)) * DAY
    passed = attempts(luck, CMA, start, ["passed"])
    return passed + ([education(luck, later)] if luck.chance(70) else [])


def student(luck: Luck, start: date) -> list[Table]:
    """In a program, expected to finish, and who may sit the exam before."""
    expected = start + luck.one((200, 30, 29, 31, 0)) * DAY
    accreditor = luck.one(("CAAHEP", "ABHES", "ABHES", "other"))
    facts = [
        fact(
            "education-enrolled",
            start,
            program="Medical assisting",
            accreditor=accreditor,
            expected_on=expected,
        )
    ]
    if luck.chance(30):
        facts.append(education(luck, luck.near(expected)))
    if luck.chance(40):
        facts += attempts(luck, CMA, luck.near(expected), [luck.one(("passed", "failed"))])
    return facts


def failing(luck: Luck, start: date) -> list[Table]:
    """Too many failures, sometimes cured by another program."""
    facts = [education(luck, start), *failures(luck, CMA, luck.near(start + 60 * DAY))]
    if luck.chance(60):
        days = sorted(table["on"] for table in facts)
        between = luck.one(days) + DAY
        last = days[-1]
        again = luck.one((last + 200 * DAY, between, last, date(2025, 3, 24), date(2026, 6, 1)))
        facts.append(education(luck, again))
    return facts


def education(luck: Luck, on: date) -> Table:
    """A program: accredited, accredited later, by the alternative pathway, or not enough."""
    kind = luck.number(0, 9)
    accreditor = luck.one(("CAAHEP", "ABHES")) if kind < 7 else luck.one((None, "other"))
    accredited_on = None
    if kind in {5, 6}:
        accredited_on = luck.one(
            (months(on, 36), months(on, 36) + DAY, on + 100 * DAY, on, on - 9 * DAY)
        )
    alternative = kind >= 6
    return fact(
        "education-completed",
        on,
        program="Medical assisting",
        accreditor=accreditor,
        accredited_on=accredited_on,
        hours=luck.one(("560", "720", "559.5", None)) if alternative else None,
        practicum_hours=luck.one(("160", "159", "0", None)) if alternative else None,
        recognized_by=luck.one(("USDE", "CHEA", "CHEA", None)) if alternative else None,
    )


def work(luck: Luck, start: date) -> list[Table]:
    """Work after a program, about a thousand hours of it."""
    facts, on = [], start
    for hours in luck.one((("1000",), ("999", "1"), ("500.5", "499"), ("600", "600"), (None,))):
        first, on = on, on + luck.one((300, 30, 0)) * DAY
        facts.append(
            fact("experience-recorded", on, role="Assistant", started_on=first, hours=hours)
        )
    return facts


def _periods(luck: Luck, start: date, printed: date | None) -> list[Table]:
    """What was done in the periods that follow, and how they ended."""
    facts = work(luck, luck.near(start)) if luck.chance(20) else []
    for _ in range(luck.one((1, 1, 2, 3))):
        end = printed or month_end(months(start, 60))
        facts += study(luck, start, end)
        if luck.chance(20):
            facts += foreign(luck, "nha/ccma", end)
        if luck.chance(45):
            break
        start = luck.one((luck.near(end), luck.near(end + 91 * DAY), end - 300 * DAY, start))
        printed = None
        if luck.chance(70):
            printed = luck.one(PRINTED) if luck.chance(10) else None
            facts.append(
                fact("renewal-granted", start, credential=CMA, route="ce", expires_on=printed)
            )
        else:
            facts += attempts(luck, CMA, start, ["passed"])
    return facts


def study(luck: Luck, start: date, end: date) -> list[Table]:
    """Continuing education of one period: enough, or just not."""
    sets: tuple[list[tuple[str, object, object, str]], ...] = (
        [("60", AREAS[3], AAMA, "contact-hour")],
        [
            ("10", "administrative", AAMA, "contact-hour"),
            ("10", "clinical", AAMA, "ceu"),
            ("10", "general", AAMA, "credit"),
            ("30", "clinical", None, "contact-hour"),
        ],
        [
            ("30", "general", AAMA, "contact-hour"),
            ("2", AREAS[4], None, "college-credit"),
        ],
        [
            (
                "48",
                {"administrative": "0.25", "clinical": "0.25", "general": "0.5"},
                AAMA,
                "credit",
            ),
            ("0.5", "clinical", AAMA, "contact-hour"),
        ],
        [("9.5", "administrative", AAMA, "contact-hour"), ("50", AREAS[3], None, "contact-hour")],
    )
    chosen = luck.one((sets[0], sets[0], sets[1], *sets))
    if luck.chance(12):
        chosen = chosen[: len(chosen) - 1]
    facts = []
    for points, areas, approved, unit in chosen:
        on = _within(luck, start, end)
        facts.append(course(on, points, areas=areas, approved_by=approved, unit=unit))
    if luck.chance(50):
        facts.append(oddment(luck, _within(luck, start, end)))
    if luck.chance(30):
        facts += cards(luck, start, end)
    if end.year < 2014 and luck.chance(60):
        on = luck.near(end)
        facts.append(fact("document-filed", on, document="cpr-card", expires_on=months(on, 24)))
    return facts


def oddment(luck: Luck, on: date) -> Table:
    """A course that counts for little, for a part, or for nothing."""
    return course(
        on,
        luck.one(("0.5", "0.8", "1", "2", "1.25", "10")),
        areas=luck.one(AREAS),
        approved_by=luck.one((None, ["nha"], AAMA, ["nha", "aama"])),
        unit=luck.one(("contact-hour", "ceu", "credit", "college-credit")),
        formal_credit=luck.one((None, True, False)),
    )


def cards(luck: Luck, start: date, end: date) -> list[Table]:
    """CPR cards, up to five, valid for two years or just not."""
    facts = []
    for _ in range(luck.one((1, 3, 3, 4, 5))):
        on = _within(luck, start, end)
        until = luck.one(
            (months(on, 24) - DAY, months(on, 24), months(on, 24) - 2 * DAY, None, on + 40 * DAY)
        )
        facts.append(fact("document-filed", on, document="cpr-card", expires_on=until))
    return facts


def _within(luck: Luck, start: date, end: date) -> date:
    """A day of the period, often one of its edges or a day beside it."""
    if luck.chance(12):
        return luck.one((start, end, start + DAY, end + DAY, start - DAY))
    return luck.day(start + timedelta(days=1), end)
