"""``timeline``: status and pathways as intervals that tile the days asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from tests.cli.running import Shell

ASKED = ("timeline", "okafor", "aama/cma", "--from", "2018-01-01", "--to", "2023-12-31")


def interval(
    since: str, until: str, status: str, expires_on: str | None, answers: str
) -> dict[str, Any]:
    """An interval of aama/cma; the answers in order of the pathways."""
    codes = ("exam", "recertify-ce", "recertify-exam", "use-title")
    return {
        "from": since,
        "until": until,
        "status": status,
        "expires_on": expires_on,
        "pathways": dict(zip(codes, answers.split(), strict=True)),
    }


# Certified 2018-03-05, 60 points from 2022-11-15, current through 2023-03-31, then three months.
EXPECTED = [
    interval("2018-01-01", "2018-03-05", "none", None, "no no no no"),
    interval("2018-03-05", "2022-11-15", "current", "2023-03-31", "no no yes yes"),
    interval("2022-11-15", "2023-04-01", "current", "2023-03-31", "no yes yes yes"),
    interval("2023-04-01", "2023-07-01", "expired", "2023-03-31", "no yes yes no"),
    interval("2023-07-01", "2024-01-01", "expired", "2023-03-31", "no no yes no"),
]


def test_the_whole_object_is_as_promised(clinic: Shell) -> None:
    assert clinic(*ASKED, "--json").json == {
        "schema": "ledger.timeline/1",
        "holder": "okafor",
        "credential": "aama/cma",
        "known_at": None,
        "intervals": EXPECTED,
    }


def test_the_keys_come_in_the_promised_order(clinic: Shell) -> None:
    found = clinic(*ASKED, "--json").json
    assert list(found) == ["schema", "holder", "credential", "known_at", "intervals"]
    assert list(found["intervals"][0]) == ["from", "until", "status", "expires_on", "pathways"]


def test_jsonl_prints_one_interval_a_line(clinic: Shell) -> None:
    assert clinic(*ASKED, "--jsonl").objects == EXPECTED


def test_a_timeline_is_never_a_no(clinic: Shell) -> None:
    assert clinic(*ASKED).code == 0


@pytest.mark.parametrize("holder", ["reyes", "tran", "osei", "lind", "ibarra", "Zed"])
def test_intervals_tile_the_span_and_neighbours_differ(clinic: Shell, holder: str) -> None:
    args = ("--from", "2005-01-01", "--to", "2030-12-31", "--jsonl")
    found = clinic("timeline", holder, "aama/cma", *args).objects
    assert (found[0]["from"], found[-1]["until"]) == ("2005-01-01", "2031-01-01")
    for before, after in pairwise(found):
        assert before["until"] == after["from"]
        assert {**before, "from": "", "until": ""} != {**after, "from": "", "until": ""}


def test_the_last_until_is_the_day_after_to(clinic: Shell) -> None:
    args = ("--from", "2024-02-29", "--to", "2024-02-29", "--jsonl")
    found = clinic("timeline", "reyes", "aama/cma", *args).objects
    assert [(one["from"], one["until"]) for one in found] == [("2024-02-29", "2024-03-01")]


def test_the_default_span_is_from_the_earliest_fact_to_ten_years_after_the_latest(
    clinic: Shell,
) -> None:
    found = clinic("timeline", "okafor", "aama/cma", "--jsonl").objects  # 2018-02-01 … 2022-11-15
    assert (found[0]["from"], found[-1]["until"]) == ("2018-02-01", "2032-11-16")


def test_the_default_span_is_that_of_the_facts_known(clinic: Shell) -> None:
    args = ("--known-at", "2024-07-31", "--jsonl")  # without the course of 2024-05-20
    found = clinic("timeline", "tran", "aama/cma", *args).objects
    assert (found[0]["from"], found[-1]["until"]) == ("2019-05-10", "2033-03-04")


def test_the_day_of_a_correction_plays_no_part_in_the_default_span(clinic: Shell) -> None:
    found = clinic("timeline", "baker", "nha/ccma", "--jsonl").objects  # paid on 2024-05-02
    assert found[-1]["until"] == "2034-05-03"


def test_known_at_is_echoed(clinic: Shell) -> None:
    assert clinic(*ASKED, "--known-at", "2023-01-31", "--json").json["known_at"] == "2023-01-31"


def test_a_day_has_the_answers_that_eligible_gives(clinic: Shell) -> None:
    for one in EXPECTED:
        for day in (date.fromisoformat(one["from"]), _last_day(one["until"])):
            found = clinic("eligible", "okafor", "aama/cma", "--on", str(day), "--json").json
            answers = {code: pathway["answer"] for code, pathway in found["pathways"].items()}
            assert (found["status"], answers) == (one["status"], one["pathways"])


def test_people_see_the_last_day_of_each_interval(clinic: Shell) -> None:
    lines = clinic(*ASKED).out.splitlines()
    assert [line.split()[:2] for line in lines[2:]] == [
        ["2018-01-01", "2018-03-04"],
        ["2018-03-05", "2022-11-14"],
        ["2022-11-15", "2023-03-31"],
        ["2023-04-01", "2023-06-30"],
        ["2023-07-01", "2023-12-31"],
    ]


RESTLESS = """
from datetime import date, timedelta
from ledger.plugin import *

