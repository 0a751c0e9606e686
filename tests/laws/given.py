"""What a law is tried on: a body, and the luck of hypothesis."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import Phase, given, note, settings
from hypothesis import strategies as st

from tests.laws.bodies import BODIES, Body
from tests.laws.luck import Luck
from tests.laws.told import Told

Law = Callable[[Body, Luck], None]


def law(*, tries: int) -> Callable[[Law], Callable[..., None]]:
    """A test of ``body`` and ``luck`` that must hold for both bodies, however luck turns out."""
    lucks = st.randoms(use_true_random=False).map(Luck)

    # how long a try takes says nothing about the law, and much about who else uses the machine
    phases = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)

    def decorated(test: Law) -> Callable[..., None]:
        searched = settings(max_examples=tries, phases=phases, deadline=None)(
            given(luck=lucks)(test)
        )
        tried: Callable[..., None] = pytest.mark.parametrize("body", BODIES, ids=str)(searched)
        return tried

    return decorated


def shown(told: Told) -> Told:
    """The history, printed when the law turns out to be broken on it."""
    for version, table in enumerate(told.tables, 1):
        note(f"{version}: {table}")
    return told
