"""When bienniums and years begin: by the birth month, from the first grant of any credential."""

from __future__ import annotations

from datetime import date

from ledger.plugin import (
    CredentialGranted,
    Cycles,
    Fact,
    HolderEnrolled,
    HolderUpdated,
    Record,
    month_end,
    months,
)


def born_on(record: Record) -> date | None:
    """The day of birth last said on or before the day asked about."""
    said = record.facts(
        HolderEnrolled, HolderUpdated, where=lambda fact: fact.data.born_on is not None
    )
    born: date | None = said[-1].data.born_on if said else None
    return born


def grants(record: Record, credential: str | None = None) -> list[Fact[CredentialGranted]]:
    """The grants of one ARRT credential, of all of them for None."""
    body = record.credential.partition("/")[0]
    return list(
        record.facts(
            CredentialGranted,
            credential=credential,
            where=lambda fact: fact.data.credential.startswith(f"{body}/"),
        )
    )


def bienniums(record: Record, born: date) -> Cycles:
    """The bienniums that all credentials share (ARRT-BIENNIUM).

    They begin with the first birth month after the first grant; a credential granted once more
    begins them anew.
    """
    seen: set[str] = set()
    start: date | None = None
    for fact in grants(record):
        if start is None or fact.data.credential in seen:
            start = fact.on
        seen.add(fact.data.credential)
    return Cycles(first_birth_month(born, start or date.min), record.rule("ARRT-BIENNIUM").whole)


def years(granted_on: date, born: date) -> Cycles:
    """The years of the fee, each through the end of a birth month (ARRT-PAID)."""
    first = first_birth_month(born, granted_on)
    return Cycles(months(first, -12), 12, month_end)


def first_birth_month(born: date, day: date) -> date:
    """The first day of the first birth month that begins on or after a day."""
    this_year = date(day.year, born.month, 1)
    return this_year if this_year >= day else months(this_year, 12)
