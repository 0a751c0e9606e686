"""ARRT as an example body: one obligation over many credentials, by birth month.

`periods` says when bienniums and years begin, `education` what a biennium asks for and what
follows when it is short, `judging` brings it together. Values and sources are in ``rules.toml``.
"""

from importlib.resources import files

from ledger.plugin import CertifyingBody, Credential, Pathway, RuleBook, hookimpl
from ledger_arrt.judging import judge

RULES = RuleBook.load(files(__package__) / "rules.toml")
PATHWAYS = (
    Pathway("renew", "renew this year, by the fee", renews=True),
    Pathway("comply", "complete the credits of the biennium"),
)

ARRT = CertifyingBody(
    "arrt",
    "American Registry of Radiologic Technologists (example)",
    [
        Credential("r", "R.T.(R), Radiography", RULES, PATHWAYS, judge),
        Credential("ct", "R.T.(CT), Computed Tomography", RULES, PATHWAYS, judge),
    ],
)


@hookimpl
def ledger_certifying_bodies() -> list[CertifyingBody]:
    """ARRT and two of its credentials."""
    return [ARRT]
