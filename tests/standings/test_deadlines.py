"""Deadlines from the standings are the roster by replay, and nobody is judged for them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from ledger import Ledger
from ledger.bodies.host import Bodies
from ledger.standings.schema import BY_REPLAY, TO_JUDGE
from tests.bench.make_ledger import make
from tests.judging.made_up import CODE
from tests.standings.conftest import HOLDERS, learned
from tests.standings.guild import (
    GuildOnly,
    beside,
    check_file,
    even,
    guild,
    kept,
    replayed,
    replayed_roster,
)
from tests.standings.test_standings import judgements

CMA, CCMA = "aama/cma", "nha/ccma"
DAY = date(2024, 7, 1)


class Two(Bodies):
    """The bodies of the CMA and the CCMA, whatever else is installed."""

    def __init__(self) -> None:
        super().__init__(())
        found = Bodies.installed()
        self._credentials = {code: found.credential(code) for code in (CMA, CCMA)}


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Ledger]:
    """An empty ledger of a clinic."""
    with Ledger.open(tmp_path / "clinic.ledger", recorded_by="me", bodies=Two()) as ledger:
        ledger.init()
        yield ledger


def granted(ledger: Ledger, holder: str, on: date, code: str = CMA) -> None:
    ledger.record("credential-granted", holder, on=on, data={"credential": code})


def enrolled(ledger: Ledger, holder: str, name: str, on: date = date(2020, 1, 1)) -> None:
    ledger.record("holder-enrolled", holder, on=on, data={"name": name})


def roster(ledger: Ledger, day: date = DAY, **asked: Any) -> list[str]:
    """The rows as text: rule values that a test makes are equal to themselves alone."""
    return list(map(repr, ledger.roster(on=day, **asked)))


def by_replay(ledger: Ledger, day: date, **asked: Any) -> list[str]:
    """The same, judged holder by holder."""
    return list(map(repr, replayed_roster(ledger, day, **asked)))


def shown(ledger: Ledger, day: date = DAY) -> list[tuple[object, ...]]:
    """Holder, name, credential, status and days left of each row."""
    return [(*row[:4], row.left) for row in ledger.deadlines(on=day)]


@pytest.mark.parametrize("day", [date.min, date(2019, 2, 28), DAY, date(2031, 1, 1), date.max])
def test_the_roster_from_the_standings_is_the_roster_by_replay(tmp_path: Path, day: date) -> None:
    path = tmp_path / "people.ledger"
    make(path, 2_500, seed=7)
    with Ledger.open(path, bodies=Two()) as ledger:
        expected = by_replay(ledger, day)
        ledger.standings()
        assert roster(ledger, day) == expected
        assert len(expected) > 40


def test_nobody_is_judged_for_deadlines(clinic: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ada's CMA of January 2020 lasts sixty months; a CMA may recertify by exam, and so nothing
    is missing; Ben's CCMA of August 2022 lasts two years, and has to be judged for it.
    """
    granted(clinic, "ada", date(2020, 1, 10))
    granted(clinic, "ben", date(2022, 8, 10), CCMA)
    enrolled(clinic, "ben", "Ben Okri")
    clinic.standings()
    read = judgements(monkeypatch)
    ada, ben = clinic.deadlines(on=DAY)
    assert ada[:6] == ("ada", None, CMA, "current", date(2025, 1, 31), 214)
    assert (ada.missing, ada.on, ada.head) == ((), DAY, 3)
    assert ben[:6] == ("ben", "Ben Okri", CCMA, "current", date(2024, 8, 10), 40)
    assert ben.missing is None
    assert read == []
    assert clinic.completed(ada).missing == ()
    assert read == []
    assert [finding.id for finding in clinic.completed(ben).missing][:1] == ["C-TOTAL"]
    assert read == ["ben"]


def test_without_standings_everything_is_there_at_once(clinic: Ledger) -> None:
    granted(clinic, "ben", date(2022, 8, 10), CCMA)
    (ben,) = clinic.deadlines(on=DAY)
    assert ben.missing
    assert clinic.completed(ben) == ben[:8]


def test_what_is_missing_is_as_of_the_row(clinic: Ledger) -> None:
    """A row tells of one position, also when something is learned before it is completed."""
    granted(clinic, "ben", date(2022, 8, 10), CCMA)
    clinic.standings()
    before = roster(clinic)
    (ben,) = clinic.deadlines(on=DAY)
    data = {"title": "Phlebotomy", "credits": "10", "unit": "credit", "approved_by": ["nha"]}
    clinic.record("ce-completed", "ben", on=date(2024, 5, 1), data=data)
    assert [repr(clinic.completed(ben))] == before
    assert roster(clinic) == by_replay(clinic, DAY) != before


