"""Whatever is typed or given as a file: a promised exit code, and never a bug of ours (70)."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.cli.main import cli
from tests.cli.clinic import EXPORT
from tests.cli.running import Result, Shell
from tests.cli.test_scenarios import RIGHT

PROMISED = {0, 1, 2, 3, 4, 5}
APART = {"demo", "browse"}  # they open screens and folders of their own
ENDLESS = {"--follow"}

often = settings(max_examples=300, deadline=None)
"""How often something is typed."""
seldom = settings(max_examples=100, deadline=None)
"""How often a file is given."""


HOLDERS = ("reyes", "okafor", "baker", "Zed", "osei", "nobody", "a b", "h" * 65)
CREDENTIALS = ("aama/cma", "aama/cma", "nha/ccma", "aama", "aama/cna", "abc/d")
DATES = ("2024-05-01", "today", "0001-01-01", "9999-12-31", "2024-02-30", "2024-05-01T12:00:00Z")
WORDS = (
    *HOLDERS, *CREDENTIALS, *DATES, "use-title", "ce-completed", "fact-corrected", "1", "0", "-1",
    "99999999999999999999", "title=ECG", "credits=2", "credits=NaN", "unit=credit", "corrects=1",
    "areas.clinical=1", "areas={", "replacement={}", "ids.aama=1", "=", "{}", "{", "-", "--", "",
    "rows.jsonl", "rows.csv", "life.toml", "missing", "sqlite:///x.ledger", "sqlite://",
    "postgresql://h/d", ":memory:",
)  # fmt: skip
FITTING: dict[str, tuple[str, ...]] = {
    "--on": DATES,
    "--from": DATES,
    "--to": DATES,
    "--known-at": DATES,
    "--for": ("recertify-ce", "use-title", "renew"),
    "--status": ("current", "none"),
    "--kind": ("ce-completed", "holder-enrolled"),
    "--holder": HOLDERS,
    "--body": ("aama", "nha"),
    "--limit": ("0", "1", "-1"),
    "--with-on": DATES,
    "--with-known-at": DATES,
    "--credential": CREDENTIALS,
    "--sort": ("id", "name", "left"),
    "--within": ("0", "90"),
    "--assume": ("document-filed on=2024-01-01 document=cpr-card expires_on=2026-01-01", "{}"),
}
COURSE = ("--on", "2024-05-01", "title=ECG", "credits=2", "unit=credit")
RIGHTS: dict[str, tuple[tuple[str, ...], ...]] = {
    "init": ((),),
    "record": (("ce-completed", "reyes", *COURSE), ("holder-updated", "x", "--on", "2024-05-01")),
    "correct": (("reyes", "3", "--reason", "x"), ("baker", "2", "--reason", "x", "--void")),
    "import": (("rows.csv",), ("-",)),
    "restore": (("rows.jsonl",),),
    "history": (("baker",),),
    "eligible": tuple((holder, "aama/cma") for holder in HOLDERS),
    "fact": tuple((holder, "2") for holder in HOLDERS),
    "holders": ((), ("rey",)),
    "compare": (("okafor", "aama/cma"), ("baker", "nha/ccma")),
    "timeline": (("okafor", "aama/cma"), ("baker", "nha/ccma")),
    "plan": (("okafor", "aama/cma"), ("baker", "nha/ccma")),
    "census": (("aama/cma",), ("nha/ccma",)),
    "rules": (("aama/cma",),),
    "scenarios": (("life.toml",),),
    "completion": (("bash",),),
}
OPTIONS: dict[str, dict[str, bool]] = {}
"""Command → its options and whether they are flags."""
for name in cli.list_commands(None):  # type: ignore[arg-type]
    if name not in APART:
        params = cli.get_command(None, name).params  # type: ignore[arg-type, union-attr]
        options = [param for param in params if isinstance(param, click.Option)]
        OPTIONS[name] = {option.opts[0]: option.is_flag for option in options}
        OPTIONS[name] = {o: flag for o, flag in OPTIONS[name].items() if o not in ENDLESS}

# What a command line can hold: no NUL, but bytes that are no text (they arrive as U+DC80 … U+DCFF);
# no slash, to stay in the folder.
characters = st.characters(exclude_characters="\0/\\~", exclude_categories=["Cs"])
anything = st.text(st.one_of(characters, st.sampled_from("\udcff\x1b\n=.-")), max_size=20)
words = st.one_of(st.sampled_from(WORDS), anything)


@st.composite
def command_lines(draw: st.DrawFn) -> list[str]:
    """A real command, mostly with what it needs, with real options, and with anything."""
    command = draw(st.sampled_from(list(OPTIONS)))
    line = draw(st.sampled_from([[], [], [], [], ["--by", "Kim"], ["--store"]]))
    line = [*line, command]
    if draw(st.integers(0, 9)):
        line += draw(st.sampled_from(RIGHTS.get(command, ((),))))
    for option in draw(st.lists(st.sampled_from(list(OPTIONS[command]) or ["-h"]), max_size=3)):
        line.append(option)
        if not OPTIONS[command].get(option, True):
            fitting = FITTING.get(option, ("x",))
            line.append(draw(st.sampled_from(fitting) if draw(st.integers(0, 4)) else words))
    if not draw(st.integers(0, 4)):
        line.insert(draw(st.integers(0, len(line))), draw(words))
    return line


@pytest.fixture(scope="module")
def folder(clinic: Shell, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The working folder, with some files to name."""
    made = tmp_path_factory.mktemp("fuzz")
    shutil.copyfile(clinic.store, made / "clinic")
    (made / "rows.jsonl").write_text(EXPORT, encoding="utf-8")
    (made / "rows.csv").write_text("holder,on,kind,name\nx,2024-01-01,holder-enrolled,X\n")
    (made / "life.toml").write_text(RIGHT, encoding="utf-8")
    with contextlib.chdir(made):
        yield made


