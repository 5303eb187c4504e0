"""What the reading threads do, and what they tell the writing one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from goalsync.model.settings import SourceSettings
from goalsync.model.vocabulary import PullCode
from goalsync.pull.checking import answered, check
from goalsync.pull.opening import Opened, open_source
from goalsync.pull.partition import Pulling
from goalsync.pull.workers import Emit, StoppedError, Task
from goalsync.sdk.connector import Connector, Context, Located, Locates, Page, Sought, Source
from goalsync.sdk.errors import SourceError


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


@dataclass(frozen=True, slots=True)
class Found:
    """The source said what became of some items."""

    pulling: Pulling
    located: Located


@dataclass(frozen=True, slots=True)
class Searched:
    """The search for items has ended; `error` says why not all were answered for: `unanswered` are those."""

    pulling: Pulling
    unanswered: frozenset[str] = frozenset()
    error: BaseException | None = None


Message = Opened | Unopened | Brought | Ended | Found | Searched


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
                check(page, pulling.source)
                emit(Brought(pulling, page))
        except StoppedError:
            raise
        except BaseException as error:  # likewise
            emit(Ended(pulling, error))
        else:
            emit(Ended(pulling))

    return task


def locating(source: Locates, pulling: Pulling, sought: Sequence[Sought]) -> Task[Message]:
    """Ask a source what became of items."""

    def task(emit: Emit[Message]) -> None:
        waiting = {one.native_id for one in sought}
        try:
            for located in source.locate(pulling.partition, sought, pulling.traffic):
                waiting -= answered(located, waiting, pulling.source)
                emit(Found(pulling, located))
            if waiting:
                raise SourceError(
                    PullCode.BAD_ANSWER,
                    f"{pulling.partition.name}: the source did not say what became of {len(waiting)} items",
                    remedy="run again; if it stays so, tell the connector's makers",
                )
        except StoppedError:
            raise
        except BaseException as error:  # likewise
            emit(Searched(pulling, frozenset(waiting), error))
        else:
            emit(Searched(pulling))

    return task
