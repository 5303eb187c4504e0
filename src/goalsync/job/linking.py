"""Tying work to goals after a pull: the stored items as they go by, and what follows from all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from goalsync.core.links.book import Rulebook, needs_lineage
from goalsync.core.links.cells import Tables
from goalsync.core.links.classifier import Classifier, Rows
from goalsync.core.links.compare import Renumbered, compare
from goalsync.core.links.coverage import linking_of
from goalsync.core.links.forest import NOTHING
from goalsync.core.links.holding import broken_places
from goalsync.core.links.linkage import Linkage, linkage
from goalsync.core.links.linker import Linked, link
from goalsync.core.links.profile import Bounds
from goalsync.core.links.readings import readings_of
from goalsync.core.links.relink import Fresh, Relinking
from goalsync.core.links.standing import Standings
from goalsync.core.links.state import LinkState, decoded
from goalsync.core.match import Lineage, Surroundings
from goalsync.core.measure.reading import EVERYTHING, Sources
from goalsync.core.subjects import awaited
from goalsync.core.summary.cadence import current_period
from goalsync.model.linked import WorkReading
from goalsync.model.run import Snapshot
from goalsync.model.settings import Configuration
from goalsync.store import Store


@dataclass(frozen=True, slots=True)
class _Basis:
    """What tying rests on."""

    store: Store
    snapshot: Snapshot
    configuration: Configuration
    book: Rulebook
    bounds: Bounds
    before: LinkState
    run: str
    left: tuple[tuple[str, str], ...]
    """(source, project) of which not everything was read."""


def link_work(store: Store, snapshot: Snapshot, configuration: Configuration, *, run_id: str) -> Linkage | None:
    """Tie all stored work by the rules as they are. Nothing is written. Raises StoreError.

    None: there is no work, or nothing is declared that it could be tied to, and never was.
    """
    kept = store.link_state()
    if kept is None and not (store.has_items() and _declares_anything(configuration)):
        return None
    before = (decoded(kept[1]) if kept is not None else LinkState()).renamed(configuration.goals.renames())
    cadence = current_period(configuration.settings, snapshot.today)
    zone = configuration.settings.timezone
    around = Surroundings(snapshot.now, zone, lineage=_lineage(store, configuration))
    basis = _Basis(
        store,
        snapshot,
        configuration,
        Rulebook.of(configuration, around, cadence),
        Bounds.of(configuration.goals, cadence, zone),
        before,
        run_id,
        tuple(_left(store, Sources.of(snapshot.sources))),
    )
    return (_changed(basis, kept[0]) if kept is not None else None) or _all(basis)


def _declares_anything(configuration: Configuration) -> bool:
    goals, mappings = configuration.goals, configuration.mappings
    return any((goals.key_results, goals.goals, goals.kpis, goals.initiatives, mappings.rules, mappings.exemptions))


def _changed(basis: _Basis, last: str) -> Linkage | None:
    """Only what changed since the last run that tied; None where that is not enough, and all has to be tied anew."""
    store, book, before = basis.store, basis.book, basis.before
    if before.digest != book.digest or not before.whole or before.circles or basis.left:
        return None
    uids = store.changed_items(last)
    if uids is None or (book.needs_lineage and store.has_new_key(uids, last)):
        return None
    tables = before.tables
    standings = Standings.of(book, tables, basis.configuration.goals)
    classifier = Classifier(book, basis.bounds, tables)
    rows = _rows(store, classifier, {}, uids)
    names = [*rows.parents]
    fresh = {
        uid: Fresh(own, profile, names[parent] if parent >= 0 else None)
        for uid, own, profile, parent in zip(uids, rows.own, rows.profile, rows.parent, strict=True)
    }
    if book.needs_lineage and any(store.children_of(uids)):
        return None
    again = Relinking(fresh, standings, store)
    if not again.run():
        return None
    cells, owns = before.counted, Counter(dict(before.owns))
    for uid, now in again.found.items():
        old = again.before.get(uid)
        if old is not None:
            cells[old.carried, old.cover, old.profile] -= 1
            owns[old.own] -= 1
        cells[now.carried, now.cover, now.profile] += 1
        owns[now.own] += 1
    touched = sorted(again.found)
    news = ((one.own, one.carried, one.cover, one.profile) for one in map(again.found.__getitem__, touched))
    to = Renumbered(before, tables, basis.bounds, same=True)
    found = compare(news, store.stored_ties(touched), standings, to, cells)
    return linkage(
        basis.snapshot,
        basis.configuration,
        standings,
        basis.bounds,
        before,
        found,
        cells=+cells,
        owns=+owns,
        circles=(),
        whole=True,
        run=basis.run,
        keys={},
        closed=_closed_of(basis, standings, {uid: one.carried for uid, one in again.found.items()}),
    )


def _closed_of(basis: _Basis, standings: Standings, carried: Mapping[str, int]) -> dict[str, str | None]:
    """The same where only these items (uid → tie that counts) may differ from what is stored."""
    names = awaited(basis.configuration.goals)
    found: dict[str, str | None] = dict.fromkeys(names)
    if not names:
        return found
    ties = {row[0]: (row[3] if row[3] is not None else NOTHING) for row in basis.store.stored_ties()}
    ties.update(carried)
    for uid, phase, closed in basis.store.item_columns(("uid", "phase", "closed")):
        if phase == "done" and closed is not None:
            for name in names:
                if name in standings.shares(ties[uid]):
                    found[name] = max(found[name] or "", closed)
    return found


def classified(store: Store, configuration: Configuration, now: datetime) -> Mapping[str, WorkReading]:
    """What all stored work comes to for each subject, whatever is stored of earlier runs; for measuring how fast."""
    cadence = current_period(configuration.settings, now.date())
    zone = configuration.settings.timezone
    book = Rulebook.of(configuration, Surroundings(now, zone, lineage=_lineage(store, configuration)), cadence)
    bounds, tables = Bounds.of(configuration.goals, cadence, zone), Tables()
    standings = Standings.of(book, tables, configuration.goals)
    linked = link(_rows(store, Classifier(book, bounds, tables), {}), standings)
    linking_of(linked.cells, linked.owns, standings, bounds, linked.cycles)
    return readings_of(linked.cells, standings, bounds)


def _rows(
    store: Store,
    classifier: Classifier,
    standing: Mapping[str, tuple[int, int]],
    uids: Sequence[str] | None = None,
) -> Rows:
    """All stored items (or those in order), classified."""
    return classifier.classify(
        store.item_columns(classifier.columns, uids),
        store.item_tags(classifier.tags, uids),
        store.former_keys(uids) if classifier.former else (),
        store.parent_uids() if uids is None else (),
        standing,
    )


def _all(basis: _Basis) -> Linkage:
    """Every item anew."""
    store, book, bounds, before = basis.store, basis.book, basis.bounds, basis.before
    same = before.digest == book.digest
    tables = before.tables if same else Tables()
    to = Renumbered(before, tables, bounds, same=same)
    standings = Standings.of(book, tables, basis.configuration.goals)
    classifier = Classifier(book, bounds, tables, basis.left)
    standing = {uid: (to.tie(tie), to.profile(profile)) for uid, tie, profile in store.standing_ties(basis.left)}
    rows = _rows(store, classifier, standing)
    linked = link(rows, standings, {source for source, _ in basis.left})
    now = zip(rows.own, linked.carried, linked.covers, rows.profile, strict=True)
    found = compare(now, store.stored_ties(), standings, to, linked.cells)
    return linkage(
        basis.snapshot,
        basis.configuration,
        standings,
        bounds,
        before,
        found,
        cells=linked.cells,
        owns=linked.owns,
        circles=linked.cycles,
        whole=not basis.left,
        run=basis.run,
        keys=store.keys_of([uid for ring in linked.cycles for uid in ring]),
        closed=_closed(basis, standings, linked),
    )


def _closed(basis: _Basis, standings: Standings, linked: Linked) -> dict[str, str | None]:
    """When the last of the work of each initiative was closed with which something is done."""
    names = awaited(basis.configuration.goals)
    found: dict[str, str | None] = dict.fromkeys(names)
    if not names:
        return found
    of_tie = {
        number: [name for name in names if number >= 0 and name in standings.shares(number)]
        for number in {*linked.carried}
    }
    for tie, (_, phase, closed) in zip(
        linked.carried, basis.store.item_columns(("uid", "phase", "closed")), strict=True
    ):
        if phase == "done" and closed is not None:
            for name in of_tie[tie]:
                found[name] = max(found[name] or "", closed)
    return found


def _lineage(store: Store, configuration: Configuration) -> Lineage:
    """The ancestors of all items, where a condition asks for them."""
    mappings, teams = configuration.mappings, configuration.settings.teams
    asked = needs_lineage(mappings.rules.values(), mappings.exemptions.values(), teams.values())
    return Lineage.of(store.parent_facts()) if asked else Lineage()


def _left(store: Store, sources: Sources) -> Iterator[tuple[str, str]]:
    """The places whose items are left as they stand."""
    for source, partition in broken_places(sources):
        if partition == EVERYTHING:
            yield from ((source, project) for project in store.projects(source))
        yield source, partition
