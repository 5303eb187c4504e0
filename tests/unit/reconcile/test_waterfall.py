"""The parts of a move add up, and each part is of what brought it about."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date

import pytest

from goalsync.core.replay import Replay
from goalsync.core.waterfall import waterfall
from goalsync.model.copies import replace
from goalsync.model.goals import Goals
from goalsync.model.measures import Accumulate, Change
from goalsync.model.metric import Formula, Metric
from goalsync.model.run import Verdict
from goalsync.model.vocabulary import Origin
from support.judging import PLACE, key_result, row, sourced
from support.planning import Situation, key_results_of, situation

LATER = date(2026, 3, 1)


def goals(target: float = 10, baseline: float = 0) -> Goals:
    """One key result that measures `m`."""
    return key_results_of([key_result(Change("m", baseline, target))])


def started() -> Situation:
    """Five of ten, recorded on 14 February."""
    return situation(goals(), [row("2026-02-01", 5)]).applied()


def fallen(found: Situation) -> Mapping[str, float]:
    """The waterfall of the only key result."""
    return found.plan().waterfalls["O1.KR1"]


def test_a_new_value_is_measurement() -> None:
    """Nothing else changed."""
    assert fallen(started().later(LATER, [row("2026-02-25", 8)])) == pytest.approx({"measurement": 0.3})


def test_an_edited_target_is_a_goal_edit() -> None:
    """The same data under the goal as it is now."""
    assert fallen(started().later(LATER, goals=goals(target=20))) == {"goal_edit": -0.25}


def test_a_corrected_value_is_a_correction() -> None:
    """A value dated earlier that was changed since."""
    corrected = row("2026-02-01", 4, origin=Origin.CORRECTION)
    assert fallen(started().later(LATER, [corrected])) == pytest.approx({"correction": -0.1})


def test_what_an_edited_metric_reads_instead_is_a_rule_edit() -> None:
    """Another value, or none any more, where one was known, and no correction; what is new is measurement."""
    found = situation(goals(), [row("2026-01-20", 3), row("2026-02-01", 5)]).applied()
    assert fallen(found.later(LATER, [row("2026-02-01", 4)])) == pytest.approx({"rule_edit": -0.1})
    gone = row("2026-02-01", None, retracted=True)
    assert fallen(found.later(LATER, [gone])) == pytest.approx({"rule_edit": -0.2})
    both = fallen(found.later(LATER, [row("2026-02-01", 4), row("2026-02-20", 9)]))
    assert both == pytest.approx({"rule_edit": -0.1, "measurement": 0.5})


def test_an_edit_and_a_correction_of_different_rows_stand_apart() -> None:
    """Both change what was known."""
    declared = key_results_of([key_result(Accumulate("m", 10))])
    found = situation(declared, [row("2026-02-01", 4), row("2026-02-02", 1)], metrics=[sourced()]).applied()
    rows = [row("2026-02-01", 3), row("2026-02-02", 3, origin=Origin.CORRECTION)]
    assert fallen(found.later(LATER, rows)) == pytest.approx({"rule_edit": -0.1, "correction": 0.2})


def test_an_edit_has_no_part_in_a_grade() -> None:
    """What was graded is moved by a correction alone."""
    found = started().later(date(2026, 4, 2)).applied()
    edited = found.later(date(2026, 4, 9), [row("2026-02-01", 4)])
    assert edited.plan().changes == ()
    both = [row("2026-02-01", 4), row("2026-02-01", 6, origin=Origin.CORRECTION)]
    assert fallen(found.later(date(2026, 4, 9), both)) == pytest.approx({"correction": 0.1})


def test_all_three_at_once_stand_apart_and_add_up() -> None:
    """A new target, a corrected row of an accumulated list, and a new row."""
    before = key_results_of([key_result(Accumulate("m", 10))])
    after = key_results_of([key_result(Accumulate("m", 20))])
    found = situation(before, [row("2026-02-01", 4), row("2026-02-02", 1)], metrics=[sourced()]).applied()
    rows = [row("2026-02-02", 3, origin=Origin.CORRECTION), row("2026-02-20", 5)]
    parts = fallen(found.later(LATER, rows, goals=after))
    assert parts == pytest.approx({"measurement": 0.25, "goal_edit": -0.25, "correction": 0.1})
    assert math.fsum(parts.values()) == pytest.approx(12 / 20 - 5 / 10, abs=1e-15)


def test_the_first_value_has_no_waterfall() -> None:
    """There is nothing that it moved from."""
    assert situation(goals(), [row("2026-02-01", 5)]).plan().waterfalls == {}
    assert situation(goals()).applied().later(LATER, [row("2026-02-20", 5)]).plan().waterfalls == {}


def test_the_date_alone_moves_nothing() -> None:
    """A status that the date changed has no waterfall."""
    assert started().later(date(2026, 3, 25)).plan().waterfalls == {}


def test_inputs_of_a_formula_count() -> None:
    """A value behind a formula is measurement as well."""
    metrics = [sourced("a"), sourced("b"), Metric("m", Formula("a - b", ("a", "b")), PLACE)]
    rows = [row("2026-02-01", 8, metric="a"), row("2026-02-01", 3, metric="b")]
    found = situation(goals(), rows, metrics=metrics).applied()
    assert fallen(found.later(LATER, [row("2026-02-20", 1, metric="b")])) == pytest.approx({"measurement": 0.2})


def test_values_of_the_same_moment_are_told_apart_by_their_run() -> None:
    """Two runs with one `--now`: what the second brought is new."""
    found = started()
    row_of = replace(row("2026-02-10", 7), recorded_at=found.snapshot.now, run="later")
    rows = {"m": (*found.snapshot.measurements["m"], row_of)}
    again = replace(found, snapshot=replace(found.snapshot, measurements=rows))
    assert fallen(again) == pytest.approx({"measurement": 0.2})


@pytest.mark.parametrize(
    ("then", "edited", "corrected", "parts"),
    [
        (None, None, None, {"goal_edit": 0.5}),
        (0.25, None, None, {"goal_edit": 0.25, "rule_edit": 0.25}),
        (0.25, None, 0.5, {"goal_edit": 0.25, "rule_edit": 0.25}),
        (0.25, 0.25, None, {"goal_edit": 0.25, "correction": 0.25}),
        (0.0, 0.0, 0.0, {"measurement": 0.5}),
        (0.0, 0.0, 0.5, {"correction": 0.5}),
        (0.0, 0.5, 0.5, {"rule_edit": 0.5}),
        (0.0, 0.25, 0.5, {"rule_edit": 0.25, "correction": 0.25}),
        (0.5, 0.5, 0.5, {"goal_edit": 0.5}),
    ],
)
def test_what_has_no_progress_at_a_step(
    then: float | None, edited: float | None, corrected: float | None, parts: Mapping[str, float]
) -> None:
    """Where the edited goal, metric or corrected data has no progress, the rest of the move is its doing."""
    replayed = Replay(*(Verdict(progress=progress) for progress in (then, edited, corrected)))
    assert waterfall(0.0, 0.5, replayed) == parts
