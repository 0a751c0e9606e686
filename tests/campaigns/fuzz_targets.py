"""Everything that reads bytes from outside, each as a function of bytes, with inputs to start from.

A target returns what the bytes say, or raises one of the errors of the ledger. What it says is held
against a law of its own where there is one: what was not signed is not believed, what is read can
be written again. Every other error is a bug.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from ledger import Ledger, typed
from ledger.errors import BadInput, LedgerError
from ledger.facts import intake
from ledger.facts.catalogue import BY_CODE, BY_NAME
from ledger.facts.codec import decode, encode
from ledger.facts.fact import Draft, Fact
from ledger.facts.jsonl import line_of, parse_instant
from ledger.facts.texts import rows_of
from ledger.judging.rulebook import RuleBook
from ledger.proving import proved_in
from ledger.seal.checkpoint import Checkpoint
from ledger.seal.leaf import fields_of, leaf_of
from ledger.seal.notes import PublicKey, SigningKey
from ledger.store.vault import Vault
from ledger.testing.scenarios import load, run
from ledger.transfer import export, restoring
from tests.campaigns.fuzz_files import installed, record
from tests.facts.drawn import KIND_OF_VERSION
from tests.facts.given import FULL, LEAST, drafted

ROOT = Path(__file__).parents[2]
DAY = date(2024, 5, 1)
KEY = SigningKey("clinic.example/ledger", bytes(range(32)))
OTHER = SigningKey("other.example", bytes(32))


class Target(NamedTuple):
    """Something that reads bytes.

    Attributes:
        read: Reads them; raises `LedgerError` where they are not right.
        seeds: Inputs to start from; most of them are right.
    """

    read: Callable[[bytes], object]
    seeds: Callable[[], Sequence[bytes]]


def tried(target: Target, data: bytes) -> bool:
    """Whether the bytes were right; any error that is not ours is let through."""
    try:
        target.read(data)
    except LedgerError as error:
        said = str(error)
        assert len(said) < 100_000, "a message without end"
        said.encode("utf-8", "surrogatepass")
        return False
    return True


def text_of(data: bytes) -> str:
    """The text of bytes as a file or a command line gives it."""
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise BadInput(f"is not UTF-8: {error.reason}") from None


def typed_text(data: bytes) -> str:
    """The text of bytes as a command line gives it: what is no text is a lone surrogate."""
    return data.decode("utf-8", "surrogateescape")


# ---- Facts


def read_fact(data: bytes) -> object:
    """A kind code and a stored body."""
    if not data:
        raise BadInput("is empty")
    code, body = data[0], data[1:]
    said = decode(code, body)
    fact = Draft("r", DAY, *said).placed(1)
    assert type(said[3]) is BY_CODE[code].cls
    assert json.loads(line_of(fact))["kind"] == BY_CODE[code].name
    assert decode(code, encode(fact)) == said
    return said


@cache
def facts() -> Sequence[bytes]:
    return [
        bytes([BY_NAME[kind].code]) + encode(drafted(kind, table[kind]))
        for table in (FULL, LEAST)
        for kind in table
    ]


def read_rows(data: bytes) -> object:
    """A file of JSON Lines or CSV, to be imported."""
    drafts = []
    file = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", newline="")
    for row in rows_of(file, name="rows"):
        if row.problem is None:
            try:
                drafts.append(
                    intake.draft(row.outside, recorded_by="x", kind_of=KIND_OF_VERSION.get)
                )
            except BadInput as error:
                str(error.at(line=row.line)).encode("utf-8", "surrogatepass")
    for draft in drafts:
        body = encode(draft)
        assert Draft(draft.holder, draft.on, *decode(BY_NAME[draft.kind].code, body)) == draft
    return drafts


@cache
def rows() -> Sequence[bytes]:
    lines = [
        json.dumps({"holder": "r", "kind": kind, "on": "2024-05-01", "data": table[kind]})
        for table in (FULL, LEAST)
        for kind in table
    ]
    sheet = (
        "holder,on,kind,ref,title,credits,unit,areas.clinical,areas.general,approved_by\r\n"
        'r,2024-05-01,ce-completed,7,"Phlebotomy, a ""new"" one",2.5,contact-hour,0.5,0.5,aama nha'
        "\r\nr,2024-05-02,ce-completed,8,ECG,2,credit,1,,\r\n"
    )
    enrolled = "holder;on;name;born_on\nr;2024-05-01;Ana Réyes;1990-02-14\n"
    return [
        *(line.encode() for line in lines),
        "\n".join(lines[:6]).encode(),
        sheet.encode(),
        "\ufeff".encode() + sheet.encode(),
        enrolled.replace("on;name", "on;kind;name")
        .replace(";Ana", ";holder-enrolled;Ana")
        .encode(),
        b"holder\ton\tkind\tdocument\nr\t2024-05-01\tdocument-filed\tcpr-card\n",
    ]


def read_export(data: bytes) -> object:
    """An export, to be restored: what is restored is exported as the same facts."""
    with restoring(
        io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", newline=""), None, Vault()
    ) as found:
        restored = list(found)
    again = io.StringIO()
    export([fact for fact in restored if isinstance(fact, Fact)], again)
    with restoring(io.StringIO(again.getvalue()), None, Vault()) as found:
        assert list(found) == restored
    return restored


@cache
def exports() -> Sequence[bytes]:
    written = io.StringIO()
    ticks = iter(range(1_700_000_000_000_000, 1_800_000_000_000_000, 1_000_000))
    with Ledger.open(":memory:", recorded_by="clerk", now=lambda: next(ticks)) as ledger:
        for number in range(6):
            record(ledger, number)
        for kind in FULL:
            if kind not in ("fact-corrected", "payment-refunded"):
                ledger.record(kind, "r", on=DAY, data=FULL[kind])
        ledger.correct("r", 1, reason="typo", changes={"name": "Ana"})
        ledger.export(written)
    whole = written.getvalue()
    return [whole.encode(), whole.partition("\n")[0].encode()]


# ---- Rules and scenarios


def read_rules(data: bytes) -> object:
    """A rules.toml."""
    book = RuleBook.from_toml(text_of(data))
    for known_on in (None, DAY):
        for rule in book.known(known_on).values():
            rule.at(DAY)
            rule.at(date.min)
    return book


@cache
def rules() -> Sequence[bytes]:
    files = sorted(ROOT.glob("plugins/*/src/*/rules.toml"))
    texts = [file.read_text(encoding="utf-8") for file in files]
    parts = [part for text in texts for part in text.split("\n\n\n")]
    return [one.encode() for one in (*parts, *texts)]


def read_scenarios(data: bytes) -> object:
    """A scenario file, run against the installed bodies."""
    return run(load(text_of(data)), installed())


@cache
def scenarios() -> Sequence[bytes]:
    from tests.cli.test_scenarios import RIGHT

    texts = [RIGHT]
    for file in sorted(ROOT.glob("plugins/*/scenarios/*.toml")):
        texts += ["[[scenario]]" + one for one in file.read_text("utf-8").split("[[scenario]]")[1:]]
    return [one.encode() for one in texts]


# ---- The seal


def read_checkpoint(data: bytes) -> object:
    """A signed checkpoint: only what was signed is believed."""
    found = Checkpoint.opened(text_of(data), [KEY.public])
    assert found in signed(), found
    return found


@cache
def signed() -> Sequence[Checkpoint]:
    return [Checkpoint(KEY.name, size, bytes([size]) * 32) for size in (0, 1, 77)]


@cache
def checkpoints() -> Sequence[bytes]:
    notes = [one.signed(KEY) for one in signed()]
    both = notes[1] + OTHER.sign(signed()[1].text).rpartition("\n\n")[2]
    extended = KEY.sign(signed()[2].text + "extension\n")
    return [one.encode() for one in (*notes, both, extended)]


def read_receipt(data: bytes) -> object:
    """A receipt: only facts that were sealed are believed."""
    proved = proved_in(text_of(data), [KEY.public])
    assert proved.line in sealed(), proved
    return proved


@cache
def receipts() -> Sequence[bytes]:
    return [text.encode() for text in sealed().values()]


@cache
def sealed() -> dict[str, str]:
    """Facts by their lines, with a receipt of each."""
    ticks = iter(range(1_700_000_000_000_000, 1_800_000_000_000_000, 1_000_000))
    found: dict[str, str] = {}
    with Ledger.open(":memory:", recorded_by="clerk", now=lambda: next(ticks)) as ledger:
        for number in range(11):
            record(ledger, number)
        for fact in ledger.log():
            found[line_of(fact)] = str(ledger.receipt(fact.holder, fact.version, KEY))
    return found


def read_leaf(data: bytes) -> object:
    """A leaf of the seal."""
    found = fields_of(data)
    assert leaf_of(*found) == data
    return found


@cache
def leaves() -> Sequence[bytes]:
    return [leaf_of(17, 3, 6, -2, 2**50, "reyes", b"\x93\xc0\xa1"), leaf_of(1, 1, 1, 0, 0, "", b"")]


def read_key(data: bytes) -> object:
    """A key, to check or to sign with: it is written as it was read."""
    text = typed_text(data)
    try:
        signing = SigningKey.parse(text)
    except BadInput:
        public = PublicKey.parse(text)
        assert PublicKey.parse(str(public)) == public
        return public
    assert SigningKey.parse(str(signing)) == signing
    assert (
        PublicKey.parse(str(signing.public)).verifies(bytes(64), "x") is False
    )  # a key of 32 bytes, whichever
    return signing


@cache
def keys() -> Sequence[bytes]:
    made = [str(one).encode() for key in (KEY, OTHER) for one in (key, key.public)]
    return [*made, made[0] + b"\n"]


# ---- What is typed


def read_typed(data: bytes) -> object:
    """A word of a command line: a day, an instant, a pair, an assumed fact."""
    text = typed_text(data)
    said: list[Any] = []
    readers: tuple[Callable[[str], object], ...] = (
        typed.day_of,
        typed.moment_of,
        parse_instant,
        typed.assumed_fact,
        lambda word: typed.pairs_of([word]),
    )
    for read in readers:
        try:
            said.append(read(text))
        except BadInput as error:
            told = len(str(error))
            assert told < 10_000
    if not said:
        raise BadInput("is none of them")
    assert all(type(one) is not date or one.isoformat() in (text, date.today().isoformat())
               for one in said)  # fmt: skip
    return said


@cache
def words() -> Sequence[bytes]:
    return [
        one.encode()
        for one in (
            "2024-05-01",
            "today",
            "2024-05-01T12:00:00Z",
            "2024-05-01T12:00:00.000001+02:00",
            "2024-W18-3T12:00Z",
            "credits=2",
            "ce-completed on=2024-05-01 title='An ECG' credits=2 unit=credit areas.clinical=1",
            '{"kind":"document-filed","on":"2024-05-01","data":{"document":"x"}}',
            'fact-corrected corrects=1 reason=x replacement={"on":"2024-05-01","data":{}}',
        )
    ]


TARGETS: dict[str, Target] = {
    "fact": Target(read_fact, facts),
    "rows": Target(read_rows, rows),
    "export": Target(read_export, exports),
    "rules": Target(read_rules, rules),
    "scenarios": Target(read_scenarios, scenarios),
    "checkpoint": Target(read_checkpoint, checkpoints),
    "receipt": Target(read_receipt, receipts),
    "leaf": Target(read_leaf, leaves),
    "key": Target(read_key, keys),
    "typed": Target(read_typed, words),
}
"""Every decoder, by name."""
