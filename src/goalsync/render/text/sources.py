"""What was read, and what could not be seen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from goalsync.model.report import PartitionPart, Report, SourcePart
from goalsync.model.vocabulary import PullState
from goalsync.render.characters import shown
from goalsync.render.numbers import counted, listed
from goalsync.render.screen import Paint, Screen
from goalsync.render.table import paragraph
from goalsync.render.words import sign

_COUNTED: Final = {
    "items": ("record", "records"),
    "requests": ("request", "requests"),
    "retries": ("retry", "retries"),
}


def sources(report: Report, screen: Screen) -> Iterator[str]:
    """A line per source; one more per partition that is not complete, with the reason."""
    if not report.sources:
        return
    yield screen.paint("Sources", Paint.STRONG)
    for source in report.sources:
        yield from _source(source, screen)


def _source(source: SourcePart, screen: Screen) -> Iterator[str]:
    look = sign(source.state)
    text = f"{look.sign} {shown(source.name)} ({shown(source.connector)}): {look.word}{_counts(source)}"
    if source.reason:
        text += f": {shown(source.reason)}"
    yield from paragraph(screen, text, indent=2, hang=4, paint=look.paint)
    for part in source.partitions:
        if part.state != PullState.COMPLETE and not (part.state == source.state == PullState.SKIPPED):
            yield from _partition(part, screen)


def _partition(part: PartitionPart, screen: Screen) -> Iterator[str]:
    look = sign(part.state)
    code = f" ({shown(part.code)})" if part.code else ""
    reason = f": {shown(part.reason)}" if part.reason else ""
    yield from paragraph(
        screen, f"{look.sign} {shown(part.name)}: {look.word}{code}{reason}", indent=6, hang=2, paint=look.paint
    )


def _counts(source: SourcePart) -> str:
    """` · 2 of 3 partitions, 40 items, 2 requests`: only what says something."""
    parts = []
    if source.partitions:
        complete = sum(part.state == PullState.COMPLETE for part in source.partitions)
        total = len(source.partitions)
        parts.append(
            counted(total, "partition") if complete == total else f"{complete} of {counted(total, 'partition')}"
        )
    for name in _COUNTED:
        count = sum(getattr(part, name) for part in source.partitions)
        if count:
            parts.append(counted(count, *_COUNTED[name]))
    return f", {listed(parts)}" if parts else ""
