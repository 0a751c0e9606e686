"""NHA, the National Healthcareer Association, as a plugin of the credential ledger.

`certification` says who is certified and until when, `renewal` what renewing asks for, `pathways`
what each pathway is made of. Values, sources and readings are in ``rules.toml``.
"""

from importlib.resources import files

from ledger.plugin import CertifyingBody, Credential, Pathway, RuleBook, hookimpl
from ledger_nha.pathways import judge

NHA = CertifyingBody(
    "nha",
    "National Healthcareer Association",
    [
        Credential(
            "ccma",
            "CCMA, Certified Clinical Medical Assistant",
            RuleBook.load(files(__package__) / "rules.toml"),
            (
                Pathway("exam", "sit the certification exam for the first time"),
                Pathway("renew", "renew before expiry", True, ("renewal", "ce")),
                Pathway("reinstate", "reinstate within a year of expiry", True, ("reinstatement",)),
                Pathway("recertify-exam", "take the exam again after a lapse"),
            ),
            judge,
        )
    ],
)


@hookimpl
def ledger_certifying_bodies() -> list[CertifyingBody]:
    """NHA and its one credential."""
    return [NHA]
