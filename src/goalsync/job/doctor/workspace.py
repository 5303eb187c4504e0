"""What can be known of a workspace before a run: its files, its clock, its store and its lock."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from goalsync.job.lock import LOCK
from goalsync.job.stores import location_of
from goalsync.sdk.connector import Examination, Soundness
from goalsync.store import StoreError, holder, version
from goalsync.store.connection import sqlite_path
from goalsync.workspace import Workspace

_LITTLE: Final = 200 * 1024 * 1024
"""Bytes free on the disk below which a run may not come to its end."""


def examine_workspace(workspace: Workspace, now: datetime) -> Iterator[Examination]:
    """The files (they were read, or there were no workspace), the time zone, the store, the lock."""
    yield _files(workspace)
    zone = workspace.configuration.settings.timezone
    yield Examination("time zone", Soundness.OK, f"{zone.key}, where it is {now.astimezone(zone):%Y-%m-%d %H:%M} now")
    path = sqlite_path(location_of(workspace))
    yield _store(path)
    yield from _disk(path)
    yield _lock(workspace.directory / LOCK)


def _files(workspace: Workspace) -> Examination:
    warnings = len(workspace.configuration.warnings)
    if not warnings:
        return Examination("files", Soundness.OK, f"the workspace {workspace.directory.resolve()} can be used")
    found = f"the workspace {workspace.directory.resolve()} can be used; warnings: {warnings}"
    return Examination("files", Soundness.WARNING, found, "`goalsync check` shows them")


def _store(path: Path) -> Examination:
    remedy = "give this user the right to write there, or set `store:` to another path"
    if not path.exists():
        folder = next(folder for folder in path.absolute().parents if folder.exists())
        if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
            return Examination("store", Soundness.FAILED, f"{path} cannot be made: {folder} is not writable", remedy)
        return Examination("store", Soundness.NOTE, f"{path} is not there yet: the first sync makes it")
    try:
        found, newest = version(path)
    except StoreError as error:
        return Examination("store", Soundness.FAILED, error.message, error.remedy)
    if not (os.access(path, os.W_OK) and os.access(path.absolute().parent, os.W_OK | os.X_OK)):
        return Examination("store", Soundness.FAILED, f"{path} or its directory is not writable", remedy)
    if found < newest:
        said = f"{path} has schema {found}; the next sync brings it to {newest}"
        return Examination("store", Soundness.NOTE, said)
    return Examination("store", Soundness.OK, f"{path} is writable and has the newest schema, {newest}")


def _disk(path: Path) -> Iterator[Examination]:
    folder = next(folder for folder in path.absolute().parents if folder.exists())
    free = shutil.disk_usage(folder).free
    if free < _LITTLE:
        said = f"{free // 1_000_000} MB are free where the store is"
        yield Examination("disk", Soundness.WARNING, said, "free some space: a run that finds none fails")


def _lock(path: Path) -> Examination:
    found = holder(path)
    if found is None:
        return Examination("lock", Soundness.OK, "no run is going on")
    if found.alive:
        said = f"a run (process {found.process}, started {found.started}) is going on"
        return Examination("lock", Soundness.NOTE, said, "another would exit with 6 until it has ended")
    said = f"the run of process {found.process}, started {found.started}, was killed; its lock is free"
    return Examination("lock", Soundness.NOTE, said, "the next sync finishes its work")
