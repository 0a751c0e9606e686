"""An example body: ISC2's CISSP, with two groups of credits, a carry-over and a yearly fee.

`cycles` says who is certified and until when, `credits` what counts in a cycle, `fees` which
anniversaries are paid for. Values and sources are in ``rules.toml``.
"""

from __future__ import annotations

from importlib.resources import files

from ledger.plugin import (
    CertifyingBody,
    Credential,
    Judgement,
    Pathway,
    Record,
    RuleBook,
    all_of,
    hookimpl,
    months,
    through,
)
from ledger_isc2.credits import enough_credits
from ledger_isc2.cycles import cycles_of, standing_of
from ledger_isc2.fees import fees_of, paid


def judge(record: Record) -> Judgement:
    """Judges isc2/cissp."""
    cycles = cycles_of(record)
    fees = fees_of(record, cycles[0].first) if cycles else []
    standing = standing_of(record, cycles, fees)
    if not cycles:
        return Judgement(standing, {"renew": all_of("renew", standing.finding)})
    cycle = cycles[-1]
    suspension = record.rule("I-SUSPENDED")
    open_ = through(
        record,
        "I-OPEN",
        months(cycle.last, suspension.whole),
        "renewal is possible",
        suspension,
        facts=[cycle.award],
    )
    renew = all_of("renew", open_, *enough_credits(record, cycles), paid(record, fees))
    return Judgement(standing, {"renew": renew})


ISC2 = CertifyingBody(
    "isc2",
    "ISC2 (example)",
    [
        Credential(
            "cissp",
            "CISSP (example)",
            RuleBook.load(files(__package__) / "rules.toml"),
            (Pathway("renew", "renew by credits and fees", True, ("renewal", "ce")),),
            judge,
        )
    ],
)


@hookimpl
def ledger_certifying_bodies() -> list[CertifyingBody]:
    """ISC2 and the one credential of the example."""
    return [ISC2]
