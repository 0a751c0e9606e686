"""``scenarios``: scenario files against the installed bodies."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.running import Result, Shell

ROOT = Path(__file__).parents[2]
NAME = "AAMA's own example: certified in February 2010, current through February 2015"
RIGHT = f"""
[[scenario]]
name = "{NAME}"
credential = "aama/cma"
facts = [{{ kind = "credential-granted", on = 2010-02-01 }}]
asks = [
  {{ on = 2015-02-28, status = "current", expires_on = 2015-02-28 }},
  {{ on = 2015-03-01, status = "expired", pathway = "recertify-ce", answer = "no", missing = {{ R-TOTAL = "60" }} }},
]
"""  # noqa: E501


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "life.toml"


def give(shell: Shell, file: Path, text: str, *args: str) -> Result:
    """Runs a scenario file with this text."""
    file.write_text(text, encoding="utf-8")
    return shell("scenarios", str(file), *args)


def test_a_right_scenario_passes(shell: Shell, file: Path) -> None:
    found = give(shell, file, RIGHT)
    assert (found.code, "1 scenarios, 2 asks: 0 failed" in found.out) == (0, True)


def test_no_ledger_is_needed_or_made(shell: Shell, file: Path) -> None:
    give(shell, file, RIGHT)
    assert not shell.store.exists()


@pytest.mark.parametrize(
    ("right", "wrong", "ask", "what", "expected", "got"),
    [
        ('status = "current"', 'status = "expired"', 1, "status", "expired", "current"),
        ("= 2015-02-28 }", "= 2015-02-27 }", 1, "expires_on", "2015-02-27", "2015-02-28"),
        ('answer = "no"', 'answer = "yes"', 2, "answer", "yes", "no"),
        ('R-TOTAL = "60"', 'R-TOTAL = "59.5"', 2, "missing R-TOTAL", "59.5", "60"),
    ],
)
def test_one_wrong_value_fails_naming_ask_expected_and_got(
    shell: Shell, file: Path, right: str, wrong: str, ask: int, what: str, expected: str, got: str
) -> None:
    assert RIGHT.count(right) == 1
    found = give(shell, file, RIGHT.replace(right, wrong), "--jsonl")
    [outcome] = found.objects
    [mismatch] = outcome["mismatches"]
    assert found.code == 1
    assert (outcome["file"], outcome["scenario"], outcome["passed"]) == (str(file), NAME, False)
    assert mismatch.pop("question")
    assert mismatch == {"ask": ask, "what": what, "expected": expected, "got": got}


def test_people_see_scenario_ask_expected_and_got(shell: Shell, file: Path) -> None:
    found = give(shell, file, RIGHT.replace('answer = "no"', 'answer = "yes"'))
    assert found.code == 1
    for told in (NAME, str(file), "ask 2", "2015-03-01", "expected yes", "got      no"):
        assert told in found.out


def test_a_failing_scenario_fails_the_run_and_the_others_are_run(shell: Shell, file: Path) -> None:
    wrong = RIGHT.replace('status = "current"', 'status = "expired"')
    found = give(shell, file, wrong + RIGHT, "--jsonl")
    assert (found.code, [one["passed"] for one in found.objects]) == (1, [False, True])


def test_json_prints_one_object(shell: Shell, file: Path) -> None:
    found = give(shell, file, RIGHT, "--json").json
    assert found["schema"] == "ledger.scenarios/1"
    assert [one["passed"] for one in found["scenarios"]] == [True]


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("credential =", "credentials =", "credentials"),
        ("on = 2010-02-01", 'on = 2010-02-01, colour = "red"', "colour"),
        ("{ on = 2015-02-28, status", "{ on = 2015-02-28, sttus", "sttus"),
        ('R-TOTAL = "60"', "R-TOTAL = 60.0", "quotes"),
        ('"aama/cma"', '"aama/nothing"', "aama/nothing"),
        ('"recertify-ce"', '"renew"', "renew"),
        ('answer = "no"', 'answer = "maybe"', "maybe|answer"),
        ("[[scenario]]", "[[scenarios]]", "scenario"),
        ("asks = [", "asks = [[", "TOML|table"),
    ],
)
def test_a_file_that_is_not_right_is_bad_input(
    shell: Shell, file: Path, right: str, wrong: str, told: str
) -> None:
    found = give(shell, file, RIGHT.replace(right, wrong, 1))
    assert (found.code, found.out) == (2, "")
    assert str(file) in found.err
    assert any(word in found.err for word in told.split("|"))


def test_a_folder_is_refused_with_the_files_to_give(shell: Shell, tmp_path: Path) -> None:
    found = shell("scenarios", str(tmp_path))
    assert (found.code, found.out) == (2, "")
    assert f"is a folder; give the files in it: {tmp_path}/*.toml" in found.err


def test_one_bad_file_among_several_runs_none(shell: Shell, file: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text("nothing = 1")
    found = give(shell, file, RIGHT, str(tmp_path / "bad.toml"))
    assert (found.code, found.out) == (2, "")


def test_the_scenarios_of_the_installed_plugins_pass(shell: Shell) -> None:
    files = sorted(ROOT.glob("plugins/*/scenarios/*.toml"))
    assert len(files) >= 2
    found = shell("scenarios", *map(str, files))
    assert found.code == 0, found.out


LIFE = """
[[scenario]]
name = "Somebody"
credential = "acme/tech"
asks = [{ on = 2024-07-01, ASK }]
"""
FAILING = """
from ledger.plugin import *

def judge(record):
    raise ValueError("no")

@hookimpl
def ledger_certifying_bodies():
    return [CertifyingBody("acme", "Acme", [Credential("tech", "Tech", RuleBook(), (), judge)])]
"""


def test_a_plugin_that_did_not_load_is_what_is_wrong_with_its_scenarios(
    shell: Shell, acme: Callable[..., None], tmp_path: Path
) -> None:
    acme("import no_such_module_anywhere\n")
    file = tmp_path / "life.toml"
    file.write_text(LIFE.replace("ASK", 'pathway = "renew", answer = "no"'), encoding="utf-8")
    found = shell("scenarios", str(file))
    assert (found.code, found.out) == (2, "")
    assert "the plugin acme of credential-ledger-acme 0.3 did not load: Module" in found.err


def test_why_a_judge_failed_is_told_also_where_the_ask_names_no_pathway(
    shell: Shell, acme: Callable[..., None], tmp_path: Path
) -> None:
    acme(FAILING)
    file = tmp_path / "life.toml"
    file.write_text(LIFE.replace("ASK", 'status = "none"'), encoding="utf-8")
    found = shell("scenarios", str(file))
    assert found.code == 1
    said = " ".join(found.out.split())
    assert "failed to judge acme/tech: ValueError: no (ledger_acme_checked.py, line 5)" in said


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (
            "missing = { C-TOTL = 10 }",
            "nothing: no finding has the id C-TOTL; did you mean C-TOTAL?",
        ),
        ('because = ["C-TOTL"]', ": no finding has the id C-TOTL; did you mean C-TOTAL?"),
    ],
)
def test_an_id_that_no_finding_has_is_named_with_one_that_there_is(
    shell: Shell, tmp_path: Path, wrong: str, says: str
) -> None:
    file = tmp_path / "life.toml"
    text = LIFE.replace("acme/tech", "nha/ccma").replace("ASK", f'pathway = "renew", {wrong}')
    granted = '[{ kind = "credential-granted", on = 2024-01-01 }]'
    file.write_text(text.replace("asks =", f"facts = {granted}\nasks ="), encoding="utf-8")
    found = shell("scenarios", str(file))
    assert found.code == 1
    assert says in found.out
