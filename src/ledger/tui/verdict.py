"""The verdict of a day as a tree: what is asked, what there is, what is missing, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ledger.facts.wording import summary
from ledger.judging.judgement import USE_TITLE
from ledger.tui.paint import STATUS_STYLES
from ledger.tui.text_rows import TextRows, wrapped
from ledger.words import ANSWER_GLYPHS, STATUS_GLYPHS, held, shown_value, sourced

if TYPE_CHECKING:
    from ledger.judging.findings import Finding
    from ledger.judging.verdict import PathwayVerdict, Verdict
    from ledger.tui.cells import Cell


class Item(NamedTuple):
    """What a row of the tree stands for.

    Attributes:
        pathway: The pathway it is part of; empty: the status.
        finding: The finding; for a note or another reading, the one it stands beside.
        text: The row as text.
    """

    pathway: str
    finding: Finding
    text: str

    @property
    def key(self) -> tuple[str, str]:
        """What the same row is known by on another day."""
        return self.pathway, self.finding.id


class VerdictTree(TextRows):
    """The verdict of the day under the cursor."""

    def __init__(self) -> None:
        super().__init__(id="verdict")
        self.verdict: Verdict | None = None
        self.turned: set[str] = set()
        self.marked: int | None = None

    @property
    def item(self) -> Item | None:
        """The row under the cursor."""
        return self.value if isinstance(self.value, Item) else None

    def show(self, verdict: Verdict | None) -> None:
        """Shows a verdict; the cursor stays on the same requirement."""
        before = self.item
        self.verdict = verdict
        self._fill(before)

    def mark(self, version: int | None) -> None:
        """Marks the requirements for which a fact counted, or was refused."""
        if version != self.marked:
            self.marked = version
            self._fill(self.item)

    def fold(self) -> None:
        """Folds or unfolds the pathway under the cursor."""
        if self.item is not None and self.item.pathway:
            self.turned ^= {self.item.pathway}
            self._fill(self.item)

    def _fill(self, before: Item | None) -> None:
        verdict = self.verdict
        self.fill(
            lambda width: rows_of(verdict, width, self.turned, self.marked) if verdict else (),
            keep=True,
        )
        if before is not None and self.item is not None and self.item.key != before.key:
            for index, value in enumerate(self.values):
                if isinstance(value, Item) and value.key == before.key:
                    self.cursor = index
                    break


def rows_of(
    verdict: Verdict, width: int, turned: set[str], marked: int | None
) -> Iterator[tuple[Item, list[list[Cell]]]]:
    """A verdict as rows."""
    use_title = verdict.pathways.get("use-title")
    status = verdict.status
    style = STATUS_STYLES[status]
    text = f"{status}{_expiry(verdict)}"
    reason = next(iter(verdict.pathways.values())) if use_title is None else use_title
    lines = [[(f"{STATUS_GLYPHS[status]} ", style), (status, style), (_expiry(verdict), "")]]
    lines += [
        [("  ", ""), *line] for line in wrapped(f"holds {held(verdict.holds)}", width - 2, "dim")
    ]
    yield Item("", reason.finding, text), lines
    order = ("yes", "undetermined", "no")
    for code, pathway in sorted(
        verdict.pathways.items(), key=lambda item: order.index(item[1].answer)
    ):
        folded = (code in turned) is not _begins_folded(code, pathway)
        yield from _pathway(code, pathway, width, folded, marked)


def _begins_folded(code: str, pathway: PathwayVerdict) -> bool:
    """Whether a pathway begins folded: the title, which says what the status says unless nobody
    knows, and what is no on every day and lacks nothing that somebody could record."""
    if code == USE_TITLE:
        return pathway.answer != "undetermined"
    hopeless = not any(part.missing or part.remedy for part in pathway.finding.walk())
    return pathway.answer == "no" and pathway.holds == (None, None) and hopeless


def _expiry(verdict: Verdict) -> str:
    expires_on = verdict.expires_on
    if expires_on is None:
        return ""
    if verdict.status == "expired":
        return f" on {expires_on}"
    return f", {'expires' if expires_on >= verdict.on else 'expired'} {expires_on}"


def _pathway(
    code: str, pathway: PathwayVerdict, width: int, folded: bool, marked: int | None
) -> Iterator[tuple[Item, list[list[Cell]]]]:
    finding = pathway.finding
    style = str(pathway.answer)
    glyph = ANSWER_GLYPHS[pathway.answer]
    rest = f", {held(pathway.holds)}"
    text = f"{code}: {pathway.answer}{rest}"
    fold = " ▸" if folded else ""
    answer = f"{code}: {pathway.answer}"
    head: list[list[Cell]] = [[(f"{glyph} ", style), (answer, "strong"), (rest + fold, "dim")]]
    if len(f"{glyph} {text}{fold}") > width:
        head = [[(f"{glyph} ", style), (answer, "strong"), (fold, "dim")]]
        head += [[("  ", ""), *line] for line in wrapped(held(pathway.holds), width - 2, "dim")]
    yield Item(code, finding, text), head
    if folded:
        return
    for differing in pathway.differing:
        says = f" ({differing.says})" if differing.says else ""
        reading = f"reading {differing.reading} of {differing.rule}{says}"
        text = f"disputed: {reading} says {differing.answer}"
        yield Item(code, finding, text), _indented(wrapped(text, width - 2, "undetermined"), 2)
    parts = finding.children or (finding,)
    for child in parts:
        yield from _finding(code, child, 1, width, marked)
    for note in finding.notes:
        yield (
            Item(code, finding, note.text),
            _indented(wrapped(f"note: {note.text}", width - 2, "dim", 2), 2),
        )


def _finding(
    code: str, finding: Finding, depth: int, width: int, marked: int | None
) -> Iterator[tuple[Item, list[list[Cell]]]]:
    style = str(finding.answer)
    pad = 2 * depth
    touched = _touched(finding, marked)
    label = "" if finding.id == code else f"{finding.id}  "
    room = width - pad - 2
    lines = wrapped(f"{label}{finding.text}", room)
    shown: list[list[Cell]] = []
    for number, line in enumerate(lines):
        cells: list[Cell] = list(line)
        if number == 0:
            text = line[0][0]
            cells = [(text[: len(label)], "strong"), (text[len(label) :], "")]
            cells = [(f"{ANSWER_GLYPHS[finding.answer]} ", style), *cells]
        else:
            cells = [("  ", ""), *cells]
        shown.append([(" " * pad, ""), *cells])
    if touched:
        glyph, name = ("◆", "counted") if touched == "counted" else ("✗", "refused")
        shown.append([(" " * (pad + 2), ""), (f"{glyph} {touched} here", name)])
    if not finding.children and finding.rules:
        source = sourced(finding.rules[0])
        shown += _indented(wrapped(source, room - 2, "dim", 2), pad + 2)
    for refused in finding.refused:
        text = f"refused: {summary(refused.fact.data)} ({refused.fact.on}) – {refused.why}"
        shown += _indented(wrapped(text, room - 2, "refused", 2), pad + 2)
    yield Item(code, finding, f"{finding.answer}: {finding.id} {finding.text}"), shown
    for child in finding.children:
        yield from _finding(code, child, depth + 1, width, marked)


def _touched(finding: Finding, version: int | None) -> str:
    if version is None or finding.children:
        return ""
    if any(fact.version == version for fact in finding.facts):
        return "counted"
    return "refused" if any(one.fact.version == version for one in finding.refused) else ""


def _indented(lines: Sequence[Sequence[Cell]], by: int) -> list[list[Cell]]:
    return [[(" " * by, ""), *line] for line in lines]


def evidence(finding: Finding) -> tuple[set[int], Mapping[int, str]]:
    """The versions of the facts that counted for a finding, and those refused with the reason."""
    counted: set[int] = set()
    refused: dict[int, str] = {}
    for part in finding.walk():
        counted |= {fact.version for fact in part.facts}
        refused |= {one.fact.version: one.why for one in part.refused}
    return counted, {version: why for version, why in refused.items() if version not in counted}


def explained(item: Item, width: int) -> Iterator[tuple[object, Sequence[Sequence[Cell]]]]:
    """Everything about one finding, for a dialog."""
    finding = item.finding
    style = str(finding.answer)
    title = f"{ANSWER_GLYPHS[finding.answer]} {finding.id}: {finding.answer}"
    yield title, [[(title, style)], *wrapped(finding.text, width)]
    for name, value in (
        ("have", finding.have),
        ("need", finding.need),
        ("missing", finding.missing),
    ):
        if value is not None:
            yield name, [[(f"{name:<8}", "dim"), (f"{value.normalize():f}", "strong")]]
    if finding.by is not None:
        yield "by", [[("by      ", "dim"), (str(finding.by), "")]]
    for rule in finding.rules:
        text = f"{rule.id}: {shown_value(rule)}"
        yield text, [[(text, "heading")], *wrapped(sourced(rule), width, "dim")]
        if rule.note:
            yield rule.note, wrapped(rule.note, width, "dim", 2)
    for counted in finding.facts:
        text = f"◆ counted {counted.on} {summary(counted.data)} (version {counted.version})"
        yield text, wrapped(text, width, "counted", 2)
    for one in finding.refused:
        text = f"✗ refused {one.fact.on} {summary(one.fact.data)}: {one.why}"
        yield text, wrapped(text, width, "refused", 2)
    if finding.remedy is not None:
        text = "→ " + remedy_text(finding)
        yield text, wrapped(text, width, "assumed", 2)


def remedy_text(finding: Finding) -> str:
    """The remedy of a finding as a fact that can be assumed, without its day."""
    remedy = finding.remedy
    if remedy is None:
        return ""
    words = [remedy.kind]
    for name, value in remedy.data.items():
        if isinstance(value, dict):
            words += [f"{name}.{part}={share}" for part, share in value.items()]
        elif isinstance(value, list):
            words.append(f"{name}={','.join(map(str, value))}")
        else:
            text = str(value)
            words.append(f'{name}="{text}"' if " " in text else f"{name}={text}")
    return " ".join(words)
