"""Who is certified, from when and until when."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from ledger.plugin import (
    CredentialGranted,
    Fact,
    Record,
    RenewalGranted,
    Standing,
    Status,
    days,
    leaf,
    months,
)


class Period(NamedTuple):
    """A period of certification.

    Attributes:
        first: The first day whose credits belong to it: that of the grant, or the day after a
            renewal.
        last: The day certification ends.
        award: The fact that starts it.
    """

    first: date
    last: date
    award: Fact[Any]


def period_of(record: Record) -> Period | None:
    """The period of the last award, None when there is none.

    This is plain Python: `ledger.plugin.awards` takes a passed exam for an award, and here it is
    only a way to be renewed.
    """
    term = record.rule("NR-TERM")
    granted = record.facts(CredentialGranted, RenewalGranted, credential=record.credential)
    period: Period | None = None
    for award in granted:
        year = award.on.year
        if period and isinstance(award.data, RenewalGranted) and award.on <= period.last:
            year = max(year, period.last.year)
        end = months(date(year, term.part("month"), term.part("day")), 12 * term.part("years"))
        last = award.data.expires_on or end
        first = award.on if award.on == granted[0].on else days(award.on, 1)
        period = Period(first, last, award)
    return period


def standing_of(record: Record, period: Period | None) -> Standing:
    """The status, with its reason."""
    rule = record.rule("NR-AWARD")
    if period is None:
        return Standing(Status.NONE, None, leaf("NR-HELD", False, "never certified", rule))
    expired = record.passed(period.last)
    what = "expired" if expired else "current through"
    text = f"certified {period.award.on}, {what} {period.last}"
    held = leaf("NR-HELD", not expired, text, rule, record.rule("NR-TERM"), facts=[period.award])
    return Standing(Status.EXPIRED if expired else Status.CURRENT, period.last, held)
