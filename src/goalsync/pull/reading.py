"""What the reading threads do, and what they tell the writing one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from goalsync.model.settings import SourceSettings
from goalsync.pull.checking import check
from goalsync.pull.opening import Opened, open_source
from goalsync.pull.partition import Pulling
from goalsync.pull.workers import Emit, StoppedError, Task
from goalsync.sdk.connector import Connector, Context, Page, Source


@dataclass(frozen=True, slots=True)
class Unopened:
    """A source could not be opened."""

    settings: SourceSettings
    error: BaseException


@dataclass(frozen=True, slots=True)
class Brought:
    """A page came."""

    pulling: Pulling
    page: Page


@dataclass(frozen=True, slots=True)
class Ended:
    """A partition has no more pages; `error` says why it was not read completely, if it was not."""

    pulling: Pulling
    error: BaseException | None = None


Message = Opened | Unopened | Brought | Ended


def opening(connectors: Mapping[str, Connector], settings: SourceSettings, context: Context) -> Task[Message]:
    """Open a source and list its partitions."""

    def task(emit: Emit[Message]) -> None:
        try:
            opened = open_source(connectors, settings, context)
        except BaseException as error:  # whatever it is, it is the source's trouble and not the run's
            emit(Unopened(settings, error))
        else:
            emit(opened)

    return task


def reading(source: Source, pulling: Pulling, cursor: str | None) -> Task[Message]:
    """Read a partition's pages from `cursor` on."""

    def task(emit: Emit[Message]) -> None:
        try:
            for page in source.pull(pulling.partition, cursor, pulling.traffic):
                check(page)
                emit(Brought(pulling, page))
        except StoppedError:
            raise
        except BaseException as error:  # likewise
            emit(Ended(pulling, error))
        else:
            emit(Ended(pulling))

    return task
