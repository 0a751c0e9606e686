"""``audit``: what does not fit together."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.clinic import course, export_of, fact, granted
from tests.cli.running import Shell

OBSERVED = {"credential": "aama/cma", "status": "expired"}
FACTS = [
    # Renewed with neither credits nor a payment; current through 2022-06-10 until then.
    granted("una", "2020-06-10", "nha/ccma"),
    fact("una", "renewal-granted", "2022-05-01", credential="nha/ccma"),
    # months(2021-03-01, 60) is 2026-03-01, its month ends on 2026-03-31.
    granted("vic", "2021-03-01", expires_on="2026-04-30"),
    # Current through 2026-03-31, but a registry shows expired.
    granted("wes", "2021-03-01"),
    fact("wes", "status-observed", "2022-01-01", **OBSERVED),
    # The same course twice.
    course("xia", "2021-03-01", "ECG", "2", {"clinical": "1"}),
    course("xia", "2021-03-01", "ECG", "2", {"clinical": "1"}, learned="2021-04-01T12:00:00Z"),
    # All of this fits.
    granted("yan", "2021-03-01", expires_on="2026-03-31"),
    fact("yan", "status-observed", "2022-01-01", **{**OBSERVED, "status": "current"}),
]
EXPECTED = [
    ("una", "renewal-without-requirements", "nha/ccma", "2022-05-01", [2]),
    ("vic", "printed-expiry-differs", "aama/cma", "2021-03-01", [1]),
    ("wes", "observed-status-differs", "aama/cma", "2022-01-01", [2]),
    ("xia", "duplicate", None, "2021-03-01", [1, 2]),
]


@pytest.fixture
def messy(shell: Shell) -> Shell:
    """A ledger in which four things do not fit."""
    assert shell("restore", "-", stdin=export_of(FACTS)).code == 0
    return shell


def named(found: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [tuple(one[k] for k in ("holder", "kind", "credential", "on", "facts")) for one in found]


def test_it_finds_what_does_not_fit_and_exits_1(messy: Shell) -> None:
    found = messy("audit", "--jsonl")
    assert (found.code, named(found.objects)) == (1, EXPECTED)


def test_json_prints_one_object(messy: Shell) -> None:
    found = messy("audit", "--json")
    assert (found.code, found.json["schema"]) == (1, "ledger.audit/1")
    assert named(found.json["findings"]) == EXPECTED


def test_it_says_which_requirements_a_renewal_lacked(messy: Shell) -> None:
    [renewal] = messy("audit", "una", "--jsonl").objects
    assert "C-TOTAL" in renewal["text"]
    assert "C-PAID" in renewal["text"]


@pytest.mark.parametrize(("holder", "code"), [("vic", 1), ("yan", 0)])
def test_one_holder_is_audited_alone(messy: Shell, holder: str, code: int) -> None:
    found = messy("audit", holder, "--jsonl")
    assert (found.code, len(found.objects)) == (code, code)


def test_a_ledger_in_which_all_fits_exits_0(shell: Shell) -> None:
    shell("init")
    found = shell("audit")
    assert (found.code, found.out) == (0, "")


def test_a_correction_mends_what_does_not_fit(messy: Shell) -> None:
    messy("correct", "vic", "1", "--reason", "misread", "expires_on=2026-03-31")
    assert messy("audit", "vic").code == 0


def test_people_see_what_whom_and_why(messy: Shell) -> None:
    found = messy("audit", "vic").out
    for told in ("printed-expiry-differs", "vic", "aama/cma", "2026-04-30", "2026-03-31"):
        assert told in found


def test_the_count_is_narrated(messy: Shell) -> None:
    assert messy("audit").err == "4 findings\n"
