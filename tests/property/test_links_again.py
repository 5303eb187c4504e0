"""Tying only what changed gives what tying everything gives, and what moved adds up, after any sequence of edits."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goalsync.apply import apply
from goalsync.core.links.delivery import delivery_of
from goalsync.core.links.moves import waterfall
from goalsync.core.links.planning import link_changes
from goalsync.job.linking import classified, link_work
from goalsync.model.linked import Stock, WorkReading
from goalsync.model.measures import Work
from goalsync.model.plan import Plan
from goalsync.model.run import Run
from goalsync.model.settings import Configuration
from goalsync.model.vocabulary import Presence
from goalsync.model.work import ItemFacts, WorkItem
from goalsync.store import Store
from goalsync.store import items as stored_items
from property.test_links import about, items, worlds
from support.linking import ByHand, World, configuration_of
from support.stores import rows
from support.work import NOW, item, typed


def work_item(one: ItemFacts) -> WorkItem:
    """As a connector says it."""
    return WorkItem(
        uid=one.uid,
        source=one.source,
        native_id=one.uid.partition(":")[2],
        key=one.key,
        project=one.project,
        kind=one.kind,
        type=one.type,
        title=one.title,
        status=one.status,
        phase=one.phase,
        team=one.team,
        parent=one.parent,
        points=one.points,
        closed=datetime.fromisoformat(one.closed) if one.closed else None,
        tags={"label": one.labels, "component": one.components},
        presence=Presence(one.presence),
    )


class Kept:
    """A store whose work is tied and applied, run by run."""

    def __init__(self, path: Path, configuration: Configuration) -> None:
        self.path, self.configuration, self.runs = path, configuration, 0
        self.store = Store.open(path, now=NOW)

    def sync(self, changed: Sequence[ItemFacts]) -> dict[str, tuple[WorkReading, ...]]:
        """Store these, tie, apply; all readings."""
        self.runs += 1
        now, run = NOW + timedelta(minutes=self.runs), f"run-{self.runs:03}"
        with self.store.transaction() as db:
            self.store.begin_run(Run(run, now))
            stored_items.upsert(db, [work_item(one) for one in changed], run=run, now=now)
        snapshot = self.store.snapshot(now, now.date())
        found = link_work(self.store, snapshot, self.configuration, run_id=run)
        if found is None:
            return {}
        plan = Plan(changes=link_changes(found, self.configuration))
        apply(plan, self.store, Run(run, now, outcome="applied"), now=now, tied=found.tied)
        return dict(found.work)


def without_former(one: ItemFacts) -> ItemFacts:
    """Keys of before come about by changes of keys here."""
    return msgspec.structs.replace(one, former_keys=())


def plain(reading: WorkReading) -> WorkReading:
    """What a reading says, without when and why."""
    return msgspec.structs.replace(reading, moved={}, recorded_at=None, run=None, last_closed=None)


def added(readings: Sequence[WorkReading]) -> dict[str, Any]:
    """The stock before and all that moved."""
    total: dict[str, Any] = {}
    for part in ("open", "done", "dropped"):
        for name in ("count", "items", "points", "missing"):
            stocks = (readings[-2].stock, *readings[-1].moved.values())
            total[f"{part}.{name}"] = sum(getattr(getattr(one, part), name) for one in stocks)
    return total


def flat(stock: Stock) -> dict[str, Any]:
    """The numbers of a stock."""
    return {
        f"{part}.{name}": getattr(getattr(stock, part), name)
        for part in ("open", "done", "dropped")
        for name in ("count", "items", "points", "missing")
    }


EDITS = st.lists(items(), min_size=1, max_size=4)


@given(worlds(), EDITS, st.data())
@settings(max_examples=80, deadline=None)
def test_incremental_is_what_tying_everything_gives(
    world: World, edits: list[list[ItemFacts]], data: st.DataObject
) -> None:
    """After every edit scopes, links and readings are those worked out by hand, and what moved adds up exactly."""
    rules = dict(world.rules)
    with tempfile.TemporaryDirectory() as folder:
        kept = Kept(Path(folder) / "goalsync.db", configuration_of(world, typed))
        there: dict[str, ItemFacts] = {}
        before: dict[str, tuple[WorkReading, ...]] = {}
        for changed in [world.items, *edits]:
            there |= {one.uid: without_former(one) for one in changed}
            if data.draw(st.booleans(), label="the rules are edited") and rules:
                rules = dict(list(rules.items())[1:])
                kept.configuration = configuration_of(World(**{**world.__dict__, "rules": rules}), typed)
            work = kept.sync([there[one.uid] for one in changed])
            if not there:
                continue
            now = World(**{**world.__dict__, "items": list(there.values()), "rules": rules})
            check(kept, now, work, before)
            before = work
        kept.store.close()


FIXED: dict[str, Any] = {
    "rules": {
        "r0": ({"label": ["okr"]}, ("I1",)),
        "r1": ({"component": ["ui"]}, ("K1",)),
        "r2": ({"kind": ["epic"], "label": ["x"]}, ("K2", "K3")),
    },
    "exempt": {"e0": {"label": ["ktlo"]}},
    "initiatives": {"I1": ({"K1": 0.5, "K2": 0.25}, "active")},
    "key_results": {
        "K1": ("exclude", date(2026, 12, 31)),
        "K2": ("open", date(2026, 11, 1)),
        "K3": ("done", date(2026, 12, 31)),
    },
}
NUMBERS = range(9)


@st.composite
def leaf(draw: st.DrawFn, number: int) -> ItemFacts:
    """An item below one with a smaller number, or below none: no circles."""
    phase = draw(st.sampled_from(["todo", "done", "done", "dropped"]))
    parents = [None, *(f"tracker:{one}" for one in NUMBERS if one < number)]
    return item(
        f"SHOP-{number}",
        uid=f"tracker:{number}",
        kind=draw(st.sampled_from(["story", "epic"])),
        phase=phase,
        closed="2026-11-10T10:00:00+00:00" if phase != "todo" else None,
        parent=draw(st.sampled_from(parents[-3:] if number else [None])),
        points=draw(st.sampled_from([None, 1.0, 3.0])),
        labels=draw(st.sampled_from([(), (), (), ("okr",), ("ktlo",), ("x",)])),
        components=draw(st.sampled_from([(), (), (), ("ui",)])),
        presence=draw(st.sampled_from(["present"] * 5 + ["deleted", "moved"])),
    )


@given(
    st.tuples(*(leaf(number) for number in NUMBERS)),
    st.lists(st.sampled_from(NUMBERS).flatmap(leaf), min_size=3, max_size=6),
)
@settings(max_examples=80, deadline=None)
def test_single_changes_are_tied_without_the_rest(first: tuple[ItemFacts, ...], edits: list[ItemFacts]) -> None:
    """In a forest without circles one item after the other changes, and nothing else is looked at whole."""
    world = World(items=first, **FIXED)
    with tempfile.TemporaryDirectory() as folder:
        kept = Kept(Path(folder) / "goalsync.db", configuration_of(world, typed))
        there: dict[str, ItemFacts] = {}
        before: dict[str, tuple[WorkReading, ...]] = {}
        for changed in (first[:6], first[6:], *([one] for one in edits)):
            there |= {one.uid: one for one in changed}
            work = kept.sync(changed)
            check(kept, World(items=list(there.values()), **FIXED), work, before)
            before = work
        kept.store.close()


def check(kept: Kept, world: World, work: dict[str, tuple[WorkReading, ...]], before: dict[str, Any]) -> None:
    """One run beside what is worked out by hand and by tying everything anew."""
    former = dict.fromkeys((one.uid for one in world.items), ())
    for item_, key in kept.store.former_keys():
        former[item_] = (*former[item_], key)
    known = [msgspec.structs.replace(one, former_keys=former[one.uid]) for one in world.items]
    hand = ByHand(World(**{**world.__dict__, "items": known}))
    found = dict(rows(kept.path, "SELECT uid, scope FROM items"))
    assert found == {one.uid: hand.scope(one) for one in known}
    links = rows(kept.path, "SELECT item, goal FROM links WHERE until IS NULL ORDER BY item, goal")
    assert links == sorted((one.uid, target) for one in known for target in hand.carried(one)[0])
    full = classified(kept.store, kept.configuration, NOW)
    for subject in {*full, *work}:
        last = work[subject][-1]
        assert plain(last) == plain(full.get(subject) or WorkReading(subject)), subject
        if len(work[subject]) > len(before.get(subject, ())) > 0:
            assert added(work[subject]) == about(flat(last.stock)) or close(added(work[subject]), flat(last.stock))
            add_up(work[subject])


def close(one: dict[str, float], other: dict[str, float]) -> bool:
    """Equal but for what adding up in another order does."""
    return all(one[name] == pytest.approx(other[name], abs=1e-9) for name in other)


def add_up(readings: Sequence[WorkReading]) -> None:
    """The parts of the waterfall add up to the move exactly."""
    for measure in (Work(), Work("points"), Work("items", "open"), Work("points", "done")):
        first, last = (delivery_of(one.stock, measure) for one in readings[-2:])
        if first is None or last is None or not first.whole or not last.whole:
            continue
        start, end = first.done / first.whole, last.done / last.whole
        parts = waterfall(start, end, readings[-2].stock, readings[-1].stock, readings[-1].moved, measure)
        assert sum(parts.values()) == pytest.approx(end - start, abs=1e-12)
        assert all(part != 0 for part in parts.values())
