"""Conditions and counts over work equal what a person would count by hand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from goalsync.core.match import Lineage, Surroundings, compiled_of
from goalsync.core.tally import Counted, Task, count
from goalsync.core.tally.counting import OUT
from goalsync.model.metric import Metric, OverWork
from goalsync.model.period import Period
from goalsync.model.place import Place
from goalsync.model.work import ItemFacts
from support.work import NOW, ZONE, item, naively, typed

QUARTER = Period(date(2026, 10, 1), date(2026, 12, 31))
WORDS = st.sampled_from(["a", "A", "ab", "b", "Ba", "a b", "x[1]", "ä", "*", "?"])
TEXTS = st.lists(st.sampled_from(["a", "A*", "*b", "*a*", "?", "x[1]", "[ab]", "/^a/", "/b$/", "*", "Ä"]), min_size=1)
START = datetime(2026, 9, 28, tzinfo=UTC)
MOMENTS = st.none() | st.integers(0, 97 * 24 * 60).map(lambda minutes: (START + timedelta(minutes=minutes)).isoformat())
DAYS = st.dates(date(2026, 9, 28), date(2027, 1, 3))
LISTS = st.lists(WORDS, max_size=2).map(tuple)
ITEMS = st.builds(
    item,
    st.sampled_from(["SHOP-1", "SHOP-2", "PAY-1"]),
    uid=st.uuids().map(str),
    source=st.sampled_from(["tracker", "code"]),
    kind=st.sampled_from(["bug", "story"]),
    phase=st.sampled_from(["todo", "done", "dropped"]),
    title=WORDS,
    team=st.none() | WORDS,
    labels=LISTS,
    milestones=LISTS,
    former_keys=LISTS,
    parent_key=st.none() | WORDS,
    points=st.none() | st.integers(0, 5).map(lambda number: number / 10),
    created=MOMENTS,
    closed=MOMENTS,
    fields=st.dictionaries(st.sampled_from(["f", "g"]), WORDS, max_size=2),
    presence=st.sampled_from(["present", "present", "deleted", "moved", "archived", "out_of_coverage"]),
)
LEAVES = st.fixed_dictionaries(
    {},
    optional={
        "source": TEXTS,
        "kind": st.lists(st.sampled_from(["bug", "sto*", "*"]), min_size=1),
        "phase": st.lists(st.sampled_from(["done", "to*"]), min_size=1),
        "title": TEXTS,
        "team": TEXTS,
        "label": TEXTS,
        "milestone": TEXTS,
        "key": TEXTS,
        "parent": TEXTS,
        "field": st.dictionaries(st.sampled_from(["f", "g"]), TEXTS, min_size=1, max_size=2),
        "created_after": DAYS,
        "created_before": DAYS,
        "closed_after": DAYS,
        "closed_before": DAYS,
        "closed_in": st.just("period") | st.integers(1, 60).map(lambda days: timedelta(days=days)),
    },
)
WHENS = st.recursive(
    LEAVES,
    lambda inner: st.fixed_dictionaries(
        {},
        optional={
            "all": st.lists(inner, min_size=1, max_size=2),
            "any": st.lists(inner, min_size=1, max_size=2),
            "not": inner,
            "kind": st.just(["bug"]),
        },
    ),
    max_leaves=4,
)


@given(WHENS, ITEMS)
@settings(max_examples=400)
def test_a_condition_means_what_it_says(when: dict[str, Any], one: ItemFacts) -> None:
    """Compiled it says of every item what reading it key by key says; what it needs is necessary."""
    found = compiled_of(typed(when), Surroundings(NOW, ZONE, QUARTER))
    assert found.test(one) is naively(when, one, (QUARTER.start, QUARTER.end))
    words = {
        "key": (one.key, *one.former_keys),
        "label": one.labels,
        "component": one.components,
        "milestone": one.milestones,
        "iteration": one.iterations,
    }
    for need in found.needs:
        values = words.get(need.key) or (getattr(one, need.key, None),)
        if found.test(one):
            assert need.words & {value.casefold() for value in values if isinstance(value, str)}


def counted(items: Sequence[ItemFacts], how: str, *whens: dict[str, Any], **more: Any) -> Counted:
    """What a metric over the sources `tracker` and `code` comes to."""
    definition = OverWork(how, tuple(map(typed, whens)), sources=("code", "tracker"), **more)
    metric = Metric("m", definition, Place("mappings/metrics.yaml", 1))
    task = Task(metric, definition, QUARTER, NOW, ZONE, "sha256:x")
    (found,) = count(items, [task], zone=ZONE, teams={}, lineage=Lineage(), keep=True)
    return found


@given(st.lists(ITEMS, max_size=30), WHENS, WHENS, st.sampled_from([1, 50, 85, 100]), st.randoms())
@settings(max_examples=200)
def test_counts_are_what_counting_by_hand_gives(
    items: list[ItemFacts], when: dict[str, Any], other: dict[str, Any], percentile: int, chance: Any
) -> None:
    """Count, sum, percentile and ratio over what matches and is in scope, in whatever order the items come."""
    days = (QUARTER.start, QUARTER.end)
    within = [one for one in items if one.presence not in OUT]
    matching, others = ([one for one in within if naively(each, one, days)] for each in (when, other))
    points = sorted(one.points for one in matching if one.points is not None)
    shuffled = chance.sample(items, len(items))

    found = counted(shuffled, "count", when)
    assert found.value == len(matching) == found.matched == len(found.counted)
    assert found.looked_at == len(items)
    undated = found.skipped.get("no_closing_date", 0)
    lacking = [one for one in within if one.closed is None and one.phase in ("done", "dropped") and one not in matching]
    assert undated <= len(lacking)
    assert undated == 0 or "closed" in str(when)
    out = sum(naively(when, one, days) for one in items if one.presence in OUT)
    assert sum(found.skipped.values()) - undated == out

    total = counted(shuffled, "sum", when, field="points")
    assert total.value == (math.fsum(points) if points else None if matching else 0)
    assert total.skipped.get("no_number", 0) == len(matching) - len(points)

    ranked = counted(shuffled, "percentile", when, field="points", percentile=percentile)
    rank = max(1, -(-percentile * len(points) // 100))
    assert ranked.value == (points[rank - 1] if points else None)

    share = counted(shuffled, "ratio", when, other)
    assert share.value == (100 * len(matching) / len(others) if others else None)
    for one in (found, total, ranked, share):
        assert (one.value is None) == (one.reason is not None)
