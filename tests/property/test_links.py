"""Work tied to goals equals what a person would work out by hand, whatever the forest, the rules and the order."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goalsync.model.work import ItemFacts
from support.linking import ByHand, World, worked
from support.work import item, typed

LABELS = ("okr", "ktlo", "Goal/I1", "goal/K2", "goal/none", "x")
UIDS = [f"tracker:{number}" for number in range(8)] + [f"code:{number}" for number in range(4)]
START = datetime(2026, 9, 20, tzinfo=UTC)
MOMENTS = st.none() | st.integers(0, 110).map(lambda days: (START + timedelta(days=days)).isoformat())
POLICIES = st.sampled_from(["exclude", "exclude", "done", "open"])
ENDS = st.sampled_from([date(2026, 11, 1), date(2026, 12, 31)])


@st.composite
def items(draw: st.DrawFn) -> list[ItemFacts]:
    """A forest with circles, absent parents, former keys and items of two sources."""
    uids = draw(st.lists(st.sampled_from(UIDS), unique=True, max_size=9))
    found = []
    for uid in uids:
        source, _, number = uid.partition(":")
        phase = draw(st.sampled_from(["todo", "doing", "done", "done", "dropped"]))
        found.append(
            item(
                f"{draw(st.sampled_from(['SHOP', 'PAY']))}-{number}",
                uid=uid,
                source=source,
                kind=draw(st.sampled_from(["story", "epic", "pull_request"])),
                type=draw(st.sampled_from(["Story", "Epic"])),
                status=draw(st.sampled_from(["Open", "Closed"])),
                phase=phase,
                team=draw(st.sampled_from([None, "red", "blue"])),
                title=draw(st.sampled_from(["fix pay", "pay", "Other"])),
                labels=tuple(draw(st.lists(st.sampled_from(LABELS), unique=True, max_size=2))),
                components=tuple(draw(st.lists(st.sampled_from(["ui", "api"]), unique=True, max_size=1))),
                parent=draw(st.sampled_from([None, *UIDS])),
                points=draw(st.sampled_from([None, None, 1.0, 2.0, 5.0])),
                closed=draw(MOMENTS) if phase in ("done", "dropped") else None,
                presence=draw(st.sampled_from(["present"] * 6 + ["deleted", "moved", "archived", "out_of_coverage"])),
                former_keys=tuple(draw(st.lists(st.sampled_from(["OLD-1", "OLD-2"]), unique=True, max_size=1))),
            )
        )
    return found


TEXTS = {
    "source": ["tracker", "c*"],
    "kind": ["story", "epic"],
    "project": ["SHOP", "PA?"],
    "label": ["okr", "KTLO", "o*", "/^k/"],
    "component": ["ui"],
    "type": ["Epic"],
    "status": ["closed"],
    "team": ["red", "b*", "ours"],
    "key": ["SHOP-1", "OLD-1", "*-2"],
    "title": ["/pay/", "fix*", "/^pay$/"],
    "parent": ["SHOP-1", "OLD-*"],
    "under": ["SHOP-1", "PAY-2", "OLD-2"],
}
LEAVES = st.fixed_dictionaries(
    {},
    optional={
        key: st.lists(st.sampled_from(words), min_size=1, max_size=2, unique=True) for key, words in TEXTS.items()
    },
).filter(bool)
WHENS = st.recursive(
    LEAVES,
    lambda inner: st.fixed_dictionaries(
        {},
        optional={
            "all": st.lists(inner, min_size=1, max_size=2),
            "any": st.lists(inner, min_size=1, max_size=2),
            "not": inner,
            "label": st.just(["okr"]),
        },
    ).filter(bool),
    max_leaves=4,
)
TARGETS = ("I1", "I2", "K1", "K2")


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Anything that can be declared of such items."""
    serves = st.fixed_dictionaries({}, optional={"K1": st.none(), "K2": st.none(), "K3": st.none()})
    said = st.fixed_dictionaries({}, optional={"K1": st.sampled_from([0.25, 0.5]), "K2": st.sampled_from([0.1, 0.5])})
    statuses = st.sampled_from(["active", "active", "paused", "candidate", "dropped"])
    targets = st.lists(st.sampled_from(TARGETS), min_size=1, max_size=3, unique=True).map(tuple)
    rules = draw(st.lists(st.tuples(WHENS, targets), max_size=4))
    exempt = draw(st.lists(WHENS, max_size=2))
    return World(
        items=draw(items()),
        rules={f"r{number}": rule for number, rule in enumerate(rules)},
        exempt={f"e{number}": when for number, when in enumerate(exempt)},
        initiatives={name: (draw(serves | said), draw(statuses)) for name in ("I1", "I2")},
        key_results={name: (draw(POLICIES), draw(ENDS)) for name in ("K1", "K2", "K3")},
        attribution=draw(st.sampled_from(["split", "split", "shared", "exclusive"])),
        teams=draw(st.sampled_from([{}, {"ours": {"project": ["SHOP"]}}, {"ours": {"label": ["x"]}}])),
        counts=draw(st.sampled_from([None, ("epic",)])),
    )


