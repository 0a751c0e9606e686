"""``eligible``: the answer for one day, as sentences or as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import click

from ledger.cli import drawing, shapes
from ledger.cli.options import (
    credential_argument,
    holder_argument,
    json_option,
    known_at_option,
    ledger_of,
    on_option,
    pathway_option,
)
from ledger.facts.jsonl import dumps
from ledger.facts.wording import printable
from ledger.judging.findings import Answer
from ledger.judging.history import KnownAt
from ledger.judging.judgement import USE_TITLE
from ledger.judging.verdict import PathwayVerdict, Verdict

EXIT = {Answer.YES: 0, Answer.NO: 1, Answer.UNDETERMINED: 3}


def exit_code(verdict: Verdict, pathway: str | None) -> int:
    """0 for yes, 1 for no, 3 for undetermined; over all pathways but ``use-title`` for None."""
    if pathway is not None:
        return EXIT[verdict.pathways[pathway].answer]
    answers = {one.answer for code, one in verdict.pathways.items() if code != USE_TITLE}
    for answer in (Answer.YES, Answer.UNDETERMINED):
        if answer in answers:
            return EXIT[answer]
    return 1 if answers else EXIT[verdict.pathways[USE_TITLE].answer]


@click.command("eligible")
@holder_argument
@credential_argument
@pathway_option
@on_option
@known_at_option
@json_option
@click.pass_context
def eligible_command(
    ctx: click.Context,
    holder: str,
    credential: str,
    pathway: str | None,
    on: date | None,
    known_at: KnownAt,
    as_json: bool,
) -> None:
    """Answer for a HOLDER and a CREDENTIAL like aama/cma: why, what is missing, until when.

    Exit status: 0 yes, 1 no, 3 undetermined; without --for, of the best pathway but use-title.
    """
    ledger = ledger_of(ctx)
    verdict = ledger.eligible(holder, credential, pathway=pathway, on=on, known_at=known_at)
    if as_json:
        click.echo(dumps(shapes.eligible(verdict)))
    else:
        for line in drawn(verdict, ledger.name(holder, known_at=known_at)):
            click.echo(line)
    ctx.exit(exit_code(verdict, pathway))


def drawn(verdict: Verdict, name: str | None) -> Iterable[str]:
    """A verdict as lines."""
    who = printable(f"{name} · {verdict.holder}" if name else verdict.holder)
    known = f"as known at {verdict.known_at}" if verdict.known_at else "as known now"
    yield drawing.heading(f"{who} · {verdict.credential}")
    yield f"on {verdict.on}, {known} {drawing.dim(f'(position {verdict.head:,})')}"
    yield ""
    expiry = ""
    if verdict.expires_on is not None:
        word = "expired" if verdict.expires_on < verdict.on else "expires"
        expiry = f", {word} {verdict.expires_on}"
    yield f"{drawing.status(verdict.status)}{expiry}"
    yield drawing.dim(f"  all of this holds {drawing.held(verdict.holds)}")
    for code, pathway in verdict.pathways.items():
        yield ""
        yield from _pathway(code, pathway)


def _pathway(code: str, pathway: PathwayVerdict) -> Iterable[str]:
    glyph, colour = drawing.ANSWERS[pathway.answer]
    title = click.style(f"{glyph} {code}: {pathway.answer}", fg=colour, bold=True)
    yield f"{title} {drawing.held(pathway.holds)}"
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
