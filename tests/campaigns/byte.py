"""One byte is changed, of a row, a checkpoint or a receipt: verification says so, and where.

The ledgers are small, of random facts: one is plain, the next encrypted, and one encrypted with
somebody forgotten. Each is changed many times, by one byte of the ledger as it was. A byte of a
value is changed with the indexes following, as SQL without the guard triggers does it; a byte of a
row as it stands in the file, among its lengths and types. All is read by the unchanged code behind
``ledger verify``, which opens the file anew each time.
"""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

from ledger import Ledger
from ledger.bodies.host import Bodies
from ledger.cli.seal import _text
from ledger.errors import BadInput, NotProved
from ledger.proving import checkpoint_in, proved_in
from ledger.seal.checkpoint import Checkpoint
from ledger.seal.notes import SigningKey
from ledger.verification import Problem, verify
from tests.campaigns.campaign import Campaign, Figures, Task, Violation
from tests.campaigns.habits import HABITS
from tests.campaigns.stored import Change, Stored, read
from tests.facts.given import FULL

LIFE = 500
"""Changes a ledger lives through."""
STEP = 50_000
"""Changes between two reports of progress."""
KEY = SigningKey("clinic.example/ledger", bytes(range(32)))
KINDS = sorted(FULL.keys() - {"fact-corrected", "payment-refunded", "holder-forgotten"})
SHARES = {"values": 14, "rows": 4, "checkpoints": 1, "receipts": 1}
"""How often which is changed."""


class Kept(NamedTuple):
    """A ledger as it was, and what is held against it.

    Attributes:
        path: Its file, which is changed.
        stored: What is stored in it.
        master_key: The file of its master key; None: it is not encrypted.
        checkpoint: A checkpoint of all its facts.
        notes: That and an older one, as they are signed.
        receipts: A receipt of each fact.
        firsts: The position of each holder's first fact, by holder key.
        destroyed: The holder keys of those who were forgotten.
    """

    path: Path
    stored: Stored
    master_key: Path | None
    checkpoint: Checkpoint
    notes: list[bytes]
    receipts: list[bytes]
    firsts: dict[int, int]
    destroyed: set[int]

    def problems(self) -> tuple[Problem, ...]:
        """What verification finds."""
        return verify(self.path, [self.checkpoint], master_key=self.master_key).problems


def run(task: Task, figures: Figures) -> None:
    """Each cycle is one byte that is another."""
    for habit in task.habits:
        HABITS[habit]()
    kept = None
    for number, random in task.rounds(figures):
        if kept is None or number % LIFE == 0:
            if kept is not None:
                kept.stored.close()
            life = number // LIFE
            luck = Random(f"{task.seed}/{life}/ledger")
            kept = made(task.folder, luck, is_encrypted=life % 3 > 0, forget=life % 3 == 2)
            figures["ledgers"] += 1
        (what,) = random.choices(list(SHARES), list(SHARES.values()))
        if what in ("values", "rows"):
            while not tried(kept, what, random, figures):
                pass
        else:
            note(kept, what, random)
        figures[f"changed {what}"] += 1
        if (number + 1) % STEP == 0:
            print(f"byte: {number + 1:,} changes", file=sys.stderr, flush=True)
    if kept is not None:
        kept.stored.close()


