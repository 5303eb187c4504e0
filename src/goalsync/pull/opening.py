"""Opening sources: what a connector is told, and what it says it has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from goalsync.model.copies import replace
from goalsync.model.settings import SourceSettings
from goalsync.model.vocabulary import PullCode
from goalsync.pull.started import started_needed, started_within
from goalsync.sdk.connector import Connector, Context, MetricRequest, Partition, Source
from goalsync.sdk.errors import GoalsyncError, SecretError, SourceError
from goalsync.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Opened:
    """A source that says what it has: its partitions with the metrics read from each."""

    settings: SourceSettings
    source: Source
    partitions: Sequence[tuple[Partition, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Failure:
    """Why something could not be read, for programs and for people."""

    code: PullCode
    reason: str


def context_of(
    workspace: Workspace,
    settings: SourceSettings,
    requests: Sequence[MetricRequest],
    *,
    now: datetime,
    today: date,
    full: bool,
    census: frozenset[str] = frozenset(),
    pulled: frozenset[str] = frozenset(),
) -> Context:
    """What the connector of one source is told."""
    needs_started = started_needed(workspace.configuration, settings.name)
    wants_started = started_within(workspace.configuration, settings.name)
    found = Context(
        name=settings.name,
        directory=workspace.directory,
        now=now,
        today=today,
        timezone=workspace.configuration.settings.timezone,
        secrets=workspace.secrets.made_up() if settings.recording else workspace.secrets,
        metrics=requests,
        full=full,
        census=census,
        pulled=pulled,
        concurrency=workspace.configuration.settings.concurrency,
        overlap=settings.overlap,
        max_wait=settings.max_wait,
        proxy=settings.proxy,
        ca=settings.ca,
        phases=settings.phases,
        kinds=settings.kinds,
        fields=settings.fields,
        recording=Path(settings.recording) if settings.recording else None,
    )
    if needs_started is None or wants_started is None:
        return found
    return replace(found, needs_started=needs_started, wants_started=wants_started)


def open_source(connectors: Mapping[str, Connector], settings: SourceSettings, context: Context) -> Opened:
    """Open a source and ask for its partitions; raises whatever the connector raises."""
    connector = connectors.get(settings.connector)
    if connector is None:
        raise GoalsyncError(
            f"there is no connector {settings.connector}", remedy="`goalsync connectors` lists those installed"
        )
    source = connector.open(settings.settings, context)
    try:
        found = tuple((partition, tuple(source.metrics_of(partition))) for partition in source.partitions())
    except BaseException:
        source.close()
        raise
    return Opened(settings, source, found)


def failure_of(error: BaseException) -> Failure:
    """What a connector's exception means; one that it did not intend is a bad answer, never a crash."""
    match error:
        case SourceError():
            return Failure(error.code, str(error))
        case SecretError():
            return Failure(PullCode.AUTH, str(error))
        case GoalsyncError():
            return Failure(PullCode.BAD_ANSWER, str(error))
        case _:
            text = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
            return Failure(PullCode.BAD_ANSWER, f"the connector did not understand what it got ({text})")
