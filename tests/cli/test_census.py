"""``census``: every holder's answer."""

from __future__ import annotations

from typing import Any

from tests.cli.running import Shell

ASKED = ("census", "aama/cma", "--on", "2023-05-20")


def row(holder: str, status: str, expires_on: str | None, answers: str) -> dict[str, Any]:
    """A row of aama/cma; the answers in order of the pathways."""
    codes = ("exam", "recertify-ce", "recertify-exam", "use-title")
    pathways = dict(zip(codes, answers.split(), strict=True))
    return {"holder": holder, "status": status, "expires_on": expires_on, "pathways": pathways}


EXPECTED = [
    row("Zed", "none", None, "no no no no"),
    row("baker", "none", None, "no no no no"),
    row("ibarra", "current", "2026-03-31", "no no yes yes"),
    row("lind", "none", None, "yes no no no"),  # a student, 26 days before the expected end
    row("okafor", "expired", "2023-03-31", "no yes yes no"),
    row("osei", "undetermined", None, "no undetermined yes undetermined"),
    row("reyes", "current", "2024-08-31", "no no yes yes"),
    row("tran", "current", "2024-05-31", "no no yes yes"),
]


def test_jsonl_prints_every_holder_by_the_code_points_of_the_id(clinic: Shell) -> None:
    assert clinic(*ASKED, "--jsonl").objects == EXPECTED


def test_the_keys_come_in_the_promised_order(clinic: Shell) -> None:
    for one in clinic(*ASKED, "--jsonl").objects:
        assert list(one) == ["holder", "status", "expires_on", "pathways"]


def test_json_prints_one_object(clinic: Shell) -> None:
    assert clinic(*ASKED, "--json").json == {
        "schema": "ledger.census/1",
        "credential": "aama/cma",
        "on": "2023-05-20",
        "known_at": None,
        "holders": EXPECTED,
    }


def test_only_holders_with_a_fact_known_then_are_listed(clinic: Shell) -> None:
    found = clinic(*ASKED, "--known-at", "2020-12-31", "--jsonl").objects
    assert [one["holder"] for one in found] == ["Zed", "okafor", "osei", "reyes", "tran"]


def test_answers_are_those_known_then(clinic: Shell) -> None:
    # Before the course of 2022-11-15 was known.
    found = clinic(*ASKED, "--known-at", "2022-11-14", "--jsonl").objects
    okafor = next(one for one in found if one["holder"] == "okafor")
    assert okafor["pathways"]["recertify-ce"] == "no"


def test_status_keeps_only_holders_with_that_status(clinic: Shell) -> None:
    found = clinic(*ASKED, "--status", "current", "--jsonl").objects
    assert [one["holder"] for one in found] == ["ibarra", "reyes", "tran"]


def test_for_shows_only_that_pathway(clinic: Shell) -> None:
    found = clinic(*ASKED, "--for", "recertify-ce", "--jsonl").objects
    assert {one["holder"]: one["pathways"] for one in found}["okafor"] == {"recertify-ce": "yes"}


def test_a_census_is_never_a_no(clinic: Shell) -> None:
    assert clinic(*ASKED, "--for", "exam").code == 0


def test_an_empty_ledger_has_no_rows(shell: Shell) -> None:
    shell("init")
    found = shell(*ASKED, "--jsonl")
    assert (found.code, found.out) == (0, "")


def test_people_see_every_holder_on_one_line(clinic: Shell) -> None:
    lines = clinic(*ASKED).out.splitlines()
    assert [line.split()[0] for line in lines[2:]] == [one["holder"] for one in EXPECTED]


def test_the_count_is_narrated(clinic: Shell) -> None:
    assert clinic(*ASKED).err.startswith("8 holders: 3 current, 1 expired, 3 none, 1 undetermined")