DAYS = [date(1990, 1, 1) + timedelta(days=n) for n in range(12_000)]
SEEN = RuleValue("SEEN", 1, None, None, "a page", Confidence("low"))

def judge(record):
    {body}
    seen = leaf("SEEN", record.count_reached(DAYS) % 2 == 0, "every other day", SEEN)
    none = Standing(Status("none"), None, leaf("SEEN", False, "none", SEEN))
    return Judgement(none, {{"way": seen}})

@hookimpl
def ledger_certifying_bodies():
    ways = (Pathway("way", "Way"),)
    return [CertifyingBody("acme", "Acme", [Credential("tech", "Tech", RuleBook(), ways, judge)])]
"""


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("pass", "the answers of acme/tech change on more than 10,000 days"),
        ("raise ValueError('no')", "ValueError: no (ledger_acme_checked.py, line 9)"),
        (
            "while True: pass",
            "did not answer within 0.2 seconds and was ended",
        ),
    ],
)
def test_why_days_are_undetermined_on_which_there_is_no_judgement_is_said(
    acme: Callable[[str], None],
    shell: Shell,
    monkeypatch: pytest.MonkeyPatch,
    body: str,
    reason: str,
) -> None:
    monkeypatch.setattr("ledger.judging.watchdog.LONGEST", 0.2)
    acme(RESTLESS.format(body=body))
    shell.enrol("reyes")
    args = ("timeline", "reyes", "acme/tech", "--from", "1990-01-01", "--to", "2022-12-31")
    whole = f"the plugin acme of credential-ledger-acme 0.3 failed to judge acme/tech: {reason}"
    said = f"1990-01-01 through 2022-12-31: {whole}"
    found = shell(*args, COLUMNS="300")
    assert (found.code, found.err) == (0, "")
    assert " ".join(found.out.split()).endswith(said)
    for form in ("--json", "--jsonl"):
        found = shell(*args, form)
        assert (found.code, found.err) == (0, f"ledger: undetermined from {said}\n")
        (one,) = found.json["intervals"] if form == "--json" else found.objects
        assert list(one) == ["from", "until", "status", "expires_on", "pathways"]


def test_a_plugin_that_is_not_there_is_said_in_a_timeline_too(clinic: Shell) -> None:
    found = clinic(*ASKED, COLUMNS="300", LEDGER_BLOCK_PLUGINS="aama")
    assert found.out.splitlines()[-1] == (
        "  2018-01-01 through 2023-12-31: the plugin aama is blocked: LEDGER_BLOCK_PLUGINS names it"
    )


def _last_day(until: str) -> date:
    return date.fromisoformat(until) - timedelta(days=1)
