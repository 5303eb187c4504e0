"""What looks wrong beside the configuration itself: warnings of `check`, for what is missing may still come."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from goalsync.model.settings import Settings
from goalsync.sdk.connector import SourceConfig
from goalsync.workspace.document import Part
from goalsync.workspace.problems import Problems

_VARIABLE: Final = re.compile(r"env:([A-Za-z_]\w*)")


def advise(part: Part, settings: Settings, directory: Path, variables: Mapping[str, str], problems: Problems) -> None:
    """Warn of files and variables of the environment that sources name and that are not there."""
    for name, source in settings.sources.items():
        if source.recording and not (directory / source.recording).is_file():
            said, remedy = f"{source.recording} is missing", "correct it, or leave it out to ask the network"
            problems.warning(part, ("sources", name, "recording"), said, rule="source", remedy=remedy)
        if not isinstance(source.settings, SourceConfig):
            continue
        for path, message, remedy in source.settings.advice(directory):
            problems.warning(part, ("sources", name, *path), message, rule="source", remedy=remedy)
        for path, variable in () if source.recording else _variables(source.settings):
            if not variables.get(variable):
                said, remedy = f"the environment variable {variable} is not set", f"set {variable}, or put it in .env"
                problems.warning(part, ("sources", name, *path), said, rule="source", remedy=remedy)


def _variables(config: SourceConfig) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """(path, name) of the variables of the environment that the keys of a source, or entries of their lists, name."""
    for key in type(config).model_fields:
        value = getattr(config, key)
        several = enumerate(value) if isinstance(value, list | tuple) else ()
        for path, text in (((key,), value), *(((key, index), one) for index, one in several)):
            if isinstance(text, str) and (found := _VARIABLE.fullmatch(text)):
                yield path, found[1]
