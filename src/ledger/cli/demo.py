"""``demo``: the built-in sample, told as a story of questions and answers."""

from __future__ import annotations

import shlex
import tempfile
from contextlib import suppress
from pathlib import Path

import click

from ledger.cli import drawing
from ledger.cli.streams import echo, is_on_a_terminal
from ledger.demo import OPENING, STORY, Question, build
from ledger.errors import BadInput
from ledger.ledger import Ledger


@click.command("demo")
@click.option("--plain", is_flag=True, help="Print the story instead of opening the browser.")
@click.pass_context
def demo_command(ctx: click.Context, plain: bool) -> None:
    """Build a sample ledger in a temporary folder and open the browser on it.

    The browser begins with an answer that a correction changed; --plain, or no terminal, tells the
    sample's whole story as text. A dozen people over ten years: a lapse, a certificate handed in
    late, a correction that changes a past answer, a rule change, one course that counts for two
    credentials, and an answer nobody knows. The ledger stays, so that every command can be tried.
    """
    path = ctx.find_root().params.get("store") or str(
        Path(tempfile.mkdtemp(prefix="ledger-demo-")) / "demo.ledger"
    )
    with Ledger.open(path) as ledger:
        if ledger.exists and ledger.head():
            raise BadInput(f"{path} is not empty; the demo needs a place of its own")
        facts = build(ledger)
        holders = sum(1 for _ in ledger.holders())
    echo(f"A clinic with {holders} people and {facts} facts from ten years, kept in")
    echo(f"  export LEDGER_STORE={shlex.quote(path)}")
    if not plain and is_on_a_terminal():
        from ledger.cli.browse import PATIENCE, run_browser

        with Ledger.open(path, patience=PATIENCE) as ledger:
            run_browser(ledger, *OPENING)
        return
    number = 0
    for chapter in STORY:
        echo(f"\n{drawing.heading('— ' + chapter.title)}")
        for question in chapter.questions:
            number += 1
            _ask(ctx, path, number, question)
    echo("\nTry more: ledger plan, ledger rules, ledger log; ledger --help names them all.")


def _ask(ctx: click.Context, path: str, number: int, question: Question) -> None:
    """Asks one question with the very command that is printed."""
    root = ctx.find_root()
    echo(f"\n{number}. {question.text}")
    echo(click.style(f"$ ledger {shlex.join(question.command)}", fg="cyan"))
    with suppress(click.exceptions.Exit):
        root.command.main(
            ["--store", path, *question.command],
            prog_name="ledger",
            standalone_mode=False,
            color=ctx.color,
        )
