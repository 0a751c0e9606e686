"""Facts in and out of files: import, export and restore."""

from __future__ import annotations

import os
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import BufferedIOBase, RawIOBase
from itertools import chain, islice
from typing import Any, TextIO

from ledger.errors import BadInput, Conflict, LedgerDamaged
from ledger.facts import intake
from ledger.facts.catalogue import BY_NAME
from ledger.facts.codec import encode
from ledger.facts.fact import Fact
from ledger.facts.fields import DAY, HOLDER, quoted
from ledger.facts.intake import kind_named
from ledger.facts.jsonl import as_json, dumps, line_of, parse_instant
from ledger.facts.kinds import Withheld
from ledger.facts.texts import Row, rows_of
from ledger.recording import Fate, Placed, RowReport, Staging
from ledger.store.application import FACTS
from ledger.store.rows import EncryptedFact, Kept, StoredFact
from ledger.store.vault import DESTROYED, FORGOTTEN, LEAST, SEALED, Vault

STEP = 1_000
"""Rows between two reports of progress."""

_RESTORED = ("holder", "version", "position", "kind", "on", "recorded_at", "recorded_by", "data")
_WITHHELD = ("holder", "version", "position", "kind", "on", "recorded_at")


@contextmanager
def reading(file: str | os.PathLike[str] | TextIO) -> Iterator[tuple[TextIO, str]]:
    """An open text file and its name; ``-`` is standard input.

    Raises:
        BadInput: when it cannot be read.
    """
    if not isinstance(file, str | os.PathLike):
        if not hasattr(file, "readline") or isinstance(file, RawIOBase | BufferedIOBase):
            raise BadInput(f"{quoted(file)} is neither a path nor an open text file")
        yield file, str(getattr(file, "name", "the file"))
    elif file == "-":
        if sys.stdin is None:
            raise BadInput("cannot be read: it is closed", file="standard input")
        yield sys.stdin, "standard input"
    else:
        try:
            opened = open(file, encoding="utf-8", newline="")  # noqa: SIM115 - closed below
        except OSError as error:
            raise BadInput(f"cannot be read: {error.strerror}", file=os.fspath(file)) from None
        with opened:
            yield opened, os.fspath(file)


def read(file: str | os.PathLike[str] | TextIO, kind: str | None) -> tuple[Sequence[Row], str]:
    """The rows of a file and its name.

    Raises:
        BadInput: when it cannot be read.
    """
    if kind is not None:
        intake.kind_named(kind)
    with reading(file) as (opened, name):
        return list(rows_of(opened, name=name, kind=kind)), name


def stage(
    rows: Iterable[Row],
    name: str,
    staging: Staging,
    recorded_by: str,
    progress: Callable[[int], None] | None,
) -> list[RowReport]:
    """What becomes of each row; new facts are staged."""
    reports = []
    for count, row in enumerate(rows, 1):
        reports.append(_staged(row, name, staging, recorded_by))
        if progress and count % STEP == 0:
            progress(count)
    if progress:
        progress(len(reports))
    return reports


def _staged(row: Row, name: str, staging: Staging, recorded_by: str) -> RowReport:
    holder = row.outside.get("holder")
    named = holder if isinstance(holder, str) else None
    try:
        if row.problem is not None:
            raise row.problem
        recorded = staging.stage(row.outside, recorded_by=recorded_by)
    except BadInput as error:
        staging.refused(named)
        fate = Fate.CONFLICT if isinstance(error, Conflict) else Fate.REJECTED
        return RowReport(row.line, fate, named, None, error.at(line=row.line, file=name))
    return RowReport(row.line, recorded.fate, named, recorded.fact, None)


def placed(reports: list[RowReport], written: Placed) -> list[RowReport]:
    """The reports with the facts as they were written."""
    return [
        report._replace(fact=written.get((report.fact.holder, report.fact.version), report.fact))
        if report.fact is not None
        else report
        for report in reports
    ]


def export(facts: Iterable[Fact[Any]], file: TextIO) -> int:
    """Writes facts as canonical JSON Lines and returns how many."""
    count = 0
    for count, fact in enumerate(facts, 1):  # noqa: B007
        file.write(line_of(fact) + "\n")
    return count


def export_encrypted(rows: Iterable[EncryptedFact], file: TextIO) -> int:
    """Writes the facts of an encrypted ledger with their stored bytes and returns how many."""
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007
        line = as_json(FACTS.to_domain_event(row))
        if row.kind != FORGOTTEN:
            line["sealed"] = b64encode(row.state).decode()
            if row.originator_version == 1 and row.key.gone is None and row.key.wrapped:
                line["key"] = b64encode(row.key.wrapped).decode()
        file.write(dumps(line) + "\n")
    return count


@contextmanager
def restoring(
    file: str | os.PathLike[str] | TextIO,
    progress: Callable[[int], None] | None,
    vault: Vault,
) -> Iterator[Iterator[Fact[Any] | Kept]]:
    """The facts of an export, read as they are taken; the first one is read at once.

    Raises:
        BadInput: naming the line that is not right.
    """
    with reading(file) as (opened, name):
        facts = _restored(rows_of(opened, name=name), name, progress, vault)
        first = list(islice(facts, 1))
        yield chain(first, facts)


