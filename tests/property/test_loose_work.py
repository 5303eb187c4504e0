"""Unlinked work grouped for people: no item is lost or told twice, however parents go."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from goalsync.core.drift.loose import SHOWN, Ancestor, Loose, group_of, piled, root_of, told

UIDS = [f"t:{number}" for number in range(8)]
WHOSE = [("t", "A", None), ("t", "A", "web"), ("t", "B", None)]


@st.composite
def forests(draw: st.DrawFn) -> dict[str, Loose]:
    """Items with parents of any sort: none, unknown, themselves, in circles; each its own group."""
    return {
        uid: Loose(
            draw(st.sampled_from(WHOSE)),
            draw(st.sampled_from([None, "t:unknown", *UIDS])),
            is_open,
            1 - is_open,
            (uid,),
        )
        for uid in UIDS
        if (is_open := draw(st.integers(0, 1))) in (0, 1)
    }


@given(forests(), st.sets(st.sampled_from(UIDS)))
def test_every_item_is_in_one_group(items: dict[str, Loose], not_loose: set[str]) -> None:
    """Groups add up to the items by whose they are, open and closed; ancestors need not be unlinked themselves."""
    loose = {uid: one for uid, one in items.items() if uid not in not_loose}
    ancestors = {uid: Ancestor(uid, uid, uid, one.parent, loose.get(uid)) for uid, one in items.items()}
    piles = told(list(piled(loose.values(), ancestors)), ancestors, ())
    expected: Counter[object] = Counter()
    for one in loose.values():
        expected[one.whose, "open"] += one.open
        expected[one.whose, "closed"] += one.closed
    found: Counter[object] = Counter()
    for pile in piles:
        assert pile.open >= 0
        assert pile.closed >= 0
        found[pile.whose, "open"] += pile.open
        found[pile.whose, "closed"] += pile.closed
    assert +found == +expected
    groups = [group_of(pile, ancestors, {uid: uid for uid in UIDS}) for pile in piles]
    assert len({one.subject for one in groups}) == len(groups)
    roots = {root_of(one.parent, ancestors) for one in loose.values()}
    for one in groups:
        for key in one.keys:
            root = root_of(items[key].parent, ancestors)
            below = key if root is None and key in roots else root
            assert (one.above.key if one.above else None) == below


@given(st.lists(st.integers(1, 5), min_size=1, max_size=60), st.sets(st.integers(0, 59)))
def test_small_groups_are_told_together(sizes: list[int], before: set[int]) -> None:
    """At most so many by themselves: first those that were told before, then the largest; all items are in one."""
    ancestors = {f"r{number}": Ancestor(f"r{number}", f"r{number}", "", None) for number in range(len(sizes))}
    items = [Loose(WHOSE[0], f"r{number}", size, 0, ()) for number, size in enumerate(sizes)]
    standing = {f"t:A under r{number}" for number in before if number < len(sizes)}
    piles = told(list(piled(items, ancestors)), ancestors, standing)
    alone = [one for one in piles if one.root is not None]
    assert sum(one.open for one in piles) == sum(sizes)
    assert len(alone) == min(SHOWN, len(sizes))
    told_before = {f"t:A under {one.root}" for one in alone} & standing
    assert len(told_before) == min(len(standing), SHOWN)
