"""Plugins that print: stdout is data, and they have none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.cli.running import Shell

TALKING = """
from ledger.plugin import *
print("imported")

SEEN = RuleValue("SEEN", 1, None, None, "a page", Confidence("low"))

def judge(record):
    print("judging")
    none = Standing(Status("none"), None, leaf("SEEN", False, "none", SEEN))
    return Judgement(none, {"way": leaf("SEEN", True, "yes", SEEN)})

@hookimpl
def ledger_certifying_bodies():
    print("asked")
    ways = (Pathway("way", "Way"),)
    return [CertifyingBody("acme", "Acme", [Credential("tech", "Tech", RuleBook(), ways, judge)])]
"""


def test_what_a_plugin_prints_is_narration(shell: Shell, acme: Callable[[str], None]) -> None:
    acme(TALKING)
    shell.enrol("bo")
    found = shell("eligible", "bo", "acme/tech", "--json")
    assert (found.code, found.json["pathways"]["way"]["answer"]) == (0, "yes")
    assert found.err.split() == ["imported", "asked", *["judging"] * found.err.count("judging")]
    assert "judging" in found.err


def test_what_a_plugin_prints_in_another_process_is_narration(
    shell: Shell, acme: Callable[[str], None], tmp_path: Path
) -> None:
    acme(TALKING)
    shell.enrol("bo")
    census = ("census", "acme/tech", "--engine", "processes:1", "--jsonl")
    found = shell.process(*census, PYTHONPATH=str(tmp_path))
    assert [one["holder"] for one in found.objects] == ["bo"]
    assert "judging" in found.err


def test_what_a_plugin_prints_is_no_completion(
    shell: Shell, acme: Callable[[str], None], tmp_path: Path
) -> None:
    acme(TALKING)
    asked = {"COMP_WORDS": "ledger eligible bo acme", "COMP_CWORD": "3"}
    found = shell.process(_LEDGER_COMPLETE="bash_complete", PYTHONPATH=str(tmp_path), **asked)
    assert found.out == "plain,acme/tech\n"
