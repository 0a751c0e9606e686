"""``init --encrypt`` and ``forget`` as commands."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from ledger import Ledger
from ledger.transfer import export_encrypted
from tests.cli.clinic import EXPORT
from tests.cli.running import Result, Shell
from tests.store.facts import plain


class Encrypting(Shell):
    """The command line of a clinic whose ledger is encrypted."""

    def __init__(self, store: Path, master_key: Path) -> None:
        super().__init__(store)
        self.master_key = master_key

    def __call__(self, *args: str, stdin: str | bytes = b"", **env: str) -> Result:
        given = {"LEDGER_MASTER_KEY": str(self.master_key), **env}
        return super().__call__(*args, stdin=stdin, **given)


@pytest.fixture
def encrypting(tmp_path: Path) -> Encrypting:
    """The clinic, imported into an encrypted ledger."""
    shell = Encrypting(tmp_path / "clinic.ledger", tmp_path / "keys" / "master.key")
    made = shell("init", "--encrypt")
    assert made.code == 0, made.err
    assert f"made a master key at {shell.master_key}" in made.err
    facts = [json.loads(line) for line in EXPORT.splitlines()]
    for fact in facts:
        for name in ("version", "position", "recorded_at"):
            fact.pop(name, None)
    imported = shell("import", "-", stdin="\n".join(map(json.dumps, facts)))
    assert imported.code == 0, imported.err
    return shell


def test_the_master_key_is_its_owners_alone(encrypting: Encrypting) -> None:
    assert stat.S_IMODE(encrypting.master_key.stat().st_mode) == 0o600
    encrypting.master_key.chmod(0o644)
    found = encrypting("history", "ibarra")
    assert (found.code, found.out) == (4, "")
    assert f"chmod 600 {encrypting.master_key}" in found.err


def test_without_its_master_key_a_ledger_says_which_is_missing(
    encrypting: Encrypting, tmp_path: Path
) -> None:
    for command in (("history", "ibarra"), ("eligible", "ibarra", "aama/cma"), ("export",)):
        found = encrypting(*command, LEDGER_MASTER_KEY=str(tmp_path / "none"))
        assert (found.code, found.out) == (4, ""), command
        assert f"its master key is not at {tmp_path / 'none'}" in found.err


def test_another_master_key_is_told_from_the_right_one(
    encrypting: Encrypting, tmp_path: Path
) -> None:
    other = Encrypting(tmp_path / "other.ledger", tmp_path / "other.key")
    assert other("init", "--encrypt").code == 0
    found = encrypting("history", "ibarra", LEDGER_MASTER_KEY=str(other.master_key))
    assert (found.code, found.out) == (4, "")
    assert "is not the one this ledger was encrypted under" in found.err


def test_answers_are_those_of_a_plain_ledger(encrypting: Encrypting, tmp_path: Path) -> None:
    plainly = Shell(tmp_path / "plain.ledger")
    facts = [json.loads(line) for line in encrypting("export").out.splitlines()]
    for fact in facts:
        for name in ("version", "position", "recorded_at", "sealed", "key"):
            fact.pop(name, None)
    assert plainly("import", "-", stdin="\n".join(map(json.dumps, facts))).code == 0
    for credential in ("aama/cma", "nha/ccma"):
        for on in ("2021-06-01", "2024-07-01", "2026-01-01"):
            asked = ("census", credential, "--on", on, "--jsonl")
            assert encrypting(*asked).out == plainly(*asked).out
    assert encrypting("audit").out == plainly("audit").out


def test_a_holder_is_forgotten(encrypting: Encrypting) -> None:
    before = encrypting("verify", "--json").json["facts"]
    done = encrypting("forget", "ibarra", "--reason", "asked for it")
    assert done.code == 0, done.err
    asked = encrypting("eligible", "ibarra", "aama/cma", "--on", "2024-07-01", "--json")
    assert asked.code == 3
    assert asked.json["status"] == "undetermined"
    assert asked.json["expires_on"] is None
    for pathway in asked.json["pathways"].values():
        assert pathway["answer"] == "undetermined"
        assert "ibarra was forgotten" in pathway["finding"]["text"]
    rows = encrypting("census", "aama/cma", "--on", "2024-07-01", "--jsonl").objects
    assert {row["holder"]: row["status"] for row in rows}["ibarra"] == "undetermined"
    verified = encrypting("verify", "--json")
    assert (verified.code, verified.json["problems"]) == (0, [])
    assert verified.json["facts"] == before + 1
    again = encrypting("record", "document-filed", "ibarra", "--on", "2024-01-01", "document=card")
    assert again.code == 2
    assert "nothing more is recorded about ibarra" in again.err


def test_what_is_known_of_the_forgotten_begins_with_their_first_fact(
    encrypting: Encrypting,
) -> None:
    known = encrypting("history", "ibarra", "--json").json["facts"][-1]["recorded_at"]
    encrypting("forget", "ibarra", "--reason", "asked for it")
    asked = ("eligible", "ibarra", "aama/cma", "--on", "2024-07-01", "--json", "--known-at")
    assert encrypting(*asked, known).json["status"] == "undetermined"
    assert encrypting(*asked, "2020-01-01").json["status"] == "none"


def test_a_forgotten_holder_travels_in_an_export_with_the_same_root(
    encrypting: Encrypting, tmp_path: Path
) -> None:
    encrypting("forget", "ibarra", "--reason", "asked for it")
    other = Encrypting(tmp_path / "moved.ledger", encrypting.master_key)
    assert other("restore", "-", stdin=encrypting("export").out).code == 0
    assert other("verify", "--json").json["root"] == encrypting("verify", "--json").json["root"]
    assert other("export").out == encrypting("export").out


def test_an_export_without_facts_says_that_it_does_not_tell_of_encryption(tmp_path: Path) -> None:
    shell = Encrypting(tmp_path / "new.ledger", tmp_path / "master.key")
    assert shell("init", "--encrypt").code == 0
    found = shell("export")
    assert (found.code, found.out) == (0, "")
    assert "the ledger is encrypted, and an export without facts does not say so" in found.err
    plainly = Shell(tmp_path / "plain.ledger")
    assert plainly("init").code == 0
    assert plainly("export").err == "exported 0 facts\n"


def test_who_is_forgotten_while_they_are_exported_leaves_no_file(
    encrypting: Encrypting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()

    def export(*args: object) -> int:
        other = Ledger.open(encrypting.store, recorded_by="x", master_key=encrypting.master_key)
        with other:
            other.forget("ibarra", reason="asked for it")
        return export_encrypted(*args)  # type: ignore[arg-type]

    monkeypatch.setattr("ledger.transfer.export_encrypted", export)
    found = encrypting("export", str(folder / "out.jsonl"))
    assert (found.code, found.out) == (4, "")
    assert found.err == "ledger: ibarra was forgotten while it was exported; export again\n"
    assert list(folder.iterdir()) == []


def test_a_plain_ledger_forgets_nobody(own_clinic: Shell) -> None:
    before = own_clinic.store.read_bytes()
    found = own_clinic("forget", "ibarra", "--reason", "asked for it")
    assert (found.code, found.out) == (2, "")
    assert "only an encrypted ledger can forget" in found.err
    assert own_clinic.store.read_bytes() == before


def test_nobody_is_forgotten_who_is_not_there(encrypting: Encrypting) -> None:
    found = encrypting("forget", "nobody", "--reason", "asked for it")
    assert (found.code, found.out) == (2, "")
    assert "no holder “nobody” in this ledger" in found.err


VAULT_ATTACKS = {
    "a key destroyed": (
        "UPDATE vault SET wrapped = zeroblob(61) WHERE holder = 2",
        "was destroyed, and nobody forgot them",
    ),
    "a key deleted": ("DELETE FROM vault WHERE holder = 2", "is missing (holder key 2)"),
    "the mark deleted": ("DELETE FROM vault WHERE holder = 0", "in a ledger without a mark"),
    "a fact in clear": (
        "UPDATE facts SET body = x'97' WHERE position = 1",
        "the fact of holder key 1 is not encrypted",
    ),
}


@pytest.mark.parametrize("name", VAULT_ATTACKS)
def test_what_was_done_to_the_keys_is_found(name: str, encrypting: Encrypting) -> None:
    attack, said = VAULT_ATTACKS[name]
    with plain(encrypting.store) as file:
        triggers = file.execute(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"
        ).fetchall()
        for trigger, _ in triggers:
            file.execute(f"DROP TRIGGER {trigger}")
        file.execute(attack)
        for _, sql in triggers:
            file.execute(sql)
    found = encrypting("verify", "--json")
    assert found.code == 5
    assert any(said in one["what"] for one in found.json["problems"]), found.out


def test_verify_says_whether_it_decrypts_and_when_it_did_not_look(
    encrypting: Encrypting, tmp_path: Path
) -> None:
    encrypting("forget", "ibarra", "--reason", "asked for it")
    found = encrypting("verify")
    assert (found.code, found.out.splitlines()[1]) == (0, "✓ what was not forgotten decrypts")
    assert encrypting("verify", "--json").json["decrypted"] is True
    without = Shell(encrypting.store)
    found = without("verify", LEDGER_MASTER_KEY="", XDG_DATA_HOME=str(tmp_path / "nobody"))
    unlooked = "  whether it decrypts was not looked at: ledger --master-key FILE verify"
    assert (found.code, found.out.splitlines()[1]) == (0, unlooked)
    found = encrypting("verify", LEDGER_MASTER_KEY=str(tmp_path / "none"))
    assert (found.code, found.out) == (4, "")
    assert f"its master key is not at {tmp_path / 'none'}" in found.err


def test_verify_names_the_first_fact_of_a_holder_whose_key_was_changed(
    encrypting: Encrypting,
) -> None:
    with plain(encrypting.store) as file:
        (guard,) = file.execute(
            "SELECT sql FROM sqlite_schema WHERE name = 'vault_stays'"
        ).fetchone()
        file.execute("DROP TRIGGER vault_stays")
        file.execute("UPDATE vault SET wrapped = randomblob(61) WHERE holder = 1")
        file.execute(guard)
    found = encrypting("verify")
    assert found.code == 5
    assert found.out.startswith("✗ position 1: the key of ")
    assert "is not the one made for them" in found.out


def test_a_key_of_the_users_own_for_another_ledger_is_not_asked(
    encrypting: Encrypting, tmp_path: Path
) -> None:
    """An auditor with a ledger of their own verifies somebody else's."""
    auditor = {"LEDGER_MASTER_KEY": "", "XDG_DATA_HOME": str(tmp_path / "auditor")}
    assert Shell(tmp_path / "own.ledger")("init", "--encrypt", **auditor).code == 0
    found = Shell(encrypting.store)("verify", "--json", **auditor)
    assert (found.code, found.json["decrypted"]) == (0, False)
    named = {"LEDGER_MASTER_KEY": str(tmp_path / "auditor" / "credential-ledger" / "master.key")}
    found = Shell(encrypting.store)("verify", **named)
    assert found.code == 4
    assert "is not the one this ledger was encrypted under" in found.err
