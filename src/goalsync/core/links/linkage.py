"""What a run makes of all work, put together: what it stores of it, and what a plan and a judgement need."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from goalsync.core.links.cells import Cell
from goalsync.core.links.compare import Difference
from goalsync.core.links.coverage import linking_of
from goalsync.core.links.holding import work_hold
from goalsync.core.links.moves import Edits, Moves, edited, plus, together
from goalsync.core.links.profile import Bounds
from goalsync.core.links.readings import readings_of
from goalsync.core.links.standing import Standings
from goalsync.core.links.state import LinkState, encoded
from goalsync.core.measure.reading import Sources
from goalsync.model.copies import replace
from goalsync.model.linked import Amount, Linking, Stock, Tied, WorkReading
from goalsync.model.run import Snapshot
from goalsync.model.settings import Configuration
from goalsync.model.vocabulary import Move


@dataclass(frozen=True, slots=True)
class Linkage:
    """All work as it is tied now. `links`: how many links there were before."""

    tied: Tied
    difference: Difference = field(default_factory=Difference)
    links: int = 0
    work: Mapping[str, tuple[WorkReading, ...]] = field(default_factory=dict)
    """All readings with those of this run."""
    linking: Linking | None = None


def linkage(
    snapshot: Snapshot,
    configuration: Configuration,
    standings: Standings,
    bounds: Bounds,
    before: LinkState,
    found: Difference,
    *,
    cells: Mapping[Cell, int],
    owns: Mapping[int, int],
    circles: tuple[tuple[str, ...], ...],
    whole: bool,
    run: str,
    keys: Mapping[str, str],
    closed: Mapping[str, str | None],
) -> Linkage:
    """Put it together. `snapshot.work` are the readings stored before; `keys` the keys of items in circles, by uid.

    `closed`: when the last item of a subject was closed, of those where somebody asks.
    """
    book = standings.book
    sources = Sources.of(snapshot.sources)
    now = {
        name: replace(one, last_closed=closed.get(name)) for name, one in readings_of(cells, standings, bounds).items()
    }
    moves = _moves(before, standings, bounds, found, configuration)
    readings = list(_new_readings(snapshot, configuration, sources, before, standings, now, moves))
    shown = tuple(tuple(keys.get(uid, uid) for uid in ring) for ring in circles)
    linking = linking_of(cells, owns, standings, bounds, shown)
    state = LinkState.of(book.digest, book.digests, standings.tables, bounds, cells, owns, circles, whole=whole)
    work = dict(snapshot.work)
    for one in readings:
        stamped = replace(one, recorded_at=snapshot.now, run=run)
        work[one.subject] = (*work.get(one.subject, ()), stamped)
    return Linkage(
        tied=Tied(
            state=encoded(state),
            rows=tuple(found.rows),
            scopes=tuple(found.scopes),
            readings=tuple(readings),
            linking=None if linking == snapshot.linking else linking,
        ),
        difference=found,
        links=before.links,
        work=work,
        linking=linking,
    )


def _moves(
    before: LinkState, standings: Standings, bounds: Bounds, found: Difference, configuration: Configuration
) -> _Moved:
    old = Standings.of(standings.book, before.tables, configuration.goals)
    edits = Edits.between(before.digests, standings.book.digests)
    moves = Moves(old, before.moments, standings, bounds, edits)
    for (was, is_now), count in found.moves.items():
        moves.add(was, is_now, count)
    return _Moved(moves, old, edits)


@dataclass(frozen=True, slots=True)
class _Moved:
    moves: Moves
    old: Standings
    edits: Edits


def _new_readings(
    snapshot: Snapshot,
    configuration: Configuration,
    sources: Sources,
    before: LinkState,
    standings: Standings,
    now: Mapping[str, WorkReading],
    moved: _Moved,
) -> Iterator[WorkReading]:
    """Those that differ from the ones before. What is held stands, and only what moved meanwhile is added up."""
    cells = before.counted if moved.edits.changed else {}
    for subject in sorted({*now, *snapshot.work}):
        known = snapshot.work.get(subject, ())
        last = known[-1] if known else None
        reading = now.get(subject) or WorkReading(subject)
        if subject not in standings.subjects:
            continue
        parts = moved.moves.of(subject)
        if last is not None:
            if moved.edits.changed:
                parts = together(_edited(subject, last, cells, moved, before), parts)
            if last.held:
                parts = together(last.moved, parts)
        if work_hold(subject, _wider(reading, last), configuration, sources) is not None:
            if last is not None and (not last.held or parts != last.moved):
                yield replace(last, moved=parts, held=True)
        elif last is None or last.held or _content(reading) != _content(last):
            yield replace(reading, moved=parts)


def _edited(
    subject: str, last: WorkReading, cells: Mapping[Cell, int], moved: _Moved, before: LinkState
) -> Mapping[str, Stock]:
    """What goals as they are now make otherwise of what was there before."""
    stood = last.stock
    for part in last.moved.values() if last.held else ():
        stood = plus(stood, part)
    edit = edited(stood, cells, moved.old, before.moments, subject)
    return (
        {Move.GOAL_EDIT.value: edit} if (edit.open, edit.done, edit.dropped) != (Amount(), Amount(), Amount()) else {}
    )


def _content(reading: WorkReading) -> WorkReading:
    """What makes two readings different."""
    return replace(reading, moved={}, held=False, recorded_at=None, run=None)


def _wider(reading: WorkReading, last: WorkReading | None) -> WorkReading:
    """The reading with the places of the one before, too."""
    places = {*reading.places, *(last.places if last is not None else ())}
    return replace(reading, places=tuple(sorted(places)))
