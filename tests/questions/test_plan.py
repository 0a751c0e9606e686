"""What keeps a finding from being yes: as a list, and as it is drawn."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ledger.cli.plan import _rows
from ledger.judging.clock import Clock
from ledger.judging.findings import Answer, Finding
from ledger.judging.requirements import all_of, any_of, leaf
from ledger.judging.rules import Confidence, RuleValue
from ledger.plugin import Bucket, CeCompleted, Offer, Record, RuleBook
from ledger.questions.plan import open_findings
from ledger.testing import history_of

HANDBOOK = RuleValue("HOURS", 24, None, None, "Handbook", Confidence.HIGH)
HOURS = [
    Bucket("HOURS", "of CE", Decimal(24), (HANDBOOK,)),
    Bucket("SAFETY", "in safety", Decimal(4), (HANDBOOK,), within="HOURS"),
]


def one(id_: str, is_so: bool | None) -> Finding:
    """A finding that stands alone."""
    return leaf(id_, is_so, "as it is", HANDBOOK)


def hours(**done: int) -> Finding:
    """What a year of courses comes to: hours of which bucket."""
    course = {"kind": "ce-completed", "on": "2024-02-01", "unit": "contact-hour"}
    facts = [{**course, "title": name, "credits": amount} for name, amount in done.items()]
    record = Record(history_of(facts), Clock(date(2024, 6, 1)), RuleBook(), "acme/tech")
    found = record.allocate(
        CeCompleted,
        offers=lambda fact: [Offer(fact.data.credits, (fact.data.title,))],
        buckets=HOURS,
    )
    return found.all_met("CE", "hours", ())


def ids(finding: Finding, *, into_choices: bool = False) -> list[str]:
    return [part.id for part in open_findings(finding, into_choices=into_choices)]


def test_what_is_yes_lacks_nothing() -> None:
    assert ids(all_of("P", one("A", True), one("B", True))) == []


def test_what_stands_alone_is_named_for_what_it_is_part_of() -> None:
    found = all_of("P", one("A", True), all_of("Q", one("B", False), one("C", None)))
    assert ids(found) == ["B", "C"]


def test_what_lacks_more_than_its_parts_is_named_beside_them() -> None:
    """24 hours, 4 of them in safety: with 3 in safety both lack something of their own."""
    lacking = open_findings(hours(HOURS=10, SAFETY=3))
    said = [(part.id, part.missing) for part in lacking]
    assert said == [("HOURS", Decimal(11)), ("SAFETY", Decimal(1))]
    assert ids(hours(SAFETY=4)) == ["HOURS"]
    assert ids(hours(HOURS=20, SAFETY=3)) == ["SAFETY"]
    assert ids(hours(HOURS=20, SAFETY=4)) == []


WAYS = any_of("WAYS", all_of("SCHOOL", one("A", False), one("B", False)), one("WORK", None))


def test_a_choice_is_one_thing_that_is_missing_or_each_of_its_ways() -> None:
    found = all_of("P", one("X", False), WAYS)
    assert found.answer is Answer.NO
    assert ids(found) == ["X", "WAYS"]
    assert ids(found, into_choices=True) == ["X", "A", "B", "WORK"]


def test_a_way_without_an_open_part_is_drawn_alone() -> None:
    """A body may say no to a way all of whose parts are yes: they were not done in order."""
    order = Finding("ORDER", Answer.NO, "not in order", children=(one("A", True), one("B", True)))
    choice = Finding("WAYS", Answer.NO, "no way", children=(order,), any_suffices=True)
    rows = _rows(open_findings(all_of("P", choice)), 1)
    assert [(depth, found.id) for depth, found in rows] == [(1, "WAYS"), (2, "ORDER")]


def test_below_a_choice_its_ways_are_drawn_and_below_a_way_its_parts() -> None:
    rows = _rows(open_findings(all_of("P", one("X", False), WAYS)), 1)
    assert [(depth, found.id) for depth, found in rows] == [
        (1, "X"),
        (1, "WAYS"),
        (2, "SCHOOL"),
        (3, "A"),
        (3, "B"),
        (2, "WORK"),
    ]
