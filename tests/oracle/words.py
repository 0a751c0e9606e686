"""The words both files of the rulebook use."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from .corrections import Raw

YES, NO, UNDETERMINED = "yes", "no", "undetermined"


@dataclass(frozen=True)
class Answer:
    """What is true on one day."""

    status: str
    expires_on: date | None
    pathways: dict[str, str]


@dataclass(frozen=True)
class Award:
    """The start of a validity period; `kind` is that of the fact behind it."""

    on: date
    version: int
    kind: str
    printed: date | None


def months(day: date, count: int) -> date:
    """The same day so many months later, clipped to the month and to the calendar of Python."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    if not 1 <= year <= 9999:
        return date.max if count > 0 else date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def month_end(day: date) -> date:
    """The last day of the month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def days(day: date, count: int) -> date:
    """So many days later, clipped to the calendar of Python."""
    try:
        return day + timedelta(days=count)
    except OverflowError:
        return date.max if count > 0 else date.min


def announced(on: date, known_on: date | None) -> bool:
    """Whether a value made public on that day exists for someone who knows what `known_on` knew."""
    return known_on is None or on <= known_on


def yes_if(condition: bool) -> str:
    """A plain condition as an answer."""
    return YES if condition else NO


def all_of(parts: list[str]) -> str:
    """No beats undetermined beats yes."""
    if NO in parts:
        return NO
    return UNDETERMINED if UNDETERMINED in parts else YES


def any_of(parts: list[str]) -> str:
    """Yes beats undetermined beats no."""
    if YES in parts:
        return YES
    return UNDETERMINED if UNDETERMINED in parts else NO


def of_kind(facts: Iterable[Raw], kind: str, credential: str | None = None) -> list[Raw]:
    """The facts of one kind, of one credential when it is given."""
    return [
        fact
        for fact in facts
        if fact.kind == kind and (credential is None or fact.data.get("credential") == credential)
    ]


def in_date_order(facts: Iterable[Raw]) -> list[Raw]:
    """By date, on the same day by order of record."""
    return sorted(facts, key=lambda fact: (fact.on, fact.version))


def passes(facts: list[Raw], credential: str) -> list[Raw]:
    """The passed attempts."""
    attempts = of_kind(facts, "exam-attempted", credential)
    return in_date_order(f for f in attempts if f.data["outcome"] == "passed")


def printed_awards(facts: list[Raw], credential: str) -> list[Award]:
    """Awards (1) and (2): granted and renewed."""
    return [
        Award(fact.on, fact.version, kind, fact.data.get("expires_on"))
        for kind in ("credential-granted", "renewal-granted")
        for fact in of_kind(facts, kind, credential)
    ]


def all_awards(facts: list[Raw], credential: str, earned_on: date | None) -> list[Award]:
    """Awards (1) to (4); `earned_on` is the first day on which a pass and an education meet."""
    awards = printed_awards(facts, credential)
    if earned_on is not None and not any(award.on <= earned_on for award in awards):
        awards.append(Award(earned_on, 0, "exam-attempted", None))
    if awards:
        first = min(award.on for award in awards)
        for fact in passes(facts, credential):
            if fact.on > first:
                awards.append(Award(fact.on, fact.version, "exam-attempted", None))
    return awards


def governing(awards: list[Award], day: date) -> Award | None:
    """The latest award on or before the day; of two on one day the one recorded last."""
    found = [award for award in awards if award.on <= day]
    return max(found, key=lambda award: (award.on, award.version)) if found else None


def first_day(award: Award, awards: list[Award]) -> date:
    """The first day of the award's period: that of a first award, the day after a later one."""
    is_first = award.on == min(other.on for other in awards)
    return award.on if is_first else days(award.on, 1)


def in_period(on: date, award: Award, awards: list[Award], through: date) -> bool:
    """Whether a date is in the award's period: from a first award, after a later one."""
    is_first = award.on == min(other.on for other in awards)
    starts = on >= award.on if is_first else on > award.on
    return starts and on <= through


def sanction(facts: list[Raw], credential: str, day: date) -> str | None:
    """The status that the sanctions in force impose, if any."""
    liftings = of_kind(facts, "sanction-lifted", credential)
    in_force = set()
    for fact in of_kind(facts, "sanction-imposed", credential):
        until = fact.data.get("until")
        if fact.on > day or (until is not None and day > until):
            continue
        if any(
            lifting.on <= day and (fact.on, fact.version) < (lifting.on, lifting.version)
            for lifting in liftings
        ):
            continue
        in_force.add(fact.data["sanction"])
    if "revocation" in in_force:
        return "revoked"
    return "suspended" if "suspension" in in_force else None


def use_title(status: str) -> str:
    """The title follows the status."""
    return UNDETERMINED if status == "undetermined" else yes_if(status == "current")
