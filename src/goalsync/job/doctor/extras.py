"""What a connector needs beside its package: the extra of its distribution that has its name."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, distribution, entry_points
from typing import Final

from goalsync.registry import GROUP

_REQUIREMENT: Final = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)[^;]*;.*\bextra\s*==\s*[\"']([^\"']+)[\"'].*")


def lacking(connector: str) -> tuple[str, ...]:
    """The packages of the extra called `connector` that are not installed, sorted; of its own distribution only."""
    found = next(iter(sorted(entry_points(group=GROUP, name=connector), key=lambda one: one.value)), None)
    if found is None or found.dist is None:
        return ()
    matches = (_REQUIREMENT.fullmatch(text) for text in found.dist.requires or ())
    names = {match[1] for match in matches if match and match[2] == connector}
    return tuple(sorted(name for name in names if not _is_installed(name)))


def _is_installed(name: str) -> bool:
    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True
