"""The geometry of progress bars."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from goalsync.render.html.bar import WIDTH, Bar, bar


def test_halfway() -> None:
    """Baseline left, target right, the value between them, the expected mark where it belongs."""
    assert bar(0.5, 0.25) == Bar(
        baseline=0.0, target=200.0, fill_start=0.0, fill_width=100.0, expected=50.0, behind=False, cut=False
    )


def test_behind_the_baseline_grows_to_the_left() -> None:
    """A value on the wrong side makes room for itself."""
    found = bar(-0.25, 0.5)
    assert (found.fill_start, found.fill_width, found.baseline, found.target) == (0.0, 40.0, 40.0, 200.0)
    assert found.behind


def test_unknown_has_no_fill() -> None:
    """Nothing is drawn as 0."""
    found = bar(None, 0.5)
    assert found.fill_start is None
    assert found.fill_width is None
    assert found.expected == 100.0


def test_far_beyond_is_cut_and_says_so() -> None:
    """Ten times the target does not squeeze the rest together."""
    found = bar(10.0, None)
    assert found.cut
    assert found.fill_width == WIDTH
    assert bar(float("inf"), None).fill_width is None


@given(st.floats(allow_nan=True, allow_infinity=True) | st.none(), st.floats(0, 1) | st.none())
def test_everything_stays_on_the_drawing(progress: float | None, expected: float | None) -> None:
    """Whatever the numbers are, nothing lies outside."""
    found = bar(progress, expected)
    places = [found.baseline, found.target, found.expected or 0.0, found.fill_start or 0.0]
    places.append((found.fill_start or 0.0) + (found.fill_width or 0.0))
    assert all(-0.01 <= place <= WIDTH + 0.01 for place in places)
