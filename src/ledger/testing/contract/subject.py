"""What a law is tried on, and what it says when it is broken."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ledger.bodies.body import Credential
from ledger.judging.case import Case
from ledger.judging.history import History, KnownAt
from ledger.testing.scenarios import Scenario


class Violation(NamedTuple):
    """One way in which a body breaks a law.

    Attributes:
        law: The law's name, for example ``gap``.
        says: One sentence: on which history and day, what was found, what is asked for.
    """

    law: str
    says: str


class Unchecked(Exception):
    """A law that could not be tried on a body. The message says what would be needed for it."""


class Trial(NamedTuple):
    """A history to try a body on, and days to ask about it.

    Attributes:
        name: Where it comes from, for people: ``“…” with fact 2 moved to 2024-02-29``.
        history: The history, all that was ever known of it.
        days: Days near which an answer may change, in ascending order; at least one.
        plain: Whether nothing in it is a correction.
    """

    name: str
    history: History
    days: tuple[date, ...]
    plain: bool


@dataclass(frozen=True)
class Subject:
    """A credential under test.

    Attributes:
        credential: What is judged; its ``full_code`` is filled in.
        trials: The histories it is tried on; `ledger.testing.contract.trials.subject_of` makes
            them out of the scenarios.
        scenarios: The scenarios about this credential; may be none.
        module: The module that is imported to have the body, empty when there is none.
    """

    credential: Credential
    trials: Sequence[Trial]
    scenarios: Sequence[Scenario] = ()
    module: str = ""

    def case(self, history: History, known_at: KnownAt = None) -> Case:
        """A fresh case of this credential: nothing judged before is remembered in it."""
        return Case(self.credential, history.known_at(known_at), known_at)


Check = Callable[[Subject], Iterator[Violation]]
"""Tries one law on a subject; raises `Unchecked` when there is nothing to try it on."""


class Law(NamedTuple):
    """A law every body keeps.

    Attributes:
        name: Its name in reports, for example ``later-facts``.
        says: What it asks for, one sentence.
        check: How it is tried.
        most: How many violations are told; one slip breaks a law on many histories.
    """

    name: str
    says: str
    check: Check
    most: int = 5
