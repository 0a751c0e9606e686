"""A clinic's facts, recorded as a user of `Ledger` would.

The dates are those of one medical assistant: certified by AAMA on 2019-07-15. Sixty months from
the end of July 2019 the certificate expires, on 2024-07-31; applications by continuing education
are taken for three months more, through 2024-10-31. Sixty points are needed by the expiry, ten of
each area, thirty of them approved by AAMA.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from ledger import Ledger
from ledger.facts.fact import Fact

CMA = "aama/cma"
GRANTED = date(2019, 7, 15)
EXPIRY = date(2024, 7, 31)
LAST_FILING = date(2024, 10, 31)

COURSE: dict[str, object] = {
    "title": "Everything in one",
    "credits": "60",
    "unit": "contact-hour",
    "areas": {"administrative": "0.25", "clinical": "0.25", "general": "0.5"},
    "approved_by": ["aama"],
}
"""A course worth all that AAMA asks for: 15, 15 and 30 points, all approved."""


def document(
    ledger: Ledger, name: str = "cpr-card", *, holder: str = "reyes", on: date = date(2024, 5, 1)
) -> Fact[Any]:
    """Records that a document was filed."""
    return ledger.record("document-filed", holder, on=on, data={"document": name}).fact


def granted(
    ledger: Ledger,
    holder: str = "reyes",
    *,
    on: date = GRANTED,
    expires_on: date | None = None,
    credential: str = CMA,
) -> Fact[Any]:
    """Records that a credential was granted."""
    data = {"credential": credential, "expires_on": expires_on}
    return ledger.record("credential-granted", holder, on=on, data=data).fact


def renewed(
    ledger: Ledger,
    holder: str = "reyes",
    *,
    on: date,
    route: str | None = None,
    expires_on: date | None = None,
    credential: str = CMA,
) -> Fact[Any]:
    """Records that a credential was renewed."""
    data = {"credential": credential, "route": route, "expires_on": expires_on}
    return ledger.record("renewal-granted", holder, on=on, data=data).fact


def course(ledger: Ledger, holder: str = "reyes", *, on: date, **changed: object) -> Fact[Any]:
    """Records a course that is worth all that AAMA asks for, unless changed."""
    return ledger.record("ce-completed", holder, on=on, data={**COURSE, **changed}).fact
