"""A saved plan is applied exactly as reviewed, or not at all."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from goalsync.core.document import read_as
from goalsync.core.plan_file import _seal as seal
from goalsync.core.plan_file import plan_of
from goalsync.job.saved import PlanRefusedError, apply_file
from goalsync.model.copies import replace
from goalsync.model.measures import Change
from goalsync.model.report import Report
from goalsync.model.vocabulary import ExitCode
from goalsync.sdk.errors import GoalsyncError
from support.judging import QUARTER, key_result
from support.planning import key_results_of
from support.running import GONE, LATER, NOW, Place, key_results, progress, two
from support.stores import files, knowledge, rows, store_path
from support.world import World, series


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Two key results of two partitions, run once; since then a value has changed."""
    found = Place(tmp_path / "workspace", two(), key_results_of(key_results("x", "y")))
    found.sync()
    found.world.holds("a", series("x", {"2026-02-01": 4, "2026-02-15": 8}))
    return found


@pytest.fixture
def plan(place: Place, tmp_path: Path) -> Path:
    """A plan of it."""
    path = tmp_path / "plan.json"
    place.plan(LATER, out=path)
    return path


def test_it_leaves_the_store_as_a_sync_would(place: Place, plan: Path, tmp_path: Path) -> None:
    """Applied without any source, the store knows what it would after pulling itself."""
    other = Place(tmp_path / "other", two(), place.goals)
    other.sync()
    other.world.holds("a", series("x", {"2026-02-01": 4, "2026-02-15": 8}))
    other.sync(LATER)
    place.world.listing = AssertionError("a source was opened")
    outcome = place.apply(plan)
    assert (outcome.exit_code(), outcome.report.run.applied) == (ExitCode.DONE, True)
    assert progress(outcome.report) == {"O1.KR1": 0.8, "O1.KR2": 0.6}
    assert outcome.report.run.id == "run-2"
    assert outcome.report.run.applied
    assert knowledge(store_path(place.directory)) == knowledge(store_path(other.directory))


def test_after_it_there_is_nothing_to_do(place: Place, plan: Path) -> None:
    """Neither offline nor with the source as it was."""
    place.apply(plan)
    assert place.sync(LATER + timedelta(hours=1)).report.changes == ()


def test_twice_is_refused(place: Place, plan: Path) -> None:
    """The first time changed the store; the refusal names that run."""
    place.apply(plan)
    before = files(place.directory)
    with pytest.raises(
        PlanRefusedError, match=r"changed after the plan was made, by run run-2 \(2026-02-15"
    ) as refused:
        place.apply(plan)
    assert "goalsync plan --out" in str(refused.value)
    assert {name: one for name, one in files(place.directory).items() if name.endswith(".db")} == {
        name: one for name, one in before.items() if name.endswith(".db")
    }


def test_a_run_in_between_that_changed_something_refuses_it(place: Place, plan: Path) -> None:
    """Named; nothing is written."""
    place.sync(LATER)
    with pytest.raises(PlanRefusedError, match="by run run-2"):
        place.apply(plan)


def test_a_run_in_between_that_changed_nothing_does_not_count(place: Place, plan: Path) -> None:
    """The world went back to what it was: the run stored nothing."""
    place.world.holds("a", series("x", {"2026-02-01": 5}))
    assert place.sync(LATER).report.changes == ()
    assert place.apply(plan).report.run.applied


def test_an_edited_configuration_refuses_it_and_names_the_file(place: Place, tmp_path: Path) -> None:
    """Even where the store is the same."""
    (place.directory / "config" / "goals").mkdir(parents=True)
    goals = place.directory / "config" / "goals" / "company.yaml"
    goals.write_text("objectives: []\n")
    path = tmp_path / "later.json"
    place.plan(LATER, out=path)
    goals.write_text("objectives: [{id: O1}]\n")
    edited = replace(place.workspace.configuration, digest="sha256:other")
    workspace = replace(place.workspace, configuration=edited)

    with pytest.raises(PlanRefusedError, match=r"configuration was changed .*: config/goals/company\.yaml"):
        apply_file(workspace, path, now=LATER, run_id="run-9")


