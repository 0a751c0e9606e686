"""Findings: an answer with its reason. A finding without a reason cannot be built."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from ledger.facts.fact import Fact
from ledger.facts.fields import quoted
from ledger.judging.rules import Confidence, RuleValue


class Answer(StrEnum):
    """Yes, no, or undetermined where nobody knows."""

    YES = "yes"
    NO = "no"
    UNDETERMINED = "undetermined"

    def __bool__(self) -> bool:
        """Refused: a no would be as true as a yes, as every word is.

        Raises:
            TypeError: always; it says what to ask instead.
        """
        raise TypeError(f"an answer is neither true nor false: ask “is Answer.YES” of “{self}”")


YES, NO, UNDETERMINED = Answer.YES, Answer.NO, Answer.UNDETERMINED


def answer_of(is_so: bool | None, id_: str = "") -> Answer:
    """Yes for true, no for false, undetermined for None.

    Args:
        is_so: One of those three.
        id_: The id of the finding, for the sentence that refuses everything else.

    Raises:
        TypeError: for anything else, such as an answer or a word, which would always be true.
    """
    if is_so is True:
        return YES
    if is_so is False:
        return NO
    if is_so is None:
        return UNDETERMINED
    whose = f"the finding {id_}" if id_ else "an answer"
    raise TypeError(
        f"{whose} is made of {quoted(is_so)}, {kind_of(is_so)}; "
        "give True, False or None, such as “other.answer is Answer.YES”"
    )


def kind_of(value: object) -> str:
    """What something is, for a sentence: “an int”, “a list”, “nothing” for None."""
    if value is None:
        return "nothing"
    name = type(value).__name__
    return f"{'an' if name[:1] in 'AEIOUaeiou' else 'a'} {name}"


class Refused(NamedTuple):
    """A fact that looks as if it should count and does not."""

    fact: Fact[Any]
    why: str


class Remedy(NamedTuple):
    """A fact that, once recorded, turns a finding to yes.

    Attributes:
        kind: Its kind.
        data: Its data as JSON; what the rules do not ask about is left out.
        through: The last day it may be dated, None: any day.
    """

    kind: str
    data: Mapping[str, object]
    through: date | None = None


class Note(NamedTuple):
    """Something shown beside an answer that does not decide it: a fee due, a category."""

    id: str
    text: str
    rule: RuleValue | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What was asked, what was found, and why.

    Attributes:
        id: The rule or pathway it is about.
        answer: Yes, no or undetermined.
        text: One sentence for people.
        rules: The rule values it rests on, the one it is about first.
        facts: The facts that counted.
        refused: The facts that look as if they should count and do not.
        have, need, missing: Amounts, where amounts make sense; ``missing`` only when above 0.
        by: The last day on which this finding can still be, or stay, yes.
        remedy: The fact that would turn it to yes.
        children: The findings it is made of.
        notes: What is shown with it and does not decide it.
        any_suffices: Whether one child that is yes is enough.

    Raises:
        ValueError: without a text, or without anything it rests on.
    """

    id: str
    answer: Answer
    text: str
    rules: tuple[RuleValue, ...] = ()
    facts: tuple[Fact[Any], ...] = ()
    refused: tuple[Refused, ...] = ()
    have: Decimal | None = None
    need: Decimal | None = None
    missing: Decimal | None = None
    by: date | None = None
    remedy: Remedy | None = None
    children: tuple[Finding, ...] = ()
    notes: tuple[Note, ...] = ()
    any_suffices: bool = False

    def __post_init__(self) -> None:
        if not self.text:
            raise ValueError(f"the finding {self.id} has no reason")
        if not (self.rules or self.children or self.facts):
            raise ValueError(f"the finding {self.id} rests on no rule, no fact and no finding")

    @property
    def confidence(self) -> Confidence | None:
        """The weakest confidence the answer rests on; None where it rests on facts alone.

        Where one part is enough (a no among all-of, a yes among any-of) the answer rests on the
        surest of those; otherwise on every part.
        """
        if not self.children:
            return weakest(rule.confidence for rule in self.rules)
        decisive = [child.confidence for child in self.children if child.answer is self.answer]
        if self.answer is (YES if self.any_suffices else NO) and decisive:
            return None if None in decisive else min(decisive, key=_weakness)
        return weakest(decisive or [child.confidence for child in self.children])

    def walk(self) -> Iterator[Finding]:
        """This finding and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()


def check_rules(id_: str, rules: object) -> None:
    """Refuses the rule values of a finding that are not a tuple or a list of them.

    Raises:
        TypeError: saying so; one rule value alone is the usual slip.
    """
    if not isinstance(rules, (tuple, list)):
        right = "give (rule,)" if isinstance(rules, RuleValue) else "give a tuple of rule values"
        raise TypeError(f"the rules of {id_} are {kind_of(rules)}; {right}")


def weakest(confidences: Iterable[Confidence | None]) -> Confidence | None:
    """The weakest of them; None when there is none."""
    return max((c for c in confidences if c is not None), key=_weakness, default=None)


def _weakness(confidence: Confidence | None) -> int:
    return -1 if confidence is None else confidence.weakness
