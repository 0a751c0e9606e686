"""The law ``imports``: having the body loads no screen toolkit."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

from ledger.testing.contract.subject import Subject, Unchecked, Violation

TOOLKITS = ("click", "rich", "textual")
_PROBE = """
import importlib, sys
importlib.import_module(sys.argv[1])
print("\\nloaded", *sorted({name.partition(".")[0] for name in sys.modules} & set(sys.argv[2:])))
"""


def imports(subject: Subject) -> Iterator[Violation]:
    """Imports the body's module in a fresh process and looks at what that has loaded."""
    if not subject.module:
        raise Unchecked("the body is in no module that can be imported")
    path = os.pathsep.join(entry or os.getcwd() for entry in sys.path)
    ended = subprocess.run(
        [sys.executable, "-c", _PROBE, subject.module, *TOOLKITS],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": path},
        text=True,
        encoding="utf-8",
        timeout=60,
    )
    if ended.returncode:
        last = ended.stderr.strip().rpartition("\n")[2]
        yield Violation("imports", f"importing {subject.module} in a fresh process fails: {last}")
    _, is_told, names = ended.stdout.rpartition("\nloaded")  # it may print something itself
    for name in names.split() if is_told else ():
        yield Violation("imports", f"importing {subject.module} loads {name}")
