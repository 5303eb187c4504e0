"""sync and plan over a scripted system and a real store."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from goalsync.job.lock import only_run
from goalsync.job.options import Options
from goalsync.job.reading import explain_once
from goalsync.job.sync import sync_once
from goalsync.model.copies import replace
from goalsync.model.measures import Change
from goalsync.model.vocabulary import ExitCode
from goalsync.sdk.errors import GoalsyncError
from goalsync.store import LockHeldError
from support.judging import QUARTER, key_result
from support.planning import key_results_of
from support.running import GONE, LATER, NOW, Place, key_results, progress, two, world
from support.stores import files, knowledge, rows, store_path
from support.world import connectors, series, workspace


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Two key results of two partitions."""
    return Place(tmp_path, two(), key_results_of(key_results("x", "y")))


def test_a_sync_records_and_a_second_has_nothing_to_do(place: Place) -> None:
    """Values, check-ins and the run are stored; what is unchanged is not stored again."""
    first, second = place.sync(), place.sync(LATER)
    assert (first.exit_code(), first.report.run.applied, first.report.change_counts) == (
        0,
        True,
        {"record_check_in": 2},
    )
    assert progress(first.report) == {"O1.KR1": 0.5, "O1.KR2": 0.6}
    assert (second.exit_code(), second.report.change_counts, second.report.changes) == (0, {}, ())
    path = store_path(place.directory)
    assert rows(path, "SELECT subject, progress, status, run FROM check_ins ORDER BY id") == [
        ("O1.KR1", 0.5, "on_track", "run-1"),
        ("O1.KR2", 0.6, "on_track", "run-1"),
    ]
    assert rows(path, "SELECT id, outcome, changed FROM runs ORDER BY number") == [
        ("run-1", "applied", 1),
        ("run-2", "applied", 0),
    ]
    assert rows(path, "SELECT round(expected_progress, 3) FROM check_ins LIMIT 1") == [(0.5,)]


def test_a_failed_partition_holds_its_own_and_leaves_the_rest(place: Place) -> None:
    """Exit 4; the other moves, the held one stands and nothing of it is recorded."""
    place.sync()
    place.world.partitions["b"] = [GONE]
    place.world.holds("a", series("x", {"2026-02-01": 5, "2026-02-15": 8}))
    outcome = place.sync(LATER)
    assert outcome.exit_code() == ExitCode.INCOMPLETE
    assert [change.subject for change in outcome.report.changes] == ["O1.KR1"]
    held = outcome.report.key_results[1]
    assert (held.truth, held.progress, held.current, held.status) == ("held", 0.6, 6, "on_track")
    assert held.held_since == "2026-02-14T12:00:00+00:00"
    assert "no such file" in (held.reason or "")
    assert {(one.kind, one.subject) for one in outcome.report.findings} == {("source_incomplete", "numbers:b")}
    (source,) = outcome.report.sources
    assert [(part.name, part.state, part.code) for part in source.partitions] == [
        ("a", "complete", None),
        ("b", "failed", "unreachable"),
    ]


def test_all_sources_failed_is_incomplete_and_not_a_failure(place: Place) -> None:
    """Exit 4, also in the first run; nothing is recorded of what never had a value."""
    place.world.listing = GONE
    outcome = place.sync()
    assert outcome.exit_code() == ExitCode.INCOMPLETE
    assert outcome.report.changes == ()
    assert {part.truth for part in outcome.report.key_results} == {"unknown"}


def test_when_the_source_is_back_it_goes_on(place: Place) -> None:
    """Held is not for ever: the next complete read moves it, with a waterfall."""
    place.sync()
    place.world.partitions["b"] = [GONE]
    place.sync(LATER)
    place.world.holds("b", series("y", {"2026-02-01": 6, "2026-02-16": 9}))
    outcome = place.sync(LATER + timedelta(days=1))
    assert outcome.exit_code() == ExitCode.DONE
    assert progress(outcome.report)["O1.KR2"] == 0.9
    assert outcome.report.key_results[1].waterfall == {"measurement": pytest.approx(0.3)}


