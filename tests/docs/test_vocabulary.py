"""Nothing public lacks its place in the documentation, and nothing documented is gone."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, cast

import click
import pytest

from ledger import Ledger, plugin, testing
from ledger.bodies import hookspecs
from ledger.cli import shapes
from ledger.cli.body import COMMANDS as BODY_COMMANDS
from ledger.cli.body import body_command
from ledger.cli.main import COMMANDS, cli
from ledger.demo import build
from ledger.facts.catalogue import KINDS, Kind
from ledger.facts.fields import ChoiceType
from ledger.facts.intake import draft
from ledger.facts.jsonl import line_of, parse_instant, parse_line
from ledger.judging.record import Record
from ledger.judging.rulebook import SELECTORS, RuleBook
from ledger.judging.rules import Confidence
from ledger.store import schema
from tests.docs.blocks import ROOT, blocks_of, documents

DOCS = ROOT / "docs"
SOURCE = sorted((ROOT / "src").rglob("*.py"))
HOOKS = [name for name in vars(hookspecs) if name.startswith("ledger_")]
METHODS = [name for name in dir(Ledger) if not name.startswith("_")]

_HEADING = re.compile(r"#{2,} +`?(.*?)`?")


def page(name: str) -> str:
    """The text of a page."""
    return (DOCS / f"{name}.md").read_text(encoding="utf-8")


def sections(name: str) -> dict[str, str]:
    """Heading → the text up to the next heading, outside blocks."""
    found: dict[str, str] = {}
    heading, inside = "", False
    for line in page(name).splitlines():
        inside ^= line.startswith("```")
        match = None if inside else _HEADING.fullmatch(line)
        if match:
            heading = match[1]
        found[heading] = found.get(heading, "") + line + "\n"
    return found


def signature(function: Callable[..., object], *, annotated: bool) -> str:
    """A signature as documentation writes it."""
    shown = inspect.signature(function)
    if not annotated:
        parameters = [
            parameter.replace(annotation=inspect.Parameter.empty)
            for parameter in shown.parameters.values()
            if parameter.name != "self"
        ]
        shown = inspect.Signature(parameters)
    return re.sub(r"'([^']*)'", r"\1", str(shown))


# ---- Hooks


def test_every_hook_has_a_heading_with_its_exact_signature() -> None:
    real = {name + signature(getattr(hookspecs, name), annotated=True) for name in HOOKS}
    documented = {heading for heading in sections("hooks") if heading.startswith("ledger_")}
    assert documented == real


@pytest.mark.parametrize("name", HOOKS)
def test_a_hook_says_when_it_is_called_and_what_comes_back(name: str) -> None:
    (text,) = [text for head, text in sections("hooks").items() if head.startswith(f"{name}(")]
    for what in ("When it is called", "Arguments", "Returns", "Returning nothing", "Raising"):
        assert f"**{what}" in text


@pytest.mark.parametrize("name", HOOKS)
def test_a_hook_says_the_same_where_it_is_declared(name: str) -> None:
    function = getattr(hookspecs, name)
    text = " ".join((inspect.getdoc(function) or "").split())
    words = ["Called", "Returning nothing", "Raising"]
    words += ["Args:"] if inspect.signature(function).parameters else []
    words += [f" {parameter}: " for parameter in inspect.signature(function).parameters]
    assert [word for word in words if word not in text] == []


# ---- Facts


def test_every_kind_of_fact_has_a_heading_and_no_other_has() -> None:
    headings = [head for head in sections("facts") if re.fullmatch(r"[a-z]+(-[a-z]+)+", head)]
    assert headings == [kind.name for kind in KINDS]


@pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])
def test_a_kind_lists_its_fields_in_order_with_the_required_ones_bold(kind: Kind) -> None:
    rows = re.findall(r"^\| (\**)`(\w+)`\** \| (.*?) \|", sections("facts")[kind.name], re.M)
    assert [(name, bool(bold)) for bold, name, _ in rows] == [
        (field.name, field.required) for field in kind.fields
    ]
    for field, (_, _, type_) in zip(kind.fields, rows, strict=True):
        if isinstance(field.type, ChoiceType):
            assert re.findall(r"`(.*?)`", type_) == list(field.type.words)


def test_the_example_of_canonical_json_lines_is_canonical() -> None:
    (block,) = [one for one in blocks_of(DOCS / "facts.md") if one.language == "json"]
    outside = parse_line(block.text)
    version, position, recorded_at = (
        outside.pop(name) for name in ("version", "position", "recorded_at")
    )
    fact = draft(outside, recorded_by="nobody").placed(
        version, position=position, recorded_micros=parse_instant(recorded_at)
    )
    assert line_of(fact) + "\n" == block.text


# ---- Commands


def test_every_command_has_a_heading_and_no_other_has() -> None:
    headings = {head for head in sections("command-line") if head.startswith("ledger ")}
    assert headings == {f"ledger {name}" for name in COMMANDS}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_has_a_row_for_each_of_its_options(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    text = sections("command-line")[f"ledger {name}"]
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            for option in parameter.opts:
                assert re.search(rf"^\|.*`{option}[ `]", text, re.M), option


@pytest.mark.parametrize("name", BODY_COMMANDS)
def test_a_command_for_bodies_is_shown_with_a_row_for_each_of_its_options(name: str) -> None:
    command = body_command.get_command(click.Context(body_command), name)
    assert command is not None
    text = sections("command-line")["ledger body"]
    assert f"`ledger body {name} " in text
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            for option in parameter.opts:
                assert re.search(rf"^\|.*`{option}[ `]", text, re.M), option


@pytest.mark.parametrize("option", [option for one in cli.params for option in one.opts])
def test_the_options_of_ledger_itself_are_documented(option: str) -> None:
    assert f"`{option}" in sections("command-line")["For every command"]


def in_source(pattern: str) -> list[str]:
    """What matches in the source of the ledger."""
    texts = (path.read_text(encoding="utf-8") for path in SOURCE)
    return sorted({found for text in texts for found in re.findall(pattern, text)})


@pytest.mark.parametrize("name", in_source(r'"((?:_?LEDGER_|NO_|FORCE_)[A-Z_]+)"'))
def test_every_environment_variable_is_documented(name: str) -> None:
    assert f"`{name}`" in page("command-line")


@pytest.mark.parametrize("name", in_source(r'"(ledger\.[a-z]+/[0-9]+)"'))
def test_every_json_shape_is_documented(name: str) -> None:
    assert f"`{name}`" in page("command-line")


def test_the_json_example_is_cut_from_a_real_answer() -> None:
    (block,) = [one for one in blocks_of(DOCS / "command-line.md") if one.language == "json"]
    example = json.loads(block.text)
    with Ledger.open(":memory:", recorded_by="you") as ledger:
        build(ledger)
        on = date.fromisoformat(example["on"])
        real = shapes.eligible(ledger.eligible(example["holder"], example["credential"], on=on))
    assert missing_from(real, example) == []


def missing_from(real: object, example: object, at: str = "$") -> list[str]:
    """Where an example says something that the real value does not."""
    if isinstance(example, Mapping) and isinstance(real, Mapping):
        return [
            problem
            for key, value in example.items()
            for problem in missing_from(real.get(key), value, f"{at}.{key}")
        ]
    if isinstance(example, list) and example and isinstance(example[0], Mapping):
        by_id = {one.get("id", ""): one for one in cast("list[Any]", real)}
        return [
            problem
            for one in example
            for problem in missing_from(by_id.get(one.get("id", "")), one, f"{at}[{one.get('id')}]")
        ]
    return [] if real == example else [f"{at}: {example!r} is really {real!r}"]


# ---- Python


@pytest.mark.parametrize("name", METHODS)
def test_every_public_name_of_ledger_has_its_line_with_its_signature(name: str) -> None:
    lines = [line for line in page("python").splitlines() if line.startswith("- `")]
    owner = "Ledger" if inspect.ismethod(getattr(Ledger, name)) else "ledger"
    shown = f"{owner}.{name}"
    if callable(getattr(Ledger, name)):
        shown += signature(getattr(Ledger, name), annotated=False)
    assert any(line.startswith(f"- `{shown}` –") for line in lines), shown


def test_no_method_is_documented_that_is_gone() -> None:
    assert set(re.findall(r"^- `[Ll]edger\.(\w+)", page("python"), re.M)) == set(METHODS)


@pytest.mark.parametrize("name", plugin.__all__)
def test_every_name_of_ledger_plugin_is_documented(name: str) -> None:
    assert f"`{name}`" in sections("rules")["Names of ledger.plugin"]


@pytest.mark.parametrize("name", [name for name in dir(Record) if not name.startswith("_")])
def test_everything_a_record_answers_is_documented(name: str) -> None:
    assert re.search(rf"^\| `{name}\b", sections("rules")["Writing requirements"], re.M)


IMPORTED = re.compile(r"^(?:>>> )?from (ledger\.\w+)", re.M)
PLUGINS = [*ROOT.glob("plugins/*/**/*.py"), *ROOT.glob("docs/examples/*/**/*.py")]
MANUALS = [DOCS / f"{name}.md" for name in ("rules", "hooks", "scenarios", "write-a-body")]


@pytest.mark.parametrize("file", [*PLUGINS, *MANUALS], ids=lambda file: str(file.relative_to(ROOT)))
def test_plugins_and_their_tests_import_what_is_public_and_nothing_else(file: Path) -> None:
    rooms = set(IMPORTED.findall(file.read_text(encoding="utf-8")))
    assert rooms <= {"ledger.plugin", "ledger.testing"}


@pytest.mark.parametrize("name", testing.__all__)
def test_every_name_of_ledger_testing_is_documented(name: str) -> None:
    assert f"`{name}`" in sections("testing")["Names of ledger.testing"]


def test_every_law_of_a_body_is_documented_as_it_is_said_to_be() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| (.*?) \|", sections("testing")["The laws"], re.M)
    assert [name for name, _ in rows] == [law.name for law in testing.LAWS]


# ---- Rules


@pytest.mark.parametrize("word", [*SELECTORS, *Confidence])
def test_every_word_of_a_rule_value_is_documented(word: str) -> None:
    assert f"`{word}`" in sections("rules")["rules.toml"]


@pytest.mark.parametrize("confidence", Confidence)
def test_every_confidence_is_explained(confidence: str) -> None:
    assert f"| `{confidence}` |" in sections("concepts")["Confidence"]


def test_the_example_of_rules_is_a_rule_book() -> None:
    (block,) = [one for one in blocks_of(DOCS / "rules.md") if one.language == "toml"]
    assert RuleBook.from_toml(block.text).rules


# ---- The stored form


def test_every_kind_code_is_documented() -> None:
    documented = re.findall(r"(\d+) \| `([a-z-]+)`", page("format"))
    assert sorted((int(code), name) for code, name in documented) == [
        (kind.code, kind.name) for kind in KINDS
    ]


def test_every_table_is_shown_and_every_trigger_named() -> None:
    shown = "".join(one.text for one in blocks_of(DOCS / "format.md") if one.language == "sql")
    for statement in schema.STATEMENTS:
        match = re.match(r"CREATE (TABLE|TRIGGER) (\w+)", statement)
        if match and match[1] == "TABLE":
            assert statement in shown
        elif match:
            assert f"`{match[2]}`" in page("format")


def test_the_format_is_the_one_that_is_written() -> None:
    text = " ".join(page("format").split())
    assert f"`user_version` is the format: {schema.FORMAT}." in text
    assert f"`0x{schema.APPLICATION_ID:X}`" in text


# ---- Links


@pytest.mark.parametrize("path", documents(), ids=[str(p.relative_to(ROOT)) for p in documents()])
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target
