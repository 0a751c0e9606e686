"""The laws every body keeps, and what comes of trying them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from ledger.testing.contract.change_days import change_days
from ledger.testing.contract.days import interval, later_facts
from ledger.testing.contract.gaps import gap
from ledger.testing.contract.imports import imports
from ledger.testing.contract.oddities import any_facts
from ledger.testing.contract.purity import pure
from ledger.testing.contract.reasons import evidence, reason
from ledger.testing.contract.recording import correction, order
from ledger.testing.contract.subject import Law, Subject, Unchecked, Violation

LAWS = (
    Law(
        "pure",
        "an answer follows from the record alone, whatever came before and at any time",
        pure,
    ),
    Law("later-facts", "facts of after a day change nothing on it", later_facts),
    Law("interval", "an answer is the same on every day it is said to hold", interval),
    Law("order", "the order in which facts of different days are recorded is no matter", order),
    Law("correction", "a wrong fact and its correction are the right fact", correction),
    Law("reason", "every answer says why, with a source", reason),
    Law("evidence", "nothing is shown that was not there or not known yet", evidence),
    Law("gap", "recording what is missing turns a finding to yes, less does not", gap),
    Law(
        "change-days", "values tile the time line, with scenarios on both sides", change_days, 1000
    ),
    Law("any-facts", "no facts make the judge fail, and foreign ones change nothing", any_facts),
    Law("imports", "importing the body loads no screen toolkit", imports),
)


class Result(NamedTuple):
    """What came of trying one law on one credential.

    Attributes:
        law: The law.
        violations: How it is broken, no more than `Law.most`; empty when it is kept.
        unchecked: Why it could not be tried; empty when it was.
    """

    law: Law
    violations: tuple[Violation, ...]
    unchecked: str = ""


def tried(law: Law, subject: Subject) -> Result:
    """One law tried on a subject."""
    found: list[Violation] = []
    try:
        found.extend(islice(_distinct(law.check(subject)), law.most))
    except Unchecked as error:
        return Result(law, tuple(found), "" if found else str(error))
    return Result(law, tuple(found))


def check(subject: Subject, laws: Sequence[Law] = LAWS) -> list[Result]:
    """Every law tried on a subject, in the order of the laws."""
    return [tried(law, subject) for law in laws]


def _distinct(violations: Iterable[Violation]) -> Iterator[Violation]:
    seen: set[Violation] = set()
    for violation in violations:
        if violation not in seen:
            seen.add(violation)
            yield violation
