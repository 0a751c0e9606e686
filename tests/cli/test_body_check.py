"""``body check``: the laws tried on an installed body."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.running import Shell

SCENARIOS = Path(__file__).parents[2] / "plugins/nha/scenarios"
ONE = """
[[scenario]]
name = "A CCMA of June 2023 is current for two years"
credential = "nha/ccma"
facts = [{ kind = "credential-granted", on = 2023-06-10 }]
asks = [{ on = 2025-06-10, status = "current" }]
"""
LAWS = [
    "pure",
    "later-facts",
    "interval",
    "order",
    "correction",
    "reason",
    "evidence",
    "gap",
    "change-days",
    "any-facts",
    "imports",
]


def test_a_body_that_keeps_every_law_exits_with_0(shell: Shell) -> None:
    found = shell("body", "check", "nha", "--scenarios", str(SCENARIOS), "--tries", "45")
    assert found.code == 0
    lines = found.out.splitlines()
    assert lines[0].split() == ["nha/ccma", "45", "histories,", "40", "scenarios"]
    assert [line.split()[:2] for line in lines[1:-1]] == [["✓", law] for law in LAWS]
    assert lines[-1] == "11 laws: 0 broken"
    assert not shell.store.exists()


def test_what_cannot_be_checked_without_scenarios_is_said(shell: Shell) -> None:
    found = shell("body", "check", "nha", "--tries", "5")
    assert found.code == 0
    assert "– change-days" in found.out
    assert "not checked: no scenarios are given" in found.out
    assert found.out.endswith("11 laws: 0 broken, 1 not checked\n")


def test_a_broken_law_exits_with_1_and_is_told_in_sentences(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text(ONE, encoding="utf-8")
    args = ("body", "check", "nha/ccma", "--scenarios", str(tmp_path), "--tries", "5")
    found = shell(*args)
    assert found.code == 1
    assert "✗ change-days" in found.out
    assert "F-EXAM changes on 2026-01-01: no scenario asks for it" in found.out
    (credential,) = shell(*args, "--json").json["credentials"]
    (law,) = [law for law in credential["laws"] if law["kept"] is False]
    assert law["law"] == "change-days"
    assert any("F-EXAM" in says for says in law["violations"])


def test_a_body_nobody_knows_exits_with_2_and_a_suggestion(shell: Shell) -> None:
    found = shell("body", "check", "nah")
    assert found.code == 2
    assert found.err == (
        "ledger: no installed body or plugin has the name “nah”; did you mean nha?\n"
    )


@pytest.mark.parametrize("args", [(), ("--json",)])
def test_a_plugin_that_is_not_loaded_exits_with_1_and_says_why(
    shell: Shell, args: tuple[str, ...]
) -> None:
    found = shell("body", "check", "nha", *args, LEDGER_BLOCK_PLUGINS="nha")
    assert found.code == 1
    assert "the plugin nha of credential-ledger-nha 0.1.0 is blocked" in found.out
    assert "LEDGER_BLOCK_PLUGINS names it" in found.out


@pytest.mark.parametrize("name", ["acme", "acme/tech"])
def test_a_plugin_that_did_not_load_is_one_sentence_and_exits_with_1(
    shell: Shell, acme: Callable[..., None], name: str
) -> None:
    acme("import no_such_module_anywhere\n")
    reason = (
        "the plugin acme of credential-ledger-acme 0.3 did not load: "
        "ModuleNotFoundError: No module named 'no_such_module_anywhere' "
        "(ledger_acme_checked.py, line 1)"
    )
    found = shell("body", "check", name)
    assert (found.code, found.out, found.err) == (1, f"✗ {reason}\n", "")
    assert shell("body", "check", name, "--json").json == {
        "schema": "ledger.contract/1",
        "body": name,
        "reason": reason,
        "credentials": [],
    }


def test_a_plugin_that_brings_no_credential_exits_with_1_and_says_so(
    shell: Shell, acme: Callable[..., None]
) -> None:
    acme("from ledger.plugin import hookimpl\n@hookimpl\ndef ledger_certifying_bodies(): ...\n")
    found = shell("body", "check", "acme")
    assert found.code == 1
    assert found.out == (
        "✗ the plugin acme of credential-ledger-acme 0.3 brings no credential, "
        "so there is nothing to check\n"
    )


def test_a_plugin_in_a_group_of_another_name_is_pointed_out(
    shell: Shell, acme: Callable[..., None]
) -> None:
    acme("", group="ledger.body")
    found = shell("body", "check", "acme")
    assert found.code == 2
    assert found.err.endswith(
        "; the entry point acme is in the group ledger.body, not in ledger.bodies\n"
    )


def test_a_credential_nobody_knows_exits_with_2_and_a_suggestion(shell: Shell) -> None:
    found = shell("body", "check", "nha/cma")
    assert (found.code, found.out) == (2, "")
    assert found.err == (
        "ledger: no installed body has the credential “nha/cma”; did you mean nha/ccma?\n"
    )


def test_a_folder_without_scenarios_exits_with_2(shell: Shell, tmp_path: Path) -> None:
    found = shell("body", "check", "nha", "--scenarios", str(tmp_path))
    assert (found.code, "is no folder with scenario files" in found.err) == (2, True)


def test_a_misspelt_command_of_the_group_is_suggested(shell: Shell) -> None:
    found = shell("body", "chekc")
    assert (found.code, "did you mean check?" in found.err) == (2, True)
