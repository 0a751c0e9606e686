"""Forgetting a holder: the one thing that is ever destroyed is a key."""

from __future__ import annotations

import time
from datetime import date
from typing import TYPE_CHECKING, Any

from ledger.errors import BadInput, StoreUnavailable
from ledger.judging.history import History
from ledger.opened import OpenLedger
from ledger.store.application import Outrun

if TYPE_CHECKING:
    from ledger.facts.fact import Fact


class ForgettingLedger(OpenLedger):
    """A ledger that can forget, where it is encrypted."""

    def forget(self, holder: str, *, reason: str) -> Fact[Any]:
        """Destroys the key to everything recorded about a holder, and records that it was done.

        The facts stay, sealed and countable; their content is gone. It cannot be undone. Doing it
        again changes nothing but takes what may be left out of the write-ahead log.

        Args:
            holder: The holder's id.
            reason: Why; it stays readable, so it must not name the person.

        Returns:
            The holder-forgotten that was recorded.

        Raises:
            BadInput: when the ledger is not encrypted, there is no such holder, or the reason
                holds the holder's name or address.
            StoreUnavailable: when it is done, and a reader keeps the key in the write-ahead log.
        """
        from ledger.facts import intake

        if self._open().rows.mark() is None:
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
                _check_reason(reason, history)
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
            return last
        raise StoreUnavailable(f"{self.location.shown} is too busy; try again")


def _check_reason(reason: str, history: History) -> None:
    """Refuses a reason that keeps what is to be forgotten."""
    for fact in history.recorded:
        for name in (getattr(fact.data, "name", None), getattr(fact.data, "email", None)):
            if name and name.casefold() in reason.casefold():
                raise BadInput(
                    "names the holder, and it stays readable; leave the name out", field="reason"
                )
