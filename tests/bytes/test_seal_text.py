"""Every character of a checkpoint and of a receipt: none can be changed unnoticed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.campaigns.fuzz_targets import TARGETS, Target, checkpoints, receipts, tried

WHOLE = {
    "checkpoint": (TARGETS["checkpoint"], checkpoints()[1].decode()),
    "receipt": (TARGETS["receipt"], receipts()[4].decode()),
}


def changes(text: str) -> Iterator[str]:
    """The text with each of its characters changed, left out, doubled or before the one before."""
    for at, char in enumerate(text):
        before, after = text[:at], text[at + 1 :]
        code = ord(char)
        for other in (
            chr(code ^ 1),
            chr(code ^ 32),
            chr(code + 1),
            chr(code + 2),
            "A",
            "=",
            "\n",
            " ",
            "\u0131",
            "\0",
        ):
            if other != char:
                yield before + other + after
        yield before + after
        yield before + char + char + after
        if at and text[at - 1] != char:
            yield text[: at - 1] + char + text[at - 1] + after
        yield before  # cut


@pytest.mark.parametrize("what", WHOLE)
def test_no_character_can_be_changed(what: str) -> None:
    target, text = WHOLE[what]
    assert tried(target, text.encode())
    for number, changed in enumerate(changes(text)):
        assert not tried(target, changed.encode()), (number, changed)


def test_no_part_of_a_receipt_fits_into_another() -> None:
    target: Target = TARGETS["receipt"]
    texts = [one.decode().split("\n") for one in receipts()]
    for one in texts:
        for other in texts:
            for line in range(min(len(one), len(other))):
                mixed = [*one[:line], other[line], *one[line + 1 :]]
                if mixed != one:
                    assert not tried(target, "\n".join(mixed).encode()), (one, other, line)
