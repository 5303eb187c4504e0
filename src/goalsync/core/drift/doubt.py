"""What cannot be told now: while a source is incomplete nothing new is concluded, and what was found before stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from goalsync.core.drift.picture import Picture, fingerprint
from goalsync.core.match import may_match
from goalsync.model.condition import Condition
from goalsync.model.finding import Finding


def broken_places(picture: Picture) -> Iterator[tuple[str, str | None]]:
    """(source, partition) of everything that was not read completely; None: of the source as a whole."""
    for source in picture.snapshot.sources:
        if source.failed and not source.partitions:
            yield source.name, None
        for part in source.partitions:
            if part.broken and part.brings_work:
                yield source.name, part.name


def in_doubt(picture: Picture, places: Iterable[tuple[str, str]]) -> bool:
    """Whether one of these (source, project) was not read completely; of no places, whether anything was not."""
    broken = set(broken_places(picture))
    asked = tuple(places)
    if not asked:
        return bool(broken)
    return any((source, project) in broken or (source, None) in broken for source, project in asked)


def may_be_matched(picture: Picture, condition: Condition) -> bool:
    """Whether what was not read completely may hold items that match."""
    return any(
        may_match(condition, source, project) if project is not None else _of_source(condition, source)
        for source, project in broken_places(picture)
    )


def as_it_was(picture: Picture, kind: str, subject: str) -> Iterator[Finding]:
    """The finding as the last applied run left it, if it did."""
    wanted = fingerprint(kind, subject)
    yield from (one for one in picture.snapshot.findings if one.fingerprint == wanted)


def all_as_they_were(picture: Picture, kind: str) -> Iterator[Finding]:
    """All open findings of a kind, as the last applied run left them."""
    yield from (one for one in picture.snapshot.findings if one.kind == kind)


def _of_source(condition: Condition, source: str) -> bool:
    return may_match(Condition(source=condition.source), source, "")
