"""What plugins brought: whether it is bodies, and whose each of them is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import islice
from types import ModuleType

from ledger.bodies import hookspecs
from ledger.bodies.body import CertifyingBody, Credential, Pathway
from ledger.judging.findings import kind_of
from ledger.judging.origin import Origin
from ledger.judging.rulebook import RuleBook

MOST_BODIES = 1_000
"""A plugin that brings more bodies than this is broken."""


def bodies_in(returned: Iterable[object]) -> list[CertifyingBody]:
    """The bodies in what the hook of one plugin returned.

    Raises:
        TypeError, ValueError: saying what is wrong with them.
    """
    brought = [body for found in returned for body in islice(_listed(found), MOST_BODIES + 1)]
    if len(brought) > MOST_BODIES:
        raise ValueError(f"brought more than {MOST_BODIES} bodies")
    bodies = [_checked(body) for body in brought]
    codes = [body.code for body in bodies]
    for code in codes:
        if codes.count(code) > 1:
            raise ValueError(f"brought the body {code} twice")
    return bodies


def contested(
    brought: Mapping[Origin, Sequence[CertifyingBody]],
    absent: Collection[str],
    namesakes: Collection[str],
) -> dict[Origin, str]:
    """The plugins that bring a body that is another's, or may be, and why that fails.

    A body belongs to the plugin whose entry point has its name.

    Args:
        brought: What the plugins brought that loaded.
        absent: The names of those that did not load.
        namesakes: The names that several have.
    """
    bringing: dict[str, list[Origin]] = {}
    for origin, bodies in brought.items():
        for body in bodies:
            bringing.setdefault(body.code, []).append(origin)
    why = {origin: namesake(origin.name) for origin in brought if origin.name in namesakes}
    for code, origins in bringing.items():
        is_named = code in absent or any(origin.name == code for origin in origins)
        for origin in origins:
            others = [str(other) for other in origins if other is not origin]
            if is_named and origin.name != code:
                text = f"it brought the body {code}, which is that of the plugin named {code}"
                why.setdefault(origin, text)
            elif not is_named and others:
                why.setdefault(
                    origin,
                    f"the body {code} is brought by {' and '.join(others)} as well, and nobody "
                    f"knows whose rules hold; name the entry point of the right one {code}",
                )
    return why


def namesake(name: str) -> str:
    """Why a plugin fails that has the name of another one."""
    return f"two plugins are named {name}, and nobody knows whose rules hold; remove one of them"


def hookless(plugin: object) -> str:
    """Why a plugin implements no hook, and what would be right."""
    if not isinstance(plugin, ModuleType):
        return f"its entry point names a {type(plugin).__name__}; name the module with the hooks"
    for name in vars(hookspecs):
        if name.startswith("ledger_") and hasattr(plugin, name):
            return f"{name} is not marked: put @ledger.plugin.hookimpl above it"
    return "implements no hook; mark its functions with ledger.plugin.hookimpl"


def _listed(found: object) -> Iterable[object]:
    """What a hook returned, when that is a list of bodies or nothing."""
    if not found:
        return ()
    if isinstance(found, str) or not isinstance(found, Iterable):
        raise TypeError(
            f"ledger_certifying_bodies returned {kind_of(found)}; return a list of bodies"
        )
    return found


def _checked(body: object) -> CertifyingBody:
    if not isinstance(body, CertifyingBody):
        raise TypeError(f"brought {body!r}, which is not a CertifyingBody")
    for code, one in body.credentials.items():
        if not isinstance(one, Credential) or not isinstance(one.rules, RuleBook):
            raise TypeError(f"{body.code}/{code} is not a Credential with a RuleBook")
        if not callable(one.judge) or not all(isinstance(way, Pathway) for way in one.pathways):
            raise TypeError(f"{body.code}/{code} has no judge, or pathways that are no Pathway")
    return body
