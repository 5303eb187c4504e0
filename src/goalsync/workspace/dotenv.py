"""`.env` of a workspace: read when there is one, never required."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from goalsync.model.place import Place
from goalsync.workspace.problems import Problems

_FILE = ".env"


def environment_of(directory: Path, environment: Mapping[str, str], problems: Problems) -> dict[str, str]:
    """The process's environment over what `.env` sets; names in `.env` count as they are written."""
    path = directory / _FILE
    if not path.is_file():
        return dict(environment)
    from pydantic_settings import BaseSettings, DotEnvSettingsSource  # noqa: PLC0415  # most workspaces have no .env

    try:
        source = DotEnvSettingsSource(BaseSettings, env_file=path, env_file_encoding="utf-8", case_sensitive=True)
    except (OSError, UnicodeDecodeError):
        place = Place(_FILE, 1, 1)
        problems.in_file(place, "cannot be read", rule="unreadable", remedy="save it as UTF-8 and check its rights")
        return dict(environment)
    return {**{name: value for name, value in source.env_vars.items() if value is not None}, **environment}
