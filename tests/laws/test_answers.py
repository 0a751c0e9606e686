"""The engine's answer on any day, as known at any time, is what the rulebook says."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from hypothesis import event, given, note

from ledger.judging.verdict import Verdict
from tests.laws import asking, recording
from tests.laws.bodies import AAMA, Body, NaiveDays
from tests.laws.given import law, shown
from tests.laws.lives import fact
from tests.laws.luck import Luck
from tests.laws.told import Table, Told

QUESTIONS = 4
GRANTED = date(2020, 6, 15)
SECOND_READINGS = {"R-WINDOW": 2, "N-TERM-REINSTATED": 2}
AMOUNTS = {"R-TOTAL", "R-ADMIN", "R-CLINICAL", "R-GENERAL", "R-AAMA", "C-TOTAL"}


def question(body: Body, luck: Luck, told: Told) -> tuple[date, date | datetime | None, NaiveDays]:
    """A day, a knowledge time, and the oracle for that knowledge."""
    known_at = asking.knowledge(luck, told)
    day = asking.day(luck, told)
    note(f"on {day}, known at {known_at}")
    return day, known_at, body.days(told, known_at)


def missing(verdict: Verdict) -> dict[str, Decimal]:
    """What the findings about points and credits say is missing."""
    findings = [f for pathway in verdict.pathways.values() for f in pathway.finding.walk()]
    return {f.id: f.missing for f in findings if f.id in AMOUNTS and f.missing is not None}


@law(tries=300)
def test_status_expiry_and_answers_are_those_of_the_rulebook(body: Body, luck: Luck) -> None:
    told = shown(body.corrected(luck))
    for _ in range(QUESTIONS):
        day, known_at, naive = question(body, luck, told)
        found = body.case(told, known_at).judge(day)
        answers = {code: str(finding.answer) for code, finding in found.pathways.items()}
        event(f"{body} is {found.standing.status}")
        assert (str(found.standing.status), found.standing.expires_on, answers) == naive.shown(day)


@law(tries=200)
def test_a_verdict_shows_what_was_judged(body: Body, luck: Luck) -> None:
    told = shown(body.corrected(luck))
    day, known_at, naive = question(body, luck, told)
    verdict = body.case(told, known_at).verdict(day)
    answers = {code: str(pathway.answer) for code, pathway in verdict.pathways.items()}
    assert (verdict.on, verdict.known_at) == (day, known_at)
    assert (str(verdict.status), verdict.expires_on, answers) == naive.shown(day)


@law(tries=200)
def test_a_pathway_is_disputed_exactly_when_the_second_reading_differs(
    body: Body, luck: Luck
) -> None:
    told = shown(body.corrected(luck))
    for _ in range(QUESTIONS):
        known_at, day = asking.knowledge(luck, told), asking.disputable_day(luck, told)
        note(f"on {day}, known at {known_at}")
        naive = body.days(told, known_at)
        verdict = body.case(told, known_at).verdict(day)
        disputed = {code for code, pathway in verdict.pathways.items() if pathway.disputed}
        event(f"{body} is disputed: {bool(disputed)}")
        assert disputed == body.oracle.disputed(naive.facts, day, naive.known_on)


@law(tries=200)
def test_the_second_reading_is_applied_to_the_whole_history(body: Body, luck: Luck) -> None:
    told = shown(body.corrected(luck))
    for _ in range(QUESTIONS):
        known_at, day = asking.knowledge(luck, told), asking.disputable_day(luck, told)
        note(f"on {day}, known at {known_at}")
        naive = body.days(told, known_at)
        found = body.case(told, known_at).judge(day, readings=SECOND_READINGS)
        answers = {code: str(finding.answer) for code, finding in found.pathways.items()}
        expected = body.oracle.answer(naive.facts, day, naive.known_on, 2)
        assert (str(found.standing.status), found.standing.expires_on, answers) == (
            expected.status,
            expected.expires_on,
            expected.pathways,
        )


@law(tries=200)
def test_what_is_missing_is_what_the_rulebook_misses(body: Body, luck: Luck) -> None:
    told = shown(body.corrected(luck))
    for _ in range(QUESTIONS):
        day, known_at, naive = question(body, luck, told)
        verdict = body.case(told, known_at).verdict(day)
        if str(verdict.status) not in ("suspended", "revoked"):
            expected = body.oracle.missing(naive.facts, day, naive.known_on)
            assert missing(verdict) == expected


@given(courses=recording.courses_of_any_size())
def test_points_are_added_to_the_last_digit(courses: list[Table]) -> None:
    told = recording.at_once([fact("credential-granted", GRANTED, credential="aama/cma"), *courses])
    day = date(2023, 1, 1)
    naive = AAMA.days(told)
    assert missing(AAMA.case(told).verdict(day)) == AAMA.oracle.missing(naive.facts, day, None)
