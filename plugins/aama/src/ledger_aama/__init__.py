"""AAMA, the American Association of Medical Assistants, as a plugin of the credential ledger.

`certification` says who is certified and until when, `points` what continuing education is worth,
`pathways` what each pathway asks for. Values, sources and readings are in ``rules.toml``.
"""

from importlib.resources import files

from ledger.plugin import CertifyingBody, Credential, Pathway, RuleBook, hookimpl
from ledger_aama.pathways import judge

AAMA = CertifyingBody(
    "aama",
    "American Association of Medical Assistants",
    [
        Credential(
            "cma",
            "CMA (AAMA), Certified Medical Assistant",
            RuleBook.load(files(__package__) / "rules.toml"),
            (
                Pathway("exam", "sit the certification exam for the first time"),
                Pathway("recertify-ce", "recertify by continuing education", True, ("ce",)),
                Pathway("recertify-exam", "recertify by exam", True, ("exam",)),
            ),
            judge,
        )
    ],
)


@hookimpl
def ledger_certifying_bodies() -> list[CertifyingBody]:
    """AAMA and its one credential."""
    return [AAMA]
