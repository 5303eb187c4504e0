"""Findings of what could not be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from goalsync.core.drift.picture import Picture, finding
from goalsync.core.subjects import readers
from goalsync.core.wording import listed
from goalsync.model.finding import Finding
from goalsync.model.run import PartitionReport, SourceReport
from goalsync.model.vocabulary import PullState


def source_incomplete(picture: Picture) -> Iterator[Finding]:
    """Sources, partitions and metrics that were not read completely in their last pull."""
    waiting = readers(picture.configuration.goals, picture.configuration.mappings.metrics)
    for source in picture.snapshot.sources:
        if source.state not in (PullState.PARTIAL, PullState.FAILED):
            continue
        if source.failed or not source.partitions:
            yield _source(picture, source)
        for part in source.partitions:
            if part.broken:
                yield _partition(source, part)
            yield from _metrics(picture, part, waiting)


def _source(picture: Picture, source: SourceReport) -> Finding:
    settings = picture.configuration.settings.sources.get(source.name)
    return finding(
        "source_incomplete",
        source.name,
        f"The source {source.name} could not be read",
        f"{source.reason or 'no reason was given'}; whatever it measures stands as last known.",
        remedy="Mend what the reason names, then run `goalsync sync`.",
        evidence=(str(settings.place),) if settings is not None else (),
    )


def _partition(source: SourceReport, part: PartitionReport) -> Finding:
    code = f" ({part.code.value})" if part.code is not None else ""
    complete = f"; it was last complete {part.complete_at:%Y-%m-%d}" if part.complete_at is not None else ""
    return finding(
        "source_incomplete",
        f"{source.name}:{part.name}",
        f"{part.name} of {source.name} was not read completely",
        f"{part.reason or part.state.value}{code}{complete}. Whatever it measures stands as last known.",
        remedy="Mend what the reason names, then run `goalsync sync`.",
        evidence=(f"{part.state.value}: {part.name}",),
    )


def _metrics(picture: Picture, part: PartitionReport, waiting: Mapping[str, tuple[str, ...]]) -> Iterator[Finding]:
    for read in part.reads:
        if read.problem is None:
            continue
        metric = picture.configuration.mappings.metrics.get(read.metric)
        held = waiting.get(read.metric, ())
        yield finding(
            "source_incomplete",
            f"metric:{read.metric}",
            f"The metric {read.metric} could not be read from {part.name}",
            f"{read.problem}{f'. Held: {listed(held)}' if held else ''}",
            remedy="Mend the cell or the metric's declaration, then run `goalsync sync`.",
            evidence=(str(metric.place),) if metric is not None else (),
        )
