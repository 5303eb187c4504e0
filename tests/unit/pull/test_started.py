"""Whose history is asked for: of what a metric of cycle times could look at, and of nothing else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from goalsync.model.condition import Condition
from goalsync.model.goals import Goals
from goalsync.model.metric import Metric, OverWork
from goalsync.model.place import Place
from goalsync.model.settings import Configuration, Mappings, Settings
from goalsync.model.work import WorkItem
from goalsync.pull.started import started_needed

AT = datetime(2026, 11, 20, tzinfo=UTC)
STORIES = Condition(source=("tracker",), project=("SHOP",), kind=("story",))


def configuration(*metrics: OverWork) -> Configuration:
    """One that has these metrics."""
    found = {f"m{number}": Metric(f"m{number}", one, Place("m.yaml", 1, 1)) for number, one in enumerate(metrics)}
    return Configuration(Settings({}), Goals(), Mappings(metrics=found), "sha256:0")


def item(phase: str, project: str = "SHOP", kind: str = "story") -> WorkItem:
    """A work item of the source `tracker`."""
    return WorkItem(
        uid="tracker:1",
        native_id="1",
        key=f"{project}-1",
        url="u",
        source="tracker",
        project=project,
        kind=kind,
        type="t",
        title="t",
        status="s",
        phase=phase,
        created=AT,
        updated=AT,
    )


@pytest.mark.parametrize("field", ["lead_days", "age_days", "points", None])
def test_no_metric_of_cycle_times_needs_no_history(field: str | None) -> None:
    """The connector is told that nothing does, so that it need not even look."""
    over = OverWork("percentile", (STORIES,), field=field, percentile=85, sources=("tracker",))
    assert started_needed(configuration(over), "tracker") is None
    assert started_needed(configuration(), "tracker") is None


def test_what_is_finished_within_reach_is_needed() -> None:
    """Of the source and project that it names, finished; whatever its kind, which may be edited tomorrow."""
    over = OverWork("percentile", (STORIES,), field="cycle_days", percentile=85, sources=("tracker",))
    assert started_needed(configuration(over), "code") is None
    needed = started_needed(configuration(over), "tracker")
    assert needed is not None
    found = [item("done"), item("done", kind="bug"), item("doing"), item("dropped"), item("done", "PAY")]
    assert [needed(one) for one in found] == [True, True, False, False, False]
