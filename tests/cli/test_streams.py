"""stdout is data, stderr is narration; colour only where somebody sees it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import COMMAND, Result, Shell, environment

READING: dict[str, tuple[str, ...]] = {
    "eligible": ("eligible", "reyes", "aama/cma", "--on", "2024-07-01"),
    "timeline": ("timeline", "reyes", "aama/cma"),
    "plan": ("plan", "reyes", "aama/cma", "--on", "2024-07-01"),
    "census": ("census", "aama/cma", "--on", "2024-07-01"),
    "history": ("history", "baker"),
    "compare": ("compare", "reyes", "aama/cma", "--on", "2024-07-01", "--with-on", "2024-10-01"),
    "fact": ("fact", "baker", "2"),
    "holders": ("holders", "--on", "2024-07-01"),
    "log": ("log",),
    "audit": ("audit",),
    "rules": ("rules", "aama/cma"),
    "plugins": ("plugins",),
}
COLOURED = [name for name in READING if name != "audit"]
AS_OBJECT = [name for name in READING if name != "log"]
AS_LINES = [name for name in READING if name not in ("eligible", "plan", "compare", "fact")]
ESCAPE = "\x1b["


@pytest.mark.parametrize("name", READING)
def test_without_a_terminal_there_is_no_colour(clinic: Shell, name: str) -> None:
    found = clinic(*READING[name])
    assert ESCAPE not in found.out + found.err


@pytest.mark.parametrize("name", COLOURED)
def test_force_color_colours_without_a_terminal(clinic: Shell, name: str) -> None:
    assert ESCAPE in clinic(*READING[name], FORCE_COLOR="1").out


@pytest.mark.parametrize("name", COLOURED)
def test_no_color_is_stronger_than_force_color(clinic: Shell, name: str) -> None:
    assert ESCAPE not in clinic(*READING[name], FORCE_COLOR="1", NO_COLOR="1").out


@pytest.mark.parametrize("name", COLOURED)
def test_colour_changes_nothing_else(clinic: Shell, name: str) -> None:
    plain = clinic(*READING[name]).out
    coloured = clinic(*READING[name], FORCE_COLOR="1").out
    assert _without_colour(coloured) == plain


@pytest.mark.parametrize("name", AS_OBJECT)
def test_json_is_one_object_and_nothing_else_without_colour(clinic: Shell, name: str) -> None:
    found = clinic(*READING[name], "--json", FORCE_COLOR="1")
    assert (type(json.loads(found.out)), found.out.count("\n")) == (dict, 1)


@pytest.mark.parametrize("name", AS_LINES)
def test_jsonl_is_one_object_a_line_and_nothing_else_without_colour(
    clinic: Shell, name: str
) -> None:
    found = clinic(*READING[name], "--jsonl", FORCE_COLOR="1")
    assert {type(one) for one in found.objects} <= {dict}


@pytest.mark.parametrize("name", AS_OBJECT)
def test_every_object_names_its_schema(clinic: Shell, name: str) -> None:
    assert clinic(*READING[name], "--json").json["schema"] == f"ledger.{name}/1"


@pytest.mark.parametrize("forms", [("--json", "--jsonl"), ("--jsonl", "--json")])
@pytest.mark.parametrize("name", sorted({*AS_OBJECT} & {*AS_LINES}))
def test_the_two_forms_exclude_each_other(clinic: Shell, name: str, forms: tuple[str, ...]) -> None:
    found = clinic(*READING[name], *forms)
    assert (found.code, found.out) == (2, "")
    assert found.err == (
        f"ledger {name}: --json and --jsonl exclude each other; give one of them; "
        f"see ledger {name} --help\n"
    )


def test_what_a_name_holds_cannot_disturb_a_terminal(shell: Shell) -> None:
    name = "Bo\u202ebby\u2028x"
    shell.enrol("bo", name)
    for args in (("history", "bo"), ("log",), ("eligible", "bo", "aama/cma")):
        found = shell(*args).out
        assert "\\u202e" in found
        assert not {"\u202e", "\u2028"} & set(found)


@pytest.mark.parametrize("columns", ["60", "80", "120"])
@pytest.mark.parametrize("name", ["eligible", "plan"])
def test_sentences_are_wrapped_to_the_terminal(clinic: Shell, name: str, columns: str) -> None:
    lines = clinic(*READING[name], COLUMNS=columns).out.splitlines()
    assert max(map(len, lines)) <= int(columns)


@pytest.mark.parametrize("asked", [("--help",), *((name, "--help") for name in READING)])
def test_help_is_data_and_exits_0(shell: Shell, asked: tuple[str, ...]) -> None:
    found = shell(*asked)
    assert (found.code, found.err) == (0, "")
    assert found.out.startswith("Usage: ledger")


def test_the_version_is_printed(shell: Shell) -> None:
    found = shell("--version")
    assert (found.code, found.out.startswith("ledger")) == (0, True)


# ---- On a terminal


pty = pytest.importorskip("pty")


def on_a_terminal(stream: str, *args: str, **env: str) -> str:
    """What a run writes to a stream that is a terminal."""
    ours, theirs = pty.openpty()
    streams = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, stream: theirs}
    with subprocess.Popen([*COMMAND, *args], env=environment(env), **streams) as process:
        os.close(theirs)
        written = b""
        try:
            while some := os.read(ours, 65536):
                written += some
        except OSError:  # Linux says so when the other end is closed
            pass
        process.communicate()
    os.close(ours)
    return written.decode()


def test_a_terminal_gets_colour(clinic: Shell) -> None:
    store = ("--store", str(clinic.store))
    assert ESCAPE in on_a_terminal("stdout", *store, *READING["eligible"])


def test_no_color_is_honoured_on_a_terminal(clinic: Shell) -> None:
    store = ("--store", str(clinic.store))
    assert ESCAPE not in on_a_terminal("stdout", *store, *READING["eligible"], NO_COLOR="1")


def _rows(path: Path, count: int) -> None:
    fact = '{{"holder":"h{}","kind":"holder-enrolled","on":"2020-01-01","data":{{"name":"X"}}}}\n'
    path.write_text("".join(fact.format(number) for number in range(count)), encoding="utf-8")


def test_a_long_import_shows_progress_on_a_terminal(shell: Shell, tmp_path: Path) -> None:
    _rows(tmp_path / "rows.jsonl", 2_500)
    store = ("--store", str(shell.store))
    told = on_a_terminal("stderr", *store, "import", str(tmp_path / "rows.jsonl"))
    assert "1,000 rows" in told
    assert "2,000 rows" in told


def test_of_many_rows_a_terminal_shows_none_that_is_right(shell: Shell, tmp_path: Path) -> None:
    _rows(tmp_path / "rows.jsonl", 51)
    told = ("--store", str(shell.store), "import", str(tmp_path / "rows.jsonl"), "--dry-run")
    assert on_a_terminal("stdout", *told) == ""
    assert shell(*told).out.count("\n") == 51


def test_an_import_shows_no_progress_elsewhere(shell: Shell, tmp_path: Path) -> None:
    _rows(tmp_path / "rows.jsonl", 1_000)
    found = shell("import", str(tmp_path / "rows.jsonl"))
    assert found.err == f"{tmp_path / 'rows.jsonl'}: 1,000 new: 1,000 recorded\n"


def _without_colour(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


# ---- Streams that fail

FULL = Path("/dev/full")
ASKED = [("log",), ("export",), (*READING["eligible"], "--json"), ("--help",), ("log", "--help")]
needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="streams fail otherwise there")


def redirected(shell: Shell, how: str, *args: str) -> Result:
    """A run with its streams redirected as a shell does it."""
    command = [*COMMAND, "--store", str(shell.store), *args]
    ended = subprocess.run(
        ["sh", "-c", f'exec "$@" {how}', "sh", *command],
        capture_output=True,
        env=environment({}),
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )
    return Result(ended.returncode, ended.stdout.decode(), ended.stderr.decode())


@needs_posix
@pytest.mark.parametrize("buffered", ["", "1"])
@pytest.mark.parametrize("args", ASKED, ids=" ".join)
def test_output_that_fails_is_one_sentence(
    clinic: Shell, args: tuple[str, ...], buffered: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONUNBUFFERED", buffered)
    wrong = "ledger: standard output cannot be written: "
    if FULL.exists():
        found = redirected(clinic, ">/dev/full", *args)
        assert found == (2, "", f"{wrong}no space left on device\n")
    assert redirected(clinic, ">&-", *args) == (2, "", f"{wrong}it is closed\n")


@needs_posix
def test_what_was_recorded_is_said_although_output_fails(shell: Shell, tmp_path: Path) -> None:
    recorded = redirected(
        shell, ">&-", "record", "holder-enrolled", "bo", "--on", "2020-01-01", "name=Bo", "--json"
    )
    assert recorded.code == 2
    assert recorded.err.endswith("it is closed; bo version 1 was recorded all the same\n")
    _rows(tmp_path / "rows.jsonl", 2)
    imported = redirected(shell, ">&-", "import", str(tmp_path / "rows.jsonl"))
    assert imported.code == 2
    assert imported.err.endswith("it is closed; 2 facts recorded all the same\n")
    assert [fact["holder"] for fact in shell("log", "--jsonl").objects] == ["h1", "h0", "bo"]


@needs_posix
def test_without_any_standard_input_there_is_no_browser(clinic: Shell) -> None:
    code, _, said = redirected(clinic, "<&-", "browse")
    assert (code, said.count("\n")) == (2, 1)
    assert "the browser needs a terminal" in said


@needs_posix
@pytest.mark.parametrize(
    ("how", "why"), [("<&-", "it is closed"), ("0>/dev/null", "Bad file descriptor")]
)
def test_input_that_cannot_be_read_is_one_sentence(shell: Shell, how: str, why: str) -> None:
    for command in ("import", "restore"):
        found = redirected(shell, how, command, "-")
        assert found == (2, "", f"ledger: standard input: cannot be read: {why}\n")
    assert not shell.store.exists()


@needs_posix
@pytest.mark.parametrize("how", ["2>&-", "2>/dev/full"])
def test_the_work_is_done_although_nothing_can_be_narrated(
    shell: Shell, tmp_path: Path, how: str
) -> None:
    _rows(tmp_path / "rows.jsonl", 2)
    found = redirected(shell, how, "import", str(tmp_path / "rows.jsonl"))
    assert (found.code, found.out.count("\n"), found.err) == (0, 2, "")
    assert len(shell("log", "--jsonl").objects) == 2


@needs_posix
@pytest.mark.parametrize("asked", ["--help", "--version"])
def test_a_reader_of_help_that_has_gone_ends_it_quietly(asked: str) -> None:
    theirs, ours = os.pipe()
    os.close(theirs)
    ended = subprocess.run(
        [*COMMAND, asked],
        stdout=ours,
        stderr=subprocess.PIPE,
        env=environment({}),
        timeout=60,
        check=False,
    )
    os.close(ours)
    assert (ended.returncode, ended.stderr) == (141, b"")


@needs_posix
def test_a_reader_that_stops_reading_ends_it_quietly(shell: Shell, tmp_path: Path) -> None:
    _rows(tmp_path / "rows.jsonl", 2_000)
    shell("import", str(tmp_path / "rows.jsonl"))
    with subprocess.Popen(
        [*COMMAND, "--store", str(shell.store), "log"],
        env=environment({}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        told = process.stderr.read()
    assert (process.returncode, told) == (141, b"")  # as a program that SIGPIPE ends; not a no
