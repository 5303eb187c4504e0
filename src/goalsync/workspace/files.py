"""Which files of a workspace are read."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from goalsync.model.place import Place, Problem
from goalsync.model.vocabulary import Severity
from goalsync.workspace.problems import Problems

SETTINGS: Final = "config/goalsync.yaml"


def has_settings(directory: Path) -> bool:
    """Whether a directory looks like a workspace; one that may not be looked into does not."""
    try:
        return (directory / SETTINGS).is_file()
    except OSError:
        return False


def files_in(directory: Path, folder: str, problems: Problems) -> list[str]:
    """The `*.yaml` files of a folder, relative to the workspace, in order; `*.yml` is told to be left out."""
    try:
        names = sorted(path.name for path in (directory / folder).iterdir() if not path.name.startswith("."))
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        why = (error.strerror or "unknown error").lower()
        place = Place(folder, 1, 1)
        problems.in_file(place, f"cannot be listed: {why}", rule="unreadable", remedy="check the folder's rights")
        return []
    for name in names:
        if name.endswith(".yml"):
            problems.add(
                Problem(
                    f"{folder}/{name}",
                    1,
                    1,
                    "",
                    "not read: only files that end in .yaml are",
                    "file-name",
                    Severity.WARNING,
                    f"rename it to {name.removesuffix('.yml')}.yaml",
                )
            )
    return [f"{folder}/{name}" for name in names if name.endswith(".yaml")]
