"""What a worker process does: it records facts as it is told to, and says what came of each.

Told            | says
----------------|--------------------------------------------------------------------------------
record N        | ``ok FATE NAME HOLDER VERSION POSITION N``, or ``error N CLASS TEXT``
run N COUNT     | that for COUNT facts from N on; one that fails is tried again
import N COUNT  | ``ok`` for each of COUNT facts recorded together, or one ``error``
look N HEAD     | ``record N``, unless a fact after position HEAD is that one
follow LAST     | ``saw POSITION`` of each fact as it is recorded, through the last
pad SIZE        | nothing; facts have an issuer of so many letters from then on
reopen          | ``reopened``

Facts with an odd number are about ``shared``, others about the worker's own name. The ref of each
is its name and number, unless the worker is told to give none (``anonymous``).
"""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from ledger.errors import LedgerError
from ledger.ledger import Ledger
from ledger.recording import Fate

ON = date(2024, 5, 1)
KIND = "document-filed"


class Work:
    """What a worker does, over an open ledger.

    Args:
        store: The ledger.
        name: Its name, which the facts are recorded by.
        say: Told each line it says.
        anonymous: Whether its facts have no ref.
    """

    def __init__(
        self, store: str, name: str, say: Callable[[str], None], *, anonymous: bool = False
    ) -> None:
        self._store = store
        self._name = name
        self._say = say
        self._anonymous = anonymous
        self._padding = ""
        self._ledger = Ledger.open(store, recorded_by=name)

    def serve(self, commands: Iterable[str]) -> None:
        """Does what each line says."""
        for command in commands:
            name, *rest = command.split()
            getattr(self, f"_{name}")(*map(int, rest))
        self._ledger.close()

    def _fact(self, number: int) -> dict[str, Any]:
        return {
            "holder": "shared" if number % 2 else self._name,
            "kind": KIND,
            "on": ON,
            "data": {"document": f"{self._name} {number}"}
            | ({"issuer": self._padding} if self._padding else {}),
            "ref": None if self._anonymous else f"{self._name} {number}",
        }

    def _record(self, number: int) -> bool:
        fact = self._fact(number)
        try:
            recorded = self._ledger.record(fact.pop("kind"), fact.pop("holder"), **fact)
        except LedgerError as error:
            self._say(f"error {number} {type(error).__name__} {error}")
            return False
        self._say_recorded(recorded.fate, recorded.fact, number)
        return True

    def _say_recorded(self, fate: Fate, fact: Any, number: int) -> None:
        self._say(f"ok {fate} {self._name} {fact.holder} {fact.version} {fact.position} {number}")

    def _run(self, first: int, count: int) -> None:
        for number in range(first, first + count):
            while not self._record(number):
                time.sleep(0.01)

    def _import(self, first: int, count: int) -> None:
        facts = [self._fact(number) for number in range(first, first + count)]
        lines = [json.dumps({**fact, "on": str(ON)}) for fact in facts]
        try:
            reports = self._ledger.import_(io.StringIO("\n".join(lines)))
        except LedgerError as error:
            self._say(f"error {first} {type(error).__name__} {error}")
            return
        for number, report in enumerate(reports, first):
            self._say_recorded(report.fate, report.fact, number)

    def _look(self, number: int, head: int) -> None:
        wanted = self._fact(number)
        try:
            for fact in self._ledger.log(holder=wanted["holder"]):
                if fact.position <= head:
                    break
                if (
                    fact.recorded_by == self._name
                    and fact.data.document == f"{self._name} {number}"
                ):
                    self._say_recorded(Fate.DUPLICATE, fact, number)
                    return
        except LedgerError as error:
            self._say(f"error {number} {type(error).__name__} {error}")
            return
        self._record(number)

    def _follow(self, last: int) -> None:
        while not self._ledger.exists:
            time.sleep(0.001)
        for fact in self._ledger.follow(0):
            self._say(f"saw {fact.position}")
            if fact.position == last:
                break

    def _pad(self, size: int) -> None:
        self._padding = "x" * size

    def _reopen(self) -> None:
        self._ledger.close()
        self._ledger = Ledger.open(self._store, recorded_by=self._name)
        self._say("reopened")
