"""BodyContract: one test a law, failing with sentences."""

from __future__ import annotations

from pathlib import Path
from unittest import SkipTest

import pytest

from ledger.errors import BadInput
from ledger.testing import LAWS, BodyContract
from tests.testing.broken import BROKEN, SCENARIOS, guild


def contract(body: object, folder: Path | None) -> BodyContract:
    """The contract of a body with the scenarios of a folder."""
    attributes = {"body": body, "scenarios": folder, "tries": 30}
    made: BodyContract = type("Contract", (BodyContract,), attributes)()
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "baker.toml").write_text(SCENARIOS, encoding="utf-8")
    return tmp_path


def test_there_is_one_test_for_each_law() -> None:
    assert len([name for name in dir(BodyContract) if name.startswith("test_")]) == len(LAWS)


@pytest.mark.parametrize("name", [name for name in dir(BodyContract) if name.startswith("test_")])
def test_a_body_that_keeps_the_laws_passes_each(name: str, folder: Path) -> None:
    getattr(contract(guild(), folder), name)()


def test_a_broken_law_fails_with_the_law_and_a_sentence_for_each_violation(folder: Path) -> None:
    _, judge, rules = BROKEN["recommends half of what is missing"]
    with pytest.raises(AssertionError) as failure:
        contract(guild(judge, rules), folder).test_the_gap_closes()
    first, second, *_ = str(failure.value).splitlines()
    assert first == "gap: recording what is missing turns a finding to yes, less does not"
    assert "POINTS misses" in second


def test_a_law_that_cannot_be_tried_is_skipped_with_the_reason() -> None:
    with pytest.raises(SkipTest, match="no scenarios are given"):
        contract(guild(), None).test_every_change_day_has_scenarios_on_both_sides()


def test_a_folder_without_scenarios_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is no folder with scenario files"):
        contract(guild(), tmp_path).test_the_gap_closes()
