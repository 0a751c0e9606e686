"""An open ledger: where it is, who records, the bodies that judge, and its facts by holder."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING, Self

from ledger.errors import BadInput
from ledger.facts import fields, intake
from ledger.judging.history import History, last_micros
from ledger.store.application import FactLog
from ledger.store.location import locate
from ledger.store.opening import is_new
from ledger.store.vault import Vault

if TYPE_CHECKING:
    from ledger.bodies.host import Bodies
    from ledger.judging.history import KnownAt

RECORDER_VARIABLE = "LEDGER_RECORDED_BY"
"""Environment variable that says who records, when nobody is named."""


class OpenLedger:
    """A ledger that is opened when it is first needed, and made when it is first written to.

    Threads may read it at once.

    Attributes:
        location: Where it is.
    """

    def __init__(
        self,
        store: str | os.PathLike[str] | None = None,
        *,
        recorded_by: str | None = None,
        bodies: Bodies | None = None,
        now: Callable[[], int] | None = None,
        patience: float = 10.0,
        master_key: str | os.PathLike[str] | None = None,
    ) -> None:
        self.location = locate(store)
        self._recorded_by = recorded_by
        self._bodies = bodies
        self._now = now
        self._patience = patience
        self._master_key = master_key
        self._log: FactLog | None = None
        self._opening = Lock()
        self._loading = Lock()

    @classmethod
    def open(
        cls,
        store: str | os.PathLike[str] | None = None,
        *,
        recorded_by: str | None = None,
        bodies: Bodies | None = None,
        now: Callable[[], int] | None = None,
        patience: float = 10.0,
        master_key: str | os.PathLike[str] | None = None,
    ) -> Self:
        """A ledger.

        Args:
            store: A path, ``sqlite:///PATH``, ``postgresql://…`` or ``:memory:``; None: what
                ``LEDGER_STORE`` says, else a file in the user's data directory.
            recorded_by: Who records; None: what ``LEDGER_RECORDED_BY`` says, else the user's name.
            bodies: The certifying bodies; None: the installed ones.
            now: The clock, microseconds since 1970 in UTC; for tests.
            patience: Seconds to wait while another program has the store locked.
            master_key: The file of the master key of an encrypted ledger; None: what
                ``LEDGER_MASTER_KEY`` says, else a file in the user's data directory.
        """
        return cls(
            store,
            recorded_by=recorded_by,
            bodies=bodies,
            now=now,
            patience=patience,
            master_key=master_key,
        )

    def close(self) -> None:
        """Closes the store."""
        with self._opening:
            log, self._log = self._log, None
        if log is not None:
            log.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def bodies(self) -> Bodies:
        """The certifying bodies, loaded when first asked for."""
        with self._loading:
            if self._bodies is None:
                from ledger.bodies.host import Bodies

                self._bodies = Bodies.installed()
            return self._bodies

    @property
    def recorded_by(self) -> str:
        """Who records."""
        if self._recorded_by is None:
            self._recorded_by = os.environ.get(RECORDER_VARIABLE) or _user()
        return self._recorded_by

    def head(self) -> int:
        """The last position, 0 in an empty ledger."""
        return self._open().rows.max_notification_id() or 0

    def holders(self) -> Iterator[str]:
        """The ids of all holders, by code points."""
        log = self._open()
        yield from log.rows.holders(self.head())

    def alike(self, holder: str) -> list[str]:
        """The ids of holders that differ from this one by capitals or leading zeros alone.

        They are looked up, so that it is quick however many holders there are. Capitals are tried
        as all, none and the first alone.

        Args:
            holder: An id, known or not.
        """
        from ledger.facts.alike import alike

        ids = alike(fields.HOLDER.check(holder))
        return self._open().rows.known(ids) if ids else []

    def head_at(self, known_at: KnownAt) -> int:
        """The last position known at a time, 0 for none."""
        last = last_micros(known_at)
        return self.head() if last is None else self._open().rows.head_at(last)

    def _history(self, holder: str) -> History:
        fields.HOLDER.check(holder)
        facts = self._open().stream(holder)
        if not facts:
            raise BadInput(f"no holder “{holder}” in this ledger{self._near(holder)}")
        return History(holder, facts)

    def _near(self, holder: str) -> str:
        known = [one for one, _ in zip(self.holders(), range(5_000), strict=False)]
        guess = intake.near(holder, known)
        return guess if "did you mean" in guess else ""

    @property
    def exists(self) -> bool:
        """Whether there is a ledger already."""
        return self._log is not None or not is_new(self.location)

    @property
    def is_encrypted(self) -> bool:
        """Whether what is recorded is encrypted."""
        return self._open().rows.mark() is not None

    @property
    def note(self) -> str | None:
        """What the maker of a ledger on a server should know; None when nobody made one."""
        return None if self._log is None else self._log.note

    def _open(self, *, create: bool = False, encrypt: bool = False) -> FactLog:
        with self._opening:
            if self._log is None:
                create = create or self.location.is_memory
                self._log = FactLog(
                    self.location,
                    create=create,
                    now=self._now,
                    patience=self._patience,
                    vault=Vault(self._master_key),
                    encrypt=encrypt,
                )
            return self._log


def _user() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
