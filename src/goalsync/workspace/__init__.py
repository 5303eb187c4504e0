"""A workspace: the YAML files in which people say what they aim at and where the numbers come from."""

from __future__ import annotations

from collections.abc import Mapping

from goalsync.sdk.connector import Connector
from goalsync.workspace.loading import Workspace, find, load
from goalsync.workspace.problems import WorkspaceError
from goalsync.workspace.template import write_template

__all__ = ["Workspace", "WorkspaceError", "find", "load", "schema", "write_template"]


def schema(kind: str, connectors: Mapping[str, Connector]) -> dict[str, object]:
    """The JSON Schema (draft 2020-12) of a kind of file: settings, goals, mappings, check-ins or baseline."""
    from goalsync.workspace.schemas import schema as made  # noqa: PLC0415  # for one command only

    return made(kind, connectors)
