"""Long runs against bad bytes: ``python -m tests.campaigns.fuzz TARGET --seconds 60``.

TARGET is a decoder of `fuzz_targets`, ``file`` for the raw bytes of a ledger file (``--every 1``:
each of its bytes, once), or ``all`` for every decoder in turn. With atheris installed a decoder is
driven by coverage; otherwise (or with ``--blind``) by mutations that know nothing of the code. A
failure is written to a file and ends the run with 1; one seed gives the same mutations.
"""

from __future__ import annotations

import argparse
import faulthandler
import gc
import importlib
import importlib.util
import sys
import tempfile
import time
import traceback
from collections import Counter
from hashlib import sha256
from pathlib import Path
from random import Random
from types import FunctionType

from tests.campaigns.fuzz_files import attempted, examined, judged, put, small
from tests.campaigns.fuzz_mutation import mutated
from tests.campaigns.fuzz_targets import TARGETS, tried

SLOW = 2.0
"""Seconds of computing that one input may take."""
HANG = 60
"""Seconds after which a run is taken to hang, and shows where."""
FILE = "file"
COVERED = ("ledger", "ledger_aama", "ledger_nha", "json", "csv", "tomllib", "shlex")
"""The packages whose coverage drives atheris: ours, and what reads text for us."""


def decoder(name: str, seconds: float, seed: int, failures: Path) -> bool:
    """Mutates the seeds of a decoder for some seconds; whether all went well."""
    target, luck = TARGETS[name], Random(seed)
    seeds = target.seeds()
    for data in seeds:
        tried(target, data)
    count, right, slowest = 0, 0, 0.0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        data = mutated(seeds, luck)
        faulthandler.dump_traceback_later(HANG, exit=True)
        begun = time.process_time()
        try:
            right += tried(target, data)
        except Exception:
            return _failed(name, data, failures, traceback.format_exc())
        count, took = count + 1, time.process_time() - begun
        slowest = max(slowest, took)
        if took > SLOW:
            return _failed(name, data, failures, f"took {took:.1f} s")
    faulthandler.cancel_dump_traceback_later()
    print(
        f"{name}: {count:,} inputs in {seconds:.0f} s, {right:,} of them right, "
        f"the slowest {slowest * 1000:.0f} ms, nothing found",
        flush=True,
    )
    return True


def files(seconds: float, seed: int, failures: Path, folder: Path | None = None) -> bool:
    """Changes the raw bytes of a ledger file for some seconds; whether all went well."""
    luck, fates = Random(seed), Counter[str]()
    with tempfile.TemporaryDirectory(dir=folder) as made:
        path = Path(made) / "clinic.ledger"
        before = small(path)
        answers = judged(path)
        begun = time.monotonic()
        count = 0
        while time.monotonic() - begun < seconds:
            faulthandler.dump_traceback_later(HANG, exit=True)
            count += 1
            try:
                fates[attempted(path, before, luck, answers=answers)] += 1
            except Exception:
                return _failed(FILE, path.read_bytes(), failures, traceback.format_exc())
            if count % 100_000 == 0:
                print(f"file: {count:,} changes, {dict(fates)}", flush=True)
        faulthandler.cancel_dump_traceback_later()
    print(f"file: {count:,} changes in {seconds:.0f} s: {dict(fates)}, nothing else", flush=True)
    return True


def every_byte(step: int, failures: Path, folder: Path | None = None) -> bool:
    """Changes every byte of a ledger file once, or every so many; whether all went well."""
    fates = Counter[str]()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(dir=folder) as made:
        path = Path(made) / "clinic.ledger"
        before = small(path)
        answers = judged(path)
        places = range(0, len(before.raw), step)
        for at in places:
            faulthandler.dump_traceback_later(HANG, exit=True)
            raw = bytearray(before.raw)
            raw[at] ^= 0xFF
            put(path, raw)
            try:
                fates[examined(path, before, answers=answers)] += 1
            except Exception:
                return _failed(FILE, bytes(raw), failures, traceback.format_exc())
        faulthandler.cancel_dump_traceback_later()
    took = time.monotonic() - begun
    print(f"file: {len(places):,} of {len(before.raw):,} bytes in {took:.0f} s: {dict(fates)}")
    return True


def _failed(name: str, data: bytes, failures: Path, how: str) -> bool:
    faulthandler.cancel_dump_traceback_later()
    failures.mkdir(parents=True, exist_ok=True)
    kept = failures / f"{name}-{sha256(data).hexdigest()[:16]}"
    kept.write_bytes(data)
    print(f"{how}\n{name}: {len(data):,} bytes, kept as {kept}", flush=True)
    return False


def covered(name: str, seconds: float, failures: Path) -> None:
    """The same, driven by coverage; atheris ends the process."""
    atheris = importlib.import_module("atheris")
    target = TARGETS[name]
    folder = Path(tempfile.mkdtemp(prefix=f"corpus-{name}-"))
    for number, data in enumerate(target.seeds()):
        (folder / str(number)).write_bytes(data)
        tried(target, data)  # what it imports when it first reads is instrumented as well
    failures.mkdir(parents=True, exist_ok=True)
    # Not all there is: instrumenting every function that is loaded may take longer than the run.
    for one in gc.get_objects():
        if isinstance(one, FunctionType) and (one.__module__ or "").split(".")[0] in COVERED:
            atheris.instrument_func(one)
    options = (
        f"-max_total_time={seconds:.0f}",
        "-rss_limit_mb=1024",
        f"-timeout={HANG}",
        f"-artifact_prefix={failures}/{name}-",
    )
    atheris.Setup([sys.argv[0], str(folder), *options], lambda data: tried(target, data) and None)
    atheris.Fuzz()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.campaigns.fuzz", description=__doc__)
    parser.add_argument("target", choices=[*TARGETS, FILE, "all"])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--blind", action="store_true", help="without atheris")
    parser.add_argument("--every", type=int, metavar="N", help="file: every Nth byte, once each")
    parser.add_argument("--failures", type=Path, default=Path("failures"))
    parser.add_argument("--folder", type=Path, help="where the ledger file is made, best in memory")
    given = parser.parse_args()
    if given.target == FILE and given.every:
        return 0 if every_byte(given.every, given.failures, given.folder) else 1
    if given.target == FILE:
        return 0 if files(given.seconds, given.seed, given.failures, given.folder) else 1
    if given.target != "all" and not given.blind and importlib.util.find_spec("atheris"):
        covered(given.target, given.seconds, given.failures)
    names = list(TARGETS) if given.target == "all" else [given.target]
    # Every one of them is run, also after a failure.
    ended = [decoder(name, given.seconds, given.seed, given.failures) for name in names]
    return 0 if all(ended) else 1


if __name__ == "__main__":
    sys.exit(main())
