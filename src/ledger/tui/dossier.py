"""One fact, opened: every field, its corrections both ways, its line of JSON, its stored bytes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, cast

from textual import work

from ledger.facts.jsonl import as_json, instant_text
from ledger.facts.wording import printable, summary
from ledger.tui.cells import Cell, columns
from ledger.tui.text_rows import TextRows, wrapped

if TYPE_CHECKING:
    from ledger.facts.fact import Fact
    from ledger.questions.dossier import FactDossier
    from ledger.tui.app import Browser

Lines = Iterator[tuple[object, Sequence[Sequence[Cell]]]]


PAUSE = 0.04
"""Seconds a fact has to be selected before it is opened: a key that is held down opens none."""


class DossierPane(TextRows):
    """The fact that is selected elsewhere."""

    def __init__(self, title: str) -> None:
        super().__init__(id="dossier")
        self.border_title = title
        self.dossier: FactDossier | None = None
        self._shows: tuple[str, int] | None = None

    def show(self, fact: tuple[str, int] | None) -> None:
        """Shows a fact, by holder and version; None: nothing."""
        if fact is None:
            self._shows = self.dossier = None
            self.fill(lambda _: ())
        elif fact != self._shows or self.dossier is None:
            self._shows = fact
            self._ask(*fact)

    @work(exclusive=True, group="dossier")
    async def _ask(self, holder: str, version: int) -> None:

        browser = cast("Browser", self.app)
        await asyncio.sleep(PAUSE)
        found = await browser.ask(lambda: browser.ledger.fact(holder, version), "opening")
        if found is not None and self._shows == (holder, version):
            self.dossier = found
            self.fill(lambda width: lines_of(found, width))

    def text(self) -> str:
        """What is selected: one line of it, or the fact as canonical JSON."""
        if self.dossier is None:
            return ""
        if self.has_focus and isinstance(self.value, str):
            return self.value
        return self.dossier.line or self.dossier.stored.hex()


def lines_of(dossier: FactDossier, width: int) -> Lines:
    """A dossier as rows."""
    yield _heading(f"{dossier.holder} version {dossier.version} · {dossier.kind}")
    if dossier.problem:
        yield dossier.problem, wrapped(f"! {dossier.problem}", width, "refused", 2)
    yield from _fields(dossier, width)
    yield from _chain(dossier, width)
    if dossier.line:
        yield _heading("canonical JSON")
        yield dossier.line, wrapped(dossier.line, width)
    yield _heading(f"stored, {len(dossier.stored):,} bytes of MessagePack")
    yield from _stored(dossier, width)


def _heading(text: str) -> tuple[object, list[list[Cell]]]:
    return text, [[(text, "heading")]]


def _fields(dossier: FactDossier, width: int) -> Lines:
    pairs: list[tuple[str, object]] = [
        ("position", f"{dossier.position:,}"),
        ("happened", dossier.on),
        ("recorded", instant_text_of(dossier)),
    ]
    if dossier.fact is not None:
        table = as_json(dossier.fact)
        pairs += [(name, table[name]) for name in ("recorded_by", "source", "ref") if name in table]
        pairs += list(cast("dict[str, object]", table["data"]).items())
    for name, value in pairs:
        shown = _plain(value)
        lines = wrapped(shown, width - 17)
        first = columns([(name, "dim", 15)])
        yield shown, [first + lines[0], *([(" " * 17, ""), *more] for more in lines[1:])]


def instant_text_of(dossier: FactDossier) -> str:
    """When the ledger learned the fact, to the microsecond, in UTC."""
    if dossier.fact is not None:
        return instant_text(dossier.fact.recorded_micros)
    return dossier.recorded_at.isoformat()


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_plain(part)}" for name, part in value.items())
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)


def _chain(dossier: FactDossier, width: int) -> Lines:
    if dossier.corrects:
        yield _heading("corrects")
        yield from _facts(dossier.corrects, width)
    if dossier.corrected_by:
        yield _heading(f"{dossier.state}: corrected by")
        yield from _facts(dossier.corrected_by, width)
        standing = dossier.standing
        if standing is not None and dossier.state != "stands":
            text = f"⟲ stands as {standing.on} {summary(standing.data)}"
            yield text, wrapped(text, width, "corrected", 2)
        elif standing is None:
            yield "void", [[("⟲ void: it counts for nothing", "corrected")]]


def _facts(facts: Sequence[Fact[Any]], width: int) -> Lines:
    for fact in facts:
        at = fact.recorded_at.date().isoformat()
        text = f"{fact.version} · {at} by {fact.recorded_by}: {summary(fact.data)}"
        yield text, wrapped(text, width, "corrected", 2)


def _stored(dossier: FactDossier, width: int) -> Lines:
    room = 8 if width < 70 else 16
    for part in dossier.parts:
        rows = [part.raw[at : at + room] for at in range(0, len(part.raw), room)] or [b""]
        meaning = f"{part.name} {part.value}" if part.value else part.name
        lines: list[list[Cell]] = []
        for number, raw in enumerate(rows):
            cells = [
                (f"{part.offset + number * room:04x}", "dim", 4),
                (raw.hex(" "), "pending", 3 * room - 1),
                (printable(meaning) if number == 0 else "", "", 0),
            ]
            lines.append(columns(cells))
        yield f"{part.raw.hex(' ')} {meaning}", lines
