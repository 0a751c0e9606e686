"""``eligible``: the answer for one day, as sentences or as JSON."""

from __future__ import annotations

from datetime import date

import click

from ledger.cli.options import (
    credential_argument,
    holder_argument,
    json_option,
    known_at_option,
    ledger_of,
    on_option,
    pathway_option,
    said_of_unknown,
)
from ledger.cli.streams import echo
from ledger.judging.findings import Answer
from ledger.judging.history import KnownAt
from ledger.judging.judgement import USE_TITLE
from ledger.judging.verdict import Verdict

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
        from ledger.cli import shapes
        from ledger.facts.jsonl import dumps

        echo(dumps(shapes.eligible(verdict)))
    else:
        from ledger.cli.sentences import drawn

        said = said_of_unknown(ledger, holder, known_at)
        for line in drawn(verdict, ledger.name(holder, known_at=known_at), said):
            echo(line)
    ctx.exit(exit_code(verdict, pathway))
