"""One entry of `sources:` → SourceSettings: the keys that every source has, and its connector's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from goalsync.model.near import nearest
from goalsync.model.settings import SourceSettings
from goalsync.sdk.connector import Connector
from goalsync.sdk.errors import GoalsyncError
from goalsync.workspace.document import Part
from goalsync.workspace.problems import Problems
from goalsync.workspace.shown import quoted
from goalsync.workspace.validation import is_mapping, validated
from goalsync.workspace.written.settings import SourceKeys


def source_of(name: str, part: Part, connector: Connector | None, problems: Problems) -> SourceSettings | None:
    """The source, or None with its problems."""
    if not is_mapping(part, problems):
        return None
    common = {key: value for key, value in part.mapping.items() if key in SourceKeys.model_fields}
    own = {key: value for key, value in part.mapping.items() if key not in common}
    keys = list(connector.source_config.model_fields) if connector else []
    written = validated(SourceKeys, part, problems, value=common, also=keys)
    if connector is None:
        return None
    settings = validated(connector.source_config, part, problems, value=own, also=SourceKeys.model_fields)
    if settings is None:
        return None
    written = written or SourceKeys.model_construct(connector=connector.name)  # its metrics are checked all the same
    return SourceSettings(
        name=name,
        connector=written.connector,
        settings=settings,
        place=part.place,
        every=written.every,
        overlap=written.overlap or timedelta(minutes=5),
        census=written.census,
        max_wait=written.max_wait or timedelta(minutes=5),
        proxy=written.proxy,
        ca=written.ca,
        phases={phase: tuple(texts) for phase, texts in (written.phases or {}).items()},
        kinds={kind: tuple(texts) for kind, texts in (written.kinds or {}).items()},
        counts=tuple(written.counts) if written.counts is not None else None,
        fields=dict(written.fields or {}),
        recording=written.recording,
    )


def connector_of(part: Part, connectors: Mapping[str, Connector], problems: Problems) -> Connector | None:
    """The connector that a source names, or None with the problem."""
    name = part.mapping.get("connector")
    if not isinstance(name, str) or not name:
        return None  # said when the common keys are read
    if name not in connectors:
        near = nearest(name, connectors)
        installed = f"installed: {', '.join(sorted(connectors))}" if connectors else "none is installed"
        said = f"there is no connector {quoted(name)} ({installed})" + (
            f"; did you mean {quoted(near)}?" if near else ""
        )
        remedy = f"write {quoted(near)}" if near else f"name one that is installed, or install {quoted(name)}"
        problems.error(part, ("connector",), said, rule="unknown-connector", remedy=remedy)
        return None
    try:
        return connectors[name]
    except GoalsyncError as error:
        problems.error(
            part, ("connector",), error.message, rule="broken-connector", remedy=error.remedy or "install it again"
        )
        return None
