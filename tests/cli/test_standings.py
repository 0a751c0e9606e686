"""`ledger standings`: what is kept is told, and a census says the same afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import Shell

GRANTED = ("record", "credential-granted", "ana", "--on", "2022-08-20", "credential=aama/cma")


def test_what_is_kept_is_told(shell: Shell) -> None:
    shell(*GRANTED)
    told = shell("standings", "aama/cma")
    assert told.code == 0
    header, row = told.out.splitlines()
    assert header.split("  ")[0] == "credential"
    assert row.split()[:2] == ["aama/cma", "1"]


def test_a_census_says_the_same_afterwards(shell: Shell) -> None:
    shell(*GRANTED)
    before = shell("census", "aama/cma", "--on", "2024-07-01", "--jsonl")
    kept = shell("standings", "--json").json
    assert kept["schema"] == "ledger.standings/1"
    assert [one["credential"] for one in kept["credentials"]] == ["aama/cma", "nha/ccma"]
    assert shell("census", "aama/cma", "--on", "2024-07-01", "--jsonl") == before


def test_the_holders_are_the_same_afterwards(shell: Shell) -> None:
    """Ana's CMA lasts sixty months; Bo's CCMA two years, and points are missing to renew it."""
    shell(*GRANTED)
    shell("record", "credential-granted", "bo", "--on", "2023-08-20", "credential=nha/ccma")
    shell("record", "holder-enrolled", "bo", "--on", "2023-08-20", "name=Bo Diaz")
    asked = ("holders", "--on", "2024-07-01")
    before = [shell(*asked), shell(*asked, "--jsonl"), shell(*asked, "--sort", "name", "diaz")]
    assert "✗ C-TOTAL 10" in before[0].out
    assert [row["holder"] for row in before[1].objects] == ["bo", "ana"]
    shell("standings")
    after = [shell(*asked), shell(*asked, "--jsonl"), shell(*asked, "--sort", "name", "diaz")]
    assert after == before


@pytest.mark.parametrize("asked", [("census", "aama/cma"), ("holders",)])
def test_whoever_waits_is_told_what_for(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, asked: tuple[str, ...]
) -> None:
    monkeypatch.setattr("ledger.cli.standings.MANY", 2)
    shell(*GRANTED)
    shell("standings")
    plain = shell(*asked, "--jsonl", "--on", "2024-07-01")
    assert plain.err == ""
    shell("record", "holder-enrolled", "bo", "--on", "2023-08-20", "name=Bo Diaz")
    shell("record", "holder-enrolled", "cy", "--on", "2023-08-20", "name=Cy Diaz")
    past = shell(*asked, "--jsonl", "--known-at", "2100-01-01", "--on", "2024-07-01")
    assert past.err == ""  # nothing is kept of another knowledge time
    told = shell(*asked, "--jsonl", "--on", "2024-07-01")
    assert told.err.startswith("judging 2 holders; ")
    assert told.err.count("\n") == 1
    assert told.out == past.out
    assert shell(*asked, "--jsonl", "--on", "2024-07-01") == told._replace(err="")


def test_what_cannot_be_kept_is_one_sentence(shell: Shell) -> None:
    shell(*GRANTED)
    beside = Path(f"{shell.store}-standings")
    beside.write_text("notes", encoding="utf-8")
    refused = shell("standings")
    assert refused.code == 4
    assert refused.err.count("\n") == 1
    assert beside.name in refused.err
    assert beside.read_text(encoding="utf-8") == "notes"
