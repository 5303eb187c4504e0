"""A directory → a checked Workspace, with every problem of every file in one go."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from goalsync.model.baseline import BASELINE, Accepted
from goalsync.model.place import Place, Problem
from goalsync.model.settings import Configuration, Settings
from goalsync.model.vocabulary import Severity
from goalsync.sdk.connector import Connector
from goalsync.sdk.secrets import Secrets
from goalsync.workspace.advice import advise
from goalsync.workspace.digest import digest_of
from goalsync.workspace.document import Part
from goalsync.workspace.dotenv import environment_of
from goalsync.workspace.files import SETTINGS, files_in, has_settings
from goalsync.workspace.names import Names
from goalsync.workspace.problems import Problems, WorkspaceError
from goalsync.workspace.reading import read_file
from goalsync.workspace.sections import check_sections
from goalsync.workspace.translate.goals import goals_of
from goalsync.workspace.translate.mappings import mappings_of
from goalsync.workspace.translate.settings import settings_of

if TYPE_CHECKING:
    from goalsync.model.check_in import CheckIn

GOALS: Final = "config/goals"
MAPPINGS: Final = "mappings"
CHECK_INS: Final = "config/check-ins"


class Workspace(Struct, frozen=True):
    """A directory whose files were read and checked."""

    directory: Path
    configuration: Configuration
    secrets: Secrets
    baseline: tuple[Accepted, ...] = ()
    """Findings that the team accepts for a while."""


def load(directory: Path, connectors: Mapping[str, Connector], environment: Mapping[str, str]) -> Workspace:
    """Read and check everything; raises WorkspaceError with all problems, warnings among them, if any is an error.

    `environment` is the process's; what it sets counts before what `.env` in the directory sets.
    """
    with _without_collecting():
        return _load(directory, connectors, environment)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Pause the garbage collector: hundreds of thousands of nodes are made and all of them are needed to the end."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _load(directory: Path, connectors: Mapping[str, Connector], environment: Mapping[str, str]) -> Workspace:
    problems = Problems()
    names = Names()
    variables = environment_of(directory, environment, problems)
    settings_part = _settings_part(directory, problems)
    unread: set[str] = set()
    goals_parts = _parts(directory, GOALS, unread, problems)
    mappings_parts = _parts(directory, MAPPINGS, unread, problems)
    check_in_parts = _parts(directory, CHECK_INS, unread, problems)
    names.goals.complete = GOALS not in unread
    for namespace in (names.metrics, names.rules, names.exemptions):
        namespace.complete = MAPPINGS not in unread
    for part in goals_parts:
        names.declare_goals(part, problems)
    for part in mappings_parts:
        names.declare_mappings(part, problems)
    if settings_part is None:
        names.sources_known = False
        settings = Settings({})
    else:
        settings = settings_of(settings_part, connectors, names, problems)
        advise(settings_part, settings, directory, variables, problems)
    mappings = mappings_of(mappings_parts, settings, names, problems)
    goals = goals_of(goals_parts, settings, mappings.metrics, names, problems)
    check_ins = _check_ins(check_in_parts, names, problems)
    baseline = _baseline(directory, problems)
    if problems.wrong:
        raise WorkspaceError(problems.sorted)
    configuration = Configuration(
        settings, goals, mappings, digest_of(settings, goals, mappings), check_ins, problems.sorted
    )
    return Workspace(directory, configuration, Secrets(directory, variables), baseline)


def find(start: Path) -> Path:
    """The nearest directory from `start` upward that holds config/goalsync.yaml; raises WorkspaceError."""
    for directory in (start, *start.parents):
        if has_settings(directory):
            return directory
    raise WorkspaceError(
        [
            Problem(
                "",
                0,
                0,
                "",
                f"no workspace: neither {start} nor a directory above it has {SETTINGS}",
                "no-workspace",
                Severity.ERROR,
                "go to a workspace, name one with -C DIR, or make one with `goalsync init`",
            )
        ]
    )


def _check_ins(parts: list[Part], names: Names, problems: Problems) -> tuple[CheckIn, ...]:
    if not parts:
        return ()
    from goalsync.workspace.translate.check_ins import check_ins_of  # noqa: PLC0415  # most commands see none

    return check_ins_of(parts, names, problems)


def _baseline(directory: Path, problems: Problems) -> tuple[Accepted, ...]:
    if not os.path.lexists(directory / BASELINE):
        return ()
    from goalsync.workspace.baseline import accepted_of  # noqa: PLC0415  # most workspaces have none

    part = read_file(directory, BASELINE, problems)
    return accepted_of(part, problems) if part is not None else ()


def _settings_part(directory: Path, problems: Problems) -> Part | None:
    if has_settings(directory):
        return read_file(directory, SETTINGS, problems)
    problems.in_file(
        Place(SETTINGS, 1, 1),
        f"not found in {directory}",
        rule="no-workspace",
        remedy="name the workspace with -C DIR, or make one with `goalsync init`",
    )
    return None


def _parts(directory: Path, folder: str, unread: set[str], problems: Problems) -> list[Part]:
    """The documents of a folder in order of their names; `unread` gets the folders that declare more than that."""
    parts: list[Part] = []
    for file in files_in(directory, folder, problems):
        part = read_file(directory, file, problems)
        if part is None:
            unread.add(folder)
        else:
            unread |= check_sections(part, folder, problems)
            parts.append(part)
    return parts
