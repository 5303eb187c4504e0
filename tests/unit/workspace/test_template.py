"""What `goalsync init` writes."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from goalsync.registry import connectors
from goalsync.workspace import WorkspaceError, load, write_template
from support.judging import everything, row

TODAY = date(2026, 11, 22)


def test_it_passes_check(tmp_path: Path) -> None:
    """A newcomer starts from something that is right, without a warning."""
    written = write_template(tmp_path, TODAY)
    assert [str(path.relative_to(tmp_path)) for path in written] == [
        "config/goalsync.yaml",
        "config/goals/company.yaml",
        "mappings/metrics.yaml",
        "data/numbers.csv",
        ".gitignore",
    ]
    found = load(tmp_path, connectors(), {}).configuration
    assert found.warnings == ()
    assert {key_result.kind for key_result in found.goals.key_results.values()} == {"change", "maintain"}


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """If a file exists, nothing at all is written."""
    (tmp_path / "mappings").mkdir()
    (tmp_path / "mappings/metrics.yaml").write_text("mine\n")
    with pytest.raises(WorkspaceError) as caught:
        write_template(tmp_path, TODAY)
    assert [str(problem) for problem in caught.value.problems] == [
        "mappings/metrics.yaml:1:1: exists already; nothing was written"
    ]
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["metrics.yaml"]
    assert (tmp_path / "mappings/metrics.yaml").read_text() == "mine\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("*.pyc", "*.pyc\n.goalsync/\n.env\n"),
        (".env\n", ".env\n.goalsync/\n"),
        (".goalsync/\n.env\n", ".goalsync/\n.env\n"),
    ],
)
def test_an_existing_gitignore_is_added_to(tmp_path: Path, before: str, after: str) -> None:
    """What it says stays; state and secrets are ignored afterwards."""
    (tmp_path / ".gitignore").write_text(before)
    written = write_template(tmp_path, TODAY)
    assert (tmp_path / ".gitignore").read_text() == after
    assert (tmp_path / ".gitignore" in written) is (before != after)


YEARS = [date(2026, 1, 1) + timedelta(days=number) for number in range(0, 366, 7)]


@pytest.mark.parametrize("today", [*YEARS, date(2026, 3, 31), date(2028, 2, 29), date(2026, 12, 31)], ids=str)
def test_the_sample_is_alive_on_any_day(tmp_path: Path, today: date) -> None:
    """Its quarter runs, its numbers are of the last weeks: one on track, one at risk, one without data."""
    write_template(tmp_path, today)
    found = load(tmp_path, connectors(), {}).configuration
    assert found.warnings == ()
    assert all(today in one.period for one in found.goals.key_results.values())
    header, *lines = (tmp_path / "data/numbers.csv").read_text().splitlines()
    days = [date.fromisoformat(line.partition(",")[0]) for line in lines]
    assert header == "Date,NPS,Acquisition cost"
    assert [one.weekday() for one in days] == [6] * 6
    assert 1 <= (today - days[-1]).days <= 7
    rows = [
        row(day.isoformat(), float(value), metric=metric)
        for day, line in zip(days, lines, strict=True)
        for metric, value in zip(("nps", "acquisition_cost"), line.split(",")[1:], strict=True)
    ]
    metrics = found.mappings.metrics
    judged = everything(found.goals, today, rows, metrics=metrics.values(), sources=()).key_results
    assert {name: one.verdict.status.value for name, one in judged.items()} == {
        "O1.KR1": "on_track",
        "O1.KR2": "no_data",
        "O1.KR3": "at_risk",
    }
