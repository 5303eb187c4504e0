"""The sources of a run in the document."""

from __future__ import annotations

from collections.abc import Iterable

from goalsync.model.report import PartitionPart, SourcePart
from goalsync.model.run import PartitionReport, SourceReport


def source_parts(sources: Iterable[SourceReport]) -> tuple[SourcePart, ...]:
    """Sources and their partitions, both in order of name."""
    return tuple(_source(source) for source in sorted(sources, key=lambda one: one.name))


def _source(source: SourceReport) -> SourcePart:
    return SourcePart(
        name=source.name,
        connector=source.connector,
        state=source.state.value,
        reason=source.reason,
        partitions=tuple(_partition(part) for part in sorted(source.partitions, key=lambda one: one.name)),
    )


def _partition(part: PartitionReport) -> PartitionPart:
    return PartitionPart(
        name=part.name,
        state=part.state.value,
        code=part.code.value if part.code is not None else None,
        reason=part.reason,
        items=part.items,
        new=part.new,
        changed=part.changed,
        gone=part.gone,
        requests=part.requests,
        retries=part.retries,
        waited_seconds=part.waited_seconds,
        cursor=part.cursor,
        bytes=part.bytes,
        notes=part.notes,
    )
