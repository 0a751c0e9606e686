"""Scenario files as tests: pytest collects ``scenarios/*.toml`` and runs one item a scenario.

Installed with the ledger. The ini option ``ledger_scenarios`` holds the patterns of the files to
collect, and is set to nothing to collect none. Nothing but this module is imported until a file
matches.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from ledger.bodies.host import Bodies
    from ledger.judging.findings import Finding
    from ledger.testing.scenarios import Mismatch, Scenario

OPTION = "ledger_scenarios"
PATTERNS = ["scenarios/*.toml"]
_GLYPHS = {"yes": "✓", "no": "✗", "undetermined": "?"}


def pytest_addoption(parser: pytest.Parser) -> None:
    """The ini option with the patterns."""
    parser.addini(
        OPTION,
        "scenario files of the credential ledger to collect; nothing: none",
        type="args",
        default=PATTERNS,
    )


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A file of scenarios, when its path ends as one of the patterns does."""
    if file_path.suffix != ".toml":
        return None
    if not any(file_path.match(pattern) for pattern in parent.config.getini(OPTION)):
        return None
    return ScenarioFile.from_parent(parent, path=file_path)


class ScenarioFile(pytest.File):
    """A file of scenarios."""

    def collect(self) -> Iterator[pytest.Item]:
        from ledger.errors import BadInput
        from ledger.testing.scenarios import load_file

        try:
            scenarios = load_file(self.path)
        except BadInput as error:
            raise self.CollectError(str(_renamed(error, self.nodeid))) from None
        lines = _lines(self.path)
        for number, scenario in enumerate(scenarios):
            line = lines[number] if number < len(lines) else 0
            yield ScenarioItem.from_parent(self, name=scenario.name, scenario=scenario, line=line)


class ScenarioItem(pytest.Item):
    """One scenario, judged by the installed bodies."""

    def __init__(self, *, scenario: Scenario, line: int, **other: Any) -> None:
        super().__init__(**other)
        self.scenario = scenario
        self.line = line

    def runtest(self) -> None:
        from ledger.testing.scenarios import run

        (outcome,) = run([self.scenario], _bodies(self.config))
        if outcome.mismatches:
            raise ScenarioFailed(outcome.mismatches)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        from ledger.errors import BadInput

        if isinstance(excinfo.value, ScenarioFailed):
            return "\n".join(_told(self._file, excinfo.value.mismatches))
        if isinstance(excinfo.value, BadInput):
            return str(_renamed(excinfo.value, self._file))
        return super().repr_failure(excinfo, style)

    @property
    def _file(self) -> str:
        return self.nodeid.partition("::")[0]

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self.line, self.name


class ScenarioFailed(Exception):
    """A scenario whose answers are not those it expects."""

    def __init__(self, mismatches: tuple[Mismatch, ...]) -> None:
        super().__init__("\n".join(map(str, mismatches)))
        self.mismatches = mismatches


_BODIES = pytest.StashKey["Bodies"]()


def _bodies(config: pytest.Config) -> Bodies:
    if _BODIES not in config.stash:
        from ledger.bodies.host import Bodies

        config.stash[_BODIES] = Bodies.installed()
    return config.stash[_BODIES]


def _renamed(error: Any, file: str) -> Any:
    """The same problem, the file named as pytest names it."""
    return type(error)(error.problem, field=error.field, line=error.line, file=file)


def _lines(path: Path) -> list[int]:
    """On which lines, from 0, the scenarios of a file begin."""
    text = path.read_text(encoding="utf-8").splitlines()
    return [number for number, line in enumerate(text) if line.strip() == "[[scenario]]"]


def _told(file: str, mismatches: tuple[Mismatch, ...]) -> Iterator[str]:
    """What is wrong with a scenario: each wrong answer, and the findings it rests on once."""
    scenario = mismatches[0].scenario
    yield f"{file}: {scenario.name} ({scenario.credential})"
    for index, one in enumerate(mismatches):
        yield f"  ask {one.ask}, {one.question}: {one.what}"
        yield f"    expected {one.expected}"
        yield f"    got      {one.got}"
        is_last = index + 1 == len(mismatches) or mismatches[index + 1].ask != one.ask
        if one.finding is not None and is_last:
            yield "    because"
            yield from _tree(one.finding, 3)


def _tree(finding: Finding, depth: int) -> Iterator[str]:
    indent = "  " * depth
    yield f"{indent}{_GLYPHS[finding.answer]} {finding.id}: {finding.text}"
    for rule in finding.rules[:1] if finding.answer != "yes" else ():
        yield f"{indent}    {rule.source} · {rule.confidence}"
    for refused in finding.refused:
        yield f"{indent}    not counted: fact {refused.fact.version}, {refused.why}"
    for child in finding.children:
        yield from _tree(child, depth + 1)
