"""Finding and loading the workspace that a command works in."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goalsync.cli.invocation import Invocation
    from goalsync.workspace import Workspace


def directory_of(invocation: Invocation) -> Path:
    """The workspace that was named, else the nearest upward; raises WorkspaceError."""
    from goalsync.workspace import find

    return invocation.workspace or find(Path.cwd())


def workspace_of(invocation: Invocation) -> Workspace:
    """The checked workspace; raises WorkspaceError with everything that is wrong with it."""
    from goalsync.registry import connectors
    from goalsync.workspace import load

    return load(directory_of(invocation), connectors(), os.environ)
