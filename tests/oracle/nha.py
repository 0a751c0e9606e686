"""CCMA (NHA): the answer for one day, as the rulebook words it."""

from datetime import date
from decimal import Decimal, localcontext

from .corrections import Raw
from .words import (
    NO,
    UNDETERMINED,
    YES,
    Answer,
    Award,
    all_awards,
    all_of,
    announced,
    days,
    first_day,
    governing,
    in_date_order,
    in_period,
    months,
    of_kind,
    passes,
    sanction,
    use_title,
    yes_if,
)

CREDENTIAL = "nha/ccma"
PATHWAYS = ("exam", "recertify-exam", "reinstate", "renew", "use-title")
NEED = Decimal(10)

LONG_HOLD = date(2020, 3, 1)
LONG_HOLD_ANNOUNCED = date(2020, 3, 15)
FEE_179 = date(2020, 1, 1)
FEE_185 = date(2025, 1, 1)


def answer(
    effective_facts: list[Raw], day: date, known_on: date | None = None, reading: int = 1
) -> Answer:
    """Status, expiry and every pathway on the day."""
    facts = [fact for fact in effective_facts if fact.on <= day]
    awards = _awards(facts, day, known_on)
    award = governing(awards, day)
    expiry = None if award is None else _expiry(award, awards, reading)
    held_back = any(f.on <= day <= _hold_end(f, known_on) for f in passes(facts, CREDENTIAL))
    status = sanction(facts, CREDENTIAL, day)
    if status is not None:
        return Answer(status, expiry, dict.fromkeys(PATHWAYS, NO))
    wait = _wait(facts, day)
    renew = reinstate = again = NO
    if award is None or expiry is None:
        status = "pending" if held_back else "none"
    else:
        lapsed = day > expiry
        status = "expired" if lapsed else "current"
        enough = yes_if(_credits(facts, awards, award, day) >= NEED)
        paid = [f for f in _paid(facts, day, known_on) if in_period(f.on, award, awards, day)]
        in_time = any(f.data["purpose"] == "renewal" for f in paid)
        late = any(f.data["purpose"] in ("renewal", "reinstatement") for f in paid)
        in_window = day <= months(expiry, 12)
        renew = all_of([yes_if(not lapsed), enough, yes_if(in_time)])
        reinstate = all_of([yes_if(lapsed), yes_if(in_window), enough, yes_if(late)])
        again = all_of([yes_if(lapsed), wait])
    first = award is None and not held_back
    exam = all_of([yes_if(first), yes_if(_qualified(facts, day)), wait])
    return Answer(
        status,
        expiry,
        {
            "exam": exam,
            "recertify-exam": again,
            "reinstate": reinstate,
            "renew": renew,
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
    """How many credits `renew` and `reinstate` lack, where they are judged and lack any."""
    facts = [fact for fact in effective_facts if fact.on <= day]
    awards = _awards(facts, day, known_on)
    award = governing(awards, day)
    if sanction(facts, CREDENTIAL, day) is not None or award is None:
        return {}
    have = _credits(facts, awards, award, day)
    with localcontext(prec=400):
        return {"C-TOTAL": NEED - have} if have < NEED else {}


def period_start(
    effective_facts: list[Raw], day: date, known_on: date | None = None
) -> date | None:
    """The first day on which what is done counts for the period that the day is in."""
    facts = [fact for fact in effective_facts if fact.on <= day]
    awards = _awards(facts, day, known_on)
    award = governing(awards, day)
    return None if award is None else first_day(award, awards)


def _awards(facts: list[Raw], day: date, known_on: date | None) -> list[Award]:
    """N-AWARD."""
    return all_awards(facts, CREDENTIAL, _earned_on(facts, day, known_on))


def _earned_on(facts: list[Raw], day: date, known_on: date | None) -> date | None:
    """N-AWARD (3): the first day within the hold of a pass that finds the holder qualified."""
    found = []
    for passed in passes(facts, CREDENTIAL):
        last = min(day, _hold_end(passed, known_on))
        for count in range((last - passed.on).days + 1):
            each = days(passed.on, count)
            if _qualified(facts, each):
                found.append(each)
                break
    return min(found, default=None)


def _hold_end(passed: Raw, known_on: date | None) -> date:
    """N-HOLD."""
    long = passed.on >= LONG_HOLD and announced(LONG_HOLD_ANNOUNCED, known_on)
    return days(passed.on, 180 if long else 90)


def _expiry(award: Award, awards: list[Award], reading: int) -> date:
    """N-TERM, N-TERM-RENEWED."""
    if award.printed is not None:
        return award.printed
    if award.kind == "renewal-granted":
        before = governing([other for other in awards if other.on < award.on], award.on)
        if before is not None:
            old = _expiry(before, awards, reading)
            if award.on <= old or reading == 2:
                return months(old, 24)
    return months(award.on, 24)


def _qualified(facts: list[Raw], day: date) -> bool:
    """N-QUALIFIED, judged on that day."""
    for fact in facts:
        if fact.on > day:
            continue
        if fact.kind == "education-completed" and day <= months(fact.on, 60):
            return True
        if fact.kind == "experience-recorded":
            start = max(fact.data["started_on"], months(day, -36))
            if months(start, 12) <= days(fact.on, 1):
                return True
    return False


def _wait(facts: list[Raw], day: date) -> str:
    """N-WAIT."""
    failures: list[Raw] = []
    for fact in in_date_order(of_kind(facts, "exam-attempted", CREDENTIAL)):
        if fact.data["outcome"] == "passed":
            failures = []
        elif fact.data["outcome"] == "failed":
            failures.append(fact)
    if not failures:
        return YES
    last = failures[-1].on
    if len(failures) <= 2:
        return yes_if(day >= days(last, 30))
    if len(failures) == 3:
        return yes_if(day >= months(last, 12))
    return UNDETERMINED


def _credits(facts: list[Raw], awards: list[Award], award: Award, day: date) -> Decimal:
    """C-UNIT: the credits dated in the period."""
    have = Decimal(0)
    with localcontext(prec=400):
        for fact in of_kind(facts, "ce-completed"):
            counts = fact.data["unit"] in ("credit", "contact-hour")
            if counts and in_period(fact.on, award, awards, day):
                have += fact.data["credits"]
    return have


def _paid(facts: list[Raw], day: date, known_on: date | None) -> list[Raw]:
    """C-FEE, C-PAID: the payments that pay the fee and stand on the day, for whatever purpose."""
    refunds = of_kind(facts, "payment-refunded")
    refunded = {fact.data["payment"] for fact in refunds if fact.on <= day}
    return [
        fact
        for fact in of_kind(facts, "payment-made")
        if fact.version not in refunded
        and fact.data["body"] == "nha"
        and fact.data.get("credential") in (None, CREDENTIAL)
        and fact.data["currency"] == "USD"
        and fact.data["amount"] >= _fee(fact.on, known_on)
    ]


def _fee(on: date, known_on: date | None) -> int:
    """C-FEE; any amount is accepted while the fee is unknown."""
    if on >= FEE_185 and announced(FEE_185, known_on):
        return 185
    if on >= FEE_179 and announced(FEE_179, known_on):
        return 179
    return 0
