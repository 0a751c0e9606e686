"""The built-in sample: a clinic's dozen people over ten years, always the same.

`build` writes it into an empty ledger; `ledger.demo.story` asks it what the ledger is for.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from ledger.facts.jsonl import dumps
from ledger.ledger import Ledger

CMA, CCMA = "aama/cma", "nha/ccma"
_AREAS = {"administrative": "0.2", "clinical": "0.5", "general": "0.3"}


class _Sample:
    """Facts in the order they became known, collected person by person."""

    def __init__(self) -> None:
        self._facts: list[tuple[str, dict[str, Any]]] = []

    def add(
        self, holder: str, kind: str, on: str, *, known: str = "", ref: str = "", **data: Any
    ) -> None:
        """A fact; it became known on ``known``, or three days after it happened."""
        happened = date.fromisoformat(on)
        learned = date.fromisoformat(known) if known else happened + timedelta(days=3)
        minute = len(self._facts) % 480
        at = datetime(learned.year, learned.month, learned.day, 8) + timedelta(minutes=minute)
        fact: dict[str, Any] = {"holder": holder, "kind": kind, "on": on}
        fact |= {"recorded_by": "coordinator"} | ({"ref": ref} if ref else {}) | {"data": data}
        self._facts.append((at.isoformat() + ".000000Z", fact))

    def hire(self, holder: str, name: str, on: str, **ids: str) -> None:
        """A person who joins the clinic."""
        person: dict[str, Any] = {"name": name} | ({"ids": ids} if ids else {})
        self.add(holder, "holder-enrolled", on, known=on, **person)

    def course(self, holder: str, on: str, title: str, credits: str, **more: Any) -> None:
        """An AAMA-approved course in all three areas, unless told otherwise."""
        given = {"unit": "contact-hour", "areas": _AREAS, "approved_by": ["aama"], **more}
        known, ref = given.pop("known", ""), given.pop("ref", "")
        self.add(
            holder, "ce-completed", on, known=known, ref=ref, title=title, credits=credits, **given
        )

    def fee(self, holder: str, on: str, amount: str, **more: str) -> None:
        """NHA's renewal fee."""
        paid = {"body": "nha", "purpose": "renewal", "amount": amount, "currency": "USD"} | more
        self.add(holder, "payment-made", on, **paid)

    def lines(self) -> Iterator[str]:
        """Canonical JSON Lines in order of knowledge."""
        versions: dict[str, int] = {}
        ordered = sorted(self._facts, key=lambda fact: fact[0])
        for position, (recorded_at, fact) in enumerate(ordered, 1):
            version = versions[fact["holder"]] = versions.get(fact["holder"], 0) + 1
            placed = {"version": version, "position": position, "recorded_at": recorded_at}
            yield dumps({**fact, **placed}) + "\n"


def build(ledger: Ledger) -> int:
    """Writes the sample into an empty ledger and returns how many facts it has."""
    sample = _Sample()
    for person in (
        _okafor,
        _reyes,
        _tran,
        _novak,
        _haddad,
        _marsh,
        _silva,
        _brandt,
        _lindqvist,
        _moreno,
        _kim,
        _fischer,
        _dubois,
    ):
        person(sample)
    return ledger.restore(io.StringIO("".join(sample.lines())))


def _okafor(s: _Sample) -> None:
    """A lapse nobody noticed."""
    s.hire("okafor", "Daniel Okafor", "2016-10-03", aama="204411")
    s.add(
        "okafor",
        "education-completed",
        "2016-06-17",
        known="2016-10-03",
        program="Medical assisting",
        institution="Lakeside College",
        accreditor="CAAHEP",
    )
    s.add(
        "okafor",
        "exam-attempted",
        "2016-09-12",
        known="2016-10-03",
        credential=CMA,
        outcome="passed",
        score="486",
    )
    s.course("okafor", "2018-05-04", "State conference", "22")
    s.course("okafor", "2020-11-20", "Infection control", "12")
    s.add(
        "okafor",
        "status-observed",
        "2021-11-02",
        credential=CMA,
        status="expired",
        expires_on="2021-09-30",
    )


def _reyes(s: _Sample) -> None:
    """A certificate that was handed in late."""
    s.hire("reyes", "Ana Reyes", "2015-04-20", aama="187230")
    s.add(
        "reyes",
        "credential-granted",
        "2015-02-10",
        known="2015-04-20",
        credential=CMA,
        number="187230",
    )
    s.course("reyes", "2017-03-11", "AAMA annual conference", "30")
    s.course("reyes", "2019-06-08", "Patient communication", "32")
    s.add("reyes", "renewal-granted", "2020-02-11", credential=CMA, route="ce")
    s.course("reyes", "2021-09-18", "Electrocardiography", "20")
    s.course("reyes", "2023-05-06", "AAMA annual conference", "24")
    s.course("reyes", "2024-06-22", "Billing and coding", "14")
    s.course(
        "reyes",
        "2025-01-20",
        "Medical ethics",
        "2",
        areas="general",
        known="2025-03-10",
        ref="CE-90211",
    )
    s.add("reyes", "renewal-granted", "2025-03-20", credential=CMA, route="ce")


def _tran(s: _Sample) -> None:
    """A slip of the decimal point, corrected later."""
    s.hire("tran", "Linh Trần", "2022-09-26", nha="N-55120")
    s.add("tran", "credential-granted", "2022-09-14", known="2022-09-26", credential=CCMA)
    s.course(
        "tran",
        "2023-03-03",
        "NHA online module",
        "10",
        unit="credit",
        areas=None,
        approved_by=None,
        ref="NHA-7731",
    )
    s.fee("tran", "2024-06-01", "179")
    s.add(
        "tran",
        "fact-corrected",
        "2024-08-08",
        known="2024-08-08",
        corrects=3,
        reason="The certificate says 1.0, not 10",
        replacement={
            "on": "2023-03-03",
            "data": {"title": "NHA online module", "credits": "1", "unit": "credit"},
        },
    )


