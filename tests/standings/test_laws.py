"""Standings and replay never differ, whatever is recorded, corrected, cut off or upgraded."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import note

from ledger import Ledger
from ledger.bodies.body import Credential
from ledger.facts.fact import Fact
from ledger.judging.judgement import Judgement
from ledger.judging.origin import Origin
from ledger.judging.record import Record
from ledger.standings import recorder
from ledger.testing import history_of
from tests.laws.bodies import AAMA, NHA, Body
from tests.laws.given import law
from tests.laws.luck import Luck
from tests.standings.guild import GuildOnly, beside, check_file, replayed, replayed_roster

LETTERS = "abcdef"


class Cut(Exception):
    """Stands for the end of a process in the middle."""


def stories(body: Body, luck: Luck) -> Iterator[list[Fact[Any]]]:
    """Batches of facts of a few holders, corrections among them, in which holders take turns."""
    lives = {}
    for letter in LETTERS[: luck.number(1, len(LETTERS))]:
        facts = list(history_of(body.corrected(luck).tables, holder=letter).recorded)
        if facts:
            lives[letter] = facts
    while lives:
        batch: list[Fact[Any]] = []
        for letter in luck.shuffled(sorted(lives))[: luck.number(1, 4)]:
            count = luck.number(1, 15)
            batch += lives[letter][:count]
            lives[letter] = lives[letter][count:]
            if not lives[letter]:
                del lives[letter]
        yield [fact._replace(position=0, recorded_micros=0) for fact in batch]


def upgraded(judged: Credential, version: int) -> Credential:
    """The next version of its plugin; every other one changes the answers from some day on."""

    def judge(record: Record) -> Judgement:
        found = judged.judge(record)
        if not record.reached(date(2015, 1, 1) + timedelta(days=version)):
            return found
        first, last = judged.pathway_codes[0], judged.pathway_codes[-1]
        return found._replace(pathways={**found.pathways, first: found.pathways[last]})

    assert judged.origin is not None
    origin = Origin(judged.origin.name, judged.origin.distribution, f"9.{version}")
    return judged._replace(judge=judged.judge if version % 2 else judge, origin=origin)


def same(ledger: Ledger, code: str, luck: Luck) -> None:
    """Asserts that the census and the roster of some days are the replayed ones."""
    for day in (
        luck.day(date(2005, 1, 1), date(2030, 1, 1)),
        luck.one((luck.day(date(2010, 1, 1), date(2026, 1, 1)), date.min, date.max)),
    ):
        assert list(ledger.census(code, on=day)) == replayed(ledger, day, code), day
        assert list(ledger.roster(on=day)) == replayed_roster(ledger, day), day
        within = luck.number(0, 900)
        only = {"only": ledger.bodies.credential(code), "within": within}
        found = ledger.roster(on=day, credential=code, within=within)
        assert list(found) == replayed_roster(ledger, day, **only), day


def cut_off(code: str, ledger: Ledger, luck: Luck, monkeypatch: pytest.MonkeyPatch) -> None:
    """A census or a roster that ends midway: of a transaction, before one, or right after it."""
    name = luck.one(("to_judge_row", "judged", "advance", "keep", "restart"))
    place: Any = recorder if name == "to_judge_row" else recorder.StandingsRecorder
    written: Callable[..., Any] = getattr(place, name)
    left, is_before = luck.number(0, 2), luck.chance(50)

    def cut(*given: Any) -> Any:
        nonlocal left
        left -= 1
        if left < 0 and is_before:
            raise Cut
        found = written(*given)
        if left < 0:
            raise Cut
        return found

    with monkeypatch.context() as patched:
        patched.setattr(place, name, cut)
        try:
            day = date(2020, 1, 1)
            is_census = luck.chance(50)
            rows = ledger.census(code, on=day) if is_census else ledger.deadlines(on=day)
            list(islice(rows, luck.number(1, 9)))
        except Cut:
            note(f"cut off in {name}, {'before' if is_before else 'after'} writing")


@law(tries=60)
def test_standings_are_replay_on_any_histories(body: Body, luck: Luck) -> None:
    code, version = body.engine.full_code, 1
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patched:
        patched.setattr("ledger.standings.standings.BATCH", luck.number(1, 3))
        patched.setattr("ledger.standings.census.BATCH", luck.number(1, 3))
        patched.setattr("ledger.standings.deadlines.BATCH", luck.number(1, 3))
        patched.setattr("ledger.standings.standings.PAGE", luck.number(1, 5))
        patched.setattr("ledger.standings.standings.SECTION", luck.number(3, 40))
        path = Path(folder) / "any.ledger"
        both = GuildOnly(AAMA.engine, NHA.engine)
        ledger = Ledger.open(path, recorded_by="tester", bodies=both)
        try:
            ledger.init()
            ledger.standings(luck.one((code, None)))
            for batch in stories(body, luck):
                ledger._open().append_all(batch)
                note(f"{len(batch)} facts of {sorted({fact.holder for fact in batch})}")
                if luck.chance(25):
                    cut_off(code, ledger, luck, patched)
                if luck.chance(15):
                    version += 1
                    note(f"version {version}")
                    ledger.close()
                    later = GuildOnly(upgraded(body.engine, version))
                    ledger = Ledger.open(path, recorded_by="tester", bodies=later)
                if luck.chance(10):
                    note("deleted")
                    beside(path).unlink()
                    ledger.standings(code)
                if luck.chance(60):
                    same(ledger, code, luck)
                    assert check_file(ledger, path, code) == ledger.head()
            same(ledger, code, luck)
        finally:
            ledger.close()
