"""`config/goalsync.yaml` → Settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import ValidationError

from goalsync.model.condition import Condition
from goalsync.model.metric import Fresh
from goalsync.model.settings import Bands, Brakes, Grace, Settings, SourceSettings, StatusRules
from goalsync.sdk.connector import Connector
from goalsync.workspace.document import Part
from goalsync.workspace.names import Names
from goalsync.workspace.problems import Problems
from goalsync.workspace.secrecy import refuse_literals
from goalsync.workspace.shown import quoted
from goalsync.workspace.translate.freshness import fresh_of
from goalsync.workspace.translate.sources import connector_of, source_of
from goalsync.workspace.validation import is_mapping, validated
from goalsync.workspace.written.fields import WrongValueError, read_id
from goalsync.workspace.written.settings import BandKeys, MoonshotKeys, SettingsKeys, StatusKeys

_APART: Final = ("sources", "teams")
_LATER: Final = (("store", "postgresql:", "PostgreSQL", "a file"), ("engine", "dask:", "Dask", "local"))


def settings_of(part: Part, connectors: Mapping[str, Connector], names: Names, problems: Problems) -> Settings:
    """The settings; where something is wrong with them, with defaults in its place."""
    _refuse_later(part, problems)
    refuse_literals(part, problems)
    sources = _sources(part, connectors, names, problems)
    rest = part.without(*_APART)
    written = validated(SettingsKeys, part, problems, value=rest, also=_APART)
    if written is None:
        written = SettingsKeys.model_validate({key: value for key, value in rest.items() if _right(key, value)})
    status = written.status or StatusKeys()
    defaults = StatusRules()
    return Settings(
        sources=sources,
        organization=written.organization,
        fiscal_year_starts=written.fiscal_year_starts,
        timezone=_timezone(part, written.timezone, problems),
        store=written.store,
        link_label=_link_label(part, written.link_label, problems),
        attribution=written.attribution,
        brakes=Brakes(**written.brakes.model_dump()) if written.brakes else Brakes(),
        status=StatusRules(
            roofshot=_bands(part, "roofshot", status.roofshot, defaults.roofshot, problems),
            moonshot=_bands(part, "moonshot", status.moonshot, defaults.moonshot, problems),
            grace=Grace(**status.grace.model_dump(exclude_none=True)) if status.grace else Grace(),
        ),
        engine=written.engine,
        concurrency=written.concurrency,
        fresh=fresh_of(part, ("fresh",), written.fresh, Fresh(), problems),
        cadence=written.cadence,
        teams=_teams(part.child("teams"), names, problems),
        redact=written.report.redact if written.report else "none",
    )


def _right(key: str, value: object) -> bool:
    """Whether one key of the file can be used, whatever is wrong with the others."""
    try:
        SettingsKeys.model_validate({key: value})
    except ValidationError:
        return False
    return value is not None or key == "link_label"


def _refuse_later(part: Part, problems: Problems) -> None:
    for key, prefix, what, instead in _LATER:
        value = part.mapping.get(key)
        if isinstance(value, str) and value.lower().replace("postgres:", "postgresql:").startswith(prefix):
            said = f"{what} comes later and is not built yet"
            problems.error(part, (key,), said, rule="later", remedy=f"leave {key} out, or name {instead}")
        elif isinstance(value, str) and ("://" in value or (key == "engine" and value != "local")):
            said = f"this kind of {key} is not known"
            problems.error(part, (key,), said, rule="wrong-value", remedy=f"leave {key} out, or name {instead}")


def _sources(
    part: Part, connectors: Mapping[str, Connector], names: Names, problems: Problems
) -> dict[str, SourceSettings]:
    sources: dict[str, SourceSettings] = {}
    section = part.child("sources")
    if section is None:
        remedy = "write sources: with at least one source, such as a sheet"
        problems.error(part, ("sources",), "missing", rule="missing-key", remedy=remedy)
        names.sources_known = False
        return sources
    if not is_mapping(section, problems):
        names.sources_known = False
        return sources
    if not section.mapping:
        problems.error(section, (), "no source", rule="missing-key", remedy="declare at least one, such as a sheet")
    for entry in section.children():
        name = str(entry.path[-1])
        try:
            read_id(name)
        except WrongValueError as wrong:
            problems.error(entry, (), str(wrong), rule="wrong-value", remedy=wrong.remedy)
        connector = names.sources[name] = connector_of(entry, connectors, problems)
        found = source_of(name, entry, connector, problems)
        if found is not None:
            sources[name] = found
    return sources


def _teams(section: Part | None, names: Names, problems: Problems) -> dict[str, Condition]:
    if section is None or not is_mapping(section, problems):
        return {}
    from goalsync.workspace.translate.rules import team_of  # noqa: PLC0415  # few workspaces need it

    found = {str(entry.path[-1]): team_of(entry, names, problems) for entry in section.children()}
    return {team: condition for team, condition in found.items() if condition is not None}


def _timezone(part: Part, name: str, problems: Problems) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        near = problems.suggestions.nearest(name, available_timezones())
        said = f"there is no time zone {quoted(name)}" + (f"; did you mean {quoted(near)}?" if near else "")
        problems.error(part, ("timezone",), said, rule="wrong-value", remedy="write one such as Europe/Berlin or UTC")
        return ZoneInfo("UTC")


def _link_label(part: Part, label: str | None, problems: Problems) -> str | None:
    if label is not None and label.count("*") != 1:
        said = f"expected one * that stands for the id, got {quoted(label)}"
        problems.error(part, ("link_label",), said, rule="wrong-value", remedy='write it like "goal/*", or null')
    return label


def _bands(part: Part, ambition: str, written: BandKeys | None, defaults: Bands, problems: Problems) -> Bands:
    if written is None:
        return defaults

    def value(given: float | None, default: float) -> float:
        return default if given is None else given

    partly = defaults.partly_met
    if isinstance(written, MoonshotKeys):
        partly = written.partly_met if written.partly_met is not None else partly
    bands = Bands(
        on_track=value(written.on_track, defaults.on_track),
        off_track=value(written.off_track, defaults.off_track),
        met=value(written.met, defaults.met),
        partly_met=partly,
    )
    for low, high in (("off_track", "on_track"), ("partly_met", "met")):
        lower, upper = getattr(bands, low), getattr(bands, high)
        if lower is not None and lower > upper:
            key = low if low in written.model_fields_set else high
            said = f"{low} {lower:g} is above {high} {upper:g}"
            remedy = f"make {low} at most {high}"
            problems.error(part, ("status", ambition, key), said, rule="wrong-value", remedy=remedy)
    return bands
