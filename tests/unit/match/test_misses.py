"""Why a condition does not hold, key by key."""

from __future__ import annotations

import pytest

from goalsync.core.match import Surroundings, compiled_of, misses
from goalsync.model.condition import Condition
from support.work import NOW, ZONE, item

AROUND = Surroundings(NOW, ZONE)
ONE = item("SHOP-1", kind="bug", labels=("x",), fields={"team": "a"})


@pytest.mark.parametrize(
    ("condition", "missing"),
    [
        (Condition(kind=("bug",)), ()),
        (Condition(kind=("epic",), label=("x",)), ("kind: epic",)),
        (Condition(kind=("epic", "task"), label=("y",)), ("kind: [epic, task]", "label: y")),
        (Condition(all=(Condition(kind=("epic",)), Condition(label=("x",)))), ("kind: epic",)),
        (Condition(any=(Condition(kind=("epic",)), Condition(label=("y",)))), ("any: [{kind: epic}, {label: y}]",)),
        (Condition(not_=Condition(kind=("bug",))), ("not: {kind: bug}",)),
        (Condition(field={"team": ("a",), "size": ("L",)}), ("field: {size: L}",)),
    ],
)
def test_the_keys_that_do_not_hold(condition: Condition, missing: tuple[str, ...]) -> None:
    """Exactly those are named, as people write them; none where the condition holds."""
    assert misses(condition, ONE, AROUND) == missing
    assert compiled_of(condition, AROUND).test(ONE) == (not missing)
