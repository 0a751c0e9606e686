"""Where a credential comes from, and what went wrong with it in this process."""

from __future__ import annotations

import sys
import time
from pathlib import PurePath

MOST_TROUBLES = 20
"""More different troubles of one plugin than this are not kept."""

_LONGEST = 500
"""More characters of an error than this are not shown."""

MOST_ENDED = 3
"""What did not answer in time about so many holders is not asked about anybody any more."""
GIVEN_UP = (
    f"did not answer in time about {MOST_ENDED} holders, and is not asked again in this process"
)
"""What is said of that."""

_OURS = ("ledger", "pluggy")
"""Packages that call plugins, and in which no line is a plugin's."""


class Origin:
    """A plugin, as an answer names it.

    Args:
        name: The name of its entry point.
        distribution: The name of its distribution.
        version: The version of that.

    Attributes:
        found_at: When it was found, before it was loaded: seconds since 1970.
    """

    def __init__(self, name: str, distribution: str, version: str) -> None:
        self.name = name
        self.distribution = distribution
        self.version = version
        self.found_at = time.time()
        self._ended: dict[str, set[str]] = {}
        self._troubles: dict[str, None] = {}

    def end(self, what: str, holder: str) -> None:
        """Notes that something of it did not answer in time: the judge of a credential, or a hook.

        Args:
            what: The full code of the credential, or the name of the hook.
            holder: Whom it was asked about.
        """
        self._ended.setdefault(what, set()).add(holder)

    def is_given_up(self, what: str) -> bool:
        """Whether it is not asked again in this process."""
        return len(self._ended.get(what, ())) >= MOST_ENDED

    @property
    def troubles(self) -> tuple[str, ...]:
        """What went wrong with it since it was loaded, in order, each once."""
        return tuple(self._troubles)

    def notice(self, trouble: str) -> None:
        """Keeps what went wrong; answers do not depend on it."""
        if len(self._troubles) < MOST_TROUBLES:
            self._troubles[trouble] = None

    def __str__(self) -> str:
        return f"the plugin {self.name} of {self.distribution} {self.version}".rstrip()


def described(error: BaseException) -> str:
    """An error in one line, whatever its author made of it."""
    name = type(error).__name__
    try:
        text = str(error)
    except KeyboardInterrupt:
        raise
    except BaseException:
        text = "an error that cannot be shown"
    if len(text) > _LONGEST * 10:
        text = text[: _LONGEST * 10]
    text = " ".join(text.split())
    if len(text) > _LONGEST:
        text = f"{text[:_LONGEST]} …"
    return f"{name}: {text}" if text else name


def located(error: BaseException) -> str:
    """An error in one line, with the last line of a plugin that it came through."""
    where, trace = "", error.__traceback__
    while trace is not None:
        module = str(trace.tb_frame.f_globals.get("__name__", "")).partition(".")[0]
        if module not in _OURS and module not in sys.stdlib_module_names:
            file = PurePath(trace.tb_frame.f_code.co_filename).name
            where = f" ({file}, line {trace.tb_lineno})"
        trace = trace.tb_next
    return described(error) + where
