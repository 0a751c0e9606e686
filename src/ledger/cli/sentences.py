"""A verdict as sentences: the answer, what it rests on, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable

import click

from ledger.cli import drawing
from ledger.facts.wording import printable
from ledger.judging.verdict import PathwayVerdict, Verdict
from ledger.words import held, known_at_text


def drawn(verdict: Verdict, name: str | None, said: Iterable[str] = ()) -> Iterable[str]:
    """A verdict as lines, with what is said beside it."""
    who = printable(f"{name} · {verdict.holder}" if name else verdict.holder)
    known = f"as known at {known_at_text(verdict.known_at)}" if verdict.known_at else "as known now"
    yield drawing.heading(f"{who} · {verdict.credential}")
    yield f"on {verdict.on}, {known} {drawing.dim(f'(position {verdict.head:,})')}"
    yield from said
    yield ""
    yield drawing.standing(verdict)
    yield drawing.dim(f"  all of this holds {held(verdict.holds)}")
    for code, pathway in verdict.pathways.items():
        yield ""
        yield from _pathway(code, pathway)


def _pathway(code: str, pathway: PathwayVerdict) -> Iterable[str]:
    glyph, colour = drawing.ANSWERS[pathway.answer]
    title = click.style(f"{glyph} {code}: {pathway.answer}", fg=colour, bold=True)
    yield f"{title}, {held(pathway.holds)}"
    yield drawing.paragraph(_sentence(pathway), 2)
    for differing in pathway.differing:
        says = f" ({differing.says})" if differing.says else ""
        text = f"disputed: reading {differing.reading} of {differing.rule}{says} says "
        yield click.style(drawing.paragraph(text + differing.answer, 2), fg="yellow")
    yield from drawing.tree(pathway.finding, 1)
    for note in pathway.finding.notes:
        yield drawing.dim(drawing.paragraph(f"note: {note.text}", 2))


def _sentence(pathway: PathwayVerdict) -> str:
    text = pathway.finding.text
    sentence = f"{text[0].upper()}{text[1:]}."
    confidence = pathway.confidence
    return f"{sentence} Weakest source: {confidence}." if confidence else sentence