def _novak(s: _Sample) -> None:
    """Judged on both sides of the rule change of 2020."""
    s.hire("novak", "Petra Novák", "2014-05-12", aama="141002")
    s.add("novak", "credential-granted", "2011-04-19", known="2014-05-12", credential=CMA)
    s.course("novak", "2014-10-04", "Regional workshop", "28")
    s.course("novak", "2015-07-07", "Home study series", "34")


def _haddad(s: _Sample) -> None:
    """Two credentials, and one course that counts for both."""
    s.hire("haddad", "Samir Haddad", "2021-08-02", aama="230118", nha="N-48817")
    s.add("haddad", "credential-granted", "2021-03-08", known="2021-08-02", credential=CMA)
    s.add("haddad", "credential-granted", "2023-06-10", credential=CCMA)
    s.course("haddad", "2022-04-09", "AAMA annual conference", "48")
    s.course(
        "haddad",
        "2024-10-12",
        "Phlebotomy and injections",
        "12",
        areas={"administrative": "0.25", "clinical": "0.75"},
        ref="AAMA-2024-1177",
    )
    s.fee("haddad", "2025-02-03", "185")


def _marsh(s: _Sample) -> None:
    """Certified before 2010 with no printed expiry: nobody knows."""
    s.hire("marsh", "Eleanor Marsh", "2015-01-05")
    s.add("marsh", "credential-granted", "2009-12-31", known="2015-01-05", credential=CMA)


def _silva(s: _Sample) -> None:
    """Expired in March 2020, and then twice did not."""
    s.hire("silva", "João Silva", "2016-02-01", aama="190455")
    s.add("silva", "credential-granted", "2015-03-18", known="2016-02-01", credential=CMA)
    s.course("silva", "2018-03-03", "Home study series", "62")
    s.add("silva", "renewal-granted", "2020-08-24", credential=CMA, route="ce")


def _brandt(s: _Sample) -> None:
    """Suspended for half a year."""
    s.hire("brandt", "Miriam Brandt", "2024-10-01")
    s.add("brandt", "credential-granted", "2024-09-12", credential=CMA)
    s.course("brandt", "2024-12-12", "Home study series", "60")
    s.add(
        "brandt",
        "sanction-imposed",
        "2025-03-01",
        credential=CMA,
        sanction="suspension",
        until="2025-08-31",
        reason="Disclosure of patient data",
    )


def _lindqvist(s: _Sample) -> None:
    """Three failures, and a way back since 2025."""
    s.hire("lindqvist", "Jo Lindqvist", "2022-06-20")
    s.add(
        "lindqvist",
        "education-completed",
        "2022-05-20",
        known="2022-06-20",
        program="Medical assisting",
        accreditor="CAAHEP",
    )
    for day in ("2023-01-10", "2023-06-10", "2024-01-10"):
        s.add("lindqvist", "exam-attempted", day, credential=CMA, outcome="failed")
    s.add(
        "lindqvist",
        "education-completed",
        "2025-06-01",
        program="Medical assisting",
        accreditor="ABHES",
    )


def _moreno(s: _Sample) -> None:
    """A student who finishes soon."""
    s.hire("moreno", "Lucía Moreno", "2025-02-03")
    s.add(
        "moreno",
        "education-enrolled",
        "2024-08-20",
        known="2025-02-03",
        program="Medical assisting",
        accreditor="CAAHEP",
        expected_on="2025-06-30",
    )


def _kim(s: _Sample) -> None:
    """Failed a fourth time: nobody publishes the wait."""
    s.hire("kim", "Kim Ji-woo", "2023-06-05")
    s.add(
        "kim", "education-completed", "2023-05-30", known="2023-06-05", program="Medical assisting"
    )
    for day in ("2023-08-01", "2023-12-02", "2024-01-31", "2025-02-01"):
        s.add("kim", "exam-attempted", day, credential=CCMA, outcome="failed")


def _fischer(s: _Sample) -> None:
    """Renewed on time, again and again."""
    s.hire("fischer", "Klara Fischer", "2015-11-16", nha="N-20077")
    s.add("fischer", "credential-granted", "2015-11-02", known="2015-11-16", credential=CCMA)
    for year, amount in ((2017, "149"), (2019, "169"), (2021, "179"), (2023, "179"), (2025, "185")):
        s.course(
            "fischer",
            f"{year}-03-15",
            "NHA online modules",
            "10",
            unit="credit",
            areas=None,
            approved_by=None,
        )
        s.fee("fischer", f"{year}-10-01", amount)
        s.add("fischer", "renewal-granted", f"{year}-10-06", credential=CCMA)


def _dubois(s: _Sample) -> None:
    """What an audit finds: a renewal too easily granted, a date misprinted, a course twice."""
    s.hire("dubois", "Chloé Dubois", "2019-03-04", aama="219870")
    s.add(
        "dubois",
        "credential-granted",
        "2019-01-15",
        known="2019-03-04",
        credential=CMA,
        expires_on="2024-02-29",
    )
    s.course("dubois", "2021-04-17", "State conference", "24")
    s.course("dubois", "2021-04-17", "State conference", "24", known="2021-05-30")
    s.add("dubois", "renewal-granted", "2024-02-20", credential=CMA, route="ce")
