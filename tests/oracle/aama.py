"""CMA (AAMA): the answer for one day, as the rulebook words it."""

from datetime import date, timedelta
from decimal import Decimal, localcontext

from .corrections import Raw
from .words import (
    NO,
    UNDETERMINED,
    Answer,
    Award,
    all_awards,
    all_of,
    announced,
    any_of,
    days,
    first_day,
    governing,
    in_date_order,
    in_period,
    month_end,
    months,
    of_kind,
    passes,
    sanction,
    use_title,
    yes_if,
)

CREDENTIAL = "aama/cma"
PATHWAYS = ("exam", "recertify-ce", "recertify-exam", "use-title")
ACCREDITORS = ("CAAHEP", "ABHES")

NEED = {
    "R-TOTAL": Decimal(60),
    "R-ADMIN": Decimal(10),
    "R-CLINICAL": Decimal(10),
    "R-GENERAL": Decimal(10),
    "R-AAMA": Decimal(30),
}
AREA_OF = {"R-ADMIN": "administrative", "R-CLINICAL": "clinical", "R-GENERAL": "general"}

TERM = date(2010, 1, 1)
COVID_EXPIRIES = (date(2020, 3, 31), date(2020, 4, 30), date(2020, 5, 31))
COVID_1 = date(2020, 4, 1)
COVID_2 = date(2020, 6, 15)
CPR_POINTS = date(2013, 6, 1)
SHORT_WINDOW = date(2020, 1, 1)
SHORT_WINDOW_ANNOUNCED = date(2018, 4, 12)
ALTERNATIVE = date(2019, 8, 1)
BAR = date(2018, 4, 12)
CURE = date(2025, 3, 24)


def answer(
    effective_facts: list[Raw], day: date, known_on: date | None = None, reading: int = 1
) -> Answer:
    """Status, expiry and every pathway on the day."""
    facts = [fact for fact in effective_facts if fact.on <= day]
    awards = _awards(facts, day, known_on)
    award = governing(awards, day)
    expiry = None if award is None else _expiry(award, known_on)
    barred = _barred(facts, day, known_on)
    status = sanction(facts, CREDENTIAL, day)
    if status is not None:
        return Answer(status, expiry, dict.fromkeys(PATHWAYS, NO))
    if award is None:
        status = "pending" if passes(facts, CREDENTIAL) else "none"
        ce = exam_again = NO
    else:
        status = _status(expiry, day)
        judged = _by_expiry(facts, awards, award, expiry, day, known_on, reading)
        ce = all_of([yes_if(not barred), *judged])
        exam_again = yes_if(not barred)
    never = award is None and not passes(facts, CREDENTIAL)
    exam = all_of([yes_if(never), yes_if(not barred), _education(facts, day, known_on)])
    return Answer(
        status,
        expiry,
        {
            "exam": exam,
            "recertify-ce": ce,
            "recertify-exam": exam_again,
            "use-title": use_title(status),
        },
    )


def disputed(effective_facts: list[Raw], day: date, known_on: date | None = None) -> set[str]:
    """The pathways that the second reading answers differently."""
    first = answer(effective_facts, day, known_on, 1).pathways
    second = answer(effective_facts, day, known_on, 2).pathways
    return {pathway for pathway in PATHWAYS if first[pathway] != second[pathway]}


def missing(
    effective_facts: list[Raw], day: date, known_on: date | None = None
) -> dict[str, Decimal]:
    """How many points each point rule of `recertify-ce` lacks, where it is judged and lacks any."""
    facts = [fact for fact in effective_facts if fact.on <= day]
    awards = _awards(facts, day, known_on)
    award = governing(awards, day)
    expiry = None if award is None else _expiry(award, known_on)
    if sanction(facts, CREDENTIAL, day) is not None or award is None or expiry is None:
        return {}
    have = _points(facts, awards, award, expiry, day, known_on)
    with localcontext(prec=400):
        return {rule: need - have[rule] for rule, need in NEED.items() if have[rule] < need}


def period_start(
    effective_facts: list[Raw], day: date, known_on: date | None = None
) -> date | None:
    """The first day on which what is done counts for the period that the day is in."""
    facts = [fact for fact in effective_facts if fact.on <= day]
    awards = _awards(facts, day, known_on)
    award = governing(awards, day)
    return None if award is None else first_day(award, awards)


def _awards(facts: list[Raw], day: date, known_on: date | None) -> list[Award]:
    """A-AWARD."""
    return all_awards(facts, CREDENTIAL, _earned_on(facts, day, known_on))


def _earned_on(facts: list[Raw], day: date, known_on: date | None) -> date | None:
    """A-AWARD (3): the first day on which both a pass and qualifying education are on record."""
    passed = passes(facts, CREDENTIAL)
    # What is on record stays there, so whoever does not qualify today never did.
    if not passed or not _qualifies(facts, day, known_on):
        return None
    studied = min(fact.on for fact in of_kind(facts, "education-completed"))
    each = max(passed[0].on, studied)
    while not _qualifies(facts, each, known_on):
        each += timedelta(days=1)
    return each


def _expiry(award: Award, known_on: date | None) -> date | None:
    """A-TERM, A-TERM-OLD, A-COVID-1, A-COVID-2."""
    expiry = award.printed
    if expiry is None and award.on >= TERM and announced(TERM, known_on):
        expiry = month_end(months(award.on, 60))
    if expiry in COVID_EXPIRIES:
        if announced(COVID_2, known_on):
            return date(2020, 8, 31)
        if announced(COVID_1, known_on):
            return date(2020, 6, 30)
    return expiry


def _status(expiry: date | None, day: date) -> str:
    """A-STATUS, and A-TERM-OLD for an unknown expiry."""
    if expiry is None:
        return "undetermined"
    return "current" if day <= expiry else "expired"


