"""What cannot be done of what is asked, and what was meant."""

from __future__ import annotations

from datetime import date

import pytest

from goalsync.job.asked import AskedError, happened, unknown_id
from goalsync.model.near import nearest

IDS = ["O1", "O1.KR1", "O1.KR2", "O2.KR2", "interviews", "Churn"]


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("interviewz", "interviews"),
        ("KR1", "O1.KR1"),
        ("churn", "Churn"),
        ("o1.kr2", "O1.KR2"),
        ("O1.KR9", "O1.KR2"),
        ("zzz", None),
        ("", None),
    ],
)
def test_nearest(word: str, near: str | None) -> None:
    """A part written in full comes first, then what is alike, whatever the case; what is not alike is not offered."""
    assert nearest(word, IDS) == near
    assert nearest(word, reversed(IDS)) == near


def test_a_part_of_two_is_neither_of_them() -> None:
    """KR2 of which objective? Only what is alike is offered."""
    assert nearest("KR2", IDS) is None


def test_unknown_id() -> None:
    """The line that every command says."""
    assert str(unknown_id("interviewz", IDS, "metric")) == "there is no metric 'interviewz'; did you mean 'interviews'?"
    assert str(unknown_id("zzz", IDS, "metric")) == "there is no metric 'zzz'"


def test_what_has_happened() -> None:
    """Today unless given; never a day that is yet to come."""
    today = date(2026, 2, 14)
    assert happened(None, today) == today
    assert happened(date(2026, 2, 13), today) == date(2026, 2, 13)
    with pytest.raises(AskedError, match="2026-02-15 is after today, 2026-02-14"):
        happened(date(2026, 2, 15), today)
