"""``browse``: the terminal browser, or what it shows as plain text."""

from __future__ import annotations

import gc
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledger.cli.options import (
    complete_credential,
    complete_holder,
    known_at_option,
    on_option,
)
from ledger.cli.streams import is_on_a_terminal
from ledger.errors import BadInput
from ledger.ledger import Ledger
from ledger.words import known_at_text

if TYPE_CHECKING:
    from ledger.judging.history import KnownAt

SCREENS = ("trail", "holders", "holder", "rules", "plugins", "audit")
PATIENCE = 1.0
"""Seconds the browser waits for another writer before it says so and tries again."""
TURN = 0.0005
"""Seconds that a thread works before another may; 5 ms, the default, is a third of a frame, and a
search would hold up the keys for that long."""


@click.command("browse")
@click.argument("holder", required=False, shell_complete=complete_holder)
@click.argument("credential", required=False, shell_complete=complete_credential)
@on_option
@known_at_option
@click.option("--screen", type=click.Choice(SCREENS), help="The screen to begin with.")
@click.option("--plain", is_flag=True, help="Print what the screen shows, as plain text.")
@click.option(
    "--settings",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Keys and theme, instead of browser.toml in the user's configuration folder.",
)
@click.pass_context
def browse_command(
    ctx: click.Context,
    holder: str | None,
    credential: str | None,
    on: date | None,
    known_at: KnownAt,
    screen: str | None,
    plain: bool,
    settings: Path | None,
) -> None:
    """Browse the ledger in the terminal: the trail of facts, holders, and why an answer is so.

    With a HOLDER it begins there, on a CREDENTIAL of theirs. Every key is shown by “?”.
    """
    if screen == "holder" and holder is None:
        raise BadInput("the screen “holder” needs a HOLDER")
    options = ctx.find_root().obj or {}
    screen = screen or ("holder" if holder else "trail")
    if plain:
        root = ctx.find_root()
        store = ["--store", options["store"]] if options.get("store") else []
        if options.get("master_key"):
            store += ["--master-key", options["master_key"]]
        words = [*store, *_plain(screen, holder, credential, on, known_at)]
        ctx.exit(root.command.main(words, "ledger", standalone_mode=False, color=ctx.color) or 0)
    if not is_on_a_terminal():
        raise BadInput("the browser needs a terminal; --plain prints what it shows as text")
    with Ledger.open(
        options.get("store"),
        recorded_by=options.get("by"),
        patience=PATIENCE,
        master_key=options.get("master_key"),
    ) as ledger:
        run_browser(ledger, holder, credential, on, known_at, screen, settings)


def run_browser(
    ledger: Ledger,
    holder: str | None = None,
    credential: str | None = None,
    on: date | None = None,
    known_at: KnownAt = None,
    screen: str | None = None,
    settings: Path | None = None,
) -> None:
    """Opens the browser on a ledger and returns when it is left."""
    sys.setswitchinterval(TURN)
    gc.disable()  # as in `main`
    from ledger.tui.app import Asked, Browser
    from ledger.tui.settings import Settings

    gc.freeze()
    gc.enable()
    browser = Browser(
        ledger,
        holder=holder,
        credential=credential,
        asked=Asked(on or date.today(), known_at),
        screen=screen,
        settings=Settings.load(settings),
    )
    browser.run()
    if browser.bug is not None:
        raise browser.bug


def _plain(
    screen: str, holder: str | None, credential: str | None, on: date | None, known_at: KnownAt
) -> list[str]:
    """The words of the command that prints what a screen shows."""
    known = ["--known-at", str(known_at_text(known_at))] if known_at else []
    asked = [*(["--on", on.isoformat()] if on else []), *known]
    match screen:
        case "holders":
            return ["holders", *asked]
        case "holder" if credential is not None:
            return ["eligible", str(holder), credential, *asked]
        case "holder":
            return ["history", str(holder), *known]
        case "rules":
            if credential is None:
                raise BadInput("--plain of the rules needs a credential: HOLDER CREDENTIAL")
            return ["rules", credential, *asked[: 2 if on else 0]]
        case "plugins" | "audit":
            return [screen, *([holder] if screen == "audit" and holder else [])]
    return ["log", *(["--holder", holder] if holder else []), "--limit", "50"]
