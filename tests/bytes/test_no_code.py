"""A store that somebody wrote runs nothing and is named by its name alone."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from functools import cache
from pathlib import Path

import pytest

from ledger import Ledger
from ledger.errors import BadInput, LedgerDamaged, LedgerError
from ledger.store.connections import LedgerPool
from ledger.store.location import locate
from ledger.verification import verify
from tests.campaigns.fuzz_files import Kept, put, record, said_by
from tests.store.facts import plain

SOURCES = sorted((Path(__file__).parents[2] / "src" / "ledger").rglob("*.py"))

# ---- In the source

FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__", "execfile", "load_extension",
                   "enable_load_extension", "create_function"}  # fmt: skip
FORBIDDEN_MODULES = {
    "pickle",
    "marshal",
    "shelve",
    "dill",
    "cloudpickle",
    "yaml",
    "runpy",
    "ctypes",
}
IMPORTERS = {
    "cli/main.py": "the module of a command, by a name in a table of its own",
    "scaffold/__init__.py": "nothing: it names the module it has written",
    "testing/contract/imports.py": "nothing: it looks at a plugin's source",
}
"""Where `importlib` is used, and for what."""


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """The calls in some source, by the last part of what is called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else None
            name = node.func.id if isinstance(node.func, ast.Name) else name
            if name is not None:
                yield name, node


def named(path: Path) -> str:
    return path.relative_to(SOURCES[0].parents[0]).as_posix()


@cache
def trees() -> dict[str, ast.Module]:
    return {named(path): ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES}


