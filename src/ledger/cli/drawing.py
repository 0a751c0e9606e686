"""How answers look on a terminal: glyph, word and colour together, never colour alone."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable, Mapping, Sequence

import click

from ledger.cli.streams import echo
from ledger.facts.wording import printable, summary
from ledger.judging.findings import Answer, Finding
from ledger.judging.judgement import USE_TITLE
from ledger.judging.verdict import Verdict
from ledger.words import ANSWER_GLYPHS, STATUS_GLYPHS, sourced

_ANSWER_COLOURS = {"yes": "green", "no": "red", "undetermined": "yellow"}
_STATUS_COLOURS = {
    "none": "white",
    "pending": "cyan",
    "current": "green",
    "expired": "red",
    "suspended": "magenta",
    "revoked": "magenta",
    "undetermined": "yellow",
}
ANSWERS = {word: (glyph, _ANSWER_COLOURS[word]) for word, glyph in ANSWER_GLYPHS.items()}
STATUSES = {word: (glyph, _STATUS_COLOURS[word]) for word, glyph in STATUS_GLYPHS.items()}


def width() -> int:
    """Columns there are to write on, between 60 and 120."""
    return max(60, min(120, shutil.get_terminal_size((100, 24)).columns))


def answer(value: Answer | str, *, word: bool = True) -> str:
    """An answer as glyph, word and colour."""
    glyph, colour = ANSWERS[value]
    return click.style(f"{glyph} {value}" if word else glyph, fg=colour, bold=True)


def status(value: str) -> str:
    """A status as glyph, word and colour."""
    glyph, colour = STATUSES[value]
    return click.style(f"{glyph} {value}", fg=colour, bold=True)


def dim(text: str) -> str:
    """Text that is beside the point."""
    return click.style(text, dim=True)


def heading(text: str) -> str:
    """The title of what follows."""
    return click.style(text, bold=True)


def open_pathways(pathways: Mapping[str, Answer]) -> str:
    """The pathways but ``use-title`` that are not closed."""
    shown = "  ".join(
        f"{answer(found, word=False)} {code}"
        for code, found in pathways.items()
        if code != USE_TITLE and found != "no"
    )
    return shown or "–"


def standing(verdict: Verdict) -> str:
    """A verdict's status, and when it expires or expired."""
    expires_on = verdict.expires_on
    if expires_on is None:
        return status(verdict.status)
    words = ", expires" if expires_on >= verdict.on else ", expired"
    return f"{status(verdict.status)}{' on' if verdict.status == 'expired' else words} {expires_on}"


def paragraph(text: str, indent: int, first: str = "") -> str:
    """Text wrapped to the terminal, the first line behind ``first``."""
    pad = " " * indent
    return textwrap.fill(
        printable(text),
        width(),
        initial_indent=first or pad,
        subsequent_indent=pad,
        break_on_hyphens=False,
    )


def tree(finding: Finding, depth: int) -> Iterable[str]:
    """The findings below a finding, one block each."""
    size = max((len(child.id) for child in finding.children), default=0)
    for child in finding.children:
        yield from node(child, depth, size)


def node(finding: Finding, depth: int, size: int = 0) -> Iterable[str]:
    """One finding, and below it what it is made of."""
    yield from alone(finding, depth, size)
    yield from tree(finding, depth + 1)


def alone(finding: Finding, depth: int, size: int = 0) -> Iterable[str]:
    """One finding: its answer, its sentence, and where it needs explaining its reasons."""
    pad = "  " * depth
    glyph, colour = ANSWERS[finding.answer]
    label = f"{finding.id:<{size}}  "
    lines = textwrap.wrap(printable(finding.text), max(30, width() - len(pad) - 2 - len(label)))
    yield (
        f"{pad}{click.style(glyph, fg=colour, bold=True)} "
        f"{click.style(label, bold=finding.answer != 'yes')}{lines[0]}"
    )
    indent = len(pad) + 2 + len(label)
    for line in lines[1:]:
        yield " " * indent + line
    for refused in finding.refused:
        what = f"refused: {refused.fact.version}, {summary(refused.fact.data)} "
        yield paragraph(f"{what}({refused.fact.on}): {refused.why}", indent)
    if finding.answer != "yes" and not finding.children:
        for rule in finding.rules[:1]:
            yield dim(paragraph(sourced(rule), indent))


def table(header: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int]) -> None:
    """Prints rows as they come under a header; a styled cell is padded by what is seen of it."""

    def line(cells: Sequence[str]) -> str:
        padded = [
            cell + " " * max(0, size - len(click.unstyle(cell)))
            for cell, size in zip(cells, widths, strict=False)
        ]
        return "  ".join([*padded, *cells[len(widths) :]]).rstrip()

    echo(dim(line(header)))
    for row in rows:
        echo(line(row))
