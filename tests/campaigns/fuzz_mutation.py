"""Mutations that know nothing of what they change: the ones every fuzzer has, without coverage."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

MOST = 1 << 16
"""The most bytes of a mutant."""
ODD = (
    b"\0", b"\xff", b"\x7f", b"\x80", b"\xc1", b"\xdd\xff\xff\xff\xff", b"\xdb\x7f\xff\xff\xff",
    b"\xc7\xff\xff", b"\xca\x7f\xc0\0\0", b"\xcf" + b"\xff" * 8, b"\xef\xbb\xbf", b"\xed\xa0\x80",
    b"\r\n", b"\r", b"\n\n", b"\t", b" ", b'"', b"'", b"\\", b"\\u0000", b"\\ud800", b"[", b"]",
    b"{", b"}", b",", b":", b".", b"=", b"#", b"-", b"+", b"[[", b"]]", b'"""', b"'''", b"NaN",
    b"Infinity", b"1e999", b"-0", b"0x", b"1_0", b"inf", b"true", b"null", b"9" * 40, b"9" * 5_000,
    b"[" * 2_000, b"{\"a\":" * 500, b"a." * 40, "١".encode(), "＋".encode(), "\u2028".encode(),
    "\u202e".encode(), b"9999-12-31", b"0001-01-01", b"2024-02-30", b"2024-05-01T24:00:00Z",
    b"+99:99", b"fact-corrected", b"replacement", b"corrects", b"aama/cma", b"\xe2\x80\x94 ",
)  # fmt: skip
"""Bytes that mean something somewhere."""


def mutated(seeds: Sequence[bytes], luck: Random) -> bytes:
    """One of the seeds, changed in a few places."""
    data = bytearray(luck.choice(seeds))
    for _ in range(luck.choice((1, 1, 1, 2, 3, 5, 9))):
        _change(data, seeds, luck)
        del data[MOST:]
    return bytes(data)


def _change(data: bytearray, seeds: Sequence[bytes], luck: Random) -> None:
    at = luck.randrange(len(data) + 1)
    size = min(luck.choice((1, 1, 2, 4, 8, 32, 200)), len(data) - at)
    match luck.randrange(9):
        case 0 if size:
            data[at] ^= 1 << luck.randrange(8)
        case 1 if size:
            data[at] = luck.randrange(256)
        case 2:
            del data[at : at + size]
        case 3:
            data[at:at] = luck.choice(ODD)
        case 4:
            odd = luck.choice(ODD)
            data[at : at + len(odd)] = odd
        case 5:
            data[at:at] = data[at : at + size] * luck.choice((1, 2, 20))
        case 6:
            other = luck.choice(seeds)
            start = luck.randrange(len(other) + 1)
            data[at : at + size] = other[start : start + luck.choice((1, 8, 64, 1_000))]
        case 7:
            to = luck.randrange(len(data) + 1)
            piece = bytes(data[at : at + size])
            del data[at : at + size]
            data[to:to] = piece
        case _:
            del data[at + luck.choice((0, 1, 4)) :]
