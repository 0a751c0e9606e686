"""`Ledger.roster`: every holder with what they hold, until when, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from importlib.metadata import EntryPoint

import pytest

from ledger import BadInput, Ledger
from ledger.bodies.body import CertifyingBody
from ledger.bodies.host import Bodies
from ledger.judging.record import Record
from ledger.questions.roster import RosterRow
from tests.judging.made_up import credential, judging
from tests.ledger.clinic import CMA, EXPIRY, GRANTED, LAST_FILING, course, document, granted
from tests.store.clock import Clock

CCMA = "nha/ccma"
START = date(2024, 1, 15)


def rows(ledger: Ledger, on: date = START, **asked: object) -> list[RosterRow]:
    """The rows of the roster."""
    return list(ledger.roster(on=on, **asked))  # type: ignore[arg-type]


def only(ledger: Ledger, on: date = START, **asked: object) -> RosterRow:
    """The one row of the roster."""
    (row,) = rows(ledger, on, **asked)
    return row


# ---- Who has a row


def test_rows_come_by_code_points_of_holder_and_credential(ledger: Ledger) -> None:
    for holder in ("reyes", "Zed", "adams"):
        granted(ledger, holder, credential=CCMA)
        granted(ledger, holder)
    assert [(row.holder, row.credential) for row in rows(ledger)] == [
        (holder, code) for holder in ("Zed", "adams", "reyes") for code in (CMA, CCMA)
    ]


def test_a_holder_without_a_credential_has_one_bare_row(ledger: Ledger) -> None:
    document(ledger)
    assert only(ledger) == ("reyes", None, None, None, None, None, {}, ())


def test_a_fact_that_names_a_credential_is_enough(ledger: Ledger) -> None:
    observed = {"credential": CMA, "status": "expired"}
    ledger.record("status-observed", "reyes", on=START, data=observed)
    assert (only(ledger).credential, only(ledger).status) == (CMA, "none")


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("payment-made", {"body": "nha", "purpose": "exam", "amount": "1", "currency": "USD"}),
        ("holder-enrolled", {"name": "Ana", "ids": {"aama": "7"}}),
        ("ce-completed",
         {"title": "ECG", "credits": "1", "unit": "contact-hour", "approved_by": ["aama"]}),
    ],
)  # fmt: skip
def test_a_fact_that_names_only_a_body_is_not(
    ledger: Ledger, kind: str, data: dict[str, object]
) -> None:
    ledger.record(kind, "reyes", on=START, data=data)
    assert only(ledger).credential is None


def test_a_void_fact_names_no_credential(ledger: Ledger) -> None:
    granted(ledger)
    ledger.correct("reyes", 1, reason="somebody else's", void=True)
    assert only(ledger).credential is None


def test_nobody_knows_about_a_credential_that_no_installed_body_has(ledger: Ledger) -> None:
    data = {"credential": "nha/cma", "expires_on": "2027-03-31"}
    ledger.record("credential-granted", "reyes", on=GRANTED, data=data)
    granted(ledger)
    cma, mistyped = rows(ledger)
    assert (cma.credential, cma.status) == (CMA, "current")
    assert mistyped[2:7] == ("nha/cma", "undetermined", None, None, {})
    (why,) = mistyped.missing
    assert why.text == "no installed body has the credential “nha/cma”; did you mean nha/ccma?"
    assert [row.credential for row in rows(ledger, within=100_000)] == [CMA]


def test_a_fact_not_known_yet_names_no_credential(ledger: Ledger, clock: Clock) -> None:
    document(ledger)
    clock.set("2024-05-04T10:00:00+00:00")
    granted(ledger)
    assert only(ledger, known_at=date(2024, 5, 3)).credential is None


def test_a_holder_not_known_yet_has_no_row(ledger: Ledger) -> None:
    granted(ledger)
    assert rows(ledger, known_at=date(2024, 5, 2)) == []


def test_an_empty_ledger_has_an_empty_roster(ledger: Ledger) -> None:
    ledger.init()
    assert rows(ledger) == []


# ---- What a row says


def test_a_row_says_status_expiry_and_days_left(ledger: Ledger) -> None:
    granted(ledger)
    row = only(ledger, date(2024, 7, 1))
    assert (row.status, row.expires_on, row.left) == ("current", EXPIRY, 30)


def test_on_the_day_of_the_expiry_no_day_is_left(ledger: Ledger) -> None:
    granted(ledger)
    assert only(ledger, EXPIRY).left == 0


def test_after_the_expiry_less_than_no_day_is_left(ledger: Ledger) -> None:
    granted(ledger)
    row = only(ledger, date(2024, 8, 10))
    assert (row.status, row.left) == ("expired", -10)


def test_a_row_has_the_name_on_record(ledger: Ledger) -> None:
    ledger.record("holder-enrolled", "reyes", on=GRANTED, data={"name": "Ana Reyes"})
    assert only(ledger).name == "Ana Reyes"


def test_an_open_pathway_has_the_last_day_of_its_run(ledger: Ledger) -> None:
    granted(ledger)
    course(ledger, on=date(2023, 1, 10))
    assert only(ledger).open == {"recertify-ce": LAST_FILING, "recertify-exam": None}


def test_a_run_that_goes_on_through_another_fact_ends_where_it_ends(ledger: Ledger) -> None:
    granted(ledger)
    course(ledger, on=date(2023, 1, 10))
    document(ledger, on=date(2024, 5, 1))
    course(ledger, on=date(2024, 6, 1), title="One more")
    assert only(ledger).open["recertify-ce"] == LAST_FILING


def test_the_right_to_the_title_is_no_pathway_of_a_row(ledger: Ledger) -> None:
    granted(ledger)
    assert "use-title" not in only(ledger).open


# ---- What is missing


def test_nothing_is_missing_while_a_renewing_pathway_is_open(ledger: Ledger) -> None:
    granted(ledger)
    assert only(ledger).missing == ()


def test_what_is_missing_is_that_of_the_pathway_closest_to_yes(ledger: Ledger) -> None:
    """Renewal lacks credits and the fee; reinstatement also the lapse."""
    granted(ledger, on=date(2022, 6, 10), credential=CCMA)
    missing = only(ledger, date(2024, 6, 1)).missing
    assert [(found.id, str(found.missing)) for found in missing] == [
        ("C-TOTAL", "10"),
        ("C-PAID", "179"),
    ]


def test_after_the_term_the_pathway_closest_to_yes_is_another(ledger: Ledger) -> None:
    """The term is over, so that renewal lacks one thing more than reinstatement does."""
    granted(ledger, on=date(2022, 6, 10), credential=CCMA)
    fee = {"body": "nha", "purpose": "renewal", "amount": "179", "currency": "USD"}
    ledger.record("payment-made", "reyes", on=date(2024, 6, 11), data=fee)
    assert [found.id for found in only(ledger, date(2024, 6, 12)).missing] == ["C-TOTAL"]


def test_before_the_first_award_the_first_pathway_is_looked_at(ledger: Ledger) -> None:
    failed = {"credential": CMA, "outcome": "failed"}
    ledger.record("exam-attempted", "reyes", on=date(2023, 1, 10), data=failed)
    (missing,) = only(ledger).missing
    assert missing.id == "X-EDU"
    ways = ["A-EDU", "X-EDU-STUDENT", "X-EDU-ALTERNATIVE"]
    assert [way.id for way in missing.children] == ways


def test_nothing_is_missing_for_a_first_exam_that_is_open(ledger: Ledger) -> None:
    program = {"program": "Medical assisting", "accreditor": "CAAHEP"}
    ledger.record("education-completed", "reyes", on=date(2022, 6, 1), data=program)
    failed = {"credential": CMA, "outcome": "failed"}
    ledger.record("exam-attempted", "reyes", on=date(2023, 1, 10), data=failed)
    assert (only(ledger).open, only(ledger).missing) == ({"exam": None}, ())


# ---- Only some


def test_one_credential_leaves_out_holders_without_it(ledger: Ledger) -> None:
    granted(ledger, "adams")
    granted(ledger, "baker", credential=CCMA)
    assert [row.holder for row in rows(ledger, credential=CCMA)] == ["baker"]


@pytest.mark.parametrize("text", ["rey", "REY", "ana r", "ÉRIC", ""])
def test_a_text_is_looked_for_in_id_and_name(ledger: Ledger, text: str) -> None:
    ledger.record("holder-enrolled", "reyes", on=GRANTED, data={"name": "Ana Reyes-Éric"})
    assert only(ledger, text=text).holder == "reyes"


def test_a_text_found_nowhere_has_no_rows(ledger: Ledger) -> None:
    ledger.record("holder-enrolled", "reyes", on=GRANTED, data={"name": "Ana Reyes"})
    assert rows(ledger, text="anna") == []


def test_an_unknown_credential_is_refused_at_once(ledger: Ledger) -> None:
    granted(ledger)
    with pytest.raises(BadInput, match="did you mean aama/cma"):
        ledger.roster(credential="aama/cna")


def test_an_instant_is_no_day(ledger: Ledger) -> None:
    with pytest.raises(BadInput, match="is an instant"):
        ledger.roster(on=datetime(2024, 5, 3, tzinfo=UTC))


# ---- Against one question at a time


def test_a_row_is_what_asking_about_its_holder_says(ledger: Ledger) -> None:
    granted(ledger, "adams", on=date(2020, 3, 2))
    course(ledger, "adams", on=date(2023, 1, 10))
    granted(ledger, "baker", on=date(2022, 6, 10), credential=CCMA)
    for row in rows(ledger, date(2024, 6, 9)):
        assert row.credential is not None
        verdict = ledger.eligible(row.holder, row.credential, on=date(2024, 6, 9))
        assert (row.status, row.expires_on) == (verdict.status, verdict.expires_on)
        plan = ledger.plan(row.holder, row.credential, on=date(2024, 6, 9))
        assert row.open == {
            code: one.last_yes
            for code, one in plan.pathways.items()
            if one.verdict.answer == "yes" and code != "use-title"
        }


# ---- Broken plugins

DAYS = [date.fromordinal(number) for number in range(730_000, 732_000)]
"""From 1999-09-03 on, day by day."""


def failing(record: Record) -> bool | None:
    raise RuntimeError("no flour")


def endless(record: Record) -> bool | None:
    record.count_reached(DAYS)
    return True


@pytest.fixture
def guild(request: pytest.FixtureRequest) -> Iterator[Ledger]:
    """A ledger that knows only the guild, whose judge is the one the test brings."""
    own = Bodies([])
    baker = credential(judging(request.param))
    body = CertifyingBody("guild", "Guild", [baker])
    own._credentials = {one.full_code: one for one in body.credentials.values()}
    with Ledger.open(":memory:", recorded_by="tester", bodies=own) as ledger:
        granted(ledger, credential="guild/baker")
        yield ledger


@pytest.mark.parametrize("guild", [failing], indirect=True)
def test_a_judge_that_fails_is_an_undetermined_row_that_says_so(guild: Ledger) -> None:
    row = only(guild)
    assert (row.status, row.expires_on, row.open) == ("undetermined", None, {})
    assert "no flour" in row.missing[0].text


@pytest.mark.parametrize("guild", [lambda record: True], indirect=True)
def test_a_status_other_than_none_is_enough_without_a_fact_that_names_it(guild: Ledger) -> None:
    document(guild, holder="baker")
    assert [(row.holder, row.credential, row.status) for row in rows(guild)] == [
        ("baker", "guild/baker", "current"),
        ("reyes", "guild/baker", "current"),
    ]


@pytest.mark.parametrize("guild", [endless], indirect=True)
def test_a_judge_that_changes_without_end_is_an_undetermined_row(
    guild: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.judging.case.MOST_CHANGES", 50)
    row = only(guild, date(2001, 1, 1))
    assert (row.status, row.open) == ("undetermined", {})


def test_a_plugin_that_does_not_load_is_an_undetermined_row_that_says_so() -> None:
    point = EntryPoint("guild", "tests.not_there", "ledger.plugins")
    with Ledger.open(":memory:", recorded_by="tester", bodies=Bodies([point])) as ledger:
        granted(ledger, credential="guild/baker")
        row = only(ledger)
    assert (row.credential, row.status, row.open) == ("guild/baker", "undetermined", {})
    assert "did not load" in row.missing[0].text


def test_a_plugin_that_does_not_load_leaves_other_holders_alone() -> None:
    point = EntryPoint("guild", "tests.not_there", "ledger.plugins")
    with Ledger.open(":memory:", recorded_by="tester", bodies=Bodies([point])) as ledger:
        document(ledger)
        assert only(ledger).credential is None
