"""``plan``: what is missing, by when, and the first day on which it would be yes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import click

from ledger.cli import drawing, shapes
from ledger.cli.eligible import exit_code
from ledger.cli.options import (
    as_known,
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
from ledger.errors import BadInput
from ledger.facts.jsonl import dumps
from ledger.facts.wording import printable, summary
from ledger.judging.findings import Answer, Finding
from ledger.judging.history import KnownAt
from ledger.judging.judgement import USE_TITLE
from ledger.questions.plan import PathwayPlan, Plan, open_findings
from ledger.typed import assumed_fact


def assumed_facts(texts: Iterable[str], holder: str) -> Iterator[Mapping[str, Any]]:
    """The facts that several ``--assume`` name; raises as `assumed_fact`, saying which."""
    for number, text in enumerate(texts, 1):
        try:
            fact = assumed_fact(text)
            if fact.get("holder", holder) != holder:
                raise BadInput(f"is not {holder}, whose plan this is", field="holder")
            yield fact
        except BadInput as error:
            field = f"--assume {number}" + (f" {error.field}" if error.field else "")
            raise BadInput(error.problem, field=field) from None


@click.command("plan")
@holder_argument
@credential_argument
@pathway_option
@click.option(
    "--assume",
    multiple=True,
    metavar="FACT",
    help='Assume a fact, never written: "KIND on=DATE FIELD=VALUE …" or a JSON object.',
)
@on_option
@known_at_option
@json_option
@click.pass_context
def plan_command(
    ctx: click.Context,
    holder: str,
    credential: str,
    pathway: str | None,
    assume: tuple[str, ...],
    on: date | None,
    known_at: KnownAt,
    as_json: bool,
) -> None:
    """Show what a HOLDER is missing for a CREDENTIAL, by when, and the first day of yes.

    \b
    ledger plan reyes aama/cma --assume "ce-completed on=2025-02-01 title=Update \\
        credits=10 unit=contact-hour areas=clinical approved_by=aama"

    Exit status as of “ledger eligible”.
    """
    ledger = ledger_of(ctx)
    plan = ledger.plan(
        holder,
        credential,
        pathway=pathway,
        assume=assumed_facts(assume, holder),
        on=on,
        known_at=known_at,
    )
    if as_json:
        echo(dumps(shapes.plan(plan)))
    else:
        said = said_of_unknown(ledger, holder, known_at)
        for line in _drawn(plan, ledger.name(holder, known_at=known_at), said):
            echo(line)
    ctx.exit(exit_code(plan.verdict, pathway))


def _drawn(plan: Plan, name: str | None, said: Iterable[str]) -> Iterable[str]:
    verdict = plan.verdict
    who = printable(f"{name} · {verdict.holder}" if name else verdict.holder)
    known = as_known(verdict.known_at)
    yield drawing.heading(f"{who} · {verdict.credential}")
    yield f"from {verdict.on}{known}: {drawing.standing(verdict)}"
    yield from said
    for fact in plan.assumed:
        assumed = f"assumed, not recorded: {fact.on} {fact.kind} {summary(fact.data)}"
        yield click.style(drawing.paragraph(assumed, 2), fg="cyan")
    shown = [code for code in plan.pathways if code != USE_TITLE or len(plan.pathways) == 1]
    for code in sorted(shown, key=lambda code: _hopeless(plan.pathways[code])):
        yield ""
        yield from _pathway(code, plan.pathways[code], verdict.on)


def _hopeless(one: PathwayPlan) -> int:
    """0 for what is or will be yes, 1 for what something can be done about, 2 for the rest."""
    if one.first_yes is not None:
        return 0
    return 1 if all(found.remedy or found.answer is not Answer.NO for found in one.open) else 2


def _pathway(code: str, one: PathwayPlan, day: date) -> Iterable[str]:
    glyph, colour = drawing.ANSWERS[one.verdict.answer]
    title = click.style(f"{glyph} {code}: {one.verdict.answer}", fg=colour, bold=True)
    last = f" through {one.last_yes}" if one.last_yes else ""
    if one.verdict.answer is Answer.YES:
        yield f"{title}{last}"
        return
    if one.first_yes is not None:
        yield f"{title}; yes from {one.first_yes}{last} as things stand"
    else:
        yield f"{title} as things stand"
        if one.closes:
            yield f"  what is missing can be made up through {one.closes}"
    rows = list(_rows(open_findings(one.verdict.finding), 1))
    for depth, found in rows:
        size = max(len(other.id) for at, other in rows if at == depth)
        yield from drawing.alone(found, depth, size)
        yield from _remedy(found, day, 2 * depth + size + 4)


def _rows(found: Iterable[Finding], depth: int) -> Iterator[tuple[int, Finding]]:
    """How far in to draw which finding: below a choice stand its ways, below a way its parts."""
    for one in found:
        yield depth, one
        for way in one.children if one.any_suffices else ():
            parts = open_findings(way) or (way,)
            if parts[0] is way:
                yield from _rows(parts, depth + 1)
            else:
                yield depth + 1, way
                yield from _rows(parts, depth + 2)


def _remedy(found: Finding, day: date, indent: int) -> Iterable[str]:
    remedy = found.remedy
    if remedy is None:
        return
    fields = ", ".join(f"{name} {_plain(value)}" for name, value in remedy.data.items())
    through = remedy.through
    when = ""
    if through is not None:
        when = f", dated through {through}" + (" (that day is over)" if through < day else "")
    yield click.style(drawing.paragraph(f"→ {remedy.kind}: {fields}{when}", indent), fg="cyan")


def _plain(value: object) -> str:
    if isinstance(value, list):
        return " ".join(map(str, value))
    if isinstance(value, dict):
        return " ".join(value)
    return str(value)
