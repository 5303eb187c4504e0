"""What ties a work item and what it counts for, as text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from goalsync.model.explanation import AppliedPart, CountPart, WorkItemPart
from goalsync.render.characters import shown
from goalsync.render.numbers import exact, listed
from goalsync.render.table import Cell, Column, Row
from goalsync.render.words import words


def facts(item: WorkItemPart) -> Iterator[str]:
    """The item in a line: its scope, what it is and where."""
    yield words(item.scope) if item.scope_reason is None else f"{words(item.scope)}: {words(item.scope_reason)}"
    yield f"{item.kind}, {item.phase}"
    yield shown(f"{item.source}: {item.project}")
    if item.parent:
        yield f"below {shown(item.parent)}"
    if item.team:
        yield f"team {shown(item.team)}"
    if item.points is not None:
        yield f"{exact(item.points)} points"
    if item.former_keys:
        yield f"was {listed([shown(key) for key in item.former_keys])}"
    if item.presence != "present":
        yield words(item.presence)


COUNT_COLUMNS: Final = (
    Column("For", least=8),
    Column("Kind"),
    Column("Share", right=True),
    Column("Weight", right=True),
    Column("Counts", least=12),
)


def count_row(part: CountPart) -> Row:
    """What the item counts for, or why it does not."""
    counts = "yes" if part.counts else f"no: {words(part.reason or '')}"
    text = "; ".join(filter(None, (counts, shown(part.note))))
    weight = "" if part.weight is None else exact(part.weight)
    return Row(tuple(map(Cell, (shown(part.subject), words(part.kind), exact(part.share), weight, text))))


APPLIED_COLUMNS: Final = (
    Column("What", least=16),
    Column("Leads to", least=8),
    Column("Outcome", least=12),
    Column("Of", least=6),
    Column("Where", least=12),
)


def applied_row(part: AppliedPart) -> Row:
    """A rule, label or exemption, and what became of it."""
    where = f"{part.file}:{part.line}" if part.file else ""
    outcome = f"{part.outcome}: {part.note}" if part.note else part.outcome
    texts = (f"{part.kind} {part.id}", listed(list(part.link_to)), outcome, part.of or "", where)
    return Row(tuple(Cell(shown(text)) for text in texts))
