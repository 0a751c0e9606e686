"""An example body: ISC2's CISSP, with two groups of credits, a carry-over and a yearly fee.

`credits` says what counts in a cycle and what it leaves to the next one, `fees` which anniversaries
are paid for, `standing` what becomes of those who miss either. Values and sources are in
``rules.toml``.
"""

from __future__ import annotations

from importlib.resources import files

from ledger.plugin import (
    CertifyingBody,
    Credential,
    CredentialGranted,
    Judgement,
    Pathway,
    Record,
    RuleBook,
    Standing,
    Status,
    all_of,
    hookimpl,
    leaf,
)
from ledger_isc2.credits import credits_clock
from ledger_isc2.fees import fee_clock
from ledger_isc2.standing import standing_of


def judge(record: Record) -> Judgement:
    """Judges isc2/cissp."""
    granted = record.facts(CredentialGranted, credential=record.credential)
    rule = record.rule("I-AWARD")
    if not granted:
        never = leaf("I-HELD", False, "never certified", rule)
        return Judgement(Standing(Status.NONE, None, never), {"renew": all_of("renew", never)})
    award = granted[-1]
    earned, fees = credits_clock(record, award.on), fee_clock(record, award.on)
    standing = standing_of(record, award, [earned, fees])
    held = leaf("I-HELD", True, f"certified {award.on}", rule, facts=[award])
    clocks = earned.account("I-CREDITS"), fees.account("I-FEE")
    return Judgement(standing, {"renew": all_of("renew", held, standing.finding, *clocks)})


ISC2 = CertifyingBody(
    "isc2",
    "ISC2 (example)",
    [
        Credential(
            "cissp",
            "CISSP (example)",
            RuleBook.load(files(__package__) / "rules.toml"),
            (Pathway("renew", "meet the present cycle and the present year", renews=True),),
            judge,
        )
    ],
)


@hookimpl
def ledger_certifying_bodies() -> list[CertifyingBody]:
    """ISC2 and the one credential of the example."""
    return [ISC2]
