"""A case: verdicts, timelines, and what becomes of a judge that is broken."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from ledger.judging.case import MOST_CHANGES, Case, EndlessTimeline
from ledger.judging.findings import NO, UNDETERMINED, YES, Finding
from ledger.judging.judgement import Judgement, Status
from ledger.judging.record import Record
from ledger.judging.requirements import leaf
from ledger.judging.rules import Confidence
from ledger.judging.verdict import Holds
from tests.judging.made_up import CODE, case, current_if, judging, rule
from tests.judging.test_record import RULES

OPENS, CLOSES, TODAY = date(2024, 1, 1), date(2024, 12, 31), date(2024, 7, 1)
EVERY_DAY = [date(1900, 1, 1) + timedelta(days=count) for count in range(MOST_CHANGES + 9)]


def in_2024(record: Record) -> bool:
    """Yes in 2024, asking about more days than matter."""
    record.reached(date(2024, 6, 1))
    record.reached(date(2024, 8, 1))
    return record.reached(OPENS) and not record.passed(CLOSES)


@pytest.fixture
def open_in_2024() -> Case:
    return case(judging(in_2024))


def broken(problem: object) -> Case:
    """A case whose judge raises or returns something wrong."""

    def judge(record: Record) -> Judgement:
        if isinstance(problem, Exception):
            raise problem
        return problem  # type: ignore[return-value]

    return case(judge)


def test_a_verdict_says_what_was_asked(open_in_2024: Case) -> None:
    verdict = open_in_2024.verdict(TODAY, head=7)
    assert (verdict.holder, verdict.credential, verdict.on, verdict.known_at, verdict.head) == (
        "holder",
        CODE,
        TODAY,
        None,
        7,
    )


def test_pathways_end_with_use_title(open_in_2024: Case) -> None:
    assert list(open_in_2024.verdict(TODAY).pathways) == ["bake", "use-title"]


def test_holds_is_longer_than_one_evaluation_is_proven_for(open_in_2024: Case) -> None:
    segment = open_in_2024.judge(TODAY)
    assert (segment.since, segment.until) == (date(2024, 6, 1), date(2024, 8, 1))
    assert open_in_2024.verdict(TODAY).holds == Holds(OPENS, date(2025, 1, 1))


def test_holds_may_reach_back_and_forward_for_ever(open_in_2024: Case) -> None:
    assert open_in_2024.verdict(date(2023, 7, 1)).holds == Holds(None, OPENS)
    assert open_in_2024.verdict(date(2026, 7, 1)).holds == Holds(date(2025, 1, 1), None)


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_ends_of_the_calendar_can_be_asked_about(open_in_2024: Case, day: date) -> None:
    assert open_in_2024.verdict(day).pathways["bake"].answer is NO


def test_holds_knows_which_days_are_in_it() -> None:
    holds = Holds(OPENS, CLOSES)
    assert OPENS in holds
    assert CLOSES not in holds
    assert date(2023, 12, 31) not in holds
    assert date.max in Holds(OPENS, None)
    assert date.min in Holds(None, OPENS)


def test_one_pathway_may_be_asked_for_alone(open_in_2024: Case) -> None:
    assert list(open_in_2024.verdict(TODAY, pathway="bake").pathways) == ["bake"]


def test_a_timeline_merges_neighbours_that_show_the_same(open_in_2024: Case) -> None:
    intervals = open_in_2024.timeline(date(2023, 5, 5), date(2025, 5, 5))
    assert [(i.since, i.until, i.status, i.pathways["bake"]) for i in intervals] == [
        (date(2023, 5, 5), OPENS, Status.NONE, NO),
        (OPENS, date(2025, 1, 1), Status.CURRENT, YES),
        (date(2025, 1, 1), date(2025, 5, 6), Status.NONE, NO),
    ]


def test_a_timeline_of_one_day_is_one_interval(open_in_2024: Case) -> None:
    (interval,) = open_in_2024.timeline(TODAY, TODAY)
    assert (interval.since, interval.until) == (TODAY, date(2024, 7, 2))


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2020, 1, 1), OPENS), (TODAY, TODAY), (date(2025, 1, 1), None)],
)
def test_the_first_yes_is_on_or_after_the_day(
    open_in_2024: Case, day: date, expected: date | None
) -> None:
    assert open_in_2024.first_yes("bake", day) == expected


def test_a_reading_that_answers_differently_is_named() -> None:
    asked = judging(lambda record: record.rule("WINDOW").value == 3)
    pathway = case(asked, rules=RULES).verdict(TODAY).pathways["bake"]
    assert [(d.rule, d.reading, d.says, d.answer) for d in pathway.differing] == [
        ("WINDOW", 2, "two", NO)
    ]
    assert pathway.disputed


def test_a_reading_that_answers_the_same_is_not_a_dispute() -> None:
    asked = judging(lambda record: bool(record.rule("WINDOW").value))
    assert not case(asked, rules=RULES).verdict(TODAY).pathways["bake"].disputed


def test_a_disputed_status_is_a_disputed_title() -> None:
    asked = judging(lambda record: record.rule("WINDOW").value == 3)
    assert case(asked, rules=RULES).verdict(TODAY).pathways["use-title"].disputed


def test_a_dispute_that_begins_does_not_end_the_interval() -> None:
    asked = judging(lambda record: record.rule("WINDOW").value in (60, 3))
    assert case(asked, rules=RULES).verdict(TODAY).holds == Holds(None, None)


def test_a_value_not_announced_at_the_knowledge_time_is_not_used() -> None:
    asked = judging(lambda record: record.rule("WINDOW").value == 3)
    known_at = datetime(2019, 12, 31, 23, tzinfo=UTC)
    verdict = case(asked, rules=RULES, known_at=known_at).verdict(TODAY)
    assert (verdict.pathways["bake"].answer, verdict.known_at) == (NO, known_at)


def test_a_judge_that_raises_is_undetermined_with_the_reason() -> None:
    verdict = broken(KeyError("R-TOTAL")).verdict(TODAY)
    assert (verdict.status, verdict.expires_on) == (Status.UNDETERMINED, None)
    for pathway in verdict.pathways.values():
        assert (pathway.answer, pathway.finding.id) == (UNDETERMINED, "PLUGIN")
        assert pathway.confidence is Confidence.UNKNOWN
        assert "KeyError: 'R-TOTAL'" in pathway.finding.text
        assert CODE in pathway.finding.text


LEAF = leaf("BAKE", True, "x", rule())


@pytest.mark.parametrize(
    ("judgement", "problem"),
    [
        (Judgement(current_if(True), {}), "judged no pathway"),
        (Judgement(current_if(True), {"bake": LEAF, "brew": LEAF}), "bake, brew, not bake"),
        (Judgement(current_if(True), {"use-title": LEAF, "bake": LEAF}), "use-title, bake"),
        (Judgement(current_if(True), {"bake": True}), "not a Finding"),  # type: ignore[dict-item]
        (Judgement(current_if(True)._replace(status=Status.NONE), {"bake": LEAF}), "otherwise"),
        (
            Judgement(current_if(True)._replace(status="great"), {"bake": LEAF}),  # type: ignore[arg-type]
            "great",
        ),
        (None, "TypeError"),
    ],
)
def test_a_judgement_that_cannot_be_right_is_undetermined(judgement: object, problem: str) -> None:
    verdict = broken(judgement).verdict(TODAY)
    assert verdict.status is Status.UNDETERMINED
    assert list(verdict.pathways) == ["bake", "use-title"]
    assert problem in verdict.pathways["bake"].finding.text


def test_a_judge_broken_on_some_days_answers_on_the_others() -> None:
    def asked(record: Record) -> bool:
        if record.reached(OPENS):
            raise ZeroDivisionError("by nought")
        return True

    found = case(judging(asked)).timeline(date(2023, 12, 1), date(2024, 2, 1))
    assert [(i.until, i.status) for i in found] == [
        (OPENS, Status.CURRENT),
        (date(2024, 2, 2), Status.UNDETERMINED),
    ]


def test_a_finding_without_a_reason_breaks_the_answer_and_not_the_program() -> None:
    def judge(record: Record) -> Judgement:
        return Judgement(current_if(True), {"bake": Finding("BAKE", YES, "")})

    assert "has no reason" in case(judge).verdict(TODAY).pathways["bake"].finding.text


@pytest.fixture
def restless() -> Case:
    """Somebody whose answer changes every day for longer than any rule can account for."""
    return case(judging(lambda record: record.count_reached(EVERY_DAY) % 2 == 0))


def test_a_timeline_that_changes_without_end_is_one_undetermined_interval(restless: Case) -> None:
    (interval,) = restless.timeline(EVERY_DAY[0], EVERY_DAY[-1])
    after = EVERY_DAY[-1] + timedelta(days=1)
    assert (interval.since, interval.until, interval.status) == (
        EVERY_DAY[0],
        after,
        Status.UNDETERMINED,
    )
    assert set(interval.pathways.values()) == {UNDETERMINED}


def test_going_forward_without_end_is_refused(restless: Case) -> None:
    with pytest.raises(EndlessTimeline, match="change on more than 10,000 days"):
        list(restless.forward(EVERY_DAY[0]))


def test_a_first_yes_that_never_comes_is_not_looked_for_without_end() -> None:
    endless = case(judging(lambda record: record.count_reached(EVERY_DAY) < 0))
    assert endless.first_yes("bake", EVERY_DAY[0]) is None


def test_of_an_endless_timeline_a_verdict_is_undetermined() -> None:
    endless = case(judging(lambda record: record.count_reached(EVERY_DAY) < 0))
    verdict = endless.verdict(EVERY_DAY[20])
    assert verdict.status is Status.UNDETERMINED
    assert "change on more than 10,000 days" in verdict.pathways["bake"].finding.text
    assert EVERY_DAY[20] in verdict.holds
