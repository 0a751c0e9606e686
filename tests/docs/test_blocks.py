"""Every block of the documentation is run, or is at least what it says it is."""

from __future__ import annotations

import doctest
import json
import sqlite3
import tomllib
from pathlib import Path
from typing import Any

import pytest

from ledger.judging.rulebook import RuleBook
from ledger.store import schema
from tests.docs.blocks import LANGUAGES, ROOT, Block, blocks_of, documents
from tests.docs.shell import Shell, steps_of

each_document = pytest.mark.parametrize(
    "path", documents(), ids=[str(path.relative_to(ROOT)) for path in documents()]
)


@each_document
def test_what_a_document_shows_is_what_happens(path: Path, home: Path) -> None:
    """All Python and console blocks of a file run in order, in one folder and one namespace."""
    names: dict[str, Any] = {"__name__": "__documentation__"}
    shell = Shell()
    problems: list[str] = []
    for block in blocks_of(path):
        if block.language == "python":
            problems += run_python(block, names)
        elif block.language == "console":
            problems += [problem for step in steps_of(block) if (problem := shell.problem_of(step))]
    assert not problems, f"{path.relative_to(ROOT)}:\n" + "\n".join(problems)


def run_python(block: Block, names: dict[str, Any]) -> list[str]:
    """What is wrong with a Python block; one that begins with a prompt shows its output, too."""
    if not block.text.startswith(">>> "):
        before = "\n" * (block.line - 1)
        exec(compile(before + block.text, str(block.path), "exec", dont_inherit=True), names)
        return []
    test = doctest.DocTestParser().get_doctest(
        block.text, names, block.place, str(block.path), block.line - 1
    )
    told: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS, verbose=False).run(
        test, out=told.append, clear_globs=False
    )
    names.update(test.globs)
    return ["".join(told)] if told else []


@each_document
def test_a_block_is_what_it_says_it_is(path: Path) -> None:
    for block in blocks_of(path):
        assert block.language in LANGUAGES, f"{block.place}: {block.language or 'no language'}"
        match block.language:
            case "json":
                check_json(block)
            case "toml":
                tomllib.loads(block.text)
            case "sql":
                check_sql(block)
            case "diff":
                check_diff(block)


def check_json(block: Block) -> None:
    """One JSON value, or JSON Lines."""
    try:
        json.loads(block.text)
    except ValueError:
        for line in block.text.splitlines():
            json.loads(line)


def check_sql(block: Block) -> None:
    """Statements the schema of a ledger has, word for word."""
    statement = ""
    for line in block.text.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            assert statement.strip().removesuffix(";") in schema.STATEMENTS, f"{block.place}"
            statement = ""
    assert not statement.strip(), f"{block.place}: a statement without its end"


def check_diff(block: Block) -> None:
    """A change that applies to the plugin's rules.toml and leaves it right."""
    lines = block.text.splitlines()
    before = "\n".join(line[1:] for line in lines if not line.startswith("+"))
    after = "\n".join(line[1:] for line in lines if not line.startswith("-"))
    (rules,) = block.path.parent.glob("src/*/rules.toml")
    text = rules.read_text(encoding="utf-8")
    assert text.count(before) == 1, f"{block.place} does not apply to {rules.name}"
    RuleBook.from_toml(text.replace(before, after))
