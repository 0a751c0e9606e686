"""``holders``: everybody, what they hold and how long it lasts."""

from __future__ import annotations

import pytest

from tests.cli.running import Shell

ASKED = ("holders", "--on", "2024-06-01")
# On 2024-06-01: tran expired the day before, baker expires on 2024-06-10, reyes on 2024-08-31,
# ibarra on 2026-03-31; okafor expired on 2023-03-31. osei's expiry is not known, lind and Zed hold
# nothing and are not named with a credential.
LEFT = {"baker": 9, "reyes": 91, "ibarra": 668, "tran": -1, "okafor": -428}


def ids(shell: Shell, *args: str) -> list[str]:
    """The holders in the order of their rows."""
    return [row["holder"] for row in shell(*ASKED, *args, "--jsonl").objects]


def test_what_nobody_judges_says_why(shell: Shell) -> None:
    shell("record", "credential-granted", "ana", "--on", "2024-03-15", "credential=nha/cma")
    row = shell("holders", COLUMNS="300").out.splitlines()[-1]
    assert row.split()[:5] == ["ana", "–", "nha/cma", "?", "undetermined"]
    assert row.endswith("? no installed body has the credential “nha/cma”; did you mean nha/ccma?")


def test_a_row_is_as_promised(clinic: Shell) -> None:
    (row,) = clinic(*ASKED, "ibarra", "--jsonl").objects
    assert row == {
        "holder": "ibarra",
        "name": None,
        "credential": "aama/cma",
        "status": "current",
        "expires_on": "2026-03-31",
        "left": 668,
        "open": {"recertify-exam": None},
        "missing": [],
    }


def test_the_object_holds_the_rows_and_what_was_asked(clinic: Shell) -> None:
    asked = (*ASKED, "--known-at", "2024-06-01")
    found = clinic(*asked, "--json").json
    rows = found.pop("holders")
    assert rows == clinic(*asked, "--jsonl").objects
    assert rows
    assert found == {
        "schema": "ledger.holders/1",
        "on": "2024-06-01",
        "known_at": "2024-06-01",
    }


def test_an_open_pathway_has_its_last_day(clinic: Shell) -> None:
    """okafor applies by continuing education through 2023-06-30."""
    (row,) = clinic("holders", "okafor", "--on", "2023-04-01", "--jsonl").objects
    assert row["open"] == {"recertify-ce": "2023-06-30", "recertify-exam": None}


def test_what_is_missing_is_findings(clinic: Shell) -> None:
    (row,) = clinic(*ASKED, "baker", "--jsonl").objects
    assert [(found["id"], found["missing"]) for found in row["missing"]] == [("C-TOTAL", "8")]


def test_a_holder_without_a_credential_is_there(clinic: Shell) -> None:
    (row,) = clinic(*ASKED, "zed", "--jsonl").objects
    assert row == {
        "holder": "Zed",
        "name": "Zed",
        "credential": None,
        "status": None,
        "expires_on": None,
        "left": None,
        "open": {},
        "missing": [],
    }


def test_who_lapses_next_comes_first_and_who_never_does_last(clinic: Shell) -> None:
    rows = clinic(*ASKED, "--jsonl").objects
    assert {row["holder"]: row["left"] for row in rows[:5]} == LEFT
    assert [row["holder"] for row in rows] == [*LEFT, "Zed", "lind", "osei"]


def test_rows_can_be_sorted_by_id(clinic: Shell) -> None:
    assert ids(clinic, "--sort", "id") == [
        "Zed", "baker", "ibarra", "lind", "okafor", "osei", "reyes", "tran",
    ]  # fmt: skip


def test_rows_can_be_sorted_by_name_with_those_without_one_last(clinic: Shell) -> None:
    assert ids(clinic, "--sort", "name")[:3] == ["reyes", "okafor", "Zed"]


@pytest.mark.parametrize(
    ("days", "found"), [("8", []), ("9", ["baker"]), ("91", ["baker", "reyes"])]
)
def test_within_leaves_what_expires_in_so_many_days(
    clinic: Shell, days: str, found: list[str]
) -> None:
    assert ids(clinic, "--within", days) == found


def test_a_text_is_looked_for_in_ids_and_names(clinic: Shell) -> None:
    assert ids(clinic, "AN") == ["reyes", "tran"]  # Ana Reyes


def test_one_credential_can_be_asked_for(clinic: Shell) -> None:
    assert ids(clinic, "--credential", "nha/ccma") == ["baker"]


def test_what_was_known_can_be_asked_for(clinic: Shell) -> None:
    assert ids(clinic, "--known-at", "2018-12-31", "--sort", "id") == ["okafor", "osei"]


def test_the_table_shows_glyph_and_word(clinic: Shell) -> None:
    found = clinic(*ASKED, "--within", "91")
    assert found.out.splitlines() == [
        "on 2024-06-01",
        "holder        name                credential  status          expires     left      "
        "open now, or missing",
        "baker         –                   nha/ccma    ● current       2024-06-10  9 d       "
        "✗ C-TOTAL 8",
        "reyes         Ana Reyes           aama/cma    ● current       2024-08-31  91 d      "
        "✓ recertify-exam",
    ]
    assert found.err == "2 holders: 2 current\n"


def test_nobody_is_said_to_be_none(clinic: Shell) -> None:
    found = clinic(*ASKED, "nobody")
    assert (found.code, found.err) == (0, "0 holders: none\n")


def test_a_long_name_is_shortened_and_cannot_disturb_a_terminal(own_clinic: Shell) -> None:
    own_clinic.enrol("x", "An\u202eother Name that is far too long")
    assert "An\\u202eother Nam…" in own_clinic(*ASKED, "x").out


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("--within", "-1"), "--within"),
        (("--sort", "age"), "--sort"),
        (("--credential", "aama/cna"), "did you mean aama/cma?"),
        (("--on", "soon"), "--on"),
    ],
)
def test_what_is_wrong_is_named(clinic: Shell, args: tuple[str, ...], told: str) -> None:
    found = clinic("holders", *args)
    assert (found.code, found.out, told in found.err) == (2, "", True)
