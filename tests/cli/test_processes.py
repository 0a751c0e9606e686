"""The command line as real processes: what it is installed as, and what others do to it."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from tests.cli.clinic import EXPORT
from tests.cli.running import COMMAND, Shell, environment, run_process


def test_the_command_ledger_is_installed() -> None:
    [found] = entry_points(group="console_scripts", name="ledger")
    assert found.value == "ledger.cli.main:main"


def test_the_installed_command_runs() -> None:
    command = Path(sys.executable).with_name("ledger")
    if not command.exists():
        pytest.skip("the scripts of this environment are elsewhere")
    ended = subprocess.run(
        [command, "--version"], capture_output=True, env=environment({}), check=True, timeout=60
    )
    assert ended.stdout.startswith(b"ledger")


def test_a_life_is_recorded_and_asked_about_by_separate_processes(shell: Shell) -> None:
    run = shell.process
    assert run("init").code == 0
    granted = ("record", "credential-granted", "ana", "--on", "2019-08-20")
    assert run(*granted, "credential=aama/cma").code == 0
    asked = ("eligible", "ana", "aama/cma", "--for", "use-title", "--on")
    assert run(*asked, "2024-08-31").code == 0
    assert run(*asked, "2024-09-01").code == 1
    assert run("correct", "ana", "1", "--reason", "never happened", "--void").code == 0
    assert run(*asked, "2024-08-31").code == 1
    assert len(run("log", "--jsonl").objects) == 2


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("eligible", "osei", "aama/cma", "--for", "recertify-ce", "--on", "2013-01-15"), 3),
        (("eligible", "reyes", "aama/cma", "--on", "2024-02-30"), 2),
        (("audit",), 0),
        (("nothing",), 2),
        ((), 2),
    ],
)
def test_the_exit_code_reaches_the_shell(clinic: Shell, args: tuple[str, ...], code: int) -> None:
    assert clinic.process(*args).code == code


def test_a_store_that_is_missing_exits_4(tmp_path: Path) -> None:
    assert run_process("--store", str(tmp_path / "none.ledger"), "log").code == 4


def test_export_and_restore_are_a_pipe(clinic: Shell, shell: Shell) -> None:
    exported = clinic.process("export")
    assert shell.process("restore", "-", stdin=exported.out).code == 0
    assert shell.process("export").out == EXPORT


ENDED_AMID = """
import os, signal
from ledger import transfer
from ledger.cli.main import main
line_of = transfer.line_of
def told(fact):
    os.kill(os.getpid(), signal.{signal})
    return line_of(fact)
transfer.line_of = told
{before}
main()
"""
"""The command line, sent a signal at each fact it exports."""


def ended_amid(store: Path, out: Path, signal_: str, before: str = "") -> int:
    """What an export that is sent a signal ends with."""
    code = ENDED_AMID.format(signal=signal_, before=before)
    command = [sys.executable, "-c", code, "--store", str(store), "export", str(out)]
    return subprocess.run(command, env=environment({}), check=False, timeout=60).returncode


@pytest.mark.parametrize(("name", "code"), [("SIGTERM", 143), ("SIGHUP", 129), ("SIGINT", 130)])
def test_an_export_that_is_ended_leaves_nothing_beside_its_file(
    clinic: Shell, tmp_path: Path, name: str, code: int
) -> None:
    out = tmp_path / "out.jsonl"
    earlier = EXPORT.splitlines(keepends=True)[0]
    out.write_text(earlier)
    assert ended_amid(clinic.store, out, name) == code
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"out.jsonl": earlier}


def test_an_export_whose_terminal_may_go_goes_on_without_it(clinic: Shell, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    ignored = "signal.signal(signal.SIGHUP, signal.SIG_IGN)"
    assert ended_amid(clinic.store, out, "SIGHUP", ignored) == 0
    assert out.read_text(encoding="utf-8") == EXPORT


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_text_is_utf8_whatever_the_locale_says(shell: Shell, encoding: str) -> None:
    row = {"holder": "zoe", "kind": "holder-enrolled", "on": "2024-01-01", "data": {"name": "Zoë"}}
    locale = {"PYTHONUTF8": "0", "PYTHONIOENCODING": encoding, "LC_ALL": "C"}
    given = json.dumps(row, ensure_ascii=False)
    assert shell.process("import", "-", stdin=given, **locale).code == 0
    assert shell.process("export", **locale).objects[0]["data"]["name"] == "Zoë"


def test_two_processes_that_record_at_once_both_succeed(shell: Shell) -> None:
    shell("init")
    running = [
        subprocess.Popen(
            [*COMMAND, "--store", str(shell.store), "record", "holder-enrolled", "ana",
             "--on", "2024-01-01", f"name=N{number}"],
            env=environment({}),
        )
        for number in range(4)
    ]  # fmt: skip
    assert [process.wait(60) for process in running] == [0, 0, 0, 0]
    assert sorted(fact["version"] for fact in shell("export").objects) == [1, 2, 3, 4]


def test_a_shell_completes_commands_holders_credentials_and_pathways(clinic: Shell) -> None:
    def completed(words: str, at: int) -> list[str]:
        asked = {"_LEDGER_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(at)}
        found = run_process(LEDGER_STORE=str(clinic.store), **asked)
        return [line.partition(",")[2] for line in found.out.splitlines()]

    assert completed("ledger elig", 1) == ["eligible"]
    assert completed("ledger eligible re", 2) == ["reyes"]
    assert completed("ledger eligible reyes aa", 3) == ["aama/cma"]
    assert completed("ledger eligible reyes aama/cma --for recertify-c", 5) == ["recertify-ce"]


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_completion_prints_the_script_of_a_shell(shell: Shell, name: str) -> None:
    found = shell("completion", name)
    assert (found.code, "_LEDGER_COMPLETE" in found.out) == (0, True)


def test_a_bug_is_one_sentence_and_says_how_to_see_where(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("oh")

    monkeypatch.setattr("ledger.ledger.Ledger.init", broken)
    found = shell("init")
    assert (found.code, found.err.count("\n")) == (70, 1)
    assert "RuntimeError: oh" in found.err
    assert "LEDGER_DEBUG=1" in found.err