def test_the_name_is_the_latest_on_record(clinic: Ledger) -> None:
    enrolled(clinic, "ada", "Ada Byron")
    granted(clinic, "ada", date(2020, 1, 10))
    clinic.standings()
    assert [row.name for row in clinic.deadlines(on=DAY)] == ["Ada Byron"]
    clinic.record("holder-updated", "ada", on=date(2021, 1, 1), data={"name": "Ada Lovelace"})
    assert [row.name for row in clinic.deadlines(on=DAY)] == ["Ada Lovelace"]
    assert [row.holder for row in clinic.roster(on=DAY, text="LOVE")] == ["ada"]
    assert roster(clinic, text="byron") == []
    clinic.correct("ada", 3, reason="another person", void=True)
    assert [row.name for row in clinic.deadlines(on=DAY)] == ["Ada Byron"]


def test_who_holds_nothing_has_one_row_and_who_is_named_with_a_credential_has_its_row(
    clinic: Ledger,
) -> None:
    """Zoe's CMA was only observed; the observation is void later on."""
    enrolled(clinic, "cy", "Cy")
    seen = {"credential": CMA, "status": "expired"}
    clinic.record("status-observed", "zoe", on=date(2024, 1, 1), data=seen)
    clinic.standings()
    zoe = ("zoe", None, CMA, "none", None)
    assert shown(clinic) == [("cy", "Cy", None, None, None), zoe]
    assert roster(clinic) == by_replay(clinic, DAY)
    assert [row.holder for row in clinic.roster(on=DAY, credential=CMA)] == ["zoe"]
    clinic.correct("zoe", 1, reason="mistaken", void=True)
    assert shown(clinic)[1] == ("zoe", None, None, None, None)


@pytest.mark.parametrize("days", [0, 8, 9, 300])
def test_within_and_one_credential_are_the_same(clinic: Ledger, days: int) -> None:
    for number in range(9):
        granted(clinic, f"h-{number}", date(2022, 7, 1 + number), (CCMA, CMA)[number % 2])
    clinic.standings()
    for only in (None, CMA, CCMA):
        judged = None if only is None else clinic.bodies.credential(only)
        expected = by_replay(clinic, DAY, only=judged, within=days)
        assert roster(clinic, credential=only, within=days) == expected


