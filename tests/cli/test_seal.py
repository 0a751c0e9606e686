"""``key``, ``checkpoint``, ``prove`` and ``verify`` as commands."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from ledger import Ledger
from ledger.seal.keys import read_key
from ledger.seal.notes import PublicKey
from tests.cli.running import Result, Shell, files_end_at
from tests.store.facts import plain


class Signing(Shell):
    """The command line of somebody with a key."""

    def __init__(self, store: Path, key: Path) -> None:
        super().__init__(store)
        self.key = key

    def __call__(self, *args: str, stdin: str | bytes = b"", **env: str) -> Result:
        return super().__call__(*args, stdin=stdin, **{"LEDGER_KEY": str(self.key), **env})


@pytest.fixture
def signing(own_clinic: Shell, tmp_path: Path) -> Signing:
    """The clinic with a key of its own."""
    shell = Signing(own_clinic.store, tmp_path / "keys" / "clinic.key")
    assert shell("key", "new", "clinic.example/ledger").code == 0
    return shell


def test_a_key_is_its_owners_alone_and_never_overwritten(signing: Signing) -> None:
    assert stat.S_IMODE(signing.key.stat().st_mode) == 0o600
    before = signing.key.read_text()
    again = signing("key", "new", "other")
    assert (again.code, again.out) == (2, "")
    assert "a key is never overwritten" in again.err
    assert signing.key.read_text() == before
    shown = signing("key", "show")
    assert PublicKey.parse(shown.out).name == "clinic.example/ledger"


def test_a_key_that_does_not_fit_on_the_disk_is_not_made(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "clinic.key"
    new = ("key", "new", "clinic.example/ledger", "--output", str(path))
    with files_end_at(50):
        found = shell(*new)
    assert (found.code, found.out) == (2, "")
    assert found.err == f"ledger: {path} cannot be written: File too large\n"
    assert not path.exists()
    assert shell(*new).code == 0


def test_a_master_key_that_does_not_fit_on_the_disk_is_not_made(
    shell: Shell, tmp_path: Path
) -> None:
    path = tmp_path / "master.key"
    init = ("--master-key", str(path), "init", "--encrypt")
    with files_end_at(50):
        found = shell(*init)
    assert (found.code, found.err) == (2, f"ledger: {path} cannot be written: File too large\n")
    assert not path.exists()
    assert not shell.store.exists()
    assert shell(*init).code == 0


def test_a_key_others_may_read_signs_nothing(signing: Signing) -> None:
    signing.key.chmod(0o640)
    found = signing("checkpoint")
    assert (found.code, found.out) == (2, "")
    assert f"chmod 600 {signing.key}" in found.err


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "this is not a signing key"), ("PRIVATE+KEY+a+b+c", "this is not a signing key")],
)
def test_a_file_that_is_no_key_is_told_by_name(text: str, said: str, signing: Signing) -> None:
    signing.key.write_text(text)
    found = signing("checkpoint")
    assert found.code == 2
    assert str(signing.key) in found.err
    assert said in found.err


@pytest.mark.parametrize("command", [("checkpoint",), ("prove", "ibarra", "1"), ("key", "show")])
def test_without_a_key_one_sentence_says_how_to_make_one(
    command: tuple[str, ...], clinic: Shell, tmp_path: Path
) -> None:
    found = clinic(*command, LEDGER_KEY=str(tmp_path / "none.key"))
    assert (found.code, found.out) == (2, "")
    assert "`ledger key new` makes one" in found.err


def test_a_receipt_is_checked_without_the_ledger(
    signing: Signing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    public = signing("key", "show").out.strip()
    assert signing("prove", "ibarra", "1").err == "wrote ibarra-1.tlog-proof\n"
    signing.store.unlink()
    signing.key.unlink()
    found = signing("verify", "ibarra-1.tlog-proof", "--key", public)
    assert found.code == 0
    said = "✓ ibarra-1.tlog-proof: ibarra version 1, position 9 (credential-granted 2021-03-01 "
    assert found.out.startswith(said)
    assert found.out.splitlines()[1].startswith('{"holder":"ibarra","version":1,"position":9,')
    answer = signing("verify", "ibarra-1.tlog-proof", "--key", public, "--json").json
    assert answer["proved"] is True
    assert answer["fact"]["data"] == {"credential": "aama/cma"}
    assert answer["checkpoint"]["origin"] == "clinic.example/ledger"


def test_a_receipt_is_not_written_over_a_file(
    signing: Signing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ibarra-1.tlog-proof").write_text("mine")
    found = signing("prove", "ibarra", "1")
    assert found.code == 2
    assert "there is a file at ibarra-1.tlog-proof already" in found.err
    assert (tmp_path / "ibarra-1.tlog-proof").read_text() == "mine"


def test_a_receipt_that_does_not_fit_on_the_disk_is_not_made(
    signing: Signing, tmp_path: Path
) -> None:
    path = tmp_path / "a.tlog-proof"
    prove = ("prove", "ibarra", "1", "--output", str(path))
    with Ledger.open(signing.store) as ledger:
        ledger.head()  # what SQLite keeps beside the file has its size
        with files_end_at(50):
            found = signing(*prove)
    assert (found.code, found.err) == (2, f"ledger: {path} cannot be written: File too large\n")
    assert not path.exists()
    assert signing(*prove).code == 0


def test_a_changed_receipt_exits_with_5_and_one_that_is_none_with_2(
    signing: Signing, tmp_path: Path
) -> None:
    text = signing("prove", "ibarra", "1", "--output", "-").out
    lines = text.splitlines()
    path = tmp_path / "changed.tlog-proof"
    path.write_text("\n".join([*lines[:3], lines[4], lines[3], *lines[5:], ""]))
    found = signing("verify", str(path))
    assert (found.code, found.err) == (5, "")
    assert found.out == (
        f"✗ {path}: the proof does not lead to the root that was signed: it was changed\n"
    )
    assert signing("verify", str(path), "--json").json["proved"] is False
    path.write_text("nothing of the kind")
    found = signing("verify", str(path))
    assert (found.code, found.out) == (2, "")
    assert f"{path}: a receipt begins with" in found.err
    path.write_bytes(b"\xff\xfe")
    assert "is not text in UTF-8" in signing("verify", str(path)).err


def test_a_receipt_with_another_index_exits_with_5_and_the_others_are_checked(
    signing: Signing, tmp_path: Path
) -> None:
    text = signing("prove", "ibarra", "1", "--output", "-").out
    changed, good = tmp_path / "changed.tlog-proof", tmp_path / "good.tlog-proof"
    changed.write_text(text.replace("\nindex 8\n", "\nindex 7\n"))
    good.write_text(text)
    found = signing("verify", str(changed), str(good), "--json")
    assert (found.code, found.err) == (5, "")
    assert [one["proved"] for one in found.objects] == [False, True]
    assert found.objects[0]["problem"] == "its index is not that of its fact: it was changed"


def test_a_receipt_of_a_key_that_is_not_trusted_exits_with_5(
    signing: Signing, tmp_path: Path
) -> None:
    path = tmp_path / "a.tlog-proof"
    signing("prove", "ibarra", "1", "--output", str(path))
    other = signing("key", "new", "clinic.example/ledger", "--output", str(tmp_path / "other"))
    found = signing("verify", str(path), "--key", other.out.strip())
    assert found.code == 5
    assert "which is not a key that is trusted here" in found.out


def test_what_the_key_of_another_ledger_signs_is_not_this_ledger_s(
    signing: Signing, tmp_path: Path
) -> None:
    ours = signing("key", "show").out.strip()
    other = tmp_path / "other.key"
    theirs = signing("key", "new", "other.example/ledger", "--output", str(other)).out.strip()
    with Ledger.open(signing.store) as ledger:
        key = read_key(other)
        forged = ledger.checkpoint("clinic.example/ledger").signed(key)
        receipt = ledger.receipt("ibarra", 1, key)._replace(checkpoint=forged)
    (tmp_path / "checkpoint").write_text(forged)
    (tmp_path / "receipt").write_text(str(receipt))
    keys = ("--key", ours, "--key", theirs)
    said = "it is of “clinic.example/ledger”, and signed by other.example/ledger"
    found = signing("verify", str(tmp_path / "receipt"), *keys)
    assert (found.code, said in found.out) == (5, True)
    found = signing("verify", "--checkpoint", str(tmp_path / "checkpoint"), *keys)
    assert (found.code, found.out, said in found.err) == (5, "", True)


def test_whose_signature_is_trusted_has_to_be_said(signing: Signing, tmp_path: Path) -> None:
    path = tmp_path / "a.tlog-proof"
    signing("prove", "ibarra", "1", "--output", str(path))
    found = signing("verify", str(path), LEDGER_KEY=str(tmp_path / "none"))
    assert (found.code, found.out) == (2, "")
    assert "whose signature is to be trusted?" in found.err


def test_a_key_to_trust_is_refused_where_nothing_is_signed(signing: Signing) -> None:
    public = signing("key", "show").out.strip()
    for key in (public, "nosuch"):
        found = signing("verify", "--key", key)
        assert (found.code, found.out) == (2, "")
        assert "--key: is for what was signed; name a receipt or a --checkpoint" in found.err


@pytest.mark.parametrize(("holder", "version"), [("nobody", "1"), ("ibarra", "99")])
def test_a_fact_that_is_not_there_has_no_receipt(
    holder: str, version: str, signing: Signing
) -> None:
    found = signing("prove", holder, version)
    assert (found.code, found.out) == (2, "")


def test_the_ledger_is_verified_and_held_against_a_checkpoint(
    signing: Signing, tmp_path: Path
) -> None:
    kept = tmp_path / "monday.checkpoint"
    kept.write_text(signing("checkpoint").out)
    size = int(kept.read_text().splitlines()[1])
    found = signing("verify", "--checkpoint", str(kept))
    assert found.code == 0
    assert found.out.splitlines()[1] == f"✓ the first {size} are those clinic.example/ledger signed"
    answer = signing("verify", "--checkpoint", str(kept), "--json").json
    assert (answer["schema"], answer["facts"], answer["problems"]) == ("ledger.verify/1", size, [])
    assert answer["checkpoints"] == [
        {"origin": "clinic.example/ledger", "size": size, "root": answer["root"]}
    ]


def test_one_fact_is_told_as_one(shell: Shell) -> None:
    shell("record", "document-filed", "reyes", "--on", "2024-05-01", "document=card")
    assert shell("verify").out.startswith("✓ 1 fact is as it was sealed, root ")
    assert shell("export").err == "exported 1 fact\n"


def test_a_damaged_ledger_exits_with_5_and_names_the_position(own_clinic: Shell) -> None:
    with plain(own_clinic.store) as file:
        file.execute("DROP TRIGGER facts_stay")
        file.execute("UPDATE facts SET happened = 0 WHERE position = 9")
    found = own_clinic("verify")
    assert (found.code, found.err) == (5, "")
    assert "✗ position 9: the fact is not the one that was sealed" in found.out
    answer = own_clinic("verify", "--json")
    assert answer.code == 5
    assert {"position": 9, "what": "the fact is not the one that was sealed"} in (
        answer.json["problems"]
    )


def test_a_ledger_whose_seal_lacks_hashes_takes_no_facts(own_clinic: Shell) -> None:
    with plain(own_clinic.store) as file:
        file.execute("DROP TRIGGER facts_stay")
        file.execute("UPDATE facts SET seal = substr(seal, 1, 32)")
    found = own_clinic("record", "document-filed", "ibarra", "--on", "2024-01-01", "document=card")
    assert (found.code, found.out) == (5, "")
    assert "`ledger verify` says what was changed" in found.err


def test_a_restored_export_has_the_same_root(signing: Signing, tmp_path: Path) -> None:
    export = tmp_path / "all.jsonl"
    signing("export", str(export))
    other = tmp_path / "other.ledger"
    assert signing("--store", str(other), "restore", str(export)).code == 0
    assert signing("--store", str(other), "checkpoint").out == signing("checkpoint").out
