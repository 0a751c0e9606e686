"""``fact``: everything about one fact, down to the bytes it is stored as."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest
from typing import Any

import click

from ledger.cli import drawing, shapes
from ledger.cli.options import Whole, holder_argument, json_option, ledger_of
from ledger.cli.streams import echo
from ledger.facts.fact import Fact
from ledger.facts.jsonl import as_json as canonical
from ledger.facts.jsonl import dumps, shown
from ledger.facts.wording import printable, summary
from ledger.questions.dossier import FactDossier
from ledger.questions.history import State
from ledger.words import count_of, known_at_text

_BYTES = 8
"""Bytes on a line of the dump."""
_STATES = {State.STANDS: ("✓", "green"), State.CORRECTED: ("⟲", "yellow"), State.VOID: ("✗", "red")}


@click.command("fact")
@holder_argument
@click.argument("version", type=Whole(1))
@json_option
@click.pass_context
def fact_command(ctx: click.Context, holder: str, version: int, as_json: bool) -> None:
    """Show everything about one fact of a HOLDER: fields, corrections, stored bytes.

    Exit status: 1 when its bytes, or those of another fact of the holder, do not decode.
    """
    found = ledger_of(ctx).fact(holder, version)
    if as_json:
        echo(dumps(_shape(found)))
    else:
        for line in _drawn(found):
            echo(line)
    ctx.exit(0 if found.problem is None else 1)


def _drawn(found: FactDossier) -> Iterator[str]:
    yield drawing.heading(f"{found.holder} · fact {found.version} · {found.kind}")
    if found.problem is not None:
        yield click.style(drawing.paragraph(found.problem, 2, "✗ "), fg="red", bold=True)
    else:
        glyph, colour = _STATES[found.state]
        yield click.style(f"{glyph} {found.state}", fg=colour, bold=True)
    yield ""
    beside = [
        ("happened", str(found.on)),
        ("recorded", str(known_at_text(found.recorded_at))),
        ("position", f"{found.position:,}"),
    ]
    given: list[tuple[str, str]] = []
    if found.fact is not None:
        fact = found.fact
        named = (("recorded by", fact.recorded_by), ("source", fact.source), ("ref", fact.ref))
        beside += [(name, text) for name, text in named if text is not None]
        given = list(_flat(shown(fact.data)))
    label = max(len(name) for name, _ in (*beside, *given))
    yield from _rows(beside, label)
    if given:
        yield ""
        yield from _rows(given, label)
    yield from _chain(found)
    if found.line is not None:
        yield ""
        yield drawing.heading("canonical JSON")
        yield printable(found.line)
    yield ""
    size = len(found.stored)
    yield drawing.heading(f"stored: {count_of(size, 'byte')}")
    yield from _dump(found)


def _flat(table: Mapping[str, Any], within: str = "") -> Iterator[tuple[str, str]]:
    """Fields with dotted names, as the command line takes them."""
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{within}{name}.")
        else:
            yield f"{within}{name}", _plain(value)


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _rows(rows: Iterable[tuple[str, str]], label: int) -> Iterator[str]:
    label = min(label, 26)
    for name, text in rows:
        pad = max(label, len(name)) + 2
        yield drawing.paragraph(text, pad, f"{drawing.dim(f'{printable(name):<{label}}')}  ")


def _chain(found: FactDossier) -> Iterator[str]:
    """What it corrects, what corrected it, and what stands in its place."""
    if found.corrects:
        yield from _facts("corrects", found.corrects)
    if found.corrected_by:
        yield from _facts("corrected by", found.corrected_by)
    if found.standing is not None and found.state is State.CORRECTED:
        yield ""
        yield drawing.heading("as it stands")
        stands = f"{found.standing.on}  {summary(found.standing.data)}"
        yield click.style(drawing.paragraph(stands, 2), fg="yellow")


def _facts(title: str, facts: Iterable[Fact[Any]]) -> Iterator[str]:
    yield ""
    yield drawing.heading(title)
    for fact in facts:
        known = f"{fact.version:>4}  {fact.recorded_at.date()}  "
        yield drawing.paragraph(f"{fact.kind}  {summary(fact.data)}", len(known), known)


def _dump(found: FactDossier) -> Iterator[str]:
    """Offset, bytes, name and value of every part."""
    name = max(len(part.name) for part in found.parts)
    room = max(16, drawing.width() - 34 - name)
    for part in found.parts:
        raw = [part.raw[start : start + _BYTES] for start in range(0, len(part.raw), _BYTES)]
        said = textwrap.wrap(printable(part.value), room)
        for index, (some, text) in enumerate(zip_longest(raw, said)):
            offset = f"{part.offset + index * _BYTES:04x}" if some is not None else " " * 4
            cells = f"{(some or b'').hex(' '):<{_BYTES * 3 - 1}}"
            label = part.name if index == 0 else ""
            yield f"{drawing.dim(offset)}  {cells}  {label:<{name}}  {text or ''}".rstrip()


def _shape(found: FactDossier) -> shapes.Json:
    """``ledger.fact/1``."""
    standing = found.standing
    return {
        "schema": "ledger.fact/1",
        "holder": found.holder,
        "version": found.version,
        "position": found.position,
        "kind": found.kind,
        "on": shapes.day(found.on),
        "recorded_at": known_at_text(found.recorded_at),
        "problem": found.problem,
        "state": str(found.state),
        "fact": canonical(found.fact) if found.fact else None,
        "standing": standing and {"on": shapes.day(standing.on), "data": shown(standing.data)},
        "corrects": [canonical(fact) for fact in found.corrects],
        "corrected_by": [canonical(fact) for fact in found.corrected_by],
        "line": found.line,
        "stored": found.stored.hex(),
        "parts": [
            {"offset": part.offset, "bytes": part.raw.hex(), "name": part.name, "value": part.value}
            for part in found.parts
        ],
    }