def test_a_plan_of_another_store_is_refused(place: Place, plan: Path, tmp_path: Path) -> None:
    """Its base is no run of this one."""
    other = Place(tmp_path / "other", two(), place.goals)
    with pytest.raises(PlanRefusedError, match="another store"):
        other.apply(plan)


def test_a_plan_of_an_empty_store_applies_to_an_empty_store(tmp_path: Path) -> None:
    """base is null: nothing had run."""
    found = Place(tmp_path / "workspace", two(), key_results_of(key_results("x", "y")))
    path = tmp_path / "plan.json"
    found.plan(out=path)
    assert not store_path(found.directory).exists()
    assert found.apply(path, NOW).report.run.applied
    assert rows(store_path(found.directory), "SELECT count(*) FROM check_ins") == [(2,)]


def test_a_tampered_file_is_refused(place: Place, plan: Path) -> None:
    """With one line that says what to do."""
    plan.write_bytes(plan.read_bytes().replace(b'"value": 8.0', b'"value": 9.0', 1))
    with pytest.raises(PlanRefusedError, match=r"plan\.json: the plan was changed or cut short"):
        place.apply(plan)


@pytest.mark.parametrize("kind", ["write_back", "of_a_later_version"])
def test_a_change_that_only_a_newer_version_knows(place: Place, plan: Path, kind: str) -> None:
    """Known but not applied by this one, or not known at all: it says to upgrade, and nothing is written."""
    content = json.loads(plan.read_bytes())
    content["changes"][0]["kind"] = kind
    del content["seal"]
    report = read_as(Report, content)
    content["run"]["digest"] = plan_of(report).digest if kind == "write_back" else "sha256:0"
    plan.write_text(json.dumps({**content, "seal": seal(content)}), encoding="utf-8")
    before = knowledge(store_path(place.directory))
    with pytest.raises(GoalsyncError, match="this version of goalsync") as refused:
        place.apply(plan)
    assert refused.value.remedy is not None
    assert refused.value.remedy.startswith("upgrade goalsync")
    assert knowledge(store_path(place.directory)) == before


def test_a_missing_file_is_a_clear_error(place: Place, tmp_path: Path) -> None:
    """And no plan."""
    with pytest.raises(GoalsyncError, match="cannot be read"):
        place.apply(tmp_path / "none.json")


def test_a_plan_that_a_brake_refuses(tmp_path: Path) -> None:
    """Exit 3 and nothing is stored; --allow lets it pass, and the document says that it was overridden."""
    metrics = [f"m{number:02}" for number in range(12)]
    goals = key_results_of(key_result(Change(m, 0, 10), QUARTER, f"O1.KR{n}") for n, m in enumerate(metrics))
    found = Place(tmp_path / "workspace", World().holds("a", *(series(m, {"2026-02-01": 5}) for m in metrics)), goals)
    found.sync()
    found.world.holds("a", *(series(m, {"2026-02-01": 5, "2026-02-14": 0}) for m in metrics))
    path = tmp_path / "plan.json"
    assert found.plan(LATER, out=path).exit_code() == ExitCode.REFUSED
    before = files(found.directory)
    outcome = found.apply(path)
    assert (outcome.exit_code(), outcome.report.run.applied, outcome.report.run.id) == (ExitCode.REFUSED, False, None)
    assert rows(store_path(found.directory), "SELECT count(*) FROM measurements") == [(12,)]
    assert before.keys() == files(found.directory).keys()
    outcome = found.apply(path, allow={"status_flips", "key_results_back"})
    assert (outcome.exit_code(), outcome.report.run.applied) == (ExitCode.DONE, True)
    assert all(brake.overridden for brake in outcome.report.brakes)


def test_an_incomplete_source_is_told_again(place: Place, tmp_path: Path) -> None:
    """Exit 4, as the plan had."""
    place.world.partitions["b"] = [GONE]
    path = tmp_path / "later.json"
    assert place.plan(LATER, out=path).exit_code() == ExitCode.INCOMPLETE
    assert place.apply(path).exit_code() == ExitCode.INCOMPLETE
    assert place.report().report.key_results[1].truth == "held"
