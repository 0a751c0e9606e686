"""What a plugin says beside its judgements: audit findings and wording of its own.

Each call is watched and on its own: a plugin that raises here loses what it would have said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from itertools import islice
from typing import Any, NamedTuple

from ledger.bodies.body import Credential
from ledger.facts.fact import Fact
from ledger.judging.findings import kind_of
from ledger.judging.history import History
from ledger.judging.origin import GIVEN_UP, Origin, described
from ledger.judging.watchdog import TookTooLong, watched

MOST_FINDINGS = 10_000
"""A plugin that finds more than this in one history is reported as broken."""

_AUDIT, _WORDING = "ledger_audit", "ledger_wording"

LONGEST_WORDING = 500
"""More characters than this are not a few words."""


class OwnFinding(NamedTuple):
    """Something a body finds not to fit in a holder's history.

    Attributes:
        credential: The full code of the credential it is about, one of the plugin's own.
        on: The day it is about.
        facts: The facts it is about, as they stand in the history.
        text: What does not fit, one sentence.
    """

    credential: str
    on: date
    facts: tuple[Fact[Any], ...]
    text: str


class HookFailed(Exception):
    """A hook raised, or returned something that is not right. The message names the plugin."""


class OwnAudit(NamedTuple):
    """A plugin's ``ledger_audit``."""

    origin: Origin
    hook: Callable[..., Any]
    credentials: Mapping[str, Credential]

    def findings(self, history: History) -> list[OwnFinding]:
        """What the plugin finds in a history.

        A hook that did not answer in time about some holders is not asked again in this process.

        Raises:
            HookFailed: saying which plugin, and why.
        """
        if self.origin.is_given_up(_AUDIT):
            raise HookFailed(f"{self.origin} failed in {_AUDIT}: {GIVEN_UP}")

        def asked(_: None) -> list[OwnFinding]:
            found = self.hook(history=history, credentials=self.credentials)
            if isinstance(found, (str, OwnFinding)):
                raise TypeError(f"returned {kind_of(found)}; return a list of OwnFinding")
            return [self._checked(one, history) for one in islice(found or (), MOST_FINDINGS + 1)]

        try:
            found = watched(asked, None)
            if len(found) > MOST_FINDINGS:
                raise TypeError(f"found more than {MOST_FINDINGS:,} things in one history")
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            if isinstance(error, TookTooLong):
                self.origin.end(_AUDIT, history.holder)
            raise _failed(self.origin, _AUDIT, error) from None
        return found

    def _checked(self, one: object, history: History) -> OwnFinding:
        if not isinstance(one, OwnFinding):
            raise TypeError(f"found {type(one).__name__}, not an OwnFinding")
        if one.credential not in self.credentials:
            raise ValueError("found something about a credential of somebody else")
        if type(one.on) is not date:
            raise TypeError(f"on is {type(one.on).__name__}, not a date")
        if not isinstance(one.text, str) or not one.text:
            raise TypeError("the text of a finding is empty or no text")
        facts = tuple(one.facts)
        versions = len(history.recorded)
        if not all(isinstance(f, Fact) and 0 < f.version <= versions for f in facts):
            raise TypeError("facts of a finding are not facts of the history")
        return one._replace(facts=facts)


class OwnWording:
    """A plugin's ``ledger_wording``; one that did not end is not asked again."""

    def __init__(self, origin: Origin, hook: Callable[..., Any]) -> None:
        self._origin = origin
        self._hook = hook
        self._is_ended = False

    def words(self, fact: Fact[Any]) -> str | None:
        """The plugin's wording of a fact, None where it has none or fails."""
        if self._is_ended:
            return None
        try:
            text = watched(lambda asked: self._hook(fact=asked), fact)
            if text is not None and not isinstance(text, str):
                raise TypeError(f"returned {type(text).__name__}, not text")
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            self._is_ended = isinstance(error, TookTooLong)
            _failed(self._origin, _WORDING, error)
            return None
        return text[:LONGEST_WORDING] if text else None


def _failed(origin: Origin, hook: str, error: BaseException) -> HookFailed:
    why = str(error) if isinstance(error, TookTooLong) else described(error)
    origin.notice(f"{hook}: {why}")
    return HookFailed(f"{origin} failed in {hook}: {why}")
