"""The installed connectors: entry points of the group `goalsync.connectors`, imported when they are used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.metadata import EntryPoint, entry_points
from typing import Final

from msgspec import Struct

from goalsync.sdk.connector import Connector, MetricConfig, SourceConfig
from goalsync.sdk.errors import GoalsyncError

GROUP: Final = "goalsync.connectors"


class ConnectorError(GoalsyncError):
    """A connector that is installed and cannot be used."""


class Connectors(Mapping[str, Connector]):
    """Connectors by name, in order of their names; each is imported when it is first looked up.

    Looking one up raises ConnectorError when its package cannot be imported or is no connector.
    """

    def __init__(self, points: Mapping[str, EntryPoint]) -> None:
        self._points = dict(sorted(points.items()))
        self._loaded: dict[str, Connector] = {}

    def __getitem__(self, name: str) -> Connector:
        if name not in self._loaded:
            self._loaded[name] = _load(self._points[name])
        return self._loaded[name]

    def __contains__(self, name: object) -> bool:
        return name in self._points

    def __iter__(self) -> Iterator[str]:
        return iter(self._points)

    def __len__(self) -> int:
        return len(self._points)

    def origin(self, name: str) -> str:
        """The package and version that brought a connector."""
        distribution = self._points[name].dist
        return f"{distribution.name} {distribution.version}" if distribution else self._points[name].value


class Description(Struct, frozen=True):
    """One installed connector for a list of them; `problem` says why it cannot be used."""

    name: str
    summary: str
    package: str
    problem: str | None = None


def connectors() -> Connectors:
    """All installed connectors. Of two with one name the first by package is taken."""
    points: dict[str, EntryPoint] = {}
    for point in sorted(entry_points(group=GROUP), key=lambda one: (one.name, one.value)):
        points.setdefault(point.name, point)
    return Connectors(points)


def described() -> tuple[Description, ...]:
    """Every installed connector, in order of names; imports them all."""
    found = connectors()
    return tuple(_describe(found, name) for name in found)


def _describe(found: Connectors, name: str) -> Description:
    try:
        return Description(name, found[name].summary, found.origin(name))
    except ConnectorError as error:
        return Description(name, "", found.origin(name), str(error))


def _load(point: EntryPoint) -> Connector:
    try:
        connector = point.load()
    except Exception as error:  # a stranger's package may raise anything while it is imported
        raise ConnectorError(
            f"the connector '{point.name}' cannot be imported from {point.value}: {type(error).__name__}: {error}",
            remedy="install its package and the extra that it needs again",
        ) from error
    fits = isinstance(getattr(connector, "source_config", None), type) and issubclass(
        connector.source_config, SourceConfig
    )
    metrics = getattr(connector, "metric_config", None)
    fits = fits and (metrics is None or (isinstance(metrics, type) and issubclass(metrics, MetricConfig)))
    if not fits or not callable(getattr(connector, "open", None)):
        raise ConnectorError(
            f"{point.value} is no connector: it needs name, summary, source_config, metric_config and open",
            remedy="correct the entry point of its package",
        )
    return connector  # type: ignore[no-any-return]  # checked above as far as can be
