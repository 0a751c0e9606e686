"""``body new``: a distribution that installs and passes its own tests at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
import venv
from importlib.util import find_spec
from pathlib import Path

import pytest

import ledger.testing
from ledger.scaffold import FILES
from tests.cli.running import environment, files_end_at, run

ROOT = Path(__file__).parents[2]


def written(folder: Path) -> list[str]:
    """The files below a folder."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.*"))


def test_it_writes_a_complete_distribution_and_says_what_to_do(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "acme"
    result = run("body", "new", "acme", "--folder", str(folder))
    assert result.code == 0
    assert result.out.splitlines() == [
        (folder / name).as_posix()
        for name in (
            "pyproject.toml",
            "README.md",
            "src/ledger_acme/__init__.py",
            "src/ledger_acme/member.py",
            "src/ledger_acme/rules.toml",
            "src/ledger_acme/py.typed",
            "tests/test_contract.py",
            "scenarios/acme.toml",
        )
    ]
    assert result.err == f"install it: pip install -e {folder.as_posix()}\n"


def test_the_folder_is_named_after_the_body(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("body", "new", "acme-board").code == 0
    assert (tmp_path / "acme-board" / "src" / "ledger_acme_board" / "member.py").exists()


def test_no_placeholder_is_left(tmp_path: Path) -> None:
    run("body", "new", "acme-board", "--folder", str(tmp_path / "new"))
    for name in written(tmp_path / "new"):
        text = (tmp_path / "new" / name).read_text(encoding="utf-8")
        assert "@NAME@" not in text
        assert "@MODULE@" not in text
        assert "@TITLE@" not in text


def test_the_entry_point_is_named_after_the_body(tmp_path: Path) -> None:
    run("body", "new", "acme-board", "--folder", str(tmp_path))
    project = tomllib.loads((tmp_path / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["name"] == "credential-ledger-acme-board"
    assert project["entry-points"]["ledger.bodies"] == {"acme-board": "ledger_acme_board"}
    assert "dev" in project["optional-dependencies"]


def test_the_body_is_less_than_sixty_lines_of_python(tmp_path: Path) -> None:
    run("body", "new", "acme", "--folder", str(tmp_path))
    modules = (tmp_path / "src").rglob("*.py")
    assert sum(len(path.read_text(encoding="utf-8").splitlines()) for path in modules) < 60


@pytest.mark.parametrize("name", ["acme", "board-of-many-a-long-name"])
def test_what_it_writes_is_clean(name: str, tmp_path: Path) -> None:
    run("body", "new", name, "--folder", str(tmp_path))
    rules = ["--isolated", "--line-length", "100"]
    for command in (
        ["check", "--select", "E,F,W,D1,B,UP", *rules],
        ["format", "--check", *rules],
    ):
        ended = subprocess.run(
            [sys.executable, "-m", "ruff", *command, str(tmp_path)],
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert ended.returncode == 0, ended.stdout


@pytest.mark.parametrize(
    "name", ["Acme", "9acme", "acme_board", "acme/tech", "acme-", "", "../acme", "é", "a" * 31]
)
def test_a_name_that_is_no_code_is_refused(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("body", "new", name)
    assert result.code == 2
    assert "is not the code of a body: lower-case letters" in result.err
    assert written(tmp_path) == []


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine", encoding="utf-8")
    result = run("body", "new", "acme", "--folder", str(tmp_path))
    assert result.code == 2
    assert result.err == f"ledger: --folder: {tmp_path} is there already; name another one\n"
    assert written(tmp_path) == ["README.md"]
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == "mine"


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "acme").write_text("", encoding="utf-8")
    assert "is there already" in run("body", "new", "acme", "--folder", str(tmp_path / "acme")).err
    below = run("body", "new", "acme", "--folder", str(tmp_path / "acme" / "below"))
    assert (below.code, "cannot be written" in below.err) == (2, True)


@pytest.mark.parametrize("size", [0, 1_000])
@pytest.mark.parametrize("is_there", [True, False])
def test_a_disk_that_is_full_gets_nothing_of_it(size: int, is_there: bool, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "acme"
    if is_there:
        folder.mkdir(parents=True)
    before = sorted(tmp_path.rglob("*"))
    with files_end_at(size):
        result = run("body", "new", "acme", "--folder", str(folder))
    assert (result.code, result.out) == (2, "")
    assert result.err == f"ledger: --folder: {folder} cannot be written: File too large\n"
    assert sorted(tmp_path.rglob("*")) == before
    assert run("body", "new", "acme", "--folder", str(folder)).code == 0


def test_every_template_is_used() -> None:
    templates = Path(ledger.__file__).parent / "scaffold" / "templates"
    names = {path.relative_to(templates).as_posix() for path in templates.rglob("*.template")}
    assert names == {f"{template}.template" for template in FILES}


@pytest.mark.skipif(find_spec("pip") is None, reason="pip is missing")
def test_it_installs_and_passes_its_own_tests_at_once(tmp_path: Path) -> None:
    """In a virtual environment of its own, with the ledger installed beside it."""
    folder, home = tmp_path / "acme", tmp_path / "venv"
    assert run("body", "new", "acme", "--folder", str(folder)).code == 0
    venv.create(home, with_pip=True)
    # What the ledger needs is lent by this environment; the two distributions are installed.
    lent = os.pathsep.join(path for path in sys.path if path.endswith("site-packages"))
    python = str(home / ("Scripts" if os.name == "nt" else "bin") / "python")
    env = environment({"LEDGER_STORE": str(tmp_path / "my.ledger")})

    def ended(*command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [python, "-m", *command],
            cwd=folder,
            env=env if command[0] == "pip" else {**env, "PYTHONPATH": lent},
            capture_output=True,
            encoding="utf-8",
            timeout=300,
            check=False,
        )

    def done(*command: str) -> str:
        result = ended(*command)
        assert result.returncode == 0, f"{command}: {result.stdout}{result.stderr}"
        return result.stdout

    quietly = ("--quiet", "--no-deps", "--disable-pip-version-check")
    for what in (str(ROOT), "."):
        done("pip", "install", *quietly, "-e", what)
    plugins = json.loads(done("ledger.cli.main", "plugins", "--json"))["plugins"]
    (acme,) = [plugin for plugin in plugins if plugin["name"] == "acme"]
    assert (acme["state"], acme["credentials"]) == ("loaded", ["acme/member"])
    assert (acme["distribution"], acme["troubles"]) == ("credential-ledger-acme", [])
    assert "11 asks: 0 failed" in done("ledger.cli.main", "scenarios", "scenarios/acme.toml")
    grant = ("credential-granted", "reyes", "--on", "2024-01-01", "credential=acme/member")
    done("ledger.cli.main", "record", *grant)
    asked = ended(
        "ledger.cli.main", "eligible", "reyes", "acme/member", "--on", "2025-01-01", "--json"
    )
    answer = json.loads(asked.stdout)
    assert (asked.returncode, answer["status"], answer["expires_on"]) == (
        1,
        "current",
        "2027-01-01",
    )
    assert "passed" in done("pytest", "-p", "no:cacheprovider")