def test_a_plan_says_what_the_sync_does_and_leaves_every_byte(place: Place) -> None:
    """The same changes and digest; the store as it was, or not there at all."""
    first = place.plan()
    assert not store_path(place.directory).exists()
    assert files(place.directory) == {}
    place.sync()
    place.world.holds("a", series("x", {"2026-02-01": 5, "2026-02-15": 8}))
    before = files(place.directory)
    planned = place.plan(LATER)
    assert files(place.directory) == before
    synced = place.sync(LATER)
    assert planned.report.changes == synced.report.changes
    assert planned.report.run.digest == synced.report.run.digest
    assert planned.report.run.id is None
    assert not planned.report.run.applied
    assert len(first.report.changes) == 2


def test_a_dry_run_prints_what_plan_prints(place: Place) -> None:
    """Word for word."""
    place.sync()
    place.world.holds("a", series("x", {"2026-02-15": 8}))
    before = files(place.directory)
    assert place.sync(LATER, dry_run=True).report == place.plan(LATER).report
    assert files(place.directory) == before


def test_detailed_exit_code(place: Place) -> None:
    """2 when there are changes, only where it is asked for."""
    assert place.plan().exit_code(detailed=True) == ExitCode.CHANGES
    assert place.plan().exit_code() == ExitCode.DONE
    place.sync()
    assert place.plan(LATER).exit_code(detailed=True) == ExitCode.DONE


def test_offline_pulls_nothing(place: Place) -> None:
    """From what the store holds, and it says so."""
    place.sync()
    place.world.listing = AssertionError("the source was opened")
    place.goals = key_results_of(key_results("x", "y", target=20))
    outcome = place.plan(LATER, Options(offline=True))
    assert progress(outcome.report) == {"O1.KR1": 0.25, "O1.KR2": 0.3}
    assert outcome.report.key_results[0].waterfall == {"goal_edit": -0.25}
    assert outcome.report.notes == ("Nothing was pulled: this is what the store holds.",)
    assert outcome.exit_code() == ExitCode.DONE


def test_only_the_named_source_is_pulled(tmp_path: Path) -> None:
    """The others are skipped, which holds nothing."""
    worlds = {"one": world(a={"x": {"2026-02-01": 5}}), "other": world(b={"y": {"2026-02-01": 6}})}
    found = workspace(tmp_path, worlds, goals=key_results_of(key_results("x", "y")))
    sync_once(found, connectors(worlds), now=NOW, run_id="run-1")
    worlds["other"].listing = GONE
    outcome = sync_once(found, connectors(worlds), now=LATER, run_id="run-2", options=Options(only=frozenset({"one"})))
    assert outcome.exit_code() == ExitCode.DONE
    assert [(source.name, source.state) for source in outcome.report.sources] == [
        ("one", "complete"),
        ("other", "skipped"),
    ]
    assert {part.truth for part in outcome.report.key_results} == {"known"}


def test_a_second_run_at_once_is_refused(place: Place) -> None:
    """The lock is held: LockHeldError (exit 6), nothing pulled; plan and report need no lock."""
    place.sync()
    with only_run(place.directory, NOW):
        pulls = len(place.world.pulls)
        with pytest.raises(LockHeldError, match="another run"):
            place.sync(LATER)
        assert len(place.world.pulls) == pulls
        assert place.plan(LATER).exit_code() == ExitCode.DONE
        assert place.report().exit_code() == ExitCode.DONE


def twelve(directory: Path, value: float, **settings: Any) -> Place:
    """Twelve key results of one partition, all with one value."""
    metrics = [f"m{number:02}" for number in range(12)]
    found = world(a={metric: {"2026-02-01": value} for metric in metrics})
    return Place(directory, found, key_results_of(key_results(*metrics)), **settings)


def test_a_brake_stops_a_run_that_has_stored_what_it_pulled(tmp_path: Path) -> None:
    """Exit 3: measurements are there, no check-in and no finding is; --allow lets it pass next time."""
    place = twelve(tmp_path, 5)
    place.sync()
    place.world.holds("a", *(series(f"m{n:02}", {"2026-02-01": 5, "2026-02-14": 0}) for n in range(12)))
    path = store_path(tmp_path)
    outcome = place.sync(LATER)
    assert outcome.exit_code() == ExitCode.REFUSED
    assert not outcome.report.run.applied
    assert [brake.name for brake in outcome.report.brakes] == ["key_results_back", "status_flips"]
    assert "12 of 12" in outcome.report.brakes[0].message
    assert rows(path, "SELECT count(*) FROM measurements") == [(24,)]
    assert rows(path, "SELECT count(*) FROM check_ins") == [(12,)]
    assert rows(path, "SELECT count(*) FROM findings") == [(0,)]
    assert rows(path, "SELECT outcome FROM runs ORDER BY number") == [("applied",), ("refused",)]
    assert place.sync(LATER).exit_code() == ExitCode.REFUSED
    allowed = Options(allow=frozenset({"status_flips", "key_results_back"}))
    assert place.sync(LATER, allowed).exit_code() == ExitCode.DONE
    assert rows(path, "SELECT count(*) FROM check_ins") == [(24,)]


