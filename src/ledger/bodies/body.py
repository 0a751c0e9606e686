"""What a certifying body is: its credentials, their pathways, rule values and judges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ledger.facts.fields import CODE
from ledger.judging.judgement import USE_TITLE, Judge
from ledger.judging.origin import Origin
from ledger.judging.rulebook import RuleBook


class Pathway(NamedTuple):
    """A way to become or stay certified.

    Attributes:
        code: Its name in answers, for example ``recertify-ce``.
        title: What it is, for people.
        renews: Whether a renewal may rest on it; audits look at those.
        routes: What ``route`` of a renewal-granted names it, for example ``ce``.
    """

    code: str
    title: str
    renews: bool = False
    routes: tuple[str, ...] = ()


class Credential(NamedTuple):
    """A credential of a body.

    Attributes:
        code: Its name within the body, for example ``cma``.
        title: What it is, for people.
        rules: Its rule values.
        pathways: Its pathways, without ``use-title``, which every credential has.
        judge: A pure function that judges a record.
        full_code: ``body/credential``; filled in by `CertifyingBody`.
        origin: The plugin it comes from; filled in by the plugin host.
    """

    code: str
    title: str
    rules: RuleBook
    pathways: tuple[Pathway, ...]
    judge: Judge
    full_code: str = ""
    origin: Origin | None = None

    @property
    def pathway_codes(self) -> Sequence[str]:
        return tuple(pathway.code for pathway in self.pathways)


class CertifyingBody:
    """A certifying body, as a plugin hands it to the ledger.

    Args:
        code: Its name, lower case, for example ``aama``.
        name: Its full name.
        credentials: What it certifies.

    Raises:
        BadInput: when a code is not one.
        ValueError: when two codes are the same.
    """

    def __init__(self, code: str, name: str, credentials: Sequence[Credential]) -> None:
        self.code = code
        self.name = name
        self.credentials: dict[str, Credential] = {}
        for credential in credentials:
            pathways = credential.pathway_codes
            for word in (code, credential.code, *pathways):
                CODE.check(word)
            if credential.code in self.credentials:
                raise ValueError(f"{code} has the credential {credential.code} twice")
            if len({*pathways, USE_TITLE}) != len(pathways) + 1:
                raise ValueError(f"{code}/{credential.code} names a pathway twice, or use-title")
            self.credentials[credential.code] = credential._replace(
                full_code=f"{code}/{credential.code}"
            )
