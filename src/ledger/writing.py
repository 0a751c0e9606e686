"""Writing: recording, correcting, importing and restoring; forgetting has a room of its own."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

from ledger.errors import BadInput, StoreUnavailable
from ledger.facts.catalogue import BY_CLASS
from ledger.facts.intake import near
from ledger.facts.jsonl import shown
from ledger.forgetting import ForgettingLedger
from ledger.judging.history import as_it_stands
from ledger.store.application import Outrun
from ledger.store.opening import is_new, script
from ledger.store.rows import Kept
from ledger.store.vault import Vault, make_master_key, master_key_file

if TYPE_CHECKING:
    from ledger.facts.fact import Fact
    from ledger.facts.texts import Row
    from ledger.recording import Placed, Recorded, RowReport, Staging

T = TypeVar("T")
_KEPT = ("holder", "kind", "ref", "source")


class WritableLedger(ForgettingLedger):
    """A ledger that facts are recorded in."""

    def init(self, *, encrypt: bool = False) -> Path | None:
        """Makes an empty ledger.

        Args:
            encrypt: Whether what is recorded in it is encrypted, under the master key; one is made
                where there is none.

        Returns:
            The file of the master key when that was made.

        Raises:
            BadInput: when there is a ledger already.
        """
        if not is_new(self.location):
            raise BadInput(f"there is a ledger at {self.location.shown} already")
        if self.location.is_memory and encrypt and self._log is not None:
            raise BadInput("the ledger in memory is made already; encrypt another one")
        if not self.location.is_memory:
            self.close()
        made = None
        if encrypt:
            made = master_key_file(self._master_key)
            if made.exists():
                made = None
            else:
                make_master_key(made)
        self._open(create=True, encrypt=encrypt)
        return made

    def init_sql(self, *, encrypt: bool = False) -> str:
        """SQL with which the administrator of a PostgreSQL server makes the ledger and its roles.

        Args:
            encrypt: Whether the ledger is to be encrypted, under the master key, which is there.

        Raises:
            BadInput: when the ledger is a file.
        """
        return script(self.location, Vault(self._master_key).mark() if encrypt else None)

    def record(
        self,
        kind: str,
        holder: str,
        *,
        on: date,
        data: Mapping[str, object] | None = None,
        ref: str | None = None,
        source: str | None = None,
    ) -> Recorded:
        """Records one fact.

        Args:
            kind: One of the kinds in ``docs/facts.md``.
            holder: The holder's id.
            on: The day on which it happened.
            data: The fields of the kind; decimals as text or whole numbers, never floats.
            ref: An outside reference that makes recording it twice harmless.
            source: Where it was learned.

        Returns:
            The fact with its version and position; `Fate.DUPLICATE` when it was recorded before.

        Raises:
            Conflict: when the ref stands with other content.
        """
        outside = {"holder": holder, "kind": kind, "on": on, "data": data or {}}
        outside |= {"ref": ref, "source": source}
        by = self.recorded_by
        return self._write(lambda staging: staging.stage(outside, recorded_by=by, is_alone=True))

    def correct(
        self,
        holder: str,
        version: int,
        *,
        reason: str,
        void: bool = False,
        on: date | None = None,
        changes: Mapping[str, object] | None = None,
    ) -> Recorded:
        """Records a correction.

        Args:
            holder: The holder's id.
            version: The version of the fact to correct.
            reason: Why.
            void: Whether the fact never happened.
            on: The day it really happened on, None: as it stands.
            changes: The fields that were really different, None for one that should be absent.
                The correction records the whole fact with these changes.

        Raises:
            BadInput: also for a correction that changes nothing.
        """
        if void == (on is not None or bool(changes)):
            raise BadInput("say either that the fact is void, or what was really different")
        self._history(holder)

        def stage(staging: Staging) -> Recorded:
            data: dict[str, object] = {"corrects": version, "reason": reason}
            staging.check_open(holder)
            history = staging.history(holder)
            if not void:
                fact = as_it_stands(history, version)
                data["replacement"] = _changed(fact, on or fact.on, changes or {})
            outside = {"holder": holder, "kind": "fact-corrected", "on": date.today()}
            recorded = staging.stage({**outside, "data": data}, recorded_by=self.recorded_by)
            if not void and _is_the_same(history.standing.get(version), recorded.fact):
                raise BadInput(
                    f"this changes nothing: version {version} of {holder} stands so already; say "
                    "what was really different"
                )
            return recorded

        return self._write(stage)

    def kind_of(self, holder: str, version: int) -> str:
        """The kind of a fact."""
        return as_it_stands(self._history(holder), version).kind

    def import_(
        self,
        file: str | os.PathLike[str] | TextIO,
        *,
        kind: str | None = None,
        dry_run: bool = False,
        keep_going: bool = False,
        progress: Callable[[int], None] | None = None,
    ) -> list[RowReport]:
        """Records the facts of a file of JSON Lines or CSV, all or none.

        Args:
            file: A path, or an open text file.
            kind: The kind of rows that do not name one.
            dry_run: Whether only to say what would become of each row.
            keep_going: Whether to record the good rows although others are refused.
            progress: Called with the number of rows read, now and then.

        Returns:
            The fate of each row. Facts have position 0 when nothing was written.
        """
        from ledger import transfer

        rows, name = transfer.read(file, kind)
        return self._import(rows, name, dry_run, keep_going, progress)

    def _import(
        self,
        rows: Sequence[Row],
        name: str,
        dry_run: bool,
        keep_going: bool,
        progress: Callable[[int], None] | None,
    ) -> list[RowReport]:
        from ledger import transfer
        from ledger.recording import Staging

        def stage(staging: Staging) -> list[RowReport]:
            reports = transfer.stage(rows, name, staging, self.recorded_by, progress)
            refused = any(report.problem is not None for report in reports)
            if dry_run or (refused and not keep_going):
                staging.facts.clear()
            return reports

        if dry_run and not self.exists:
            return stage(Staging(lambda _: ()))
        return transfer.placed(*self._writing(stage))

    def restore(
        self,
        file: str | os.PathLike[str] | TextIO,
        *,
        progress: Callable[[int], None] | None = None,
    ) -> int:
        """Reads an export into an empty ledger, keeping position, version, time and recorder.

        Returns:
            How many facts were restored.

        Raises:
            BadInput: when the ledger is not empty, or naming the line that is not right; then
                nothing is written, and no ledger file made.
        """
        from ledger import transfer

        taken = BadInput(f"{self.location.shown} is not empty; restore into a new ledger")
        if self.exists and self.head():
            raise taken
        try:
            vault = Vault(self._master_key)
            with transfer.restoring(file, progress, vault) as facts, self._making():
                first = next(facts, None)
                if first is None:
                    return self._open(create=True).append_all(())
                encrypted = isinstance(first, Kept)
                log = self._open(create=True, encrypt=encrypted and not self.exists)
                if encrypted and log.rows.mark() is None:
                    raise BadInput(
                        "the export is of an encrypted ledger, and "
                        f"{self.location.shown} is not; restore it into a new one"
                    )
                return log.append_all(chain([first], facts))
        except Outrun:
            raise taken from None

    @contextmanager
    def _making(self) -> Iterator[None]:
        """Removes the file of a ledger that is made meanwhile, when what is to be in it is not."""
        path = self.location.path
        was_there = path is None or os.path.lexists(path)
        try:
            yield
        except BaseException:
            with self._opening:
                if self._log is not None and not was_there:
                    log, self._log = self._log, None
                    log.discard()
            raise

    def _write(self, stage: Callable[[Staging], Recorded]) -> Recorded:
        recorded, written = self._writing(stage)
        fact = recorded.fact
        return recorded._replace(fact=written.get((fact.holder, fact.version), fact))

    def _writing(self, stage: Callable[[Staging], T]) -> tuple[T, Placed]:
        """Stages and writes, again when another writer was faster; returns what was written too."""
        from ledger.recording import Staging

        exists = self.exists
        for attempt in range(100):
            staging = self._staging() if exists else Staging(lambda _: ())
            result = stage(staging)
            if not staging.facts:
                return result, {}
            try:
                written = self._open(create=True).append(staging.facts)
            except Outrun:
                from random import uniform

                exists = True
                time.sleep(uniform(0, 0.002 * (attempt + 1)))
                continue
            staged = [(fact.holder, fact.version) for fact in staging.facts]
            return result, dict(zip(staged, written, strict=True))
        raise StoreUnavailable(f"{self.location.shown} is too busy; try again")

    def _staging(self) -> Staging:
        """A staging over what the ledger holds now."""
        from ledger.recording import Staging

        log = self._open(create=True)
        return Staging(log.stream, log.rows.version_of if log.rows.mark() is None else None)


def _is_the_same(stands: Fact[Any] | None, correction: Fact[Any]) -> bool:
    """Whether a correction with a replacement says what stands, and writes it the same."""
    new = correction.data.replacement
    return stands is not None and (stands.on, shown(stands.data)) == (new.on, shown(new.data))


def _changed(fact: Fact[Any], on: date, changes: Mapping[str, object]) -> dict[str, object]:
    """The whole fact with its changes, as outside data."""
    known = BY_CLASS[type(fact.data)].field_names
    for name in changes:
        if name in _KEPT and name not in known:
            raise BadInput(
                f"is not a field of a {fact.kind}; a fact keeps its holder, kind, ref and source: "
                "void it and record it again",
                field=name,
            )
        if name not in known:
            raise BadInput(f"is not a field of a {fact.kind}{near(name, known)}", field=name)
    whole = {**shown(fact.data), **changes}
    return {"on": on, "data": {name: value for name, value in whole.items() if value is not None}}
