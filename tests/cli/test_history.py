"""``history``: a holder's facts, corrections shown where they act."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.clinic import export_of, fact
from tests.cli.running import Shell


def observed(learned: str, status: str) -> dict[str, Any]:
    """What a registry showed on 2024-01-01."""
    learned = f"{learned}T12:00:00Z"
    data: dict[str, Any] = {"credential": "aama/cma", "status": status}
    return fact("kay", "status-observed", "2024-01-01", learned=learned, **data)


def corrected(learned: str, corrects: int, replacement: object = None) -> dict[str, Any]:
    """A correction; without a replacement the fact is void."""
    more: dict[str, Any] = {"replacement": replacement} if replacement else {}
    return fact("kay", "fact-corrected", learned, corrects=corrects, reason="wrong", **more)


def really(status: str) -> dict[str, Any]:
    return {"on": "2024-01-02", "data": {"credential": "aama/cma", "status": status}}


# 1 is void by 2; 3 is really "second" by 4, until 5 voids 4; 6 is void, but 7 is void by 8.
LIFE = export_of(
    [
        observed("2024-01-01", "first"),
        corrected("2024-01-02", 1),
        observed("2024-01-03", "third"),
        corrected("2024-01-04", 3, really("second")),
        corrected("2024-01-05", 4),
        observed("2024-01-06", "sixth"),
        corrected("2024-01-07", 6),
        corrected("2024-01-08", 7),
        observed("2024-01-09", "ninth"),
        corrected("2024-01-10", 9, really("tenth")),
    ]
)


@pytest.fixture
def kay(shell: Shell) -> Shell:
    """A ledger with a life full of corrections."""
    assert shell("restore", "-", stdin=LIFE).code == 0
    return shell


def states(shell: Shell, *args: str) -> list[tuple[str, int | None]]:
    """What became of each fact, and the version of the correction that counts."""
    found = shell("history", "kay", "--json", *args).json["facts"]
    return [(one["state"], one.get("corrected_by")) for one in found]


def test_every_fact_is_shown_with_what_corrections_made_of_it(kay: Shell) -> None:
    assert states(kay) == [
        ("void", 2),
        ("stands", None),
        ("stands", None),
        ("void", 5),
        ("stands", None),
        ("stands", None),
        ("void", 8),
        ("stands", None),
        ("corrected", 10),
        ("stands", None),
    ]


def test_a_correction_acts_from_when_it_is_known(kay: Shell) -> None:
    assert states(kay, "--known-at", "2024-01-04")[2:] == [("corrected", 4), ("stands", None)]


def test_a_corrected_fact_shows_how_it_stands(kay: Shell) -> None:
    assert kay("history", "kay", "--json").json["facts"][8]["standing"] == {
        "on": "2024-01-02",
        "data": {"credential": "aama/cma", "status": "tenth"},
    }


def test_the_recorded_fact_stays_as_it_was_recorded(kay: Shell) -> None:
    found = kay("history", "kay", "--json").json["facts"][8]
    assert (found["on"], found["data"]["status"]) == ("2024-01-01", "ninth")


def test_jsonl_prints_one_fact_a_line(kay: Shell) -> None:
    found = kay("history", "kay", "--jsonl").objects
    assert found == kay("history", "kay", "--json").json["facts"]


def test_the_object_names_what_was_asked(kay: Shell) -> None:
    found = kay("history", "kay", "--known-at", "2024-01-02", "--json").json
    assert {name: found[name] for name in ("schema", "holder", "known_at")} == {
        "schema": "ledger.history/1",
        "holder": "kay",
        "known_at": "2024-01-02",
    }


def test_people_see_a_correction_under_the_fact_it_acts_on(kay: Shell) -> None:
    lines = kay("history", "kay").out.splitlines()
    below = {
        version: lines[number + 1]
        for number, line in enumerate(lines)
        if (version := line.split(" ")[0]) in ("1", "9")
    }
    assert below["1"].split() == ["⟲", "void", "by", "2"]
    assert "tenth" in below["9"]
    assert "(by 10)" in below["9"]


def test_a_void_correction_is_not_shown_where_it_no_longer_acts(kay: Shell) -> None:
    lines = kay("history", "kay").out.splitlines()
    third = next(number for number, line in enumerate(lines) if line.startswith("3 "))
    assert lines[third + 1].startswith("4 ")


def test_nothing_was_known_before_the_first_fact(kay: Shell) -> None:
    found = kay("history", "kay", "--known-at", "2023-12-31", "--json")
    assert (found.code, found.json["facts"]) == (0, [])
