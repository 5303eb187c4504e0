"""Metrics that a connector reads from a source."""

from __future__ import annotations

from goalsync.model.metric import FromSource, Metric
from goalsync.model.settings import Settings
from goalsync.sdk.connector import MetricConfig, SourceConfig
from goalsync.workspace.document import Part
from goalsync.workspace.names import Names
from goalsync.workspace.problems import Problems
from goalsync.workspace.scalars import written as as_written
from goalsync.workspace.shown import quoted
from goalsync.workspace.translate.freshness import fresh_of
from goalsync.workspace.validation import validated
from goalsync.workspace.written.metrics import SourceMetric


def source_metric_of(
    part: Part, ways: list[str], settings: Settings, names: Names, problems: Problems
) -> Metric | None:
    """The metric, or None with its problems; `ways` are keys of other ways to be measured that it has."""
    common = {key: value for key, value in part.mapping.items() if key in SourceMetric.model_fields}
    given = common["source"]
    name = as_written(given) if isinstance(given, str | int | float) else ""
    connector = names.sources.get(name)
    config_type = connector.metric_config if connector else None
    own_keys = list(config_type.model_fields) if config_type else []
    foreign = [way for way in ways if way not in own_keys]
    if foreign:
        said = f"source and {foreign[0]} are two ways to be measured"
        within = "keep one" if foreign[0] in ("manual", "formula") else "write the source within the selector"
        problems.error(part, (foreign[0],), said, rule="way-to-measure", remedy=within)
    written = validated(SourceMetric, part, problems, value=common, also=own_keys)
    if name:
        names.check_source(part, ("source",), name, problems)
    if connector is None:
        return None  # told above, or with the source
    if config_type is None:
        said = f"the connector {quoted(connector.name)} reads no metrics"
        problems.error(part, ("source",), said, rule="way-to-measure", remedy="name another source")
        return None
    own = part.without(*common, *foreign)
    config = validated(config_type, part, problems, value=own, also=SourceMetric.model_fields)
    source = settings.sources.get(name)
    if config is None or source is None or not _fits(part, config, source.settings, problems):
        return None
    if written is None or foreign:
        return None
    fresh = fresh_of(part, ("fresh",), written.fresh, settings.fresh, problems)
    definition = FromSource(written.source, config, config.events(), config.duplicates())
    return Metric(written.id, definition, part.place, written.unit, fresh)


def _fits(part: Part, config: MetricConfig, source: object, problems: Problems) -> bool:
    if not isinstance(source, SourceConfig):
        return True
    found = list(config.problems(source))
    for path, message in found:
        problems.error(part, path, message, rule="metric", remedy="see the connector's README")
    for path, message, remedy in config.advice(source):
        problems.warning(part, path, message, rule="metric", remedy=remedy)
    return not found
