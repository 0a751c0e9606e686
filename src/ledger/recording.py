"""Recording: outside data checked against what the ledger holds, before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple

from ledger.errors import BadInput, Conflict
from ledger.facts import intake
from ledger.facts.fact import Draft, Fact
from ledger.facts.fields import HOLDER
from ledger.facts.kinds import HolderForgotten, Withheld
from ledger.judging.history import History

Streams = Callable[[str], tuple[Fact[Any], ...]]
"""Gives the recorded facts of a holder, in order of version."""
Count = Callable[[str], int]
"""Tells how many facts are recorded of a holder."""

Placed = Mapping[tuple[str, int], Fact[Any]]
"""Holder and version, as staged → the fact as it was written."""


class Fate(StrEnum):
    """What becomes of a fact that is to be recorded."""

    NEW = "new"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    REJECTED = "rejected"


class Recorded(NamedTuple):
    """A fact as it is recorded now, or as it was before (``DUPLICATE``)."""

    fate: Fate
    fact: Fact[Any]


class _Holder:
    """What is known of one holder while staging. Their facts are read when something asks for them.

    Attributes:
        count: How many facts there are, the staged ones among them.
        certain: The last version that a row of a file can name: from the next one on a row before
            it was refused, and the file may mean another fact. None: all can be named.
    """

    def __init__(self, count: int, read: Callable[[], tuple[Fact[Any], ...]]) -> None:
        self.count = count
        self.certain: int | None = None
        self._met: set[int] = set()
        self._latest = 0
        self._read = read
        self._known = count
        self._staged: list[Fact[Any]] = []
        self._history: History | None = None

    @cached_property
    def facts(self) -> list[Fact[Any]]:
        """The facts in order of version, without those that another writer recorded meanwhile."""
        return [*self._read()[: self._known], *self._staged]

    @cached_property
    def refs(self) -> dict[tuple[str, str], list[int]]:
        """Kind and ref → the versions with it."""
        refs: dict[tuple[str, str], list[int]] = {}
        for fact in self.facts:
            if fact.ref is not None:
                refs.setdefault((fact.kind, fact.ref), []).append(fact.version)
        return refs

    def add(self, fact: Fact[Any]) -> None:
        """Takes a staged fact."""
        self.count += 1
        self._history = None
        if "refs" in self.__dict__ and fact.ref is not None:
            self.refs.setdefault((fact.kind, fact.ref), []).append(fact.version)
        facts = self.facts if "facts" in self.__dict__ else self._staged
        facts.append(fact)

    def history(self, holder: str) -> History:
        """The history these facts make; kept until one is added."""
        if self._history is None:
            self._history = History(holder, self.facts)
        return self._history

    def kind_of(self, version: int) -> str | None:
        """The kind of a fact; None when there is none with this version.

        Raises:
            BadInput: when the file that names it may mean another fact.
        """
        if not 0 < version <= self.count:
            return None
        if self.certain is not None and version > self.certain:
            raise BadInput(
                f"version {version} may be another fact than this row means, as a row before it is "
                "refused, or recorded in another order; name the version that `ledger history` "
                "shows, in a file of its own"
            )
        return self.facts[version - 1].kind

    def doubt(self, version: int) -> None:
        """Leaves it open which facts a file means by this version and those after it."""
        self.certain = version - 1 if self.certain is None else min(self.certain, version - 1)

    def met(self, version: int) -> None:
        """Takes note of the version of a row that is recorded, before or now.

        A file whose rows were recorded in another order counts other versions than the ledger.
        """
        if version in self._met:
            return
        if version < self._latest or self.certain is not None:
            self.doubt(version)
        self._met.add(version)
        self._latest = max(self._latest, version)

    def same_ref(self, draft: Draft) -> Fact[Any] | None:
        """The standing fact of the draft's kind, ref and content, if there is one.

        Several may stand with one ref, as one that was void can be brought back.

        Raises:
            Conflict: when one stands with other content, as recorded and as corrected, and none
                with this.
        """
        if draft.ref is None or (draft.kind, draft.ref) not in self.refs:
            return None
        standing = self.history(draft.holder).standing
        other: int | None = None
        for version in self.refs[draft.kind, draft.ref]:
            stands = standing.get(version)
            if stands is None:
                continue
            recorded = self.facts[version - 1]
            if (draft.on, draft.data) in ((stands.on, stands.data), (recorded.on, recorded.data)):
                return recorded
            other = other or version
        if other is not None:
            raise Conflict(
                f"a {draft.kind} with this ref is already recorded as version {other} with "
                f"other content; correct that one, or use another ref",
                field="ref",
            )
        return None


class Staging:
    """Facts checked one after another as if each were recorded, and not written yet.

    Args:
        streams: Gives what the ledger holds of a holder.
        count: Tells how many facts that is, where nothing of them can be withheld; then they are
            read only for a fact that refers to another one, or has a ref.

    Attributes:
        facts: The new facts, ready to be written together.
    """

    def __init__(self, streams: Streams, count: Count | None = None) -> None:
        self._streams = streams
        self._count = count
        self._holders: dict[str, _Holder] = {}
        self._doubted = False
        self.facts: list[Fact[Any]] = []

    def stage(
        self, outside: Mapping[str, object], *, recorded_by: str, is_alone: bool = False
    ) -> Recorded:
        """Checks one fact against the ledger and the facts staged before it.

        Args:
            outside: The fact as JSON or TOML gives it.
            recorded_by: Who records it, unless the data names somebody.
            is_alone: Whether it is to be written alone: then one that need not be held against
                others gets version 0, and its version from the store.

        Raises:
            BadInput: naming the field and what would be right.
            Conflict: when its ref stands with other content.
        """

        def kind_of(version: int) -> str | None:
            return self._holder(str(outside.get("holder"))).kind_of(version)

        draft = intake.draft(outside, recorded_by=recorded_by, kind_of=kind_of)
        if isinstance(draft.data, HolderForgotten):
            raise BadInput(
                "a holder-forgotten is recorded by `ledger forget` alone, which destroys the key "
                "as well",
                field="kind",
            )
        if is_alone and self._count is not None and not intake.is_about_others(draft):
            self.facts.append(draft.placed(0))
            return Recorded(Fate.NEW, self.facts[-1])
        self.check_open(draft.holder)
        holder = self._holder(draft.holder)
        version = holder.count + 1
        intake.check_reference(draft.data, version, holder.kind_of)
        known = holder.same_ref(draft)
        if known is not None:
            holder.met(known.version)
            return Recorded(Fate.DUPLICATE, known)
        fact = draft.placed(version)
        holder.add(fact)
        holder.met(version)
        self.facts.append(fact)
        return Recorded(Fate.NEW, fact)

    def check_open(self, holder: str) -> None:
        """Refuses to record anything more about a holder whose facts are withheld."""
        one = self._holder(holder)
        gone = one.facts[0].data if self._count is None and one.count else None
        if isinstance(gone, Withheld):
            raise BadInput(
                f"nothing more is recorded about {holder}: {gone.why}; somebody who comes back "
                "gets an id of their own",
                field="holder",
            )

    def refused(self, holder: str | None) -> None:
        """Takes note of a row that is refused: the rows after it have other versions than it meant.

        Args:
            holder: Whom it is about; None, or what is no id: perhaps anybody.
        """
        if self._doubted:
            return
        try:
            named = self._holder(HOLDER.check(holder))
        except BadInput:
            self._doubted = True
            for one in self._holders.values():
                one.doubt(one.count + 1)
        else:
            named.doubt(named.count + 1)

    def history(self, holder: str) -> History:
        """A holder's history with the facts staged so far."""
        return self._holder(holder).history(holder)

    def _holder(self, holder: str) -> _Holder:
        found = self._holders.get(holder)
        if found is None:
            if self._count is None:
                facts = self._streams(holder)
                found = _Holder(len(facts), lambda: facts)
            else:
                found = _Holder(self._count(holder), lambda: self._streams(holder))
            if self._doubted:
                found.doubt(found.count + 1)
            self._holders[holder] = found
        return found


class RowReport(NamedTuple):
    """What became of one row of an imported file.

    Attributes:
        line: The line it stands on, from 1.
        fact: The fact, new or known before; position 0 where nothing was written.
        problem: Why it was refused.
    """

    line: int
    fate: Fate
    holder: str | None
    fact: Fact[Any] | None
    problem: BadInput | None
