"""record, check-in and history: what a person says is kept beside all else, and can be read again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from goalsync.job.asked import AskedError
from goalsync.job.check_in import Said, check_in_once
from goalsync.job.history import MetricHistory, SubjectHistory, history_once, runs_once
from goalsync.job.record import record_once
from goalsync.model.copies import replace
from goalsync.model.goals import Initiative, Objective
from goalsync.model.metric import Manual, Metric
from goalsync.workspace import Workspace
from support.judging import PLACE, QUARTER
from support.planning import key_results_of
from support.running import LATER, NOW, Place, key_results, two
from support.stores import files


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Two key results, and a metric that is recorded by hand."""
    found = Place(tmp_path, two(), key_results_of(key_results("x", "y"))).workspace
    configuration = found.configuration
    metrics = {**configuration.mappings.metrics, "calls": Metric("calls", Manual(), PLACE)}
    return replace(
        found, configuration=replace(configuration, mappings=replace(configuration.mappings, metrics=metrics))
    )


def test_a_value_by_hand(workspace: Workspace) -> None:
    """It is stored with who said so, and history shows it and its run."""
    done = record_once(workspace, "calls", 3, now=NOW, run_id="r1", on=date(2026, 2, 1), by="kim", note="Bakery")
    assert (done.run, done.corrected, done.unit) == ("r1", False, None)
    found = history_once(workspace, "calls", now=LATER)
    assert isinstance(found, MetricHistory)
    (value,) = found.measurements
    assert (value.at, value.value, value.by, value.note) == ("2026-02-01", 3, "kim", "Bakery")
    assert history_once(workspace, "metric:calls", now=LATER) == found
    assert [(run.id, run.outcome) for run in runs_once(workspace, now=LATER)] == [("r1", "recorded")]


def test_a_check_in(workspace: Workspace) -> None:
    """Words stand one to a line, whatever they were typed as."""
    said = Said(confidence=0.6, status="green", changed="two\nlines", next="more")
    done = check_in_once(workspace, "O1.KR1", said, now=NOW, run_id="r1", by="sam")
    assert (done.run, done.check_in.note) == ("r1", "changed: two lines\nnext: more")
    found = history_once(workspace, "O1.KR1", now=LATER)
    assert isinstance(found, SubjectHistory)
    assert [(one.confidence, one.status, one.by) for one in found.check_ins] == [(0.6, "green", "sam")]


def test_what_cannot_be_done_leaves_no_trace(workspace: Workspace) -> None:
    """Each says what is wrong; no store is made."""
    tomorrow = date(2999, 1, 1)
    with pytest.raises(AskedError, match="did you mean 'calls'"):
        record_once(workspace, "cals", 3, now=NOW, run_id="r1")
    with pytest.raises(AskedError, match="x is not recorded by hand"):
        record_once(workspace, "x", 3, now=NOW, run_id="r1")
    with pytest.raises(AskedError, match="not measured in %"):
        record_once(workspace, "calls", 3, now=NOW, run_id="r1", percent=True)
    with pytest.raises(AskedError, match="is after today"):
        record_once(workspace, "calls", 3, now=NOW, run_id="r1", on=tomorrow)
    with pytest.raises(AskedError, match="it says nothing"):
        check_in_once(workspace, "O1.KR1", Said(), now=NOW, run_id="r1")
    with pytest.raises(AskedError, match="there is no key result, goal or KPI 'O9'"):
        check_in_once(workspace, "O9", Said(0.5), now=NOW, run_id="r1")
    with pytest.raises(AskedError, match=r"did you mean 'O1\.KR1'"):
        history_once(workspace, "KR1", now=NOW)
    assert files(workspace.directory) == {}


@pytest.mark.parametrize(
    ("name", "said", "remedy"),
    [
        ("O1", "'O1' is an objective, not a key result, goal or KPI", "check in O1.KR1 and O1.KR2"),
        ("bet", "'bet' is an initiative, not a key result, goal or KPI", "check in O1.KR2"),
        ("calls", "'calls' is a metric, not a key result, goal or KPI", None),
        ("x", "'x' is a metric, not a key result, goal or KPI", "check in O1.KR1"),
    ],
)
def test_a_check_in_of_something_else(workspace: Workspace, name: str, said: str, remedy: str | None) -> None:
    """What the id is of is told, and what can be checked in instead."""
    configuration = workspace.configuration
    objective = Objective("O1", "An aim", "dana", QUARTER, ("O1.KR1", "O1.KR2"), PLACE)
    bet = Initiative("bet", "A bet", PLACE, serves={"O1.KR2": None})
    goals = replace(configuration.goals, objectives={"O1": objective}, initiatives={"bet": bet})
    found = replace(workspace, configuration=replace(configuration, goals=goals))
    with pytest.raises(AskedError) as caught:
        check_in_once(found, name, Said(0.5), now=NOW, run_id="r1")
    assert (caught.value.message, caught.value.remedy) == (said, remedy)