def test_unless_all_credentials_are_kept_everybody_is_judged(
    clinic: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    granted(clinic, "ada", date(2020, 1, 10))
    clinic.standings(CMA)
    read = judgements(monkeypatch)
    assert len(list(clinic.deadlines(on=DAY, credential=CMA))) == 1
    assert read == []
    assert len(list(clinic.deadlines(on=DAY))) == 1
    assert read == ["ada"]


def test_a_credential_that_nobody_judges_has_its_row(clinic: Ledger) -> None:
    granted(clinic, "a", date(2024, 3, 15), "ascp/pbt")
    granted(clinic, "b", date(2022, 3, 15))
    granted(clinic, "b", date(2024, 3, 15), "zzz/last")
    granted(clinic, "b", date(2024, 3, 15), "aaa/first")
    clinic.standings()
    assert [row[2:4] for row in shown(clinic)] == [
        ("ascp/pbt", "undetermined"),
        ("aaa/first", "undetermined"),
        (CMA, "current"),
        ("zzz/last", "undetermined"),
    ]
    assert roster(clinic) == by_replay(clinic, DAY)
    assert roster(clinic, within=1000) == by_replay(clinic, DAY, within=1000)


def test_a_credential_whose_body_did_not_load_has_its_row(clinic: Ledger) -> None:
    granted(clinic, "ada", date(2020, 1, 10))
    clinic.standings()
    clinic.bodies._failed["guild"] = "the plugin guild is broken"
    seen = {"credential": "guild/baker", "status": "expired"}
    clinic.record("status-observed", "ada", on=date(2024, 1, 1), data=seen)
    for _ in range(2):  # read from the standings the second time
        assert [row[2:4] for row in clinic.deadlines(on=DAY)] == [
            (CMA, "current"),
            ("guild/baker", "undetermined"),
        ]


def test_another_knowledge_time_is_replayed(clinic: Ledger) -> None:
    granted(clinic, "ada", date(2020, 1, 10))
    clinic.standings()
    assert list(clinic.deadlines(on=DAY, known_at=date(2000, 1, 1))) == []


# ---- Going on


def test_those_of_whom_something_was_learned_are_judged_once(
    ledger: Ledger, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.standings()
    learned(ledger, "baker-007", DAY)
    expected = by_replay(ledger, DAY)
    read = judgements(monkeypatch)
    list(ledger.deadlines(on=DAY))
    assert read == ["baker-007"]
    list(ledger.deadlines(on=DAY))
    assert read == ["baker-007"]
    monkeypatch.undo()
    assert roster(ledger) == expected
    assert check_file(ledger, path) == ledger.head()
    assert min(kept(path).values()) > 0


def test_another_version_of_the_plugin_is_asked_anew(ledger: Ledger, path: Path) -> None:
    ledger.standings()
    before = roster(ledger)
    with Ledger.open(path, bodies=GuildOnly(guild(even, "2"))) as later:
        assert roster(later) == by_replay(later, DAY) != before


@pytest.mark.parametrize("read", [1, 6, 25])
def test_rows_are_of_one_position_though_others_go_on(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, read: int
) -> None:
    monkeypatch.setattr("ledger.standings.standings.PAGE", 4)
    ledger.standings()
    day = date(2020, 7, 15)
    before = by_replay(ledger, day)
    rows = map(repr, ledger.roster(on=day))
    found = list(islice(rows, read))
    for holder in HOLDERS:
        learned(ledger, holder, date(2020, 7, 1))
    assert roster(ledger, day) == by_replay(ledger, day) != before
    assert found + list(rows) == before


def test_a_holder_on_whom_the_judge_fails_is_judged_when_asked_about(path: Path) -> None:
    def failing(record: Any) -> bool:
        if record.reached(date(2021, 1, 1)):
            raise ValueError("no baker")
        return True

    with Ledger.open(path, bodies=GuildOnly(guild(failing))) as ledger:
        ledger.standings()
        assert set(kept(path).values()) == {BY_REPLAY}
        for day in (date(2020, 7, 15), DAY):
            assert roster(ledger, day) == by_replay(ledger, day)


# ---- Files that cannot be believed


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE standings SET shown = 99 WHERE holder = 'baker-012'",
        "UPDATE standings SET expires_on = -5 WHERE holder = 'baker-020'",
        "UPDATE shown SET answers = 'y'",
        "UPDATE shown SET status = 'retired'",
        "DELETE FROM standings WHERE holder = 'baker-003' AND until > 800000",
    ],
)
def test_values_that_cannot_be_are_not_believed(ledger: Ledger, path: Path, damage: str) -> None:
    ledger.standings()
    with closing(sqlite3.connect(beside(path))) as file:
        file.execute(damage)
        file.commit()
    day = date(2020, 6, 15)
    assert roster(ledger, day) == by_replay(ledger, day)


def test_a_disk_that_fills_up_is_no_error(
    ledger: Ledger, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.standings()
    for holder in HOLDERS:
        learned(ledger, holder, DAY)

    def full(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("ledger.standings.deadlines.BATCH", 3)
    monkeypatch.setattr("ledger.standings.recorder.StandingsRecorder.judged", full)
    later = DAY + timedelta(days=1)
    assert roster(ledger, later) == by_replay(ledger, later)
    assert set(kept(path).values()) == {TO_JUDGE}


def test_a_file_of_an_older_format_is_made_anew_and_its_credentials_go_on_to_be_kept(
    ledger: Ledger, path: Path
) -> None:
    """Format 1 had no names. The guild's credential was kept in it."""
    ledger.standings()
    with closing(sqlite3.connect(beside(path))) as file:
        file.execute("ALTER TABLE standings DROP COLUMN name")
        file.execute("ALTER TABLE standings DROP COLUMN named")
        file.execute("PRAGMA user_version = 1")
        file.commit()
    assert list(ledger.census(CODE, on=DAY)) == replayed(ledger, DAY)
    assert check_file(ledger, path) == ledger.head()
    assert min(kept(path).values()) > 0
    assert roster(ledger) == by_replay(ledger, DAY)


def test_a_file_of_a_newer_format_is_left_alone(ledger: Ledger, path: Path) -> None:
    ledger.standings()
    with closing(sqlite3.connect(beside(path))) as file:
        file.execute("PRAGMA user_version = 3")
        file.commit()
    data = beside(path).read_bytes()
    assert roster(ledger) == by_replay(ledger, DAY)
    assert beside(path).read_bytes() == data
