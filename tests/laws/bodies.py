"""Both bodies as the laws see them: the engine's judge beside the oracle's answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from ledger.bodies.body import Credential
from ledger.bodies.host import Bodies
from ledger.judging.case import Case
from tests.laws import aama_lives, nha_lives, recording
from tests.laws.luck import Luck
from tests.laws.recording import Life
from tests.laws.told import Told
from tests.oracle import aama, nha
from tests.oracle.corrections import Raw, effective, known_day
from tests.oracle.words import Answer


class Oracle(Protocol):
    """What a module of `tests.oracle` answers."""

    @property
    def CREDENTIAL(self) -> str: ...  # noqa: N802

    @property
    def PATHWAYS(self) -> tuple[str, ...]: ...  # noqa: N802

    @property
    def answer(self) -> Callable[..., Answer]: ...

    @property
    def disputed(self) -> Callable[[list[Raw], date, date | None], set[str]]: ...

    @property
    def missing(self) -> Callable[[list[Raw], date, date | None], dict[str, Decimal]]: ...

    @property
    def period_start(self) -> Callable[[list[Raw], date, date | None], date | None]: ...


@dataclass(frozen=True, repr=False)
class Body:
    """A body under test."""

    oracle: Oracle
    life: Life
    engine: Credential

    def __repr__(self) -> str:
        return self.oracle.CREDENTIAL

    def plain(self, luck: Luck) -> Told:
        """A life without corrections."""
        return recording.plain(self.life, luck)

    def corrected(self, luck: Luck) -> Told:
        """A life with corrections."""
        return recording.corrected(self.life, luck)

    def case(self, told: Told, known_at: date | datetime | None = None) -> Case:
        """The engine's view of a history."""
        return Case(self.engine, told.history().known_at(known_at), known_at)

    def days(self, told: Told, known_at: date | datetime | None = None) -> NaiveDays:
        """The oracle's view of a history."""
        return NaiveDays(self.oracle, effective(told.raw(), known_at), known_day(known_at))


class NaiveDays:
    """What the oracle says, one day at a time."""

    def __init__(self, oracle: Oracle, facts: list[Raw], known_on: date | None) -> None:
        self.oracle = oracle
        self.facts = facts
        self.known_on = known_on
        self._answers: dict[date, Answer] = {}

    def answer(self, day: date) -> Answer:
        """The answer on a day, worked out once."""
        if day not in self._answers:
            self._answers[day] = self.oracle.answer(self.facts, day, self.known_on)
        return self._answers[day]

    def shown(self, day: date) -> tuple[str, date | None, dict[str, str]]:
        """What a timeline shows of a day."""
        answer = self.answer(day)
        return answer.status, answer.expires_on, answer.pathways


INSTALLED = Bodies.installed()
AAMA = Body(aama, aama_lives.life, INSTALLED.credential(aama.CREDENTIAL))
NHA = Body(nha, nha_lives.life, INSTALLED.credential(nha.CREDENTIAL))
BODIES = (AAMA, NHA)
