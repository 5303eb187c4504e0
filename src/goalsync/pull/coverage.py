"""Partitions that a source no longer has: taken out of the configuration, or suddenly listed no more."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from goalsync.core.measure.reading import EVERYTHING
from goalsync.model.vocabulary import PullCode
from goalsync.pull.census import unlisted
from goalsync.pull.known import Known
from goalsync.pull.opening import Failure
from goalsync.pull.partition import Pulling
from goalsync.pull.searching import Searcher
from goalsync.store import runs, sources


def forget(searcher: Searcher, source: str, keep: Iterable[str]) -> None:
    """The partitions of a source that are not kept are no longer covered, nor are their items."""
    with searcher.store.transaction() as db:
        if sources.forget(db, source, keep, run=searcher.run, now=searcher.now):
            runs.mark_changed(db, searcher.run)


def forget_sources(searcher: Searcher, configured: Iterable[str]) -> None:
    """The same for all partitions of sources that are no longer configured."""
    removed = {part.source for part in searcher.store.partitions() if part.configured} - set(configured)
    for name in sorted(removed):
        forget(searcher, name, keep=())


def missed(searcher: Searcher, known: Known, names: Collection[str]) -> Iterator[tuple[Pulling, Failure]]:
    """Partitions with items that the source lists no more, though its keys are the same as when it did.

    Nobody took them out of the configuration, so nothing is concluded of their items.
    """
    limit = searcher.limit
    if limit is None or searcher.allowed:
        return
    for part in known.current:
        name = part.report.name
        if name in names or name == EVERYTHING or part.report.definition != known.definition:
            continue
        held = searcher.holds(known.settings.name, name)
        if held:
            pulling = known.pulling(known.partition(name))
            braked = unlisted(name, held, limit, known.settings.name)
            pulling.brakes.append(braked)
            pulling.unlisted = True
            yield pulling, Failure(PullCode.VANISHED, braked.message)