def _restored(
    rows: Iterable[Row], name: str, progress: Callable[[int], None] | None, vault: Vault
) -> Iterator[Fact[Any] | Kept]:
    kinds: dict[str, dict[int, str]] = {}
    keys: dict[str, bytes] = {}
    withheld: set[str] = set()
    encrypted: bool | None = None
    last, position = 0, 0
    for row in rows:
        try:
            if row.problem is not None:
                raise row.problem
            outside = dict(row.outside)
            sealed, key = outside.pop("sealed", None), outside.pop("key", None)
            if encrypted is None:
                encrypted = sealed is not None
            fact = _fact(outside, kinds)
            if encrypted and fact.kind != "holder-forgotten":
                placed = _kept(fact, sealed, key, keys, vault)
                if placed.wrapped == DESTROYED:
                    withheld.add(fact.holder)
            elif sealed is not None or key is not None or isinstance(fact.data, Withheld):
                raise BadInput("belongs to the export of an encrypted ledger", field="sealed")
            elif fact.kind == "holder-forgotten" and fact.holder not in withheld:
                raise BadInput("forgets a holder whose facts are not withheld", field="kind")
            else:
                withheld.discard(fact.holder)
                placed = None
            position += 1
            if fact.position != position:
                raise BadInput(f"is not {position}, the next one", field="position")
            if fact.recorded_micros < last:
                raise BadInput("is before that of the line before it", field="recorded_at")
        except BadInput as error:
            raise error.at(line=row.line, file=name) from None
        last = fact.recorded_micros
        yield fact if placed is None else placed
        if progress and position % STEP == 0:
            progress(position)
    if withheld:
        raise BadInput(f"the facts of {min(withheld)} are withheld, and no line forgets them",
                       file=name)  # fmt: skip


def _kept(
    fact: Fact[Any], sealed: object, key: object, keys: dict[str, bytes], vault: Vault
) -> Kept:
    """The row of a line of an encrypted ledger, once its bytes say what the line says."""
    state, holder = _bytes("sealed", sealed), fact.holder
    if fact.version == 1:
        keys[holder] = DESTROYED if key is None else _bytes("key", key)
    elif key is not None:
        raise BadInput("stands on the first line of a holder alone", field="key")
    wrapped, code = keys[holder], BY_NAME[fact.kind].code
    happened = DAY.pack(fact.on)
    row = StoredFact(
        holder, fact.version, state, code, happened, fact.recorded_micros, fact.position
    )
    if (wrapped == DESTROYED) != isinstance(fact.data, Withheld):
        raise BadInput("is missing, or there although the content is withheld", field="key")
    if wrapped == DESTROYED:
        if state[:1] != SEALED or len(state) < LEAST:
            raise BadInput("is no encrypted fact", field="sealed")
        return Kept(row, wrapped)
    try:
        body = vault.decrypted(wrapped, holder, fact.version, code, state)
    except LedgerDamaged as error:
        raise BadInput(str(error), field="sealed") from None
    if body != encode(fact):
        raise BadInput("does not hold what the line says", field="sealed")
    return Kept(row, wrapped)


def _bytes(field: str, text: object) -> bytes:
    try:
        if isinstance(text, str):
            return b64decode(text, validate=True)
    except ValueError:
        pass
    raise BadInput("is not bytes in base64; an export of an encrypted ledger has it", field=field)


def _withheld(outside: dict[str, Any], kinds: dict[str, dict[int, str]]) -> Fact[Any]:
    """The fact of a line without content."""
    for name in outside:
        if name not in (*_WITHHELD, "withheld"):
            raise BadInput("is withheld, and there all the same", field=name)
    holder, on = HOLDER.check(outside["holder"]), DAY.check(outside["on"])
    kind, recorded_at = kind_named(outside["kind"]), parse_instant(outside["recorded_at"])
    own = kinds.setdefault(holder, {})
    version, position = outside["version"], outside["position"]
    if type(version) is not int or version != len(own) + 1:
        raise BadInput(f"is not {len(own) + 1}, the next one of {holder}", field="version")
    if type(position) is not int:
        raise BadInput("is not a whole number", field="position")
    own[version] = kind.name
    data = Withheld(kind.name, str(outside["withheld"]))
    return Fact(holder, version, position, on, recorded_at, "withheld", None, None, data)


def _fact(outside: Mapping[str, Any], kinds: dict[str, dict[int, str]]) -> Fact[Any]:
    why = outside.get("withheld")
    for needed in _RESTORED if why is None else _WITHHELD:
        if needed not in outside:
            raise BadInput("is missing; an export has it", field=needed)
    rest = dict(outside)
    if why is not None:
        return _withheld(rest, kinds)
    version, position = rest.pop("version"), rest.pop("position")
    try:
        recorded_at = parse_instant(rest.pop("recorded_at"))
    except BadInput as error:
        raise BadInput(error.problem, field="recorded_at") from None
    own = kinds.setdefault(str(outside["holder"]), {})
    draft = intake.draft(rest, recorded_by="", kind_of=own.get)
    if type(version) is not int or version != len(own) + 1:
        raise BadInput(f"is not {len(own) + 1}, the next one of {draft.holder}", field="version")
    if type(position) is not int:
        raise BadInput("is not a whole number", field="position")
    intake.check_reference(draft.data, version, own.get)
    own[version] = draft.kind
    return draft.placed(version, position=position, recorded_micros=recorded_at)
