"""``checkpoint``, ``prove`` and ``verify``."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from ledger.cli.files import counting
from ledger.cli.options import Whole, holder_argument, json_option, ledger_of
from ledger.cli.streams import echo
from ledger.errors import BadInput, NotProved
from ledger.facts.jsonl import as_json as as_json_of
from ledger.facts.jsonl import dumps
from ledger.facts.wording import printable, summary
from ledger.newfile import write_new
from ledger.proving import ProvedFact, checkpoint_in, proved_in
from ledger.seal.checkpoint import Checkpoint
from ledger.seal.keys import key_file, read_key, trusted_key
from ledger.seal.notes import PublicKey
from ledger.verification import Verified
from ledger.words import count_of

_LONGEST = 1_000_000
SUFFIX = ".tlog-proof"
key_option = click.option(
    "--key", metavar="FILE", help="The signing key (or LEDGER_KEY); the user's own."
)


@click.command("checkpoint")
@key_option
@click.pass_context
def checkpoint_command(ctx: click.Context, key: str | None) -> None:
    """Print what the ledger is now, signed.

    Keep it where nobody who writes the ledger can: whoever holds it can tell later that no fact up
    to it was edited, see “ledger verify --checkpoint”.
    """
    signing = read_key(key_file(key))
    echo(ledger_of(ctx).checkpoint(signing.name).signed(signing), nl=False)


@click.command("prove")
@holder_argument
@click.argument("version", type=Whole(1))
@key_option
@click.option("--output", metavar="FILE", help=f"HOLDER-VERSION{SUFFIX}; “-” prints it.")
@click.pass_context
def prove_command(
    ctx: click.Context, holder: str, version: int, key: str | None, output: str | None
) -> None:
    """Write a receipt: that fact number VERSION of a HOLDER is in the ledger.

    A receipt is checked without the ledger, see “ledger verify RECEIPT”.
    """
    signing = read_key(key_file(key))
    receipt = str(ledger_of(ctx).receipt(holder, version, signing))
    if output == "-":
        echo(receipt, nl=False)
        return
    path = Path(output or f"{holder}-{version}{SUFFIX}")
    try:
        write_new(path, receipt)
    except FileExistsError:
        raise BadInput(f"there is a file at {path} already; --output names another") from None
    except OSError as error:
        raise BadInput(f"{path} cannot be written: {error.strerror}") from None
    echo(f"wrote {path}", err=True)


@click.command("verify")
@click.argument("receipts", nargs=-1, metavar="[RECEIPT]...")
@click.option(
    "--checkpoint",
    "checkpoints",
    multiple=True,
    metavar="FILE",
    help="A checkpoint kept earlier; may be given often.",
)
@click.option(
    "--key",
    "keys",
    multiple=True,
    metavar="KEY",
    help="A public key to trust, or a file with one; the user's own.",
)
@json_option
@click.pass_context
def verify_command(
    ctx: click.Context,
    receipts: tuple[str, ...],
    checkpoints: tuple[str, ...],
    keys: tuple[str, ...],
    as_json: bool,
) -> int:
    """Check the whole ledger against its seal, or a RECEIPT without any ledger.

    Exits with 5 when something is not as it was sealed or signed.
    """
    if receipts and checkpoints:
        raise BadInput("a receipt brings its checkpoint; check the ledger by a command of its own")
    if keys and not receipts and not checkpoints:
        said = "is for what was signed; name a receipt or a --checkpoint as well"
        raise BadInput(said, field="--key")
    if receipts:
        trusted = _trusted(keys)
        return max(_receipt(name, trusted, as_json) for name in receipts)
    held = [checkpoint_in(_text(name), _trusted(keys), name) for name in checkpoints]
    with counting("verified") as progress:
        verified = ledger_of(ctx).verify(held, progress=progress)
    if as_json:
        echo(dumps(_found(verified)))
    else:
        _tell(verified)
    return 5 if verified.problems else 0


def _receipt(name: str, trusted: Sequence[PublicKey], as_json: bool) -> int:
    table = {"schema": "ledger.receipt/1", "receipt": name}
    try:
        proved = proved_in(_text(name), trusted)
    except NotProved as error:
        if as_json:
            echo(dumps(table | {"proved": False, "problem": str(error)}))
        else:
            echo(f"✗ {printable(name)}: {error}")
        return error.exit_code
    except BadInput as error:
        raise error.at(file=name) from None
    if as_json:
        said = {"checkpoint": _signed(proved.checkpoint), "fact": as_json_of(proved.fact)}
        echo(dumps(table | {"proved": True} | said))
    else:
        echo(f"✓ {printable(name)}: {_words(proved)}")
        echo(proved.line)
    return 0


def _signed(checkpoint: Checkpoint) -> dict[str, object]:
    origin, size, root = checkpoint
    return {"origin": origin, "size": size, "root": root.hex()}


def _found(verified: Verified) -> dict[str, object]:
    return {
        "schema": "ledger.verify/1",
        "facts": verified.size,
        "root": verified.root.hex(),
        "problems": [{"position": at, "what": what} for at, what in verified.problems],
        "checkpoints": list(map(_signed, verified.checkpoints)),
        "decrypted": verified.decrypted,
    }


def _words(proved: ProvedFact) -> str:
    fact, checkpoint = proved.fact, proved.checkpoint
    what = f"{fact.holder} version {fact.version}, position {fact.position:,}"
    words = f"{fact.kind} {fact.on} {summary(fact.data)}"
    return f"{what} ({words}) is among the {checkpoint.size:,} facts of {checkpoint.origin}"


def _tell(verified: Verified) -> None:
    for problem in verified.problems:
        place = f"position {problem.position:,}: " if problem.position else ""
        echo(f"✗ {place}{printable(problem.what)}")
    unlooked = "  whether it decrypts was not looked at: ledger --master-key FILE verify"
    if verified.problems:
        if verified.decrypted is False:
            echo(unlooked)
        echo("the ledger is not as it was sealed; restore it from a backup or an export")
        return
    size, root = verified.size, verified.root.hex()
    are = "is as it was" if size == 1 else "are as they were"
    echo(f"✓ {count_of(size, 'fact')} {are} sealed, root {root}")
    for checkpoint in verified.checkpoints:
        echo(f"✓ the first {checkpoint.size:,} are those {checkpoint.origin} signed")
    if verified.decrypted is not None:
        echo("✓ what was not forgotten decrypts" if verified.decrypted else unlooked)
    if not verified.checkpoints:
        echo(
            "  a checkpoint kept elsewhere would prove that nobody made the seal anew "
            "(ledger checkpoint; ledger verify --checkpoint FILE)"
        )


def _trusted(given: Sequence[str]) -> list[PublicKey]:
    if given:
        return [trusted_key(one) for one in given]
    own = key_file()
    if not os.access(own, os.F_OK):
        raise BadInput("whose signature is to be trusted? --key names a public key, or its file")
    return [read_key(own).public]


def _text(name: str) -> str:
    try:
        if name == "-":
            if sys.stdin is None:
                raise BadInput("cannot be read: it is closed", file="standard input")
            return sys.stdin.read(_LONGEST)
        with open(name, encoding="utf-8", newline="") as file:
            return file.read(_LONGEST)
    except OSError as error:
        raise BadInput(f"cannot be read: {error.strerror}", file=name) from None
    except UnicodeDecodeError:
        raise BadInput("is not text in UTF-8", file=name) from None