def test_what_a_brake_refused_is_not_reported(tmp_path: Path) -> None:
    """report and explain go on showing what the last applied run stored, and name the run that was refused."""
    place = twelve(tmp_path, 5)
    place.sync()
    place.world.holds("a", *(series(f"m{n:02}", {"2026-02-01": 5, "2026-02-14": 0}) for n in range(12)))
    assert place.sync(LATER).exit_code() == ExitCode.REFUSED
    report = place.report().report
    assert set(progress(report).values()) == {0.5}
    (note,) = [one for one in report.notes if "refused by a brake" in one]
    assert "goalsync plan" in note
    assert explain_once(place.workspace, "O1.KR1", now=LATER).result.current == 5
    allowed = Options(allow=frozenset({"status_flips", "key_results_back"}))
    assert place.sync(LATER, allowed).exit_code() == ExitCode.DONE
    report = place.report().report
    assert set(progress(report).values()) == {0}
    assert report.notes == ()


def test_a_holding_brake_stands_in_the_plan(tmp_path: Path) -> None:
    """A metric that suddenly matches nothing is held: exit 4, told as a brake with its numbers, nothing retracted."""
    place = Place(tmp_path, two(), key_results_of(key_results("x", "y")))
    place.sync()
    place.world.holds("a", series("x", {}))
    outcome = place.sync(LATER)
    assert outcome.exit_code() == ExitCode.INCOMPLETE
    (brake,) = outcome.report.brakes
    assert (brake.name, brake.effect, brake.count, brake.total) == ("source_shrunk", "hold", 1, 1)
    assert progress(outcome.report) == {"O1.KR1": 0.5, "O1.KR2": 0.6}
    passed = place.sync(LATER, Options(allow=frozenset({"source_shrunk"})))
    assert progress(passed.report)["O1.KR1"] is None
    assert passed.report.brakes[0].overridden


def test_renamed_keeps_its_history(place: Place) -> None:
    """`was: OLD`: what was recorded of the old id is the new one's, so there is nothing to record."""
    place.sync()
    renamed = replace(key_result(Change("x", 0, 10), QUARTER, "O9.KR1"), was="O1.KR1")
    place.goals = key_results_of([renamed])
    assert place.sync(LATER).report.changes == ()
    place.goals = key_results_of([replace(renamed, was=None)])
    assert place.sync(LATER + timedelta(days=1)).report.changes == ()


def test_two_equal_runs_give_equal_documents(tmp_path: Path) -> None:
    """Same store, same configuration, same now: the same bytes."""
    from goalsync.core.document import to_json

    documents = []
    for name in ("one", "two"):
        place = Place(tmp_path / name, two(), key_results_of(key_results("x", "y")))
        first, second = place.sync(), place.sync(LATER)
        documents.append([to_json(found.report.schema, found.report) for found in (first, second)])
    assert documents[0] == documents[1]
    assert knowledge(store_path(tmp_path / "one")) == knowledge(store_path(tmp_path / "two"))


def test_the_saved_plan_is_the_document(place: Place, tmp_path: Path) -> None:
    """`--out` writes what is printed, and more beside it."""
    outcome = place.plan(out=tmp_path / "plan.json")
    content = json.loads((tmp_path / "plan.json").read_bytes())
    assert content["run"] == {"id": None, "digest": outcome.report.run.digest, "applied": False}
    assert [change["subject"] for change in content["changes"]] == ["O1.KR1", "O1.KR2"]
    assert len(content["pulled"]["measurements"]) == 2


def test_a_plan_that_cannot_be_saved_is_told_before_the_pull(place: Place, tmp_path: Path) -> None:
    """Not after ten minutes of pulling."""
    with pytest.raises(GoalsyncError, match="there is no directory"):
        place.plan(out=tmp_path / "nowhere" / "plan.json")
    assert place.world.pulls == []