def _qualifies(facts: list[Raw], day: date, known_on: date | None) -> bool:
    """A-EDU or X-EDU (c), as on that day."""
    done = [f for f in of_kind(facts, "education-completed") if f.on <= day]
    return any(_accredited(f, day) or _alternative(f, facts, day, known_on) for f in done)


def _accredited(fact: Raw, day: date) -> bool:
    """A-EDU for one completed education."""
    if fact.data.get("accreditor") not in ACCREDITORS:
        return False
    since = fact.data.get("accredited_on")
    if since is None or since <= fact.on:
        return True
    return bool(day >= since and since <= months(fact.on, 36))


def _alternative(fact: Raw, facts: list[Raw], day: date, known_on: date | None) -> bool:
    """X-EDU (c) for one completed education."""
    if day < ALTERNATIVE or not announced(ALTERNATIVE, known_on):
        return False
    if fact.data.get("recognized_by") not in ("USDE", "CHEA"):
        return False
    if fact.data.get("hours", 0) < 560:
        return False
    if fact.data.get("practicum_hours", 0) >= 160:
        return True
    work = Decimal(0)
    with localcontext(prec=400):
        for other in of_kind(facts, "experience-recorded"):
            if other.on <= day and other.data["started_on"] >= fact.on:
                work += other.data.get("hours", 0)
    return work >= 1000


def _education(facts: list[Raw], day: date, known_on: date | None) -> str:
    """X-EDU."""
    parts = [yes_if(_qualifies(facts, day, known_on))]
    for fact in of_kind(facts, "education-enrolled"):
        if fact.data.get("accreditor") in ACCREDITORS:
            expected = fact.data["expected_on"]
            if day > expected:
                parts.append(UNDETERMINED)
            else:
                parts.append(yes_if(day >= days(expected, -30)))
    return any_of(parts)


def _barred(facts: list[Raw], day: date, known_on: date | None) -> bool:
    """A-ATTEMPTS."""
    cured = day >= CURE and announced(CURE, known_on)
    count = 0
    attempts = of_kind(facts, "exam-attempted", CREDENTIAL)
    for fact in in_date_order(attempts + of_kind(facts, "education-completed")):
        if fact.kind == "education-completed":
            if cured and count >= 3 and fact.data.get("accreditor") in ACCREDITORS:
                count = 0
        elif fact.data["outcome"] == "passed":
            count = 0
        elif fact.data["outcome"] == "failed":
            count += 1
    return count >= 3 and day >= BAR and announced(BAR, known_on)


def _by_expiry(
    facts: list[Raw],
    awards: list[Award],
    award: Award,
    expiry: date | None,
    day: date,
    known_on: date | None,
    reading: int,
) -> list[str]:
    """Every requirement of `recertify-ce` that depends on the expiry."""
    if expiry is None:
        return [UNDETERMINED]
    in_window = day <= expiry or day <= _last_filing_day(expiry, day, known_on, reading)
    have = _points(facts, awards, award, expiry, day, known_on)
    parts = [yes_if(have[rule] >= need) for rule, need in NEED.items()]
    return [yes_if(in_window), *parts, yes_if(_card_in_order(facts, expiry, day))]


def _last_filing_day(expiry: date, day: date, known_on: date | None, reading: int) -> date:
    """R-WINDOW."""
    old_end = month_end(months(expiry, 60))
    if day < SHORT_WINDOW or not announced(SHORT_WINDOW_ANNOUNCED, known_on):
        return old_end
    transition = expiry < SHORT_WINDOW and old_end >= SHORT_WINDOW
    if reading == 2:
        if transition:
            return days(max(days(expiry, 1), SHORT_WINDOW), 89)
        return days(expiry, 90)
    last = month_end(months(expiry, 3))
    return max(last, date(2020, 3, 30)) if transition else last


def _card_in_order(facts: list[Raw], expiry: date, day: date) -> bool:
    """R-CPR."""
    if not date(2005, 1, 31) <= expiry <= date(2013, 5, 31):
        return True
    return any(f.data["expires_on"] >= day for f in _cards(facts))


def _cards(facts: list[Raw]) -> list[Raw]:
    """The CPR cards that say when they expire."""
    filed = of_kind(facts, "document-filed")
    cards = [f for f in filed if f.data["document"] == "cpr-card"]
    return [f for f in cards if f.data.get("expires_on") is not None]


def _points(
    facts: list[Raw],
    awards: list[Award],
    award: Award,
    expiry: date,
    day: date,
    known_on: date | None,
) -> dict[str, Decimal]:
    """P-UNIT to P-WINDOW: the points each point rule sees."""
    have = dict.fromkeys(NEED, Decimal(0))
    counted = [f for f in facts if in_period(f.on, award, awards, min(day, expiry))]
    with localcontext(prec=400):
        for fact in of_kind(counted, "ce-completed"):
            college = fact.data["unit"] == "college-credit"
            points = Decimal(fact.data["credits"]) * (15 if college else 1)
            approved = "aama" in (fact.data.get("approved_by") or ()) and not college
            if not approved and (points < 1 or fact.data.get("formal_credit") is False):
                continue
            have["R-TOTAL"] += points
            if approved:
                have["R-AAMA"] += points
            for rule, area in AREA_OF.items():
                have[rule] += points * (fact.data.get("areas") or {}).get(area, 0)
        if day >= CPR_POINTS and announced(CPR_POINTS, known_on):
            long = [
                f for f in _cards(counted) if f.data["expires_on"] >= days(months(f.on, 24), -1)
            ]
            for _ in in_date_order(long)[:3]:
                for rule in ("R-TOTAL", "R-CLINICAL", "R-AAMA"):
                    have[rule] += 4
    return have
