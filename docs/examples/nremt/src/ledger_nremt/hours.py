"""Where the hours go: topics within the national component, the local and the individual one."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_DOWN, Decimal

from ledger.plugin import Bucket, CeCompleted, Fact, Finding, Offer, Record, Remedy
from ledger_nremt.period import Period

TOPICS = ("airway", "cardiovascular", "trauma", "medical", "operations")
COMPONENTS = ("local", "individual")
FREE = ("NR-LOCAL", "NR-INDIVIDUAL")
DISTANCE = "distance"
SMALLEST = Decimal("0.000001")


def enough_hours(record: Record, period: Period) -> Finding:
    """NR-HOURS: every component and topic gets its hours."""
    units = record.rule("NR-UNIT").value

    def offers(fact: Fact[CeCompleted]) -> list[Offer]:
        course = fact.data
        if course.unit not in units:
            return [Offer(refused=f"hours of a {course.unit} are not known")]
        if not course.has_formal_credit:
            return [Offer(refused="duties and instructor hours do not count")]
        hours = course.credits * units[course.unit]
        limited = record.rule("NR-DISTANCE", on=fact.on).value
        sort = DISTANCE if limited and DISTANCE in (course.approved_by or ()) else None
        same = (course.title.casefold(), course.provider.casefold()) if course.provider else None
        shares = (course.areas or {"general": Decimal(1)}).items()
        return [Offer(hours * share, where_to(area), sort, same) for area, share in shares]

    allocation = record.allocate(
        CeCompleted,
        offers=offers,
        buckets=components(record, period),
        since=period.first,
        through=period.last,
    )
    allocation.outside(late=f"earned after {period.last}")
    rests_on = ("NR-APPLY-ONCE", "NR-SAME", "NR-FORMAL", "NR-UNIT")
    rules = (*map(record.rule, rests_on), record.rule("NR-TERM"))

    def remedy(bucket: Bucket, missing: Decimal) -> Remedy:
        return course_for(bucket, missing, period)

    return allocation.all_met("NR-HOURS", "hours", rules, remedy=remedy)


def where_to(area: str) -> tuple[str, ...]:
    """The buckets an area may be applied to (NR-APPLY-ONCE).

    A topic's own one or any component of free choice; a component's own one alone, where the course
    is recorded as one for it.
    """
    own = (f"NR-{area.upper()}",) if area in (*TOPICS, *COMPONENTS) else ()
    return own if area in COMPONENTS else (*own, *FREE)


def components(record: Record, period: Period) -> list[Bucket]:
    """What needs how many hours; the expiry says which model it is."""
    distance = record.rule("NR-DISTANCE", on=period.first)

    def bucket(name: str, within: str | None = None) -> Bucket:
        rule = record.rule(f"NR-{name.upper()}", on=period.last)
        limits = limit_of(rule.number, distance.value.get(rule.id))
        rules = (rule, distance) if limits else (rule,)
        return Bucket(rule.id, f"({name})", rule.number, rules, within, limits)

    topics = [bucket(topic, "NR-NATIONAL") for topic in TOPICS]
    return [bucket("national"), *topics, bucket("local"), bucket("individual")]


def limit_of(hours: Decimal, part: list[int] | None) -> Mapping[str, Decimal]:
    """The most distance hours among so many, for a part such as [1, 3]: a third.

    Rounded down to what a fact can hold, which decides nothing: hours come in no smaller parts.
    """
    if part is None:
        return {}
    return {DISTANCE: (hours * part[0] / part[1]).quantize(SMALLEST, ROUND_DOWN)}


def course_for(bucket: Bucket, missing: Decimal, period: Period) -> Remedy:
    """A course that makes up for so much."""
    area = bucket.id.removeprefix("NR-").lower()
    course = {"title": f"{area} course", "credits": f"{missing:f}", "unit": "contact-hour"}
    return Remedy("ce-completed", {**course, "areas": {area: "1"}}, period.last)
