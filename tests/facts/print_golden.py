"""Prints candidate entries for ``golden.json``.

    python tests/facts/print_golden.py < candidates.jsonl

Every line of the input is an object of ``about``, the canonical ``line`` and, for a correction,
``targets``: version → kind of the facts it reaches. Check what is printed against the MessagePack
specification, then paste it. An entry that stands in ``golden.json`` is never changed: ledgers with
these bytes exist.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any

from ledger.facts import codec, intake
from ledger.facts.catalogue import BY_NAME
from ledger.facts.fact import Draft

ASSIGNED = ("version", "position", "recorded_at")


def drafted(line: Mapping[str, Any], targets: Mapping[str, str]) -> Draft:
    """The draft of a canonical line, without what the ledger assigns."""
    outside = {name: value for name, value in line.items() if name not in ASSIGNED}
    return intake.draft(
        outside, recorded_by="nobody", kind_of=lambda version: targets.get(str(version))
    )


def entry(candidate: Mapping[str, Any]) -> str:
    """The entry of one candidate, as it stands in ``golden.json``."""
    line = candidate["line"]
    parts = {
        "about": candidate["about"],
        "code": BY_NAME[line["kind"]].code,
        **({"targets": candidate["targets"]} if "targets" in candidate else {}),
        "line": line,
        "bytes": codec.encode(drafted(line, candidate.get("targets", {}))).hex(),
    }
    inner = ",\n".join(f"  {json.dumps(k)}: {compact(v)}" for k, v in parts.items())
    return f" {{\n{inner}\n }}"


def compact(value: object) -> str:
    """JSON without spaces, escaped no more than needed."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    print("[\n" + ",\n".join(entry(json.loads(text)) for text in sys.stdin) + "\n]")
