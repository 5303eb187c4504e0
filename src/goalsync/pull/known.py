"""A source as it is configured, with what is stored of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from goalsync.core.measure.reading import EVERYTHING
from goalsync.model.settings import SourceSettings
from goalsync.pull.definition import digest_of_source
from goalsync.pull.partition import Pulling
from goalsync.sdk.connector import MetricRequest, Partition
from goalsync.store.sources import StoredPartition


@dataclass(frozen=True, slots=True)
class Known:
    """`stored` are all partitions that were ever pulled, by name, those it no longer has as well."""

    settings: SourceSettings
    requests: Sequence[MetricRequest]
    stored: Mapping[str, StoredPartition]

    @property
    def definition(self) -> str:
        """Digest of the source's own keys."""
        return digest_of_source(self.settings)

    @property
    def current(self) -> tuple[StoredPartition, ...]:
        """The partitions it had when it was last listed."""
        return tuple(part for part in self.stored.values() if part.configured)

    @property
    def names(self) -> tuple[str, ...]:
        """Their names, if any was ever listed."""
        return tuple(part.report.name for part in self.current if part.report.name != EVERYTHING)

    def partition(self, name: str) -> Partition:
        """The partition of a name as it was when it was last listed."""
        before = self.stored.get(name)
        return Partition(name, brings_work=before is None or before.report.brings_work)

    def pulling(self, partition: Partition, metrics: Iterable[str] | None = None) -> Pulling:
        """Start on a partition from which `metrics` are read (None: those that were)."""
        before = self.stored.get(partition.name)
        reads = {read.metric: read for read in before.report.reads} if before else {}
        asked = set(reads) if metrics is None else set(metrics)
        cursor = before.report.cursor if before else None
        return Pulling(
            source=self.settings.name,
            connector=self.settings.connector,
            partition=partition,
            requests={request.metric: request for request in self.requests if request.metric in asked},
            before=before,
            definition=self.definition,
            cursor=cursor,
            next_cursor=cursor,
            reads={metric: read for metric, read in reads.items() if metric in asked},
        )
