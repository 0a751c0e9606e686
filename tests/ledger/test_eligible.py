"""`Ledger.eligible`: one answer, with what it was asked and how long it holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from ledger import BadInput, Ledger, StoreUnavailable
from ledger.judging.findings import Answer
from ledger.judging.verdict import Holds
from tests.ledger.clinic import CMA, EXPIRY, GRANTED, LAST_FILING, course, document, granted
from tests.store.clock import Clock


@pytest.fixture
def reyes(ledger: Ledger) -> Ledger:
    """Certified on 2019-07-15 and through 2024-07-31."""
    granted(ledger)
    return ledger


def test_a_verdict_says_what_was_asked(reyes: Ledger) -> None:
    verdict = reyes.eligible("reyes", CMA, on=GRANTED)
    assert (verdict.holder, verdict.credential, verdict.on, verdict.known_at) == (
        "reyes",
        CMA,
        GRANTED,
        None,
    )


@pytest.mark.parametrize(
    ("on", "status", "expires_on"),
    [
        (date(2019, 7, 14), "none", None),
        (date(2019, 7, 15), "current", EXPIRY),
        (date(2024, 7, 31), "current", EXPIRY),
        (date(2024, 8, 1), "expired", EXPIRY),
    ],
)
def test_status_and_expiry(reyes: Ledger, on: date, status: str, expires_on: date | None) -> None:
    verdict = reyes.eligible("reyes", CMA, on=on)
    assert (verdict.status, verdict.expires_on) == (status, expires_on)


def test_a_verdict_holds_as_long_as_everything_shown_stays(reyes: Ledger) -> None:
    verdict = reyes.eligible("reyes", CMA, on=date(2022, 1, 1))
    assert verdict.holds == Holds(date(2019, 7, 15), date(2024, 8, 1))


def test_a_pathway_holds_as_long_as_its_answer_stays(reyes: Ledger) -> None:
    verdict = reyes.eligible("reyes", CMA, on=date(2022, 1, 1))
    assert verdict.pathways["recertify-exam"].holds == Holds(date(2019, 7, 15), None)


def test_every_pathway_is_answered_and_use_title_last(reyes: Ledger) -> None:
    assert list(reyes.eligible("reyes", CMA).pathways) == [
        "exam",
        "recertify-ce",
        "recertify-exam",
        "use-title",
    ]


def test_one_pathway_is_answered_alone(reyes: Ledger) -> None:
    assert list(reyes.eligible("reyes", CMA, pathway="use-title").pathways) == ["use-title"]


def test_a_course_worth_everything_opens_recertification(reyes: Ledger) -> None:
    course(reyes, on=date(2023, 1, 10))
    found = reyes.eligible("reyes", CMA, on=date(2024, 1, 1)).pathways["recertify-ce"]
    after = date(2024, 11, 1)  # the day after the last filing day
    assert (found.answer, found.holds) == (Answer.YES, Holds(date(2023, 1, 10), after))


@pytest.mark.parametrize(
    ("on", "disputed"),
    [
        (date(2024, 10, 29), False),  # 90 days after the expiry
        (date(2024, 10, 30), True),
        (LAST_FILING, True),
        (date(2024, 11, 1), False),
    ],
)
def test_an_answer_that_depends_on_the_reading_of_a_rule_is_disputed(
    reyes: Ledger, on: date, disputed: bool
) -> None:
    course(reyes, on=date(2023, 1, 10))
    found = reyes.eligible("reyes", CMA, on=on).pathways["recertify-ce"]
    assert found.disputed is disputed


def test_the_day_asked_about_is_today_unless_given(reyes: Ledger) -> None:
    before = date.today()
    on = reyes.eligible("reyes", CMA).on
    assert before <= on <= date.today()


@pytest.mark.parametrize("on", [date.min, date.max])
def test_any_day_can_be_asked_about(reyes: Ledger, on: date) -> None:
    assert reyes.eligible("reyes", CMA, on=on).status in ("none", "expired")


def test_a_holder_not_known_yet_is_nobody(ledger: Ledger, clock: Clock) -> None:
    clock.set("2024-05-03T12:00:00+00:00")
    document(ledger, holder="chen")
    clock.set("2024-05-10T12:00:00+00:00")
    granted(ledger)
    verdict = ledger.eligible("reyes", CMA, on=GRANTED, known_at=date(2024, 5, 9))
    assert (verdict.status, verdict.expires_on, verdict.head) == ("none", None, 1)


class TestRefused:
    def test_an_unknown_holder_with_the_nearest_one(self, reyes: Ledger) -> None:
        with pytest.raises(
            BadInput, match=r"^no holder “reyez” in this ledger; did you mean reyes"
        ):
            reyes.eligible("reyez", CMA)

    def test_an_unknown_holder_with_none_near(self, reyes: Ledger) -> None:
        with pytest.raises(BadInput) as caught:
            reyes.eligible("x", CMA)
        assert str(caught.value) == "no holder “x” in this ledger"

    def test_what_is_no_holder_id(self, reyes: Ledger) -> None:
        with pytest.raises(BadInput, match="is not a holder id"):
            reyes.eligible("Ana Reyes", CMA)

    def test_a_holder_id_that_is_not_even_text(self, reyes: Ledger) -> None:
        with pytest.raises(BadInput, match="is not a holder id"):
            reyes.eligible("\udcff", CMA)

    def test_an_unknown_credential_with_the_nearest_one(self, reyes: Ledger) -> None:
        with pytest.raises(
            BadInput, match=r"no installed body has .*aama/cna.*did you mean aama/c"
        ):
            reyes.eligible("reyes", "aama/cna")

    def test_an_unknown_credential_with_those_there_are(self, reyes: Ledger) -> None:
        with pytest.raises(BadInput, match="there are aama/cma, nha/ccma"):
            reyes.eligible("reyes", "wxyz")

    def test_an_unknown_pathway_with_the_nearest_one(self, reyes: Ledger) -> None:
        with pytest.raises(BadInput, match="aama/cma has no pathway “recertify”; did you mean rec"):
            reyes.eligible("reyes", CMA, pathway="recertify")

    def test_an_unknown_pathway_with_those_there_are(self, reyes: Ledger) -> None:
        with pytest.raises(BadInput, match="there are exam, recertify-ce, recertify-exam, use-ti"):
            reyes.eligible("reyes", CMA, pathway="zzz")

    def test_an_unknown_pathway_names_the_option(self, reyes: Ledger) -> None:
        with pytest.raises(BadInput) as caught:
            reyes.eligible("reyes", CMA, pathway="zzz")
        assert caught.value.field == "--for"

    def test_an_instant_for_a_day(self, reyes: Ledger) -> None:
        with pytest.raises(BadInput, match=r"is an instant; .* a datetime\.date$"):
            reyes.eligible("reyes", CMA, on=datetime(2024, 7, 1))

    @pytest.mark.parametrize("on", ["2024-07-01", "", 20240701, 0, datetime(2024, 7, 1)])
    @pytest.mark.parametrize(
        ("ask", "field"),
        [
            (lambda ledger, on: ledger.eligible("reyes", CMA, on=on), "--on"),
            (lambda ledger, on: ledger.plan("reyes", CMA, on=on), "--on"),
            (lambda ledger, on: ledger.compare("reyes", CMA, on=on), "--on"),
            (lambda ledger, on: ledger.compare("reyes", CMA, with_on=on), "--with-on"),
            (lambda ledger, on: ledger.timeline("reyes", CMA, start=on), "--from"),
            (lambda ledger, on: ledger.timeline("reyes", CMA, end=on), "--to"),
            (lambda ledger, on: ledger.census(CMA, on=on), "--on"),
            (lambda ledger, on: ledger.roster(on=on), "--on"),
            (lambda ledger, on: ledger.deadlines(on=on), "--on"),
            (lambda ledger, on: ledger.case("reyes", CMA).verdict(on), None),
            (lambda ledger, on: ledger.case("reyes", CMA).timeline(on, GRANTED), None),
            (lambda ledger, on: ledger.case("reyes", CMA).timeline(GRANTED, on), None),
            (lambda ledger, on: ledger.log(since=on), "--from"),
            (lambda ledger, on: ledger.log(through=on), "--to"),
        ],
    )
    def test_what_is_no_day(
        self, reyes: Ledger, ask: Callable[[Ledger, Any], object], on: Any, field: str | None
    ) -> None:
        """Whatever is asked, and before anybody is judged."""
        with pytest.raises(BadInput, match=r"a datetime\.date$") as caught:
            ask(reyes, on)
        assert caught.value.field == field

    @pytest.mark.parametrize("credential", [None, 5, ["aama/cma"]])
    def test_a_credential_that_is_not_even_text(self, reyes: Ledger, credential: Any) -> None:
        with pytest.raises(BadInput, match=r"is not a credential like aama/cma$"):
            reyes.eligible("reyes", credential)

    def test_a_ledger_that_is_not_there(self, ledger: Ledger, path: Path) -> None:
        with pytest.raises(StoreUnavailable, match="there is no ledger at"):
            ledger.eligible("reyes", CMA)
