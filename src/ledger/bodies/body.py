"""What a certifying body is: its credentials, their pathways, rule values and judges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ledger.errors import BadInput
from ledger.facts.fields import CODE, quoted
from ledger.judging.findings import kind_of
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
        TypeError: when something is not a `Credential`, or not a `Pathway`.
        ValueError: when two codes are the same.
    """

    def __init__(self, code: str, name: str, credentials: Sequence[Credential]) -> None:
        self.code = code
        self.name = name
        self.credentials: dict[str, Credential] = {}
        CODE.check(code)
        _check_all(credentials, Credential, f"the credentials of {code}")
        for credential in credentials:
            _check_code(credential.code, f"a credential code of {code}, in lower case like cma")
            whose = f"{code}/{credential.code}"
            _check_all(credential.pathways, Pathway, f"the pathways of {whose}")
            pathways = credential.pathway_codes
            for pathway in credential.pathways:
                _check_code(pathway.code, f"a pathway code of {whose}, in lower case like renew")
                if not isinstance(pathway.renews, bool):
                    raise TypeError(
                        f"renews of the pathway {pathway.code} of {whose} is "
                        f"{quoted(pathway.renews)}; give True or False"
                    )
            if credential.code in self.credentials:
                raise ValueError(f"{code} has the credential {credential.code} twice")
            if len({*pathways, USE_TITLE}) != len(pathways) + 1:
                raise ValueError(f"{code}/{credential.code} names a pathway twice, or use-title")
            self.credentials[credential.code] = credential._replace(
                full_code=f"{code}/{credential.code}"
            )


def _check_code(word: str, what: str) -> None:
    try:
        CODE.check(word)
    except BadInput:
        raise BadInput(f"{quoted(word)} is not {what}") from None


def _check_all(given: object, kind: type[Credential] | type[Pathway], what: str) -> None:
    """Refuses what is not a list of these; one alone is a tuple of its parts and the usual slip."""
    if isinstance(given, kind) or not isinstance(given, Sequence):
        raise TypeError(f"{what} are {kind_of(given)}; give a list or a tuple of {kind.__name__}")
    for one in given:
        if not isinstance(one, kind):
            raise TypeError(f"{what} hold {quoted(one)}, which is not a {kind.__name__}")
