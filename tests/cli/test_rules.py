"""``rules`` and ``plugins``."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from typing import Any

import pytest

from ledger.bodies.body import CertifyingBody
from ledger.bodies.host import Bodies
from tests.cli.running import Shell, run
from tests.judging.made_up import credential
from tests.judging.plugins import good


def values(shell: Shell, *args: str) -> dict[str, list[dict[str, Any]]]:
    """Rule id → its values."""
    found: dict[str, list[dict[str, Any]]] = {}
    for value in shell("rules", "aama/cma", "--json", *args).json["values"]:
        found.setdefault(value["id"], []).append(value)
    return found


# ---- rules


def test_rules_are_shown_without_any_ledger(shell: Shell) -> None:
    assert shell("rules", "aama/cma").code == 0
    assert not shell.store.exists()


def test_every_dated_value_of_a_rule_is_shown_with_its_dates(shell: Shell) -> None:
    window = values(shell)["R-WINDOW"]
    assert [(one["from"], one["until"], one["announced"]) for one in window] == [
        (None, "2020-01-01", None),
        ("2020-01-01", None, "2018-04-12"),
    ]


def test_every_value_has_a_source_and_a_confidence(shell: Shell) -> None:
    for dated in values(shell).values():
        for one in dated:
            assert one["source"]
            assert one["confidence"] in ("high", "medium", "low", "convention", "unknown")


def test_a_value_nobody_publishes_is_null_and_unknown(shell: Shell) -> None:
    [fee] = values(shell)["F-CE"]
    assert (fee["value"], fee["confidence"]) == (None, "unknown")


def test_numbers_are_text(shell: Shell) -> None:
    [total] = values(shell)["R-TOTAL"]
    assert total["value"] == "60"


def test_readings_are_shown(shell: Shell) -> None:
    window = values(shell)["R-WINDOW"][1]
    assert [one["value"].get("days") for one in window["readings"]] == [None, "90"]


@pytest.mark.parametrize(
    ("on", "months"), [("2019-12-31", "60"), ("2020-01-01", "3"), ("2024-01-01", "3")]
)
def test_with_on_a_rule_has_the_one_value_of_that_day(shell: Shell, on: str, months: str) -> None:
    [window] = values(shell, "--on", on)["R-WINDOW"]
    assert window["value"]["months"] == months


def test_with_on_a_value_that_was_announced_anew_is_the_last_announced(shell: Shell) -> None:
    # Three announcements of the expiries of spring 2020; the last one stands.
    [moved] = values(shell, "--on", "2020-05-01")["A-COVID"]
    assert moved["value"]["become"] == "2020-08-31"


def test_the_object_names_what_was_asked(shell: Shell) -> None:
    found = shell("rules", "aama/cma", "--on", "2024-01-01", "--json").json
    assert {name: found[name] for name in ("schema", "credential", "on")} == {
        "schema": "ledger.rules/1",
        "credential": "aama/cma",
        "on": "2024-01-01",
    }


def test_jsonl_prints_one_value_a_line(shell: Shell) -> None:
    found = shell("rules", "aama/cma", "--jsonl").objects
    assert found == shell("rules", "aama/cma", "--json").json["values"]


def test_people_see_value_source_confidence_and_readings(shell: Shell) -> None:
    found = shell("rules", "aama/cma").out
    for told in ("R-TOTAL", "60", "Recertification Policies · high", "90 days", "2018-04-12"):
        assert told in found


# ---- plugins


def plugin(shell: Shell, name: str, **env: str) -> dict[str, Any]:
    """What is said about one plugin."""
    found = shell("plugins", "--json", **env).json
    assert found["schema"] == "ledger.plugins/1"
    [one] = [one for one in found["plugins"] if one["name"] == name]
    assert isinstance(one, dict)
    return one


def test_a_loaded_plugin_names_distribution_version_and_credentials(shell: Shell) -> None:
    found = plugin(shell, "aama")
    assert found.pop("version")
    assert found == {
        "name": "aama",
        "state": "loaded",
        "distribution": "credential-ledger-aama",
        "credentials": ["aama/cma"],
        "reason": None,
        "troubles": [],
    }


def test_a_blocked_plugin_says_why(shell: Shell) -> None:
    found = plugin(shell, "nha", LEDGER_BLOCK_PLUGINS="nha")
    assert (found["state"], found["credentials"]) == ("blocked", [])
    assert "LEDGER_BLOCK_PLUGINS" in found["reason"]


def test_a_blocked_plugin_leaves_its_answers_undetermined_and_others_work(clinic: Shell) -> None:
    asked = ("--on", "2024-05-15", "--json")
    found = clinic("eligible", "baker", "nha/ccma", *asked, LEDGER_BLOCK_PLUGINS="nha")
    assert (found.code, found.json["status"]) == (3, "undetermined")
    other = clinic("eligible", "okafor", "aama/cma", *asked, LEDGER_BLOCK_PLUGINS="nha")
    assert other.code == 0


def test_jsonl_prints_one_plugin_a_line(shell: Shell) -> None:
    found = shell("plugins", "--jsonl").objects
    assert found == shell("plugins", "--json").json["plugins"]


def test_people_see_state_name_and_distribution(shell: Shell) -> None:
    lines = shell("plugins", LEDGER_BLOCK_PLUGINS="nha").out.splitlines()
    assert lines[0].split()[:4] == ["✓", "loaded", "aama", "aama/cma"]
    assert lines[1].split()[:3] == ["–", "blocked", "nha"]


def test_a_loaded_plugin_in_trouble_is_marked_and_says_what_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def judge(record: object) -> Any:
        raise ValueError("no flour")

    guild = CertifyingBody("guild", "The Guild", [credential(judge)])
    monkeypatch.setattr(good, "GUILD", guild)
    point = EntryPoint("guild", "tests.judging.plugins.good", "ledger.bodies")
    monkeypatch.setattr(Bodies, "installed", classmethod(lambda cls: cls([point])))
    lines = [line.rstrip() for line in run("plugins").out.splitlines()]
    raised = judge.__code__.co_firstlineno + 1
    trouble = f"guild/baker: ValueError: no flour (test_rules.py, line {raised})"
    assert lines == [
        "! loaded   guild      guild/baker              unknown",
        f"           {trouble}",
    ]
    assert run("plugins", "--json").json["plugins"][0]["troubles"] == [trouble]
