"""A clinic written by hand: who did what when, and when the ledger learned it.

Every expected value in the tests of the command line is worked out from these facts and the
rulebook. A fact is learned at noon UTC of its day unless it says otherwise.
"""

from __future__ import annotations

import json
from typing import Any

AREAS = {"administrative": "0.25", "clinical": "0.5", "general": "0.25"}

Table = dict[str, Any]


def fact(holder: str, kind: str, on: str, *, learned: str | None = None, **data: Any) -> Table:
    """A fact; ``ref`` and ``source`` stand beside its data."""
    beside: Table = {name: data.pop(name) for name in ("source", "ref") if name in data}
    return {
        "holder": holder,
        "kind": kind,
        "on": on,
        "recorded_at": learned or f"{on}T12:00:00.000000Z",
        "recorded_by": "clerk",
        **beside,
        "data": data,
    }


def course(holder: str, on: str, title: str, hours: str, areas: Table, **more: Any) -> Table:
    """Contact hours of continuing education."""
    more = {"approved_by": ["aama"], **more}
    learned, provider = more.pop("learned", None), more.pop("provider", None)
    data = {"title": title, **({"provider": provider} if provider else {})}
    data |= {"credits": hours, "unit": "contact-hour", "areas": areas, **more}
    given = {name: value for name, value in data.items() if value is not None}
    return fact(holder, "ce-completed", on, learned=learned, **given)


def granted(holder: str, on: str, credential: str = "aama/cma", **more: Any) -> Table:
    """A certificate."""
    return fact(holder, "credential-granted", on, credential=credential, **more)


# aama/cma. Certified 2019-08-20: current through 2024-08-31. By then 10 administrative, 21 clinical
# and 10 general points, 41 in all, 31 of them approved by AAMA; 20 more after the expiry.
REYES = [
    fact("reyes", "holder-enrolled", "2019-08-01", name="Ana Reyes", born_on="1990-02-14"),
    granted("reyes", "2019-08-20", number="77", ref="AAMA-77", source="letter"),
    course("reyes", "2020-02-10", "Front office", "10", {"administrative": "1"}),
    course("reyes", "2022-05-05", "Phlebotomy", "21", {"clinical": "1"}, provider="Metro College"),
    course("reyes", "2024-06-20", "Ethics", "10", {"general": "1"}, approved_by=None),
    course("reyes", "2024-09-12", "ECG", "20", {"clinical": "1"}),
]
# aama/cma. Certified 2018-03-05: current through 2023-03-31, application through 2023-06-30 (under
# the second reading, 90 days, through 2023-06-29). 60 points from 2022-11-15 on.
OKAFOR = [
    fact("okafor", "holder-enrolled", "2018-02-01", name="Ben Okafor"),
    granted("okafor", "2018-03-05"),
    course("okafor", "2022-11-15", "Conference", "60", AREAS),
]
# aama/cma. Certified 2019-05-10: current through 2024-05-31. 40 points, and 20 of 2024-05-20 that
# the ledger learned of on 2024-08-01 at noon.
TRAN = [
    granted("tran", "2019-05-10"),
    course("tran", "2023-03-03", "Conference", "40", AREAS),
    course(
        "tran", "2024-05-20", "Wound care", "20", {"clinical": "1"}, learned="2024-08-01T12:00:00Z"
    ),
]
# nha/ccma. Certified 2022-06-10: current through 2024-06-10. 12 credits and the fee, so open to
# renewal; on 2024-07-01 the ledger learned that it were only 2 credits.
BAKER = [
    granted("baker", "2022-06-10", "nha/ccma"),
    fact("baker", "ce-completed", "2023-04-01", title="ECG", credits="12", unit="credit"),
    fact(
        "baker", "payment-made", "2024-05-02",
        body="nha", purpose="renewal", amount="179.00", currency="USD",
    ),
    fact(
        "baker", "fact-corrected", "2024-07-01",
        corrects=2,
        reason="read as 12",
        replacement={
            "on": "2023-04-01",
            "data": {"title": "ECG", "credits": "2", "unit": "credit"},
        },
    ),
]  # fmt: skip
# aama/cma. Certified before 2010 with no expiry printed: nobody publishes when that ends.
OSEI = [granted("osei", "2008-05-01")]
# A student expected to finish on 2023-06-15: may sit from 2023-05-16; afterwards nobody knows.
LIND = [
    fact(
        "lind", "education-enrolled", "2022-09-01",
        program="Medical assisting", accreditor="CAAHEP", expected_on="2023-06-15",
    )
]  # fmt: skip
# aama/cma. Certified 2021-03-01: current through 2026-03-31, suspended in February and March 2022.
IBARRA = [
    granted("ibarra", "2021-03-01"),
    fact(
        "ibarra", "sanction-imposed", "2022-02-01",
        credential="aama/cma", sanction="suspension", until="2022-03-31", reason="complaint",
    ),
]  # fmt: skip
# Only enrolled. By code points the id comes before all in lower case.
ZED = [fact("Zed", "holder-enrolled", "2020-01-01", name="Zed")]


def export_of(facts: list[Table]) -> str:
    """The canonical export of a ledger that learned these facts in the order of their instants."""
    lines: list[str] = []
    versions: dict[str, int] = {}
    for position, one in enumerate(sorted(facts, key=lambda one: str(one["recorded_at"])), 1):
        holder = one["holder"]
        versions[holder] = versions.get(holder, 0) + 1
        instant = str(one["recorded_at"]).removesuffix("Z").partition(".")[0] + ".000000Z"
        place = {"holder": holder, "version": versions[holder], "position": position}
        line = {**place, **one, "recorded_at": instant}
        lines.append(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
    return "".join(lines)


FACTS = [*REYES, *OKAFOR, *TRAN, *BAKER, *OSEI, *LIND, *IBARRA, *ZED]
HEAD = 21
"""How many facts there are."""
EXPORT = export_of(FACTS)