def made(folder: Path, random: Random, *, is_encrypted: bool, forget: bool) -> Kept:
    """Makes a ledger, in the place of the one before."""
    path, key = folder / "clinic.ledger", folder / "master.key"
    for file in (path, key):
        file.unlink(missing_ok=True)
    moment = iter(range(1_700_000_000_000_000, 1_800_000_000_000_000, 77_777_777))
    ledger = Ledger.open(
        path, recorded_by="clerk", master_key=key, bodies=Bodies(()), now=lambda: next(moment)
    )
    with ledger:
        ledger.init(encrypt=is_encrypted)
        holders = random.sample(("reyes", "tran", "silva", "o.neill-2"), random.randint(2, 3))
        for number in range(random.randint(3, 8)):
            holder = holders[number] if number < len(holders) else random.choice(holders)
            kind, day = random.choice(KINDS), date(2024, 1, 1) + timedelta(random.randrange(366))
            ledger.record(kind, holder, on=day, data=FULL[kind])
            if number == 1:
                older = ledger.checkpoint(KEY.name)
        forgotten = random.sample(holders, 1) if forget else []
        for holder in forgotten:
            ledger.forget(holder, reason="asked for it")
        checkpoint = ledger.checkpoint(KEY.name)
        facts = list(ledger.log())
        receipts = [str(ledger.receipt(one.holder, one.version, KEY)).encode() for one in facts]
    with closing(sqlite3.connect(path)) as database:
        firsts = dict(database.execute("SELECT holder, min(position) FROM facts GROUP BY holder"))
    kept = Kept(
        path,
        Stored(path),
        key if is_encrypted else None,
        checkpoint,
        [one.signed(KEY).encode() for one in (older, checkpoint)],
        receipts,
        firsts,
        {holders.index(one) + 1 for one in forgotten},
    )
    if problems := kept.problems():
        raise Violation(f"nothing was changed, and there is said: {problems}")
    return kept


def tried(kept: Kept, what: str, random: Random, figures: Figures) -> bool:
    """Changes a byte of a ledger and verifies it; whether something is another then.

    Raises:
        Violation: when nobody is told, or of another place.
    """
    stored = kept.stored
    change = stored.change_of_value(random) if what == "values" else stored.change_of_row(random)
    if change is None:
        figures["refused by SQLite, and drawn again"] += 1
        return False
    kept.path.write_bytes(change.raw)
    said = f"{change.table} {change.row}, {change.column or 'as it stands'}"
    try:
        found = kept.problems()
    except Exception as error:
        raise Violation(f"{said} ends the verification: {error!r}") from error
    if not found and change.column is None and read(kept.path) == stored.rows:
        figures["left all values equal, and drawn again"] += 1
        return False
    if not found:
        raise Violation(f"a byte was changed, and nobody was told: {said}")
    if change.column is not None and any("damaged" in what for _, what in found):
        raise Violation(f"{said} damaged the file besides: {found[:3]}")
    expected = place(kept, change)
    first = next((one.position for one in found if one.position), None)
    is_of_all = first is None and change.column is None and change.table != "facts"
    # The mark as it is stored may be lost or not, see `place`.
    is_unmarked = first == 1 and change[:3] == ("vault", 0, None)
    if first != expected and not is_of_all and not is_unmarked:
        raise Violation(f"{said} is told at {first}, not at {expected}: {found[:3]}")
    return True


def place(kept: Kept, change: Change) -> int | None:
    """The position at which a change of a value has to be told; None: of no fact."""
    table, row, column, to, _ = change
    if table == "facts":
        goes_first = column == "position" and isinstance(to, int) and to < 1
        return 1 if goes_first else row
    if table == "vault" and row == 0 and column == "holder":
        return 1  # without its mark the first fact is encrypted in a plain ledger
    if table == "vault" and (row == 0 or row in kept.destroyed or column == "holder"):
        return None
    return kept.firsts[row]


def note(kept: Kept, what: str, random: Random) -> None:
    """Changes a byte of a checkpoint or a receipt and checks it.

    Raises:
        Violation: when it is still believed.
    """
    whole = random.choice(kept.notes if what == "checkpoints" else kept.receipts)
    at, by = random.randrange(len(whole)), random.randrange(1, 256)
    path = kept.path.with_name("note")
    path.write_bytes(whole[:at] + bytes([whole[at] ^ by]) + whole[at + 1 :])
    try:
        text = _text(str(path))
        if what == "checkpoints":
            checkpoint_in(text, [KEY.public], "note")
        else:
            proved_in(text, [KEY.public])
    except (BadInput, NotProved):
        return
    raise Violation(f"a byte of one of the {what} was changed, and it is believed: {at} by {by}")


CAMPAIGN = Campaign("one byte is changed", 1_000_000, run)
