"""Conditions as people write them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from goalsync.core.match import said
from goalsync.model.condition import Condition


@pytest.mark.parametrize(
    ("when", "text"),
    [
        (Condition(source=("tracker",), kind=("bug", "task")), "{source: tracker, kind: [bug, task]}"),
        (Condition(closed_in="period"), "{closed_in: period}"),
        (Condition(closed_in=timedelta(days=30)), "{closed_in: 30 days}"),
        (Condition(closed_in=timedelta(hours=36)), "{closed_in: 36 hours}"),
        (Condition(closed_in=timedelta(weeks=1)), "{closed_in: 1 week}"),
        (Condition(created_after=date(2026, 7, 1)), "{created_after: 2026-07-01}"),
        (Condition(field={"Squad": ("a", "b")}), "{field: {Squad: [a, b]}}"),
        (
            Condition(any=(Condition(kind=("bug",)),), not_=Condition(phase=("done",))),
            "{any: [{kind: bug}], not: {phase: done}}",
        ),
    ],
)
def test_said(when: Condition, text: str) -> None:
    """Only what was given, in the order of the vocabulary."""
    assert said(when) == text