def modules_of(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_the_source_was_found() -> None:
    assert {"store/recorder.py", "verification/reading.py", "facts/codec.py"} <= trees().keys()


STOPS_PLUGINS = {("judging/watchdog.py", "ctypes"), ("testing/contract/outside.py", "ctypes")}
"""Who raises an exception in a judge that does not end, or clears one that was taken back."""


def test_nothing_in_the_source_runs_text_or_unpickles() -> None:
    for name, tree in trees().items():
        for called, node in calls(tree):
            compiles = called == "compile" and ast.unparse(node.func) == "re.compile"
            assert called not in FORBIDDEN_CALLS or compiles, (name, node.lineno)
        for module in modules_of(tree):
            stops_plugins = (name, module) in STOPS_PLUGINS
            assert stops_plugins or module.partition(".")[0] not in FORBIDDEN_MODULES, name


def test_what_reads_the_store_imports_nothing_by_name() -> None:
    for name, tree in trees().items():
        room = name.partition("/")[0]
        uses = {one for one in modules_of(tree) if one.startswith(("importlib", "pkgutil"))}
        uses -= {"importlib.metadata", "importlib.resources", "importlib.resources.abc"}
        if room in ("store", "facts", "seal", "judging", "questions") or "/" not in name:
            assert not uses, (name, uses)
        elif uses:
            assert name in IMPORTERS or room in ("testing", "bodies", "cli"), (name, uses)
        assert "eventsourcing.utils" not in uses
        for called, node in calls(tree):
            assert called not in ("resolve_topic", "get_topic"), (name, node.lineno)


EXECUTES = {"execute", "executemany", "executescript", "_one", "_select"}
READERS = ("verification/__init__.py", "verification/reading.py", "verification/vault.py")
"""What reads by SQL of its own."""
CONSTANTS = {
    "SELECT": "rows.py: the columns of a fact",
    "INSERT": "rows.py, standings: question marks for the columns of a row",
    "TO_JUDGE": "a whole number",
    "schema.FORMAT": "a whole number",
    "_FACTS_1": "upgrade.py: `SELECT` of the facts of format 1",
    "pragma": "a pragma of a tuple that stands there",
    "where": "SQL of `Filter.conditions`, checked below, or of the method itself",
    "column": "one of two names of columns",
    "order": "one of two names of columns",
    "MOST": "a whole number",
    "_FACTS": "verification/reading.py: `SELECT` of all facts",
    "self.size": "a whole number",
    "marks": "question marks for holders or positions",
    "name": "standings: a pragma of a tuple that stands there",
    "wanted": "standings: a condition of text that stands there, or none",
    "DELETE": "standings: the rows of a holder",
    "OBJECTS": "standings: what the file holds",
    "statement": "a parameter, filled by calls that are looked at themselves, or of a tuple",
    "'DESC' if desc else 'ASC'": "one of two words",
    "', '.join('?' * len(topics))": "question marks",
    "'BEGIN IMMEDIATE' if commit else 'BEGIN'": "one of two statements",
    "adapted(statement)": "a statement that is looked at where it is made, with %s for ?",
    "how": "postgres: one of the two statements that begin a transaction",
    "WRITING": "postgres: begins a transaction",
    "_MAKING": "postgres: takes a lock by a number that stands there",
    "LOCK": "postgres: takes a lock by a number that stands there",
    "_FOUND": "postgres: reads the catalogue",
    "_OWNERS": "postgres: reads the catalogue",
    "_MEMBERS": "postgres: reads the catalogue",
    "_RIGHTS": "postgres: reads the catalogue",
    "table": "postgres: one of three names that stand there",
    "key": "postgres: one of three names that stand there",
}
"""What may stand in a statement beside text that is written there, and why."""


def pieces(node: ast.expr) -> Iterator[str]:
    """What a statement is made of, beside the text that is written there."""
    if isinstance(node, ast.JoinedStr):
        for value in node.values:
            if isinstance(value, ast.FormattedValue):
                yield from pieces(value.value)
    elif isinstance(node, ast.BinOp):
        yield from pieces(node.left)
        yield from pieces(node.right)
    elif not isinstance(node, ast.Constant):
        yield ast.unparse(node)


def test_what_is_stored_or_typed_reaches_sql_as_a_parameter_only() -> None:
    looked_at = 0
    for name, tree in trees().items():
        if not name.startswith(("store/", "standings/")) and name not in READERS:
            assert not {"sqlite3", "eventsourcing.sqlite"} & set(modules_of(tree)), name
            continue
        for called, node in calls(tree):
            given = [one for one in node.args if ast.unparse(one) != "cursor"]
            if called in EXECUTES and given and not isinstance(given[0], ast.Starred):
                looked_at += 1
                for piece in pieces(given[0]):
                    assert piece in CONSTANTS, (name, node.lineno, piece)
    assert looked_at > 30


def test_the_conditions_of_a_filter_are_made_of_its_own_words() -> None:
    from ledger.store.rows import Filter

    evil = "'; DROP TABLE facts; --%s\"%"
    plain_where = Filter("x", 1, 1, 1, "x", "x").conditions()[0]
    where, values = Filter(evil, 1, 1, 1, evil, evil.lower()).conditions()
    assert set(where) <= set(plain_where) | set("0123456789, ")
    assert "DROP" not in where.upper().replace("F.KIND", "")
    assert values.count(evil) == 2


@pytest.mark.parametrize(
    "evil", ["' OR 1=1 --", "'; DELETE FROM facts; --", "%", "_", "a%s", "?", '"', "{0}", "\\"]
)
def test_quotes_and_wildcards_are_only_characters(evil: str, path: Path, before: Kept) -> None:
    with Ledger.open(path) as ledger:
        for ask in (
            lambda: ledger.history(evil),
            lambda: list(ledger.log(holder=evil)),
            lambda: list(ledger.log(kind=evil)),
            lambda: list(ledger.log(body=evil)),
            lambda: list(ledger.log(text=evil)),
            lambda: ledger.receipt(evil, 1, None),  # type: ignore[arg-type]
        ):
            with suppress(BadInput):
                assert not ask()
    assert said_by(path) == before.said


# ---- In a store


class Watch:
    """Tells of every module that is looked for."""

    def __init__(self) -> None:
        self.looked_for: list[str] = []

    def find_spec(self, name: str, *_: object) -> None:
        self.looked_for.append(name)


PATHS = ("evil_module:Run", "evil_module.Run", "os:system", "ledger_evil:Aggregate.Event")


def test_a_stored_string_that_is_a_python_path_is_never_imported(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("evil_module", "ledger_evil"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('imported')\n")
    monkeypatch.syspath_prepend(tmp_path)
    said_by(path)  # whatever is imported by reading is by now
    watch = Watch()
    monkeypatch.setattr(sys, "meta_path", [watch, *sys.meta_path])
    with plain(path) as file:
        for trigger in ("facts_stay", "holders_stay"):
            file.execute(f"DROP TRIGGER {trigger}")
        for at, evil in enumerate(PATHS, 4):
            for body in (
                evil.encode(),
                b"\x97\x01" + bytes([0xA0 | len(evil)]) + evil.encode() + b"\xc0" * 5,
                b"\x97\x01\xa1x\xc0\xc0" + bytes([0xA0 | len(evil)]) + evil.encode() + b"\xc0\xc0",
                b'{"_type_":"' + evil.encode() + b'","_data_":{}}',
                b"\x80\x04c" + evil.replace(":", "\n").encode() + b"\n.",  # a pickle
            ):
                file.execute("UPDATE facts SET body = ? WHERE position = ?", (body, at))
                with suppress(LedgerError):
                    said_by(path)
                assert verify(path).problems
    looked_for = {name.partition(".")[0] for name in watch.looked_for}
    assert not looked_for & {"evil_module", "ledger_evil"}, looked_for
    assert not {"evil_module", "ledger_evil"} & sys.modules.keys()
    importlib.invalidate_caches()


def test_a_kind_of_the_event_sourcing_library_is_no_topic(path: Path) -> None:
    with Ledger.open(path) as ledger:
        [fact, *_] = ledger.log()
        assert ":" not in fact.kind


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT load_extension('/tmp/evil')",
        "SELECT readfile('/etc/passwd')",
        "SELECT writefile('/tmp/evil', 'x')",
        "SELECT edit('x')",
        "SELECT fts3_tokenizer('simple', x'0000')",
    ],
)
def test_no_connection_has_functions_that_reach_outside(path: Path, statement: str) -> None:
    import sqlite3

    pool = LedgerPool(locate(path), create=False, patience=1)
    connection = pool.get_connection(is_writer=False)
    try:
        with pytest.raises(sqlite3.OperationalError):
            connection.cursor().execute(statement)
        cursor = connection.cursor()
        for pragma, value in (("trusted_schema", 0), ("cell_size_check", 1), ("foreign_keys", 1)):
            cursor.execute(f"PRAGMA {pragma}")
            assert cursor.fetchone()[0] == value
    finally:
        pool.put_connection(connection)
        pool.close()


def test_a_row_longer_than_any_is_not_read_into_memory(path: Path) -> None:
    with plain(path) as file:
        sql = "SELECT sql FROM sqlite_schema WHERE name = 'facts_stay'"
        (kept,) = file.execute(sql).fetchone()
        file.execute("DROP TRIGGER facts_stay")
        file.execute("UPDATE facts SET body = zeroblob(20000000) WHERE position = 5")
        file.execute(kept)
    with pytest.raises(LedgerDamaged, match="too big"):
        said_by(path)
    assert "too big" in verify(path).problems[0].what


# ---- Names

NAMES = (
    "x.ledger?mode=memory&nolock=1",
    "x.ledger?immutable=1",
    "file:x.ledger?immutable=1",
    "file:x.ledger?vfs=unix-none&nolock=1",
    "x%3Fmode=memory%26nolock=1",
    "x.ledger#fragment",
    "x.ledger;nolock=1",
    "file::memory:?cache=shared",
    ":memory:?cache=shared",
    "x.ledger%00",
    "100% sure & more.ledger",
    " x.ledger ",
)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_looks_like_options_is_a_name(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with Ledger.open(name, recorded_by="clerk") as ledger:
        record(ledger, 0)
        assert ledger.verify().problems == ()
        assert beside(tmp_path) == {name}
        assert (tmp_path / name).read_bytes().startswith(b"SQLite format 3\0")


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///x.ledger?vfs=unix-none",
        "sqlite:///x.ledger?mode=memory&nolock=1",
        "sqlite:///?nolock=1",
        "file://x.ledger?nolock=1",
        "file:///x.ledger?immutable=1",
        "SQLITE:///x.ledger?immutable=1",
    ],
)
def test_a_url_with_options_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="names no store"):
        Ledger.open(url)
    assert not list(tmp_path.iterdir())


