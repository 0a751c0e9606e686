"""``log``: the whole ledger, newest first."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.clinic import EXPORT, HEAD
from tests.cli.running import Shell


def positions(shell: Shell, *args: str) -> list[int]:
    return [one["position"] for one in shell("log", "--jsonl", *args).objects]


def test_the_newest_fact_comes_first(clinic: Shell) -> None:
    assert positions(clinic) == list(range(HEAD, 0, -1))


def test_jsonl_prints_the_canonical_lines(clinic: Shell) -> None:
    assert clinic("log", "--jsonl").out.splitlines() == EXPORT.splitlines()[::-1]


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (("--holder", "baker"), [19, 17, 16, 12]),
        (("--holder", "reyes", "--kind", "ce-completed"), [21, 18, 11, 8]),
        (("--kind", "credential-granted"), [12, 9, 6, 4, 3, 1]),
        (("--body", "nha"), [17, 12]),  # a payment to it, and its certificate
        (("--body", "aama", "--holder", "tran"), [20, 15, 4]),  # approved by it, or granted
        (("--from", "2024-06-20"), [21, 19, 18]),
        (("--to", "2018-03-05"), [3, 2, 1]),
        (("--from", "2024-05-02", "--to", "2024-05-20"), [20, 17]),
        (("--limit", "3"), [21, 20, 19]),
        (("--limit", "0"), []),
        (("--limit", "100"), list(range(HEAD, 0, -1))),
        (("--holder", "reyes", "--limit", "1"), [21]),
        (("--holder", "Reyes"), []),
        (("--body", "aam"), []),
    ],
)
def test_filters_keep_what_they_name(
    clinic: Shell, args: tuple[str, ...], expected: list[int]
) -> None:
    assert positions(clinic, *args) == expected


def test_from_and_to_are_about_the_day_it_happened(clinic: Shell) -> None:
    # Position 20 happened on 2024-05-20 and was learned of on 2024-08-01.
    assert positions(clinic, "--from", "2024-05-20", "--to", "2024-05-20") == [20]


def test_corrections_are_facts_like_others(clinic: Shell) -> None:
    found: list[Any] = clinic("log", "--kind", "fact-corrected", "--jsonl").objects
    assert [one["data"]["corrects"] for one in found] == [2]


def test_people_see_one_fact_a_line_newest_first(clinic: Shell) -> None:
    lines = clinic("log").out.splitlines()[1:]
    assert [int(line.split()[0]) for line in lines] == list(range(HEAD, 0, -1))


def test_an_empty_ledger_has_an_empty_log(shell: Shell) -> None:
    shell("init")
    found = shell("log", "--jsonl")
    assert (found.code, found.out) == (0, "")
