"""A small world for a connector: what its workspace would say, and the source opened over it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from goalsync.model.place import Place
from goalsync.sdk.connector import Connector, Context, MetricRequest, Source
from goalsync.sdk.secrets import Secrets

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
SOURCE = "under_test"


@dataclass(frozen=True, slots=True)
class World:
    """What a workspace over it says.

    `config` holds the connector's own keys under `sources.NAME`, `metrics` its own keys per metric id. Every metric can
    be read. `secrets` are the environment variables that `config` refers to: their values must never be seen.
    At least two partitions, so that one can break and the other go on.
    """

    config: Mapping[str, object]
    metrics: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)


class Untouched(Mapping[str, str]):
    """An environment that nobody may look into yet."""

    def __getitem__(self, name: str) -> str:
        message = f"the environment variable {name} was read"
        raise AssertionError(message)

    def __iter__(self) -> Iterator[str]:
        raise AssertionError("the environment was listed")

    def __len__(self) -> int:
        return 0


def context_of(
    connector: Connector,
    world: World,
    directory: Path,
    *,
    environment: Mapping[str, str] | None = None,
    census: frozenset[str] = frozenset(),
) -> Context:
    """The context of a run on 21 November 2026 that asks for all metrics of the world; `census`: where one is due."""
    model = connector.metric_config
    requests = tuple(
        MetricRequest(metric, model.model_validate(dict(keys)), Place("mappings/metrics.yaml", line, 5))
        for line, (metric, keys) in enumerate(world.metrics.items(), start=2)
        if model is not None
    )
    return Context(
        name=SOURCE,
        directory=directory,
        now=NOW,
        today=NOW.date(),
        timezone=ZoneInfo("UTC"),
        secrets=Secrets(directory, world.secrets if environment is None else environment),
        metrics=requests,
        census=census,
    )


def open_source(
    connector: Connector,
    world: World,
    directory: Path,
    *,
    environment: Mapping[str, str] | None = None,
    census: frozenset[str] = frozenset(),
) -> Source:
    """The source as `goalsync` would open it over the world."""
    config = connector.source_config.model_validate(dict(world.config))
    return connector.open(config, context_of(connector, world, directory, environment=environment, census=census))