OTHER = """
import sys
from datetime import date
from ledger import Ledger
with Ledger.open(sys.argv[1], recorded_by="other", patience=0.1) as ledger:
    ledger.record("document-filed", "x", on=date(2024, 5, 1), data={"document": "x"})
"""


@pytest.mark.parametrize("name", NAMES[:5])
def test_two_processes_lock_each_other_out_under_such_a_name(
    name: str, tmp_path: Path, before: Kept
) -> None:
    path = tmp_path / name
    put(path, before.raw)
    command = [sys.executable, "-c", OTHER, name]
    with plain_at(path) as file:
        file.execute("BEGIN IMMEDIATE")
        shut_out = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
        file.execute("ROLLBACK")
    assert b"is locked by another program" in shut_out.stderr, shut_out
    assert path.read_bytes() == before.raw
    let_in = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert let_in.returncode == 0, let_in
    assert beside(tmp_path) == {name}


def beside(folder: Path) -> set[str]:
    """The names in a folder, without what SQLite adds to them."""
    return {re.sub("-(journal|wal|shm)$", "", one.name) for one in folder.iterdir()}


def plain_at(path: Path) -> closing:  # type: ignore[type-arg]
    """A connection to a file of any name, with no part of it taken for options."""
    import sqlite3

    return closing(sqlite3.connect(path, isolation_level=None, timeout=5))
