"""A ledger of bakers in a file."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from ledger import Ledger
from tests.judging.made_up import CODE, course
from tests.standings.guild import GuildOnly, guild

HOLDERS = [f"baker-{number:03}" for number in range(30)]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of thirty bakers with up to three courses each, which is only copied."""
    path = tmp_path_factory.mktemp("guild") / "bakers.ledger"
    with Ledger.open(path, recorded_by="tester", bodies=GuildOnly(guild())) as ledger:
        for number, holder in enumerate(HOLDERS):
            for more in range(number % 4):
                learned(ledger, holder, date(2020, 6, 1) + timedelta(days=number + 40 * more))
            data = {"credential": CODE}
            ledger.record("credential-granted", holder, on=date(2020, 5, 1), data=data)
    return path


@pytest.fixture
def path(tmp_path: Path, made: Path) -> Path:
    """A ledger of thirty bakers."""
    return Path(shutil.copy(made, tmp_path))


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    """It, open, with the guild's plugin of version 1."""
    with Ledger.open(path, recorded_by="tester", bodies=GuildOnly(guild()), patience=1) as ledger:
        yield ledger


def learned(ledger: Ledger, holder: str, on: date) -> None:
    """Records a course."""
    data = course(on)
    ledger.record(data.pop("kind"), holder, on=data.pop("on"), data=data)
