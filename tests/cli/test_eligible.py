"""``eligible``: the answer, how long it holds, and the exit code."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from tests.cli.clinic import HEAD, export_of, fact, granted
from tests.cli.running import Result, Shell


def ask(shell: Shell, holder: str, *args: str, credential: str = "aama/cma") -> Result:
    return shell("eligible", holder, credential, *args)


def answer(shell: Shell, holder: str, pathway: str, *args: str) -> dict[str, Any]:
    """The JSON for one pathway."""
    found = ask(shell, holder, "--for", pathway, "--json", *args).json["pathways"][pathway]
    assert isinstance(found, dict)
    return found


# ---- Exit codes


@pytest.mark.parametrize(
    ("holder", "credential", "pathway", "on", "code"),
    [
        ("okafor", "aama/cma", "recertify-ce", "2022-11-14", 1),
        ("okafor", "aama/cma", "recertify-ce", "2022-11-15", 0),
        ("okafor", "aama/cma", "recertify-ce", "2023-06-30", 0),
        ("okafor", "aama/cma", "recertify-ce", "2023-07-01", 1),
        ("osei", "aama/cma", "recertify-ce", "2013-01-15", 3),
        ("osei", "aama/cma", "use-title", "2013-01-15", 3),
        ("baker", "nha/ccma", "use-title", "2024-06-10", 0),
        ("baker", "nha/ccma", "use-title", "2024-06-11", 1),
    ],
)
def test_the_exit_code_is_the_answer_of_the_pathway_asked_for(
    clinic: Shell, holder: str, credential: str, pathway: str, on: str, code: int
) -> None:
    assert ask(clinic, holder, "--for", pathway, "--on", on, credential=credential).code == code


def test_without_for_one_yes_is_enough(clinic: Shell) -> None:
    # recertify-ce is undetermined and exam is no; recertify-exam is yes.
    assert ask(clinic, "osei", "--on", "2013-01-15").code == 0


def test_without_for_undetermined_weighs_more_than_no(clinic: Shell) -> None:
    # The day after the expected completion: exam undetermined, the others no.
    assert ask(clinic, "lind", "--on", "2023-06-16").code == 3


def test_without_for_the_title_is_no_reason_for_yes(clinic: Shell) -> None:
    # Current, but with 2 of 10 credits: every pathway but use-title is no.
    found = ask(clinic, "baker", "--on", "2024-05-15", "--json", credential="nha/ccma")
    answers = {code: one["answer"] for code, one in found.json["pathways"].items()}
    assert found.code == 1
    assert answers == {
        "exam": "no",
        "renew": "no",
        "reinstate": "no",
        "recertify-exam": "no",
        "use-title": "yes",
    }


def test_without_for_an_undetermined_title_is_no_reason_for_undetermined(shell: Shell) -> None:
    # Certified before 2010, and barred by three failures: every pathway but use-title is no.
    facts = [granted("old", "2008-05-01")]
    for month in (1, 2, 3):
        attempt = {"credential": "aama/cma", "outcome": "failed"}
        facts.append(fact("old", "exam-attempted", f"2019-0{month}-01", **attempt))
    shell("restore", "-", stdin=export_of(facts))
    found = ask(shell, "old", "--on", "2019-04-01", "--json")
    assert (found.json["status"], found.code) == ("undetermined", 1)


@pytest.mark.parametrize(
    "words",
    [
        ("eligible", "reyes", "aama/cma"),
        ("plan", "reyes", "aama/cma"),
        ("compare", "reyes", "aama/cma", "--with-on", "2024-07-02"),
    ],
)
def test_of_a_plugin_that_is_blocked_every_pathway_is_undetermined(
    clinic: Shell, words: tuple[str, ...]
) -> None:
    asked = (*words, "--for", "recertify-ce", "--on", "2024-07-01")
    found = clinic(*asked, LEDGER_BLOCK_PLUGINS="aama")
    assert "? undetermined" in found.out
    assert found.code == clinic(*words, LEDGER_BLOCK_PLUGINS="aama").code
    assert found.code == (0 if words[0] == "compare" else 3)
    assert ("plugin aama is blocked" in found.out) is (words[0] != "compare")


def test_of_a_plugin_that_is_blocked_everybodys_pathway_is_undetermined(clinic: Shell) -> None:
    asked = ("census", "aama/cma", "--for", "recertify-ce", "--on", "2024-07-01", "--jsonl")
    found = clinic(*asked, LEDGER_BLOCK_PLUGINS="aama")
    assert found.code == 0
    answers = [row["pathways"] for row in found.objects]
    assert answers == [{"recertify-ce": "undetermined"}] * len(answers)
    assert len(answers) == len(clinic(*asked).objects)


def test_while_suspended_the_answer_is_no(clinic: Shell) -> None:
    assert ask(clinic, "ibarra", "--on", "2022-02-15").code == 1


# ---- What is asked


def test_without_for_every_pathway_is_answered_and_use_title_comes_last(clinic: Shell) -> None:
    found = ask(clinic, "reyes", "--on", "2024-07-01", "--json").json["pathways"]
    assert list(found) == ["exam", "recertify-ce", "recertify-exam", "use-title"]


def test_with_for_only_that_pathway_is_answered(clinic: Shell) -> None:
    found = ask(clinic, "reyes", "--for", "exam", "--on", "2024-07-01", "--json").json["pathways"]
    assert list(found) == ["exam"]


def test_the_default_day_is_today_in_the_machines_zone(clinic: Shell) -> None:
    # 25 hours apart, so the two dates always differ.
    dates = []
    for hours, zone in ((14, "EAST-14"), (-11, "WEST11")):
        there = timezone(timedelta(hours=hours))
        before = datetime.now(there).date()
        on = clinic.process("eligible", "reyes", "aama/cma", "--json", TZ=zone).json["on"]
        assert on in {str(before), str(datetime.now(there).date())}
        dates.append(on)
    assert dates[0] > dates[1]


def test_the_day_may_be_called_today(clinic: Shell) -> None:
    before = datetime.now().astimezone().date()
    on = ask(clinic, "reyes", "--on", "today", "--json").json["on"]
    assert on in {str(before), str(datetime.now().astimezone().date())}


def test_head_is_the_last_position(clinic: Shell) -> None:
    assert ask(clinic, "reyes", "--json").json["head"] == HEAD


def test_head_is_the_last_position_known_at_the_time_asked_for(clinic: Shell) -> None:
    # Of 2020: okafor 2 and 3, tran 4, reyes 5, 6 and 8, Zed 7, after osei 1.
    assert ask(clinic, "reyes", "--known-at", "2020-12-31", "--json").json["head"] == 8


# ---- As known at


@pytest.mark.parametrize(
    ("known_at", "answered"),
    [
        ("2024-07-31", "no"),
        ("2024-08-01", "yes"),
        ("2024-08-01T11:59:59.999999Z", "no"),
        ("2024-08-01T12:00:00Z", "yes"),
        ("2024-08-01T13:59:59+02:00", "no"),
        ("2024-08-01T14:00:00+02:00", "yes"),
    ],
)
def test_known_at_is_an_instant_or_the_end_of_a_day_in_utc(
    clinic: Shell, known_at: str, answered: str
) -> None:
    args = ("--on", "2024-05-25", "--known-at", known_at)
    assert answer(clinic, "tran", "recertify-ce", *args)["answer"] == answered


@pytest.mark.parametrize("command", ["eligible", "plan", "timeline", "history"])
@pytest.mark.parametrize(("known_at", "said"), [("2019-07-31", 1), ("2019-08-01", 0)])
def test_people_are_told_when_nothing_was_known(
    clinic: Shell, command: str, known_at: str, said: int
) -> None:
    """The first fact about reyes was learned on 2019-08-01."""
    asked = ("reyes",) if command == "history" else ("reyes", "aama/cma")
    found = clinic(command, *asked, "--known-at", known_at)
    assert found.out.splitlines()[:3].count("nothing about reyes was known then") == said
    assert "nothing about" not in clinic(command, *asked).out
    assert "nothing about" not in clinic(command, *asked, "--known-at", known_at, "--json").out


def test_the_default_is_what_is_known_now(clinic: Shell) -> None:
    assert answer(clinic, "tran", "recertify-ce", "--on", "2024-05-25")["answer"] == "yes"


def test_a_correction_changes_a_past_answer_from_when_it_is_known(clinic: Shell) -> None:
    asked = ("eligible", "baker", "nha/ccma", "--for", "renew", "--on", "2024-05-15")
    assert clinic(*asked, "--known-at", "2024-06-30").code == 0
    assert clinic(*asked, "--known-at", "2024-07-01").code == 1


def test_a_date_is_echoed_as_known_at(clinic: Shell) -> None:
    assert ask(clinic, "tran", "--known-at", "2024-08-01", "--json").json["known_at"] == (
        "2024-08-01"
    )


def test_an_instant_is_echoed_as_known_at(clinic: Shell) -> None:
    found = ask(clinic, "tran", "--known-at", "2024-08-01T14:00:00+02:00", "--json").json
    assert datetime.fromisoformat(found["known_at"]) == datetime(2024, 8, 1, 12, tzinfo=UTC)


# ---- How long it holds


@pytest.mark.parametrize(
    ("on", "answered", "since", "until"),
    [
        ("2022-11-14", "no", None, "2022-11-15"),
        ("2022-11-15", "yes", "2022-11-15", "2023-07-01"),
        ("2023-06-30", "yes", "2022-11-15", "2023-07-01"),
        ("2023-07-01", "no", "2023-07-01", None),
    ],
)
def test_an_answer_holds_from_its_first_day_until_the_day_after_its_last(
    clinic: Shell, on: str, answered: str, since: str | None, until: str | None
) -> None:
    found = answer(clinic, "okafor", "recertify-ce", "--on", on)
    assert (found["answer"], found["holds"]) == (answered, {"from": since, "until": until})


@pytest.mark.parametrize(
    ("on", "since", "until"),
    [
        ("2018-03-04", None, "2018-03-05"),  # then certified
        ("2018-03-05", "2018-03-05", "2022-11-15"),  # then 60 points
        ("2023-03-31", "2022-11-15", "2023-04-01"),  # then expired
        ("2023-04-01", "2023-04-01", "2023-07-01"),  # then too late to apply
        ("2023-07-01", "2023-07-01", None),
    ],
)
def test_the_whole_holds_while_the_status_the_expiry_and_every_answer_stay_the_same(
    clinic: Shell, on: str, since: str | None, until: str | None
) -> None:
    found = ask(clinic, "okafor", "--on", on, "--json").json
    assert found["holds"] == {"from": since, "until": until}


def test_answers_that_are_not_shown_do_not_end_what_holds(clinic: Shell) -> None:
    # Shown: status, expiry, recertify-exam. The 60 points of 2022-11-15 are not.
    found = ask(clinic, "okafor", "--for", "recertify-exam", "--on", "2022-01-01", "--json").json
    assert found["holds"] == {"from": "2018-03-05", "until": "2023-04-01"}


def test_a_change_of_disputed_alone_does_not_end_what_holds(clinic: Shell) -> None:
    # Under the second reading the last day is 2023-03-31 + 90 days = 2023-06-29.
    before = answer(clinic, "okafor", "recertify-ce", "--on", "2023-06-29")
    last = answer(clinic, "okafor", "recertify-ce", "--on", "2023-06-30")
    assert (before["disputed"], last["disputed"]) == (False, True)
    assert before["holds"] == last["holds"]


# ---- Status and expiry


@pytest.mark.parametrize(
    ("holder", "on", "status", "expires_on"),
    [
        ("reyes", "2019-08-19", "none", None),
        ("reyes", "2024-08-31", "current", "2024-08-31"),
        ("reyes", "2024-09-01", "expired", "2024-08-31"),
        ("ibarra", "2022-03-31", "suspended", "2026-03-31"),
        ("ibarra", "2022-04-01", "current", "2026-03-31"),
        ("osei", "2013-01-15", "undetermined", None),
    ],
)
def test_status_and_expiry_are_those_of_the_day(
    clinic: Shell, holder: str, on: str, status: str, expires_on: str | None
) -> None:
    found = ask(clinic, holder, "--on", on, "--json").json
    assert (found["status"], found["expires_on"]) == (status, expires_on)


# ---- For people


def test_people_see_the_answer_as_glyph_and_word_with_what_is_missing(clinic: Shell) -> None:
    found = ask(clinic, "reyes", "--for", "recertify-ce", "--on", "2024-07-01")
    for told in ("Ana Reyes", "2024-07-01", "current", "✗ recertify-ce: no", "41 of 60", "19"):
        assert told in found.out


def test_people_see_the_source_and_confidence_of_what_is_not_met(clinic: Shell) -> None:
    found = ask(clinic, "reyes", "--for", "recertify-ce", "--on", "2024-07-01")
    assert "Recertification Policies · high" in found.out


def test_people_see_the_reading_that_differs(clinic: Shell) -> None:
    found = ask(clinic, "okafor", "--for", "recertify-ce", "--on", "2023-06-30")
    assert "disputed" in found.out
    assert "90 days" in found.out


def test_an_answer_is_data_and_nothing_is_narrated(clinic: Shell) -> None:
    assert ask(clinic, "reyes", "--on", "2024-07-01").err == ""
