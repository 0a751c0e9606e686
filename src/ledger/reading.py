"""Reading: what is on record and what the bodies say, without judging anybody."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from ledger.errors import BadInput, KeyMissing, LedgerDamaged, StoreUnavailable
from ledger.facts import fields
from ledger.facts.kinds import Withheld
from ledger.questions.trail import TrailFilter, trail_page
from ledger.store.application import FACTS
from ledger.store.sealing import leaf
from ledger.store.vault import is_named, master_key_file
from ledger.writing import WritableLedger

if TYPE_CHECKING:
    from ledger.bodies.host import PluginReport
    from ledger.facts.fact import Fact
    from ledger.judging.history import KnownAt
    from ledger.judging.rules import Rule
    from ledger.questions.dossier import FactDossier
    from ledger.questions.history import Entry
    from ledger.questions.trail import TrailPage
    from ledger.seal.checkpoint import Checkpoint
    from ledger.seal.notes import SigningKey
    from ledger.seal.receipt import Receipt
    from ledger.store.rows import StoredFact
    from ledger.verification import Verified


class ReadableLedger(WritableLedger):
    """A ledger whose facts and rules can be read."""

    def export(self, file: TextIO) -> int:
        """Writes every fact as canonical JSON Lines and returns how many.

        A line of an encrypted ledger carries the stored bytes as well, so that restoring it under
        the same master key gives the same root.

        Raises:
            StoreUnavailable: when a holder was forgotten meanwhile: what was written holds content
                that is gone by now.
        """
        from ledger import transfer

        log, head = self._open(), self.head()
        if log.rows.mark() is None:
            return transfer.export(log.scan(stop=head), file)
        count = transfer.export_encrypted(log.scan_rows(stop=head), file)
        for holder in log.forgotten_after(head):
            raise StoreUnavailable(f"{holder} was forgotten while it was exported; export again")
        return count

    def history(self, holder: str, *, known_at: KnownAt = None) -> list[Entry]:
        """A holder's facts in order of record, with what corrections made of each."""
        from ledger.questions.history import entries_of

        return entries_of(self._history(holder).known_at(known_at))

    def fact(self, holder: str, version: int) -> FactDossier:
        """Everything about one fact: what corrected it, and how it is stored.

        A fact that does not decode is described by what is stored beside it, with the problem.

        Raises:
            BadInput: when the holder has no such fact.
        """
        from ledger.questions.dossier import dossier_of

        rows, row = self._open().rows, self._row(holder, version)
        fact, problem = _decoded(row)
        if fact is not None and isinstance(fact.data, Withheld):
            problem, fact = fact.data.why, None
        recorded: list[Fact[Any]] | None = None
        if fact is not None:
            recorded = []
            for other in rows.select_events(holder):
                one, why = _decoded(other)
                if one is None:
                    recorded, problem = None, f"what corrected it cannot be told: {why}"
                    break
                recorded.append(one)
        return dossier_of(row, fact, problem, recorded)

    def _row(self, holder: str, version: int) -> StoredFact:
        fields.HOLDER.check(holder)
        rows = self._open().rows
        row = rows.one(holder, version) if 0 < version < 2**63 else None
        if row is None:
            if rows.one(holder, 1) is None:
                raise BadInput(f"no holder “{holder}” in this ledger{self._near(holder)}")
            raise BadInput(f"{holder} has no fact with version {version}", field="version")
        return row

    def log(
        self,
        *,
        holder: str | None = None,
        kind: str | None = None,
        body: str | None = None,
        since: date | None = None,
        through: date | None = None,
        text: str | None = None,
    ) -> Iterator[Fact[Any]]:
        """The facts of the whole ledger, newest first.

        Args:
            holder: Only facts of this holder.
            kind: Only facts of this kind.
            body: Only facts that name this certifying body, also in a replacement.
            since: Only facts that happened on or after this day.
            through: Only facts that happened on or before this day.
            text: Only facts that hold this text, in any case.
        """
        only = TrailFilter(holder, kind, body, since, through, text)
        # Without what needs the fact: one that cannot be decoded is an error here, not left out.
        facts = self._open().newest(only._replace(body=None, text=None).by_columns())
        return filter(only.admits_content, facts)

    def follow(
        self,
        after: int | None = None,
        *,
        holder: str | None = None,
        kind: str | None = None,
        body: str | None = None,
        since: date | None = None,
        through: date | None = None,
        text: str | None = None,
    ) -> Iterator[Fact[Any]]:
        """Facts after a position (None: the last one now) as they are recorded, without end.

        The other arguments are those of `log`.
        """
        only = TrailFilter(holder, kind, body, since, through, text)
        columns = only.by_columns()
        for fact in self._open().follow(self.head() if after is None else after):
            if columns.admits(fact) and only.admits_content(fact):
                yield fact

    def trail(
        self,
        *,
        before: int | None = None,
        limit: int = 200,
        only: TrailFilter = TrailFilter(),  # noqa: B008 - it is immutable
    ) -> TrailPage:
        """One page of the facts of the whole ledger, newest first; quick however many there are.

        A page may hold fewer facts than asked for, or none, although there are older ones: a call
        looks at so many positions at most. Ask again before ``reached`` until that is 1. A fact
        that does not decode is a row with a ``problem``, never an error.

        Args:
            before: Only facts before this position; None: from the newest.
            limit: The most facts, from 1.
            only: Which facts.
        """
        if limit < 1:
            raise BadInput(f"a page of {limit} facts shows none; ask for 1 or more")
        return trail_page(self._open().rows, before, limit, only)

    def name(self, holder: str, *, known_at: KnownAt = None) -> str | None:
        """The holder's name, as known at a time; None when no name is on record."""
        from ledger.questions.history import name_of

        return name_of(self._history(holder).known_at(known_at))

    def checkpoint(self, origin: str) -> Checkpoint:
        """What the ledger is now: how many facts it has, and the root of their tree.

        Args:
            origin: What the ledger goes by: the name of the key that is to sign.
        """
        from ledger.seal.checkpoint import Checkpoint

        return Checkpoint(origin, *self._open().rows.root())

    def receipt(self, holder: str, version: int, key: SigningKey) -> Receipt:
        """The proof that a fact is in the ledger, to be checked without it.

        Args:
            holder: The holder's id.
            version: The version of the fact.
            key: The key that signs the checkpoint of the receipt.

        Raises:
            BadInput: when the holder has no such fact.
        """
        from ledger.seal.checkpoint import Checkpoint
        from ledger.seal.receipt import Receipt

        row = self._row(holder, version)
        path, size, root = self._open().rows.proof(row.id)
        signed = Checkpoint(key.name, size, root).signed(key)
        return Receipt(leaf(row), tuple(path), signed)

    def verify(
        self,
        checkpoints: Sequence[Checkpoint] = (),
        *,
        progress: Callable[[int], None] | None = None,
    ) -> Verified:
        """Reads the whole ledger anew and says what is not as it was sealed.

        Whether what is encrypted decrypts is tried where there is a master key. One that somebody
        named has to be that of the ledger; the user's own may be that of another one.

        Args:
            checkpoints: Checkpoints kept earlier, to hold the ledger against.
            progress: Called with the number of facts read, now and then.
        """
        from ledger.verification import verify, verify_server

        if self.location.is_memory:
            raise BadInput("a ledger in memory is not verified; give the path of a file")
        if not self.exists:
            self._open()  # says what there is instead
        key, named = master_key_file(self._master_key), is_named(self._master_key)

        def verified(key: Path | None) -> Verified:
            if self.location.path is None:
                return verify_server(self.location, checkpoints, progress, key)
            return verify(self.location.path, checkpoints, progress, key)

        try:
            return verified(key if named or os.access(key, os.R_OK) else None)
        except KeyMissing:
            if named:
                raise
        return verified(None)

    def rules(self, credential: str) -> list[Rule]:
        """Every rule of a credential with its dated values, sources, confidence and readings."""
        found = self.bodies.credential(credential)
        if credential not in self.bodies.credentials:
            raise BadInput(self.bodies.why_not(credential))
        return list(found.rules.rules.values())

    def summary(self, fact: Fact[Any]) -> str:
        """A fact in a few words, on one line: a plugin's own wording of it, else the ledger's."""
        from ledger.facts.fact import bodies_named
        from ledger.facts.wording import printable, summary

        wordings = self.bodies.wordings
        if wordings:
            for body in sorted(bodies_named(fact.data)):
                text = wordings[body].words(fact) if body in wordings else None
                if text is not None:
                    return printable(text)
        return summary(fact.data)

    def plugins(self) -> list[PluginReport]:
        """The plugins found, what became of each, and what went wrong with it."""
        self.bodies.try_out()
        return self.bodies.reports


def _decoded(row: object) -> tuple[Fact[Any] | None, str | None]:
    """The fact of a row, or why it does not decode."""
    try:
        return FACTS.to_domain_event(row), None
    except KeyMissing:
        raise
    except (LedgerDamaged, StoreUnavailable) as error:
        return None, str(error)
