"""What the answers of a credential rest on besides facts, in 32 bytes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.errors import StoreUnavailable

if TYPE_CHECKING:
    from ledger.bodies.body import Credential
    from ledger.judging.origin import Origin
    from ledger.judging.rulebook import RuleBook

OWN = ("facts", "judging", "questions", "standings")
"""The rooms of the ledger that answers come out of."""
_BEFORE_NAME = " <>=!~;[("


def fingerprint(credential: Credential) -> bytes:
    """A hash over the version, the rules and the code of a credential, and over the ledger's own.

    Covered are the distribution of the plugin and what that requires by version, every file of the
    judge's package, and every rule value with its dates, source and readings.

    Raises:
        StoreUnavailable: when it cannot be told: the credential is of no plugin, the source of its
            judge cannot be read, or was changed after it was loaded.
    """
    origin = credential.origin
    if origin is None:
        raise StoreUnavailable(f"{credential.full_code} is of no plugin")
    codes = tuple(credential.pathway_codes)
    return _fingerprint(origin, credential.full_code, codes, credential.rules, _root_of(credential))


@lru_cache(maxsize=64)
def _fingerprint(
    origin: Origin, full_code: str, codes: tuple[str, ...], rules: RuleBook, root: Path
) -> bytes:
    """Worked out once: what changes later is not what this process has loaded."""
    hashed = sha256()
    for part in (
        *_own(),
        *_versions(origin),
        full_code,
        repr(codes),
        *map(repr, rules.rules.values()),
        _hash_of(root, origin.found_at),
    ):
        text = part.encode()
        hashed.update(len(text).to_bytes(8, "big") + text)
    return hashed.digest()


@lru_cache(maxsize=1)
def _own() -> tuple[str, ...]:
    """What of the ledger itself counts. It was loaded with this module or before."""
    root = Path(__file__).parent.parent
    python = ".".join(map(str, sys.version_info[:2]))
    return (python, version("credential-ledger"), *(_hash_of(root / room, None) for room in OWN))


def _versions(origin: Origin) -> Iterator[str]:
    yield origin.distribution
    yield origin.version
    try:
        required = distribution(origin.distribution).requires or ()
    except PackageNotFoundError:
        return
    for one in sorted(required):
        name = one
        for mark in _BEFORE_NAME:
            name = name.partition(mark)[0]
        try:
            yield f"{name} {version(name)}"
        except (PackageNotFoundError, ValueError):
            yield f"{name} is not there"


def _root_of(credential: Credential) -> Path:
    """The folder of the judge's package, or its file where it is a module alone.

    Of a namespace that several distributions share, it is the package below that is one's own.
    """
    judge = credential.judge
    name = str(getattr(judge, "__module__", None) or type(judge).__module__)
    parts = name.split(".")
    for count in range(1, len(parts) + 1):
        package = sys.modules.get(".".join(parts[:count]))
        if getattr(package, "__file__", None) is None:  # a namespace, which is nobody's own
            continue
        folders = list(getattr(package, "__path__", ()))
        if len(folders) == 1:
            return Path(folders[0])
    file = getattr(sys.modules.get(name), "__file__", None)
    if file is None:
        raise StoreUnavailable(f"the source of {credential.full_code} is not a folder or a file")
    return Path(file) if len(parts) == 1 else Path(file).parent


def _hash_of(root: Path, loaded_at: float | None) -> str:
    """A hash over the files of a package."""
    hashed = sha256()
    try:
        files = [root] if root.is_file() else sorted(p for p in root.rglob("*") if p.is_file())
        for file in files:
            if "__pycache__" in file.parts or file.suffix == ".pyc":
                continue
            if loaded_at is not None and file.stat().st_mtime > loaded_at:
                raise StoreUnavailable(f"{file} was changed after it was loaded")
            data = file.read_bytes()
            hashed.update(f"{file.relative_to(root)}\0{len(data)}\0".encode() + data)
    except OSError as error:
        raise StoreUnavailable(f"{root} cannot be read: {error.strerror}") from None
    return hashed.hexdigest()