def summed(reading: Any) -> dict[str, Any]:
    """A reading as the reference writes it."""
    stock = reading.stock
    return {
        **{
            name: (one.count, one.items, one.points, one.missing)
            for name, one in (("open", stock.open), ("done", stock.done), ("dropped", stock.dropped))
        },
        "median": stock.median,
        "excluded": dict(reading.excluded),
    }


def about(content: Any) -> Any:
    """With numbers that forgive what adding up in another order does."""
    if isinstance(content, Mapping):
        return {key: about(value) for key, value in content.items()}
    if isinstance(content, tuple):
        return tuple(map(about, content))
    return pytest.approx(content) if isinstance(content, float) else content


@given(worlds())
@settings(max_examples=300, deadline=None)
def test_it_equals_what_is_worked_out_by_hand(world: World) -> None:
    """Scopes, links, shares, exemptions, readings and coverage are those of a naive reading of the rules."""
    by_hand, found = ByHand(world), worked(world, typed)
    for one in world.items:
        assert found.scopes[one.uid] == by_hand.scope(one), one
        assert found.links[one.uid] == about(by_hand.shares(one)), one
        assert found.exemptions[one.uid] == by_hand.carried(one)[1], one
    for subject in (*world.key_results, *world.initiatives):
        reading = found.readings.get(subject)
        assert (None if reading is None else summed(reading)) == about(by_hand.reading(subject)), subject
    coverage = msgspec.to_builtins(found.linking.coverage)
    assert {side: coverage[side] for side in ("open", "closed")} == about(by_hand.coverage())


@given(worlds(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_of_items_and_rules_changes_no_number(world: World, shuffler: random.Random) -> None:
    """Items come, and rules stand, in any order: readings, scopes and coverage are the same to the last bit."""
    shuffled = list(world.items)
    shuffler.shuffle(shuffled)
    rules = list(world.rules.items())
    shuffler.shuffle(rules)
    other = World(**{**world.__dict__, "items": shuffled, "rules": dict(rules)})
    first, second = worked(world, typed), worked(other, typed)
    assert (first.scopes, first.links, first.readings) == (second.scopes, second.links, second.readings)
    assert first.linking.coverage == second.linking.coverage


@given(worlds())
@settings(max_examples=60, deadline=None)
def test_the_shares_of_an_item_are_at_most_one_in_split(world: World) -> None:
    """The ledger: of key results, goals and KPIs together no item gives more than itself."""
    found = worked(World(**{**world.__dict__, "attribution": "split"}), typed)
    for shares in found.links.values():
        assert sum(share for name, share in shares.items() if name in world.key_results) <= 1 + 1e-12


@given(worlds())
@settings(max_examples=60, deadline=None)
def test_every_item_is_in_exactly_one_cell(world: World) -> None:
    """Nothing is lost and nothing is counted twice on the way to the cells."""
    found = worked(world, typed)
    assert sum(found.linked.cells.values()) == len(world.items) == sum(found.linked.owns.values())
