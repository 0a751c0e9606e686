"""Small inputs that would ask for much: refused in a sentence, in bounded time and memory."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgpack
import pytest

from ledger import typed
from ledger.errors import BadInput, LedgerDamaged, LedgerError, StoreUnavailable
from ledger.facts import jsonl
from ledger.facts.codec import LIMIT, decode
from ledger.facts.texts import rows_of
from ledger.facts.toml import DEEPEST, LONGEST
from ledger.judging.rulebook import RuleBook
from ledger.proving import proved_in
from ledger.seal.checkpoint import Checkpoint
from ledger.seal.keys import key_file, read_key, trusted_key
from ledger.seal.notes import PublicKey, SigningKey
from ledger.store.location import locate
from ledger.store.vault import Vault
from ledger.testing.scenarios import load
from ledger.transfer import restoring
from tests.cli.running import COMMAND, run

DOCUMENT, CORRECTION = 16, 18
DEEP = 100_000
DIGITS = "9" * 1_000_000
KEY = SigningKey("clinic.example/ledger", bytes(32))


@contextmanager
def soon(seconds: float = 5.0) -> Iterator[None]:
    """Fails when it took longer; what is tried here took minutes where it was not bounded."""
    begun = time.process_time()
    yield
    assert time.process_time() - begun < seconds


def facts_of(text: str) -> None:
    for row in rows_of(io.StringIO(text), name="rows"):
        if row.problem is not None:
            raise row.problem


def restored(text: str) -> None:
    with restoring(io.StringIO(text), None, Vault()) as facts:
        list(facts)


# ---- MessagePack

PACKED = {
    "arrays in arrays": b"\x91" * (LIMIT - 1) + b"\x01",
    "arrays in arrays, as deep as they are read": b"\x91" * 1_000 + b"\x01",
    "tables in tables": b"\x81\xa1x" * 20_000 + b"\x01",
    "four thousand million values": b"\xdd\xff\xff\xff\xff",
    "four thousand million pairs": b"\xdf\xff\xff\xff\xff",
    "a text of four thousand million bytes": b"\x91\xdb\xff\xff\xff\xff",
    "bytes of four thousand million bytes": b"\x91\xc6\xff\xff\xff\xff",
    "an extension of four thousand million bytes": b"\x91\xc9\xff\xff\xff\xff\x05",
    "a timestamp in the year 292 thousand million": b"\x91\xc7\x0c\xff" + b"\x7f" * 12,
    "a timestamp of no such length": b"\x91\xc7\x05\xff\x01\x02\x03\x04\x05",
    "an extension": b"\x97\x01\xd4\x00\x00\xc0\xc0\xa1x\xc0\xc0",
    "a text of ten million bytes": msgpack.packb(["x" * 10_000_000]),
    "ten million times nothing": b"\xdd\x00\x98\x96\x80" + b"\xc0" * 10_000_000,
}


@pytest.mark.parametrize("name", PACKED)
def test_a_stored_body_that_would_ask_for_much_is_damage(name: str) -> None:
    for kind in (DOCUMENT, CORRECTION):
        with soon(), pytest.raises((LedgerDamaged, StoreUnavailable)) as raised:
            decode(kind, PACKED[name])
        assert len(str(raised.value)) < 500


def test_a_correction_of_corrections_without_end_is_damage() -> None:
    packed: list[object] = [DOCUMENT, 1, 0, "x", None, None]
    for _ in range(300):
        packed = [CORRECTION, 1, 0, 1, "x", packed]
    body = msgpack.packb([1, "x", None, None, 1, "x", packed])
    decode(CORRECTION, body)  # deep, and still a fact
    deep = b"\x97\x01\xa1x\xc0\xc0\x01\xa1x" + b"\x96\x12\x01\x00\x01\xa1x" * 1_020 + b"\xc0"
    with pytest.raises(LedgerDamaged):
        decode(CORRECTION, deep)


# ---- JSON and CSV

LINES = {
    "arrays in arrays": '{"holder":' + "[" * DEEP,
    "arrays in arrays, closed": '{"holder":' + "[" * DEEP + "]" * DEEP + "}",
    "tables in tables": '{"a":' * DEEP + "1" + "}" * DEEP,
    "a number of a million digits": f'{{"holder":{DIGITS[:-100]}}}',
    "a negative one": f'{{"holder":-{DIGITS[:-100]}}}',
    "a power of ten": '{"holder":1e999999999}',
    "a million digits behind the point": f'{{"holder":0.{DIGITS[:-100]}}}',
    "the last of many keys twice": "{"
    + "".join(f'"a{n}":1,' for n in range(60_000))
    + '"a59999":1}',
    "many keys": "{" + ",".join(f'"a{n}":1' for n in range(60_000)) + "}",
    "a surrogate": '{"holder":"\\ud800"}',
    "a surrogate for a key": '{"\\udfff":1}',
    "a NUL": '{"holder":"\0"}',
    "a NUL that is written": '{"holder":"\\u0000"}',
    "a line that is too long": '{"holder":"' + "x" * (1 << 20) + '"}',
    "a byte order mark inside": '{"holder"\ufeff:"x"}',
}


@pytest.mark.parametrize("name", LINES)
def test_a_line_that_would_ask_for_much_is_bad_input(name: str) -> None:
    with soon(), pytest.raises(BadInput) as raised:
        restored(LINES[name])
    assert str(raised.value).isprintable()
    with soon(), suppress(BadInput):
        jsonl.parse_line(LINES[name])


@pytest.mark.parametrize("depth", range(900, 1_000, 7))
def test_a_table_as_deep_as_can_be_read_is_bad_input(depth: int) -> None:
    deep = "[" * depth + "]" * depth
    for name in jsonl_names():
        with pytest.raises(BadInput):
            restored(LINE.replace(f'"{name}":', f'"{name}":{deep},"x{name}":', 1))


LINE = (
    '{"holder":"x","version":1,"position":1,"kind":"document-filed","on":"2024-01-01",'
    '"recorded_at":"2024-01-01T00:00:00Z","recorded_by":"x","data":{"document":"x"}}'
)


def jsonl_names() -> list[str]:
    return [name for name in json.loads(LINE) if name != "data"]


def test_line_ends_and_a_mark_of_another_system_are_let_be() -> None:
    restored(f"\ufeff{LINE}\r\n\r\n")


HEAD = "holder,on,kind"
SHEETS = {
    "a cell of the header that is too long": f"{HEAD},{'a' * 200_000}\n",
    "a header broken within a cell": f"{HEAD}\rname\n",
    "an open quote in the header": f'{HEAD},"{"a" * 200_000}\n',
    "many columns": f"{HEAD},{','.join(f'areas.{n}' for n in range(60_000))},areas.0\n",
    "a column often": f"{HEAD},{'areas.a,' * 60_000}\n",
    "a cell that is too long": f"{HEAD}\nx,2024-01-01,{'x' * 200_000}\n",
    "a cell of many lines": f'{HEAD}\nx,2024-01-01,"' + "x\n" * 200_000,
    "more cells than columns": f"{HEAD}\n{'x,' * 500_000}\n",
}


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_that_would_ask_for_much_is_bad_input(name: str) -> None:
    with soon(), pytest.raises(BadInput) as raised:
        facts_of(SHEETS[name])
    assert str(raised.value).isprintable()


# ---- TOML


def nested_keys(parts: int, part: str = "a") -> str:
    return ".".join([part] * parts)


DOCUMENTS = {
    "arrays in arrays": "a=" + "[" * DEEP,
    "tables in tables": "a=" + "{a=" * DEEP,
    "a number of a million digits": f"a={DIGITS}",
    "a date in a number of a million digits": f"a=2024-01-0{DIGITS}",
    "a key of many parts": f"{nested_keys(100_000)}=1",
    "a key of many quoted parts": f"{nested_keys(100_000, chr(34) + chr(92) + chr(34) * 2)}=1",
    "a key of many parts with spaces": f"{' . '.join('a' * 100_000)}=1",
    "a header of many parts": f"[{nested_keys(100_000)}]",
    "a key of many parts in a table in a row": f"a=[{{{nested_keys(100_000)}=1}}]",
    "more than is read": "#" * (LONGEST + 1),
    "a NUL": "\0",
    "a NUL in text": "a='\0'",
    "a byte order mark": "\ufeffa=1",
    "a lone surrogate": "a='\ud800'",
    "a surrogate that is written": 'a="\\ud800"',
    "a carriage return": "a=1\rb=2",
    "a day of no calendar": "a=2024-02-30",
    "an infinity": "a=inf",
    "digits of another script": "a=٢",
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_that_would_ask_for_much_is_bad_input(name: str) -> None:
    for read in (RuleBook.from_toml, load):
        with soon(), pytest.raises(BadInput) as raised:
            read(DOCUMENTS[name])
        said = str(raised.value)
        assert len(said) < 500
        said.encode()


def test_a_key_may_have_as_many_parts_as_are_read_and_text_as_many_dots() -> None:
    with pytest.raises(BadInput, match="not a table with says"):
        RuleBook.from_toml(f"a = '{'1.2 ' * 40}'\n")
    with pytest.raises(BadInput, match="is not known; there are"):
        RuleBook.from_toml(f"{nested_keys(DEEPEST)} = 1\n")
    with pytest.raises(BadInput, match=f"line 2: has a key of more than {DEEPEST} parts"):
        RuleBook.from_toml(f"\n{nested_keys(DEEPEST + 1)} = 1\n")


def test_settings_of_the_browser_are_read_as_bounded(tmp_path: Path) -> None:
    from ledger.tui.settings import Settings

    file = tmp_path / "browse.toml"
    for text in DOCUMENTS.values():
        file.write_text(text, encoding="utf-8", errors="surrogatepass")
        with soon(), pytest.raises(BadInput):
            Settings.load(file)


# ---- What is typed

TYPED = {
    "digits of another script": "٢٠٢٤-٠٥-٠١",
    "wide digits": "２０２４-０５-０１",
    "superscripts": "2024-05-0¹",
    "a line end": "2024-05-01\n",
    "a NUL": "2024-05-01\0",
    "a surrogate between": "2024-05-01\ud80012:00Z",
    "a letter between": "2024-05-01x12:00Z",
    "an emoji between": "2024-05-01🕛12:00Z",
    "a minus of another kind": "2024−05−01",
    "a million digits": DIGITS,
    "a million digits behind the seconds": f"2024-05-01T12:00:00.{DIGITS}Z",
    "before the calendar": "0001-01-01T00:00:00+23:59",
    "behind the calendar": "9999-12-31T23:59:59-23:59",
    "a zone of a hundred hours": "2024-05-01T12:00:00+99:99",
    "the hour 24": "2024-05-01T24:00:00Z",
    "a leap second": "2016-12-31T23:59:60Z",
}


@pytest.mark.parametrize("name", TYPED)
def test_a_date_that_is_none_is_refused_in_a_sentence(name: str) -> None:
    for read in (typed.day_of, typed.moment_of, jsonl.parse_instant):
        with soon(), pytest.raises(BadInput) as raised:
            read(TYPED[name])
        assert str(raised.value).isprintable()


@pytest.mark.parametrize("text", ["a" * 1_000_000, "a " * 500_000, "{" * 1_000_000, "'" * 99_999])
def test_an_assumed_fact_that_is_long_is_refused(text: str) -> None:
    with soon(), pytest.raises(BadInput):
        typed.assumed_fact(text)


# ---- Notes, receipts, keys

SEALED = KEY.sign("clinic.example/ledger\n1\n" + "A" * 43 + "=\n")
NOTES = {
    "long": SEALED * 100_000,
    "many signatures": SEALED + "— x AAAAAAAA\n" * 6_000,
    "many lines": "a\n" * 30_000 + SEALED,
    "a size of a million digits": KEY.sign(f"clinic.example/ledger\n{DIGITS[:50_000]}\nAAAA\n"),
    "a surrogate": SEALED.replace("clinic", "clinic\ud800", 1),
    "a surrogate below the root": SEALED.replace("\n\n", "\n\ud800\n\n"),
    "a NUL": SEALED.replace("\n\n", "\n\0\n\n"),
    "a byte order mark": "\ufeff" + SEALED,
    "line ends of another system": SEALED.replace("\n", "\r\n"),
    "digits of another script": SEALED.replace("\n1\n", "\n١\n"),
    "no line end": SEALED[:-1],
}


@pytest.mark.parametrize("name", NOTES)
def test_a_note_that_would_ask_for_much_is_refused(name: str) -> None:
    with soon(), pytest.raises(LedgerError):
        Checkpoint.opened(NOTES[name], [KEY.public])
    receipt = f"c2sp.org/tlog-proof@v1\nextra AAAA\nindex 0\n\n{NOTES[name]}"
    with soon(), pytest.raises(LedgerError):
        proved_in(receipt, [KEY.public])


NO_KEYS = ("a+" * 500_000, "\ud800+00000000+AAAA", "~nosuchuser/key+x", "\0")


@pytest.mark.parametrize("text", NO_KEYS)
def test_a_key_that_is_none_is_bad_input(text: str, tmp_path: Path) -> None:
    for read in (PublicKey.parse, SigningKey.parse, trusted_key):
        with soon(), pytest.raises(BadInput):
            read(text)
    with soon(), pytest.raises(BadInput):
        read_key(tmp_path / text[:100_000])


def test_the_folder_of_nobody_is_bad_input(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadInput, match=r"“~nosuchuser/x” begins with; ./~NAME"):
        locate("~nosuchuser/x")
    monkeypatch.setenv("LEDGER_KEY", "~nosuchuser/key")
    with pytest.raises(BadInput, match="there is no user"):
        key_file()
    assert run("--store", "~nosuchuser/x", "log").code == 2
    assert run("verify", "--key", "~nosuchuser/x", "receipt").code == 2
    assert run("verify", "--key", "a+" * 1_000, "receipt").code == 2


def test_an_export_into_links_that_lead_in_a_circle_is_bad_input(
    tmp_path: Path, clinic_path: Path
) -> None:
    for one, other in (("a", "b"), ("b", "a")):
        (tmp_path / one).symlink_to(tmp_path / other)
    ran = run("--store", str(clinic_path), "export", str(tmp_path / "a"))
    assert (ran.code, ran.err.count("\n")) == (2, 1)


@pytest.fixture
def clinic_path(path: Path) -> Path:
    return path


# ---- A hundred million bytes

HUGE = 100_000_000
GIVEN: dict[str, Callable[[Path], list[str]]] = {
    "import": lambda file: ["import", str(file)],
    "import from standard input": lambda file: ["import", "-"],
    "restore": lambda file: ["restore", str(file)],
    "scenarios": lambda file: ["scenarios", str(file)],
    "verify a receipt": lambda file: ["verify", str(file), "--key", str(KEY.public)],
    "verify standard input": lambda file: ["verify", "-", "--key", str(KEY.public)],
    "verify a checkpoint": lambda file: [
        *("verify", "--checkpoint", str(file), "--key", str(KEY.public)),
    ],
    "a key": lambda file: ["verify", "-", "--key", str(file)],
}
BEGINNINGS = {
    "import": b'{"holder":"',
    "restore": b'{"holder":"',
    "import from standard input": b'holder,on,kind\nx,2024-01-01,"',
}


@pytest.fixture(scope="session")
def huge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("huge") / "huge"
    file.write_bytes(b"x" * HUGE)
    return file


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="tells no peak of memory")
@pytest.mark.parametrize("name", GIVEN)
def test_a_file_of_one_endless_line_is_refused_in_little_memory(
    name: str, huge: Path, tmp_path: Path
) -> None:
    store = tmp_path / "new.ledger"
    with huge.open("r+b") as file:
        file.write(BEGINNINGS.get(name, b"").ljust(40, b"x"))
    with huge.open("rb") as given:
        ran = subprocess.run(
            [sys.executable, "-c", MEASURED, COMMAND[2], "--store", str(store), *GIVEN[name](huge)],
            stdin=given,
            capture_output=True,
            timeout=60,
            check=False,
        )
    *_, peak = ran.stderr.decode().split()
    assert ran.returncode == 2, ran.stderr
    assert int(peak) < 100 * 1024, f"{int(peak):,} KiB"
    assert not store.exists()


MEASURED = """
import re, runpy, sys
sys.argv = sys.argv[1:]
try:
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
finally:
    with open("/proc/self/status") as status:
        print(re.search("VmHWM: *\\t* *([0-9]+) kB", status.read())[1], file=sys.stderr)
"""
