"""report and explain read what runs stored, honestly."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from goalsync.core.explain import UnknownIdError
from goalsync.job.reading import explain_once, report_once
from goalsync.model.copies import replace
from support.planning import key_results_of
from support.running import GONE, LATER, NOW, Place, key_results, progress, two
from support.stores import files
from support.world import series


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Two key results of two partitions."""
    return Place(tmp_path, two(), key_results_of(key_results("x", "y")))


def test_before_anything_ran(place: Place) -> None:
    """An honest document: nothing is known, and it says so. No file is made."""
    found = place.report().report
    assert (found.run.id, found.run.applied, found.findings, found.sources) == (None, False, (), ())
    assert {part.truth for part in found.key_results} == {"unknown"}
    assert found.notes == ("Nothing has run yet: `goalsync sync` pulls, computes and records.",)
    assert files(place.directory) == {}


def test_after_a_run_it_is_what_the_run_said(place: Place) -> None:
    """Numbers, sources and findings; no changes; the run it is of."""
    place.world.partitions["b"] = [GONE]
    synced = place.sync().report
    found = place.report(NOW).report
    assert found.key_results == synced.key_results
    assert found.findings == synced.findings
    assert [(one.name, one.state) for one in found.sources] == [(one.name, one.state) for one in synced.sources]
    assert (found.run.id, found.run.digest, found.run.applied) == ("run-1", synced.run.digest, True)
    assert (found.changes, found.notes) == ((), ())


def test_it_reads_the_store_only(place: Place) -> None:
    """Whatever became of the sources, and the date goes on: the even pace is that of the day."""
    place.sync()
    place.world.listing = AssertionError("a source was opened")
    before = files(place.directory)
    found = place.report(datetime(2026, 3, 20, tzinfo=UTC)).report
    assert [part.status for part in found.key_results] == ["off_track", "off_track"]
    assert found.findings == ()
    assert files(place.directory) == before


def test_it_says_that_the_configuration_changed(place: Place) -> None:
    """Since the last run that was applied, by its id."""
    place.sync()
    edited = replace(place.workspace.configuration, digest="sha256:other")
    found = report_once(replace(place.workspace, configuration=edited), now=LATER).report
    assert found.notes[0].startswith("The configuration was changed since run run-1:")


def test_as_of_and_known_at(place: Place) -> None:
    """What is true for a day, and what was known of it then."""
    place.sync()
    place.world.holds("a", series("x", {"2026-02-01": 4, "2026-02-15": 8}))
    place.sync(LATER)
    after = LATER + timedelta(days=1)
    assert progress(place.report(after).report)["O1.KR1"] == 0.8
    assert progress(place.report(after, as_of=date(2026, 2, 14)).report)["O1.KR1"] == 0.4
    then = place.report(after, as_of=date(2026, 2, 14), known_at=NOW).report
    assert progress(then)["O1.KR1"] == 0.5
    assert (then.as_of, then.run.id) == ("2026-02-14", "run-1")
    early = place.report(after, as_of=date(2026, 2, 13)).report
    assert early.run.id is None
    (note,) = early.notes
    assert note.startswith("No run had been applied by then: the first was run-1 on 2026-02-14.")
    assert "Values are what is known of it now;" in note
    (note,) = place.report(after, known_at=NOW - timedelta(days=1)).report.notes
    assert "Values are what was known then;" in note


def test_explanations_of_everything(place: Place) -> None:
    """Only where they are asked for."""
    place.sync()
    assert place.report().explanations == {}
    found = place.report(explained=True).explanations
    assert list(found) == ["O1.KR1", "O1.KR2"]
    assert found["O1.KR1"].formula == "(5 − 0) ÷ (10 − 0) = 0.5"


def test_explain(place: Place) -> None:
    """The value, its formula and its cell; as the report shows it."""
    place.sync()
    found = explain_once(place.workspace, "O1.KR1", now=NOW)
    assert found.result == place.report(NOW).report.key_results[0]
    (used,) = found.inputs
    assert (used.metric, used.at, used.value, used.origin) == ("x", "2026-02-01", 5, "sync")
    assert used.evidence is not None
    assert (used.evidence.source, used.evidence.cells) == ("world", ("B4",))
    (read,) = found.read
    assert (read.partition, read.looked_at, read.matched) == ("a", 1, 1)


def test_an_unknown_id_names_the_nearest(place: Place) -> None:
    """And makes nothing."""
    with pytest.raises(UnknownIdError, match=r"there is no id O1\.KR3; did you mean O1\.KR[12]\?"):
        explain_once(place.workspace, "O1.KR3", now=NOW)
    assert files(place.directory) == {}
