"""AMT's RMA as an example body: two clocks on one credential.

`points` says what a cycle asks for and who is exempt, `judging` brings both clocks together. Values
and sources are in ``rules.toml``.
"""

from importlib.resources import files

from ledger.plugin import CertifyingBody, Credential, Pathway, RuleBook, hookimpl
from ledger_amt.judging import judge

AMT = CertifyingBody(
    "amt",
    "American Medical Technologists (example)",
    [
        Credential(
            "rma",
            "RMA, Registered Medical Assistant",
            RuleBook.load(files(__package__) / "rules.toml"),
            (Pathway("continue", "meet the present cycle and the present year", renews=True),),
            judge,
        )
    ],
)


@hookimpl
def ledger_certifying_bodies() -> list[CertifyingBody]:
    """AMT and its one credential."""
    return [AMT]