def promised(found: Result) -> bool:
    """A promised exit code, and a word about what was wrong."""
    quiet = found.code in (0, 1, 3) or found.err
    return found.code in PROMISED and bool(quiet) and "Traceback" not in found.err


@often
@given(args=command_lines())
def test_whatever_is_typed_ends_as_promised(folder: Path, args: list[str]) -> None:
    shutil.copyfile(folder / "clinic", folder / "own.ledger")
    found = Shell(Path("own.ledger"))(*args)
    assert promised(found), (args, found)


@seldom
@given(args=st.lists(words, max_size=4))
def test_whatever_is_typed_without_a_command_ends_as_promised(
    folder: Path, args: list[str]
) -> None:
    found = Shell(Path("none.ledger"))(*args)
    assert promised(found), (args, found)


values: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), words),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(words, inner, max_size=3)),
    max_leaves=6,
)
facts = st.fixed_dictionaries(
    {"holder": words, "kind": st.sampled_from(["ce-completed", "fact-corrected", "x"]) | values},
    optional={"on": words, "data": values, "ref": values, "source": values, "version": values},
)
lines = st.one_of(facts.map(json.dumps), values.map(json.dumps), st.text(max_size=30))


@seldom
@given(rows=st.lists(lines, max_size=4), kind=st.sampled_from(["", "--kind=ce-completed"]))
def test_whatever_a_file_says_is_imported_or_refused(
    folder: Path, rows: list[str], kind: str
) -> None:
    text = "\n".join(rows).encode("utf-8", "surrogatepass")
    kinds = (kind,) if kind else ()
    found = Shell(folder / "none.ledger")("import", "-", "--dry-run", *kinds, stdin=text)
    assert (found.code in (0, 2), "Traceback" in found.err) == (True, False), found


@seldom
@given(data=st.binary(max_size=200))
def test_whatever_bytes_a_file_has_it_is_imported_or_refused(folder: Path, data: bytes) -> None:
    found = Shell(folder / "none.ledger")("import", "-", "--dry-run", stdin=data)
    assert (found.code in (0, 2), "Traceback" in found.err) == (True, False), found


@seldom
@given(place=st.integers(0, len(EXPORT) - 1), put=st.sampled_from('"{}[],:0x9-é\n\0'))
def test_an_export_with_one_character_changed_is_restored_or_refused(
    folder: Path, place: int, put: str
) -> None:
    text = EXPORT[:place] + put + EXPORT[place + 1 :]
    store = folder / "changed.ledger"
    store.unlink(missing_ok=True)
    found = Shell(store)("restore", "-", stdin=text)
    assert found.code in (0, 2), found


@seldom
@given(place=st.integers(0, len(RIGHT) - 1), put=st.sampled_from('"{}[],=0x9-é\n\0'))
def test_a_scenario_with_one_character_changed_runs_or_is_refused(
    folder: Path, place: int, put: str
) -> None:
    (folder / "changed.toml").write_text(RIGHT[:place] + put + RIGHT[place + 1 :], encoding="utf-8")
    found = Shell(folder / "none.ledger")("scenarios", "changed.toml")
    assert found.code in (0, 1, 2), found
