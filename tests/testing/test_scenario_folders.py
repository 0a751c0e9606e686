"""The scenario files of plugins and examples: each is collected, once, and no two share a name."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from ledger.testing import load_folder

ROOT = Path(__file__).parent.parent.parent
FOLDERS = sorted(
    folder.relative_to(ROOT).as_posix()
    for pattern in ("plugins/*/scenarios", "docs/examples/*/scenarios")
    for folder in ROOT.glob(pattern)
)


@pytest.fixture(scope="module")
def testpaths() -> list[str]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    paths: list[str] = settings["tool"]["pytest"]["ini_options"]["testpaths"]
    return paths


def test_there_are_folders() -> None:
    assert {"plugins/aama/scenarios", "docs/examples/isc2/scenarios"} <= set(FOLDERS)


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_folder_is_collected_once(folder: str, testpaths: list[str]) -> None:
    above = {folder, *(parent.as_posix() for parent in Path(folder).parents)}
    assert [path for path in testpaths if path in above] == [folder]


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_two_scenarios_of_a_folder_have_one_name(folder: str) -> None:
    names = [scenario.name for scenario in load_folder(ROOT / folder)]
    assert len(names) == len(set(names)) > 0
