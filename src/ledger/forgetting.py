"""Forgetting a holder: the one thing that is ever destroyed is a key."""

from __future__ import annotations

import re
import time
import unicodedata
from datetime import date
from typing import TYPE_CHECKING, Any

from ledger.errors import BadInput, StoreUnavailable
from ledger.facts.kinds import FactCorrected
from ledger.judging.history import History
from ledger.opened import OpenLedger
from ledger.store.application import Outrun

if TYPE_CHECKING:
    from ledger.facts.fact import Fact


_LEAST = 3
"""The least letters of a part of a name by which somebody may be told."""


class ForgettingLedger(OpenLedger):
    """A ledger that can forget, where it is encrypted."""

    def forget(self, holder: str, *, reason: str) -> Fact[Any]:
        """Destroys the key to everything recorded about a holder, and records that it was done.

        The facts stay, sealed and countable; their content is gone. It cannot be undone. Doing it
        again changes nothing but takes what may be left out of the write-ahead log.

        Args:
            holder: The holder's id.
            reason: Why; it stays readable as who records does, so neither may name the person.

        Returns:
            The holder-forgotten that was recorded.

        Raises:
            BadInput: when the ledger is not encrypted, there is no such holder, or the reason
                or the recorder holds the holder's name or address.
            StoreUnavailable: when it is done, and a reader keeps the key in the write-ahead log, or
                standings that a plain ledger left here cannot be removed.
        """
        from ledger.facts import intake

        if not self.is_encrypted:
            raise BadInput(
                f"{self.location.shown} is not encrypted, and only an encrypted ledger can forget; "
                "docs/privacy.md says how to move to one"
            )
        for attempt in range(100):
            history = self._history(holder)
            last = history.recorded[-1]
            if history.withheld is None:
                outside = {"holder": holder, "kind": "holder-forgotten", "on": date.today()}
                outside["data"] = {"reason": reason}
                draft = intake.draft(outside, recorded_by=self.recorded_by)
                _check_clear(reason, draft.recorded_by, history)
                try:
                    last = self._open().forget(draft.placed(last.version + 1))
                except Outrun:
                    time.sleep(0.002 * (attempt + 1))
                    continue
            if not self._open().scrub():
                raise StoreUnavailable(
                    f"{holder} is forgotten, but another program reads {self.location.shown} and "
                    "keeps the old key in the file beside it; forget them again when it is done"
                )
            self._remove_standings(holder)
            return last
        raise StoreUnavailable(f"{self.location.shown} is too busy; try again")

    def _remove_standings(self, holder: str) -> None:
        """Removes the standings of a plain ledger that was here before, with everybody's name."""
        from ledger.standings.file import file_of, remove_left

        try:
            remove_left(self.location)
        except OSError as error:
            raise StoreUnavailable(
                f"{holder} is forgotten, but {file_of(self.location)} was left by a plain ledger, "
                f"holds names, and cannot be removed: {error.strerror}; delete it"
            ) from None


def _check_clear(reason: str, recorder: str, history: History) -> None:
    """Refuses a reason and a recorder that keep readable who is to be forgotten."""
    said, by = _words(reason), _words(recorder)
    names = "names the holder, and it stays readable"
    for text in _names(history):
        words = _words(text)
        parts = set() if "@" in text else {word for word in words if len(word) >= _LEAST}
        if _folded(text) in _folded(reason) or parts & said:
            raise BadInput(f"{names}; leave the name out, and every part of it", field="reason")
        if words and words <= by:
            raise BadInput(f"{names}; record it under another name", field="recorded_by")


def _names(history: History) -> set[str]:
    """The names and addresses of a holder, as recorded and as corrected."""
    found: set[str] = set()
    told = [fact.data for fact in history.recorded]
    while told:
        one = told.pop()
        found |= {getattr(one, field, None) or "" for field in ("name", "email")}
        if isinstance(one, FactCorrected) and one.replacement is not None:
            told.append(one.replacement.data)
    return {text for text in found if _folded(text)}


def _folded(text: str) -> str:
    """Text without what one name may be written with or without: case, accents, more spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", _folded(text)))
