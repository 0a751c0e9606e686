"""Where the ledger is: ``--store``, ``LEDGER_STORE``, URLs; and stores that cannot be used."""

from __future__ import annotations

import shutil
import sqlite3
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from ledger import Ledger
from tests.cli.clinic import EXPORT, HEAD
from tests.cli.running import Shell, run, run_process

ENROL = ("record", "holder-enrolled", "x", "--on", "2020-01-01", "name=X")


# ---- Naming a store


def test_store_stands_before_the_command(clinic: Shell) -> None:
    assert run("--store", str(clinic.store), "log", "--limit", "1", "--jsonl").code == 0
    assert run("log", "--store", str(clinic.store)).code == 2


def test_the_environment_names_a_store(clinic: Shell) -> None:
    assert run("export", LEDGER_STORE=str(clinic.store)).out == EXPORT


def test_the_option_is_stronger_than_the_environment(clinic: Shell, tmp_path: Path) -> None:
    other = str(tmp_path / "other.ledger")
    assert run("--store", str(clinic.store), "export", LEDGER_STORE=other).out == EXPORT


def test_a_url_with_three_slashes_is_a_relative_path(
    clinic: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(clinic.store.parent)
    assert run("--store", f"sqlite:///{clinic.store.name}", "export").out == EXPORT


def test_a_url_with_four_slashes_is_an_absolute_path(clinic: Shell) -> None:
    assert run("--store", f"sqlite:///{clinic.store}", "export").out == EXPORT


def test_the_environment_takes_a_url_as_well(clinic: Shell) -> None:
    assert run("export", LEDGER_STORE=f"sqlite:///{clinic.store}").out == EXPORT


def test_a_tilde_is_the_home_folder(clinic: Shell) -> None:
    home = str(clinic.store.parent)
    assert run("--store", f"~/{clinic.store.name}", "export", HOME=home).out == EXPORT


@pytest.mark.skipif(sys.platform != "linux", reason="the folder is named otherwise elsewhere")
def test_the_default_is_a_file_in_the_users_data_directory(tmp_path: Path) -> None:
    made = run_process(*ENROL, XDG_DATA_HOME=str(tmp_path))
    assert made.code == 0
    assert [path.parent.parent for path in tmp_path.glob("*/*.ledger")] == [tmp_path]


def test_reading_does_not_make_the_users_data_directory(tmp_path: Path) -> None:
    read = run("log", XDG_DATA_HOME=str(tmp_path / "data"))
    assert (read.code, list(tmp_path.iterdir())) == (4, [])
    assert "there is no ledger at" in read.err


@pytest.mark.parametrize("args", [("log",), ENROL, ("init",)])
def test_a_data_directory_that_cannot_be_made_exits_4(args: tuple[str, ...]) -> None:
    found = run(*args, XDG_DATA_HOME="/dev/null")
    assert (found.code, found.out, found.err.count("\n")) == (4, "", 1)
    assert "/dev/null/credential-ledger" in found.err


def test_a_data_directory_behind_a_broken_link_exits_4(tmp_path: Path) -> None:
    (tmp_path / "data").symlink_to(tmp_path / "gone")
    found = run(*ENROL, XDG_DATA_HOME=str(tmp_path / "data"))
    assert (found.code, found.out, found.err.count("\n")) == (4, "", 1)
    assert "data/credential-ledger cannot be made: " in found.err


@pytest.mark.parametrize(
    "store",
    [
        "",
        "sqlite://a.ledger",
        "sqlite:///",
        "sqlite:///a?mode=ro",
        "mysql://host/db",
        "postgresql://me:secret@127.0.0.1:1/db?bogus=1",
    ],
)
def test_a_store_that_is_none_is_bad_input(
    store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = run("--store", store, *ENROL)
    assert (found.code, found.out, list(tmp_path.iterdir())) == (2, "", [])
    assert "--store" in found.err
    assert "secret" not in found.err


@pytest.mark.parametrize("scheme", ["postgresql", "postgres"])
def test_a_server_that_is_not_there_is_told_without_the_password(scheme: str) -> None:
    found = run("--store", f"{scheme}://me:secret@127.0.0.1:1/db", "log")
    assert (found.code, found.out) == (4, "")
    assert found.err.startswith("ledger: ")
    assert found.err.endswith("Connection refused; try again\n")
    assert "secret" not in found.err


# ---- Stores that cannot be used


def foreign(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE t (x)")
    connection.close()


def newer(path: Path) -> None:
    made = Shell(path)
    made.enrol("x")
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 3")
    connection.close()


UNUSABLE: dict[str, tuple[Callable[[Path], object], str]] = {
    "text": (lambda path: path.write_text("holder,on,kind\n"), "not a ledger"),
    "foreign": (foreign, "not a ledger"),
    "newer": (newer, "format 3"),
    "folder": (lambda path: path.mkdir(), "folder"),
}
COMMANDS = {
    "log": ("log",),
    "export": ("export",),
    "eligible": ("eligible", "x", "aama/cma"),
    "census": ("census", "aama/cma"),
    "holders": ("holders",),
    "fact": ("fact", "x", "1"),
    "record": ENROL,
    "init": ("init",),
    "import": ("import", "-"),
    "restore": ("restore", "-"),
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("unusable", UNUSABLE)
def test_a_store_that_is_no_usable_ledger_exits_4_and_stays_as_it_is(
    shell: Shell, unusable: str, command: str
) -> None:
    make, told = UNUSABLE[unusable]
    make(shell.store)
    before = None if shell.store.is_dir() else shell.store.read_bytes()
    found = shell(*COMMANDS[command], stdin=EXPORT if command == "restore" else _row())
    assert (found.code, found.out) == (4, "")
    assert str(shell.store) in found.err
    assert told in found.err
    assert found.err.count("\n") == 1
    assert (None if shell.store.is_dir() else shell.store.read_bytes()) == before


def _row() -> str:
    return '{"holder":"x","kind":"holder-enrolled","on":"2020-01-01","data":{"name":"X"}}\n'


@pytest.mark.parametrize(
    "args",
    [
        ("log",),
        ("export",),
        ("audit",),
        ("history", "x"),
        ("correct", "x", "1", "--reason", "r", "--void"),
        ("eligible", "x", "aama/cma"),
        ("timeline", "x", "aama/cma"),
        ("plan", "x", "aama/cma"),
        ("census", "aama/cma"),
        ("holders",),
        ("compare", "x", "aama/cma"),
        ("fact", "x", "1"),
    ],
    ids=lambda args: str(args[0]),
)
def test_reading_a_ledger_that_is_missing_exits_4_and_makes_none(
    shell: Shell, args: tuple[str, ...]
) -> None:
    found = shell(*args)
    assert (found.code, found.out, shell.store.exists()) == (4, "", False)
    assert f"no ledger at {shell.store}" in found.err
    assert "ledger init" in found.err


def test_a_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    found = Shell(tmp_path / "no-folder" / "x.ledger")(*ENROL)
    assert (found.code, "no-folder" in found.err, found.err.count("\n")) == (4, True, 1)


def test_a_ledger_locked_by_another_program_exits_4(
    own_clinic: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Ledger, "open", partial(Ledger.open, patience=0.05))
    connection = sqlite3.connect(own_clinic.store, isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    found = own_clinic(*ENROL)
    connection.close()
    assert (found.code, found.out) == (4, "")
    assert "locked" in found.err
    assert own_clinic.export() == EXPORT


def test_a_file_cut_short_exits_5(own_clinic: Shell) -> None:
    whole = own_clinic.store.read_bytes()
    own_clinic.store.write_bytes(whole[: len(whole) // 2])
    found = own_clinic("export")
    assert (found.code, "damaged" in found.err, found.err.count("\n")) == (5, True, 1)


@pytest.mark.parametrize("args", [("export",), ("history", "reyes"), ("eligible", "reyes", "a/b")])
def test_a_fact_that_cannot_be_read_exits_5(own_clinic: Shell, args: tuple[str, ...]) -> None:
    with sqlite3.connect(own_clinic.store) as connection:
        connection.execute("DROP TRIGGER facts_stay")
        connection.execute("UPDATE facts SET body = x'00' WHERE position = 6")
    connection.close()
    args = tuple("aama/cma" if arg == "a/b" else arg for arg in args)
    found = own_clinic(*args)
    assert found.code == 5
    assert "position 6" in found.err


def test_a_copied_file_is_the_same_ledger(clinic: Shell, tmp_path: Path) -> None:
    shutil.copyfile(clinic.store, tmp_path / "copy.ledger")
    found = Shell(tmp_path / "copy.ledger")("eligible", "reyes", "aama/cma", "--json")
    assert found.json["head"] == HEAD
