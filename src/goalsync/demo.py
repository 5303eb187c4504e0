"""The example company, copied to where a person can look at it and change it."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Final

from goalsync.sdk.errors import GoalsyncError

DEMO_NOW: Final = datetime.fromisoformat("2026-11-20T09:00:00+01:00")
"""The time that the example's data is of; the demo runs as if it were now."""

_FILES: Final = ("config/**/*", "mappings/**/*", "cassettes/**/example.yaml")
_STATE: Final = Path(".goalsync")
_MARK: Final = _STATE / "demo.json"


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy of the example: where, and which of its files a person had edited, so that they were left alone."""

    directory: Path
    kept: tuple[str, ...] = ()


def copy_example(into: Path) -> Copied:
    """Copy the example company into an empty or new directory, or start an earlier copy anew.

    An earlier copy loses its state (the store), and files that were edited since stay as they are. Raises
    GoalsyncError where anything else is in the way.
    """
    earlier = _earlier(into)
    if earlier is None and into.exists() and (not into.is_dir() or any(into.iterdir())):
        message = f"{into} is not empty, and not an earlier demo"
        raise GoalsyncError(message, remedy="choose another directory with --into DIR")
    earlier = earlier or {}
    shutil.rmtree(into / _STATE, ignore_errors=True)
    kept, copied = [], {}
    for name, source in _example():
        content = source.read_bytes()
        target = into / name
        if target.exists() and earlier.get(name) != _digest(target.read_bytes()):
            kept.append(name)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        copied[name] = _digest(content)
    (into / _MARK).parent.mkdir(parents=True, exist_ok=True)
    (into / _MARK).write_text(json.dumps(copied, indent=2) + "\n", encoding="utf-8")
    return Copied(into, tuple(name for name in kept if copied[name] != _digest((into / name).read_bytes())))


def _earlier(directory: Path) -> Mapping[str, str] | None:
    """Name → digest of what an earlier demo copied there; None: there was none."""
    try:
        found = json.loads((directory / _MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _example() -> Iterator[tuple[str, Path]]:
    """(path in the workspace, file) of the example: in the package, in a checkout its root."""
    package = Path(str(files("goalsync")))
    root = package / "example"
    if not root.is_dir():
        root = package.parents[1]
    if not (root / "config" / "goalsync.yaml").is_file():
        raise GoalsyncError("the example company is missing from this installation", remedy="install goalsync again")
    for pattern in _FILES:
        for path in sorted(root.glob(pattern)):
            if path.is_file():
                yield path.relative_to(root).as_posix(), path


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
