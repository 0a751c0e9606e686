"""Signed notes and keys against a public vector, and against every change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import BadInput, NotProved
from ledger.seal.checkpoint import Checkpoint
from ledger.seal.notes import PublicKey, SigningKey, opened

# The example of the Go package golang.org/x/mod/sumdb/note.
PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
SIGNATURE = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb"
    "6KE6RyyBwJnAM=\n"
)
KEY = SigningKey("clinic.example/ledger", bytes(range(32)))
NOTE = KEY.sign("some\ntext\n")


def test_the_public_vector_is_signed_and_read() -> None:
    key = SigningKey.parse(PRIVATE)
    assert str(key) == PRIVATE
    assert str(key.public) == PUBLIC
    assert PublicKey.parse(PUBLIC) == key.public
    assert key.sign(TEXT) == f"{TEXT}\n{SIGNATURE}"
    assert opened(f"{TEXT}\n{SIGNATURE}", [PublicKey.parse(PUBLIC)]).text == TEXT


def test_a_secret_is_not_shown() -> None:
    assert repr(KEY) == "<SigningKey clinic.example/ledger>"
    with pytest.raises(BadInput) as raised:
        SigningKey.parse(PRIVATE[:-3] + "AAA")
    assert PRIVATE[50:60] not in str(raised.value)


def test_a_note_may_be_signed_by_others_as_well() -> None:
    other = SigningKey("witness.example", bytes(32))
    text, _, mine = NOTE.rpartition("\n\n")
    theirs = other.sign("some\ntext\n").rpartition("\n\n")[2]
    both = f"{text}\n\n{theirs}{mine}"
    assert opened(both, [KEY.public]) == ("some\ntext\n", (KEY.public,))
    assert opened(both, [other.public]) == ("some\ntext\n", (other.public,))


def test_a_note_of_a_key_that_is_not_trusted_is_refused_by_name() -> None:
    said = rf"^it is signed by clinic\.example/ledger\+{KEY.public.id.hex()}, which is not a key"
    with pytest.raises(NotProved, match=said):
        opened(NOTE, [PublicKey.parse(PUBLIC)])
    with pytest.raises(NotProved):
        opened(NOTE, [])


def test_one_wrong_signature_of_a_trusted_key_refuses_the_note() -> None:
    good = NOTE.rpartition("\n\n")[2]
    with pytest.raises(NotProved, match="was changed"):
        opened(f"other\ntext\n\n{good}", [KEY.public])


@given(st.integers(0, len(NOTE) - 1), st.characters(codec="utf-8"))
def test_no_character_of_a_note_can_be_changed(at: int, char: str) -> None:
    changed = NOTE[:at] + char + NOTE[at + 1 :]
    if changed != NOTE:
        with pytest.raises((BadInput, NotProved)):
            opened(changed, [KEY.public])


@given(st.text())
def test_text_that_is_no_note_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        opened(text, [KEY.public])
    with pytest.raises(BadInput):
        PublicKey.parse(text)
    with pytest.raises(BadInput):
        SigningKey.parse(text)


@pytest.mark.parametrize("name", ["", "two words", "a+b", "line\nbreak", "no\u00a0space"])
def test_a_name_that_would_not_read_back_is_refused(name: str) -> None:
    with pytest.raises(BadInput):
        SigningKey.new(name)


@given(st.integers(0, 10**17), st.binary(min_size=32, max_size=32))
def test_a_checkpoint_reads_back(size: int, root: bytes) -> None:
    checkpoint = Checkpoint(KEY.name, size, root)
    assert Checkpoint.opened(checkpoint.signed(KEY), [KEY.public]) == checkpoint


@pytest.mark.parametrize(
    "text",
    [
        "clinic.example/ledger\n",
        "clinic.example/ledger\n07\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        "clinic.example/ledger\n-1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        "clinic.example/ledger\n7\nAAAA\n",
        f"clinic.example/ledger\n{'9' * 400}\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
    ],
)
def test_a_signed_text_that_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="a line each of origin, size and root"):
        Checkpoint.opened(KEY.sign(text), [KEY.public])


def test_the_checkpoint_of_another_ledger_is_refused() -> None:
    note = KEY.sign("other.example\n0\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n")
    with pytest.raises(NotProved, match=r"it is of “other\.example”"):
        Checkpoint.opened(note, [KEY.public])


def test_a_checkpoint_that_only_the_key_of_another_ledger_signs_is_refused() -> None:
    other = SigningKey("other.example", bytes(32))
    forged = Checkpoint(KEY.name, 0, bytes(32)).signed(other)
    said = (
        r"it is of “clinic\.example/ledger”, and signed by other\.example, whose ledger is another"
    )
    with pytest.raises(NotProved, match=said):
        Checkpoint.opened(forged, [KEY.public, other.public])


def test_a_checkpoint_may_be_signed_by_a_trusted_witness_as_well() -> None:
    witness = SigningKey("witness.example", bytes(32))
    checkpoint = Checkpoint(KEY.name, 0, bytes(32))
    theirs = checkpoint.signed(witness).rpartition("\n\n")[2]
    both = checkpoint.signed(KEY) + theirs
    assert Checkpoint.opened(both, [witness.public, KEY.public]) == checkpoint
