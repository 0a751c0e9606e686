"""Scenario files as pytest items, in a fresh process as plugin authors run it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

RIGHT = """
[[scenario]]
name = "A CCMA of June 2023 is current for two years"
credential = "nha/ccma"
facts = [{ kind = "credential-granted", on = 2023-06-10 }]
asks = [{ on = 2025-06-10, status = "current" }, { on = 2025-06-11, status = "expired" }]
"""
WRONG = """
[[scenario]]
name = "A CCMA may renew for ever"
credential = "nha/ccma"
facts = [{ kind = "credential-granted", on = 2023-06-10 }]
asks = [{ on = 2025-06-11, status = "current", pathway = "renew", answer = "yes" }]
"""
PROBE = """
import sys

def test_nothing_of_the_ledger_is_imported():
    found = {name for name in sys.modules if name.startswith("ledger.")}
    assert found <= {"ledger.errors", "ledger.testing", "ledger.testing.pytest_plugin"}
"""


def scenario_file(folder: Path, text: str, name: str = "scenarios/life.toml") -> Path:
    """A file of this text in a project of its own."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def pytest_says(folder: Path, *args: str) -> tuple[int, str]:
    """The exit code and the output of pytest in a folder, warnings being errors."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-W", "error", *args]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    kept = {**kept, "COLUMNS": "120", "PYTHONUTF8": "1", "NO_COLOR": "1"}
    (folder / "pytest.ini").touch()
    ended = subprocess.run(
        command, cwd=folder, env=kept, capture_output=True, text=True, timeout=60, check=False
    )
    return ended.returncode, ended.stdout + ended.stderr


def test_a_scenario_is_an_item_with_the_scenarios_name(tmp_path: Path) -> None:
    scenario_file(tmp_path, RIGHT)
    code, said = pytest_says(tmp_path, "-v")
    assert code == 0
    name = "A CCMA of June 2023 is current for two years"
    assert f"scenarios/life.toml::{name} PASSED" in said


def test_a_scenario_can_be_chosen_by_its_name(tmp_path: Path) -> None:
    scenario_file(tmp_path, RIGHT + WRONG)
    code, said = pytest_says(tmp_path, "-q", "-k", "current")
    assert (code, "1 passed, 1 deselected" in said) == (0, True)


def test_a_failure_reads_like_sentences_with_the_findings(tmp_path: Path) -> None:
    scenario_file(tmp_path, WRONG)
    code, said = pytest_says(tmp_path, "-q")
    assert code == 1
    for line in (
        "scenarios/life.toml: A CCMA may renew for ever (nha/ccma)",
        "  ask 1, on 2025-06-11, renew: status",
        "    expected current",
        "    got      expired",
        "  ask 1, on 2025-06-11, renew: answer",
        "      ✗ renew: not met: N-IN-TERM, C-TOTAL, C-PAID",
        "        ✓ N-HELD: certified 2023-06-10",
        "        ✗ N-IN-TERM: the term runs through 2025-06-10 only",
        "            NHA renewal guide · convention",
    ):
        assert line in said.splitlines(), said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("right", "wrong", "says"),
    [
        ("[[scenario]]", "[[scenarios]]", "holds no [[scenario]] tables"),
        ("status =", "state =", "asks[0].state: is not known"),
        ("2023-06-10", '"soon"', "facts[0].on: “soon” is not"),
        ("nha/ccma", "nha/cma", ".credential: no installed body has the credential “nha/cma”"),
    ],
)
def test_a_bad_file_is_one_sentence_that_names_file_and_field(
    tmp_path: Path, right: str, wrong: str, says: str
) -> None:
    scenario_file(tmp_path, RIGHT.replace(right, wrong))
    code, said = pytest_says(tmp_path, "-q")
    assert code in (1, 2)
    (line,) = [one for one in said.splitlines() if one.startswith("scenarios/life.toml")]
    assert says in line
    assert "Traceback" not in said


def test_the_patterns_can_be_changed_and_switched_off(tmp_path: Path) -> None:
    scenario_file(tmp_path, RIGHT)
    scenario_file(tmp_path, WRONG, "lives/other.toml")
    code, said = pytest_says(tmp_path, "-q", "-o", "ledger_scenarios=lives/*.toml")
    assert (code, "1 failed" in said) == (1, True)
    assert (
        pytest_says(tmp_path, "-q", "-o", "ledger_scenarios=")[0]
        == pytest.ExitCode.NO_TESTS_COLLECTED
    )


def test_where_there_are_no_scenarios_nothing_is_imported_for_them(tmp_path: Path) -> None:
    scenario_file(tmp_path, PROBE, "test_probe.py")
    scenario_file(tmp_path, "[tool]\n", "pyproject.toml")
    assert pytest_says(tmp_path, "-q")[0] == 0


def test_the_scenarios_of_a_folder_given_are_collected_beside_other_tests(tmp_path: Path) -> None:
    scenario_file(tmp_path, RIGHT)
    scenario_file(tmp_path, "def test_it():\n    pass\n", "tests/test_it.py")
    code, said = pytest_says(tmp_path, "-q", "--import-mode=importlib", "scenarios", "tests")
    assert (code, "2 passed" in said) == (0, True)
