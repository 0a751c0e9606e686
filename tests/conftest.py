"""The ledger's own tests see the bodies it ships, whichever examples are installed beside them."""

from __future__ import annotations

from collections.abc import Generator
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from unittest import mock

import pytest

EXAMPLES = "credential-ledger-example-"
HERE = Path(__file__).parent


def without_examples(*, group: str) -> list[EntryPoint]:
    """The entry points of a group, without those of example bodies."""
    points = entry_points(group=group)
    return [one for one in points if not (one.dist and one.dist.name.startswith(EXAMPLES))]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Hides the examples from the tests of this folder and from their fixtures."""
    if HERE not in item.path.parents:
        return (yield)
    with mock.patch("ledger.bodies.host.entry_points", without_examples):
        return (yield)
