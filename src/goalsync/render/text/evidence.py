"""Tables of what went into a number: parts, values, items, what was left out, and what was read."""

from __future__ import annotations

from typing import Final

from goalsync.model.explanation import ExcludedPart, InputPart, ItemPart, ReadPart, StepPart
from goalsync.render.characters import shown
from goalsync.render.lineage import where
from goalsync.render.numbers import NOTHING, day, exact, listed
from goalsync.render.screen import Paint
from goalsync.render.table import Cell, Column, Row
from goalsync.render.words import words

STEP_COLUMNS: Final = (
    Column("Part", least=12),
    Column("Value", right=True),
    Column("Weight", right=True),
    Column("From"),
    Column("To"),
    Column("Note", least=12),
)


def step_row(part: StepPart) -> Row:
    """A part of a whole, with what it adds."""
    note = part.note or ("" if part.counts else "does not count")
    cells = (shown(part.name), exact(part.value), exact(part.weight), part.start or "", part.end or "", shown(note))
    return Row(tuple(map(Cell, cells)))


INPUT_COLUMNS: Final = (
    Column("Date"),
    Column("Metric", least=8),
    Column("Value", right=True),
    Column("Origin"),
    Column("Where", least=12),
)


def input_row(part: InputPart) -> Row:
    """A value that the maths used, with what stood in its cell where that reads differently."""
    value = exact(part.value)
    raw = part.evidence.raw if part.evidence and part.evidence.raw is not None else None
    read_as = f" as '{shown(raw)}'" if raw is not None and raw.strip() != value else ""
    cells = (day(part.at), shown(part.metric), value, part.origin, shown(where(part.evidence)) + read_as)
    return Row(tuple(map(Cell, cells)))


ITEM_COLUMNS: Final = (
    Column("Item"),
    Column("Phase"),
    Column("Weight", right=True),
    Column("Share", right=True),
    Column("Link", least=12),
)


def item_row(part: ItemPart) -> Row:
    """A work item that was counted, and what ties it."""
    link = part.link
    place = f"{link.file}:{link.line}" if link.file else None
    tie = [part.part, f"rule {link.rule}" if link.rule else None, place, f"via {link.via}" if link.via else None]
    tied = shown(", ".join(filter(None, tie)))
    return Row(tuple(map(Cell, (shown(part.key), part.phase, exact(part.weight), exact(part.share), tied))))


EXCLUDED_COLUMNS: Final = (
    Column("What"),
    Column("Value", right=True),
    Column("Because", least=12),
    Column("Where", least=12),
)


def excluded_row(part: ExcludedPart) -> Row:
    """Something that was left out, and why."""
    what = part.key or part.uid or f"{part.metric or ''} on {day(part.at)}"
    value = exact(part.value) if part.value is not None else ""
    return Row(tuple(map(Cell, (shown(what), value, words(part.reason), shown(where(part.evidence))))))


READ_COLUMNS: Final = (
    Column("Metric", least=24),
    Column("Source", least=24),
    Column("Looked at", right=True),
    Column("Matched", right=True),
    Column("Skipped", least=10),
    Column("Complete", least=10),
)


def read_row(part: ReadPart) -> Row:
    """How much of a metric was looked at, matched and skipped."""
    skipped = listed([f"{count:,} {shown(words(reason))}" for reason, count in sorted(part.skipped.items())])
    notes = (Cell(shown(part.problem), Paint.WARN),) if part.problem else ()
    cells = (
        shown(part.metric),
        shown(f"{part.source}: {part.partition}"),
        exact(part.looked_at),
        exact(part.matched),
        skipped or NOTHING,
        day(part.complete_at),
    )
    return Row(tuple(map(Cell, cells)), notes)
