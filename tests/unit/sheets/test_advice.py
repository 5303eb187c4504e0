"""What `check` says of a spreadsheet before anything is read: what cannot be a cell, and what is not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from goalsync.model.place import Problem
from goalsync.model.vocabulary import Severity
from goalsync.registry import connectors
from goalsync.workspace import WorkspaceError, load
from support.workspaces import write_files

MAPPINGS = "mappings/m.yaml"


def problems(directory: Path, source: str, metric: str = "cell: KPIs!B4") -> tuple[Problem, ...]:
    """Of a workspace with one source and one metric."""
    files = {
        "config/goalsync.yaml": f"sources:\n  n: {{connector: sheets, {source}}}\n",
        MAPPINGS: f"metrics: [{{id: m, source: n, {metric}}}]\n",
    }
    write_files(directory, files)
    try:
        return load(directory, connectors(), {}).configuration.warnings
    except WorkspaceError as error:
        return error.problems


@pytest.mark.parametrize(
    ("source", "path", "message", "remedy"),
    [
        ("path: data/kips.xlsx", "path", "data/kips.xlsx is missing", "did you mean 'data/kpis.xlsx'?"),
        ("path: dat/kpis.xlsx", "path", "there is no folder dat", "check `path`"),
        ("path: data", "path", "data is a folder", "data/*.csv"),
        ("path: [data/kpis.xlsx, b.xlsx]", "path[1]", "b.xlsx is missing", "check `path`"),
        ("path: [data/kpis.xlsx, 'data/*.ods']", "path[1]", "no file matches data/*.ods", "check `path`"),
    ],
)
def test_files_that_are_not_there(tmp_path: Path, source: str, path: str, message: str, remedy: str) -> None:
    """A warning at the path, as the pull would say it; never an error, for the file may come later."""
    write_files(tmp_path, {"data/kpis.xlsx": b""})
    found = problems(tmp_path, source, "cell: KPIs!B4, file: data/kpis.xlsx" if "[" in source else "cell: KPIs!B4")
    assert [(one.severity, one.path) for one in found] == [(Severity.WARNING, f"sources.n.{path}")]
    assert message in found[0].message
    assert remedy in (found[0].remedy or "")
    assert (found[0].file, found[0].line) == ("config/goalsync.yaml", 2)


@pytest.mark.parametrize(
    "source",
    [
        "path: data/kpis.xlsx",
        "path: 'data/*.xlsx'",
        "path: 'data/[ab].xlsx'",
        "path: '**/*.parquet'",
        "url: https://example.test/nothing.xlsx",
        "google: 1AbC, credentials: 'file:none.json'",
    ],
)
def test_nothing_to_say(tmp_path: Path, source: str) -> None:
    """Files that are there, a file that has a wildcard's name, and places that only a pull can look at."""
    write_files(tmp_path, {"data/kpis.xlsx": b"", "data/[ab].xlsx": b""})
    assert problems(tmp_path, source, "cell: KPIs!B4, file: data/kpis.xlsx" if "*.xlsx" in source else "cell: a") == ()


@pytest.mark.parametrize(
    ("path", "file", "fits"),
    [
        ("'data/*.xlsx'", "data/new.xlsx", True),
        ("'data/*.xlsx'", "./data/new.xlsx", True),
        ("'data/*.xlsx'", "data/kpis.csv", False),
        ("'data/*.xlsx'", "kpis.xlsx", False),
        ("'data/*.xlsx'", "data/2026/kpis.xlsx", False),
        ("'data/**/*.xlsx'", "data/2026/q4/kpis.xlsx", True),
        ("'data/**/*.xlsx'", "data/kpis.xlsx", True),
        ("'data/**'", "data/a/b.xlsx", True),
        ("['data/*.xlsx', 'b.csv']", "b.csv", True),
        ("['data/*.xlsx', 'data/[ab]?.csv']", "data/b1.csv", True),
        ("['data/*.xlsx', 'data/[ab]?.csv']", "data/c1.csv", False),
        ("'data/*.xlsx'", "/elsewhere/data/new.xlsx", True),
    ],
)
def test_a_file_that_no_pattern_matches(tmp_path: Path, path: str, file: str, fits: bool) -> None:
    """A warning at `file`, though it may not be there yet; an absolute path can only be told by the disk."""
    write_files(tmp_path, {"data/kpis.xlsx": b"", "b.csv": b"", "data/a1.csv": b"", "data/2026/x.xlsx": b""})
    cell = "B4" if file.endswith(".csv") else "KPIs!B4"
    found = problems(tmp_path, f"path: {path}", f"cell: {cell}, file: {file}")
    assert [(one.severity, one.path) for one in found] == ([] if fits else [(Severity.WARNING, "metrics[0].file")])
    if not fits:
        assert file in found[0].message
        assert found[0].remedy


@pytest.mark.parametrize("key", ["cell", "dated"])
@pytest.mark.parametrize(
    ("text", "message", "remedy"),
    [
        ("KPIs!B4:B6", "'KPIs!B4:B6' is a range, and one cell is asked for", "KPIs!B4"),
        ("B4:B6", "is a range", "B4"),
        ("'My Sheet'!A:A", "is a range", "series"),
        ("KPIs!", "names a sheet and no cell", "KPIs!B4"),
        ("4", "neither a cell", "KPIs!B4"),
        ("KPIs!B0", "beyond the last", "XFD1048576"),
        ("KPIs!B1048577", "beyond the last", "XFD1048576"),
        ("KPIs B4", "neither a cell", "KPIs!B4"),
        ("B4, B5", "neither a cell", "KPIs!B4"),
    ],
)
def test_what_is_no_cell(tmp_path: Path, key: str, text: str, message: str, remedy: str) -> None:
    """An error that says what is asked for, at the key."""
    quoted = text.replace('"', '\\"')
    others = "" if key == "cell" else "cell: B4, "
    write_files(tmp_path, {"a.xlsx": b""})
    (found,) = problems(tmp_path, "path: a.xlsx", f'{others}{key}: "{quoted}"')
    assert (found.severity, found.path) == (Severity.ERROR, f"metrics[0].{key}")
    assert message in found.message
    assert remedy in (found.remedy or "")


@pytest.mark.parametrize("text", ["B4", "$B$4", "KPIs!B4", "'My Sheet'!b4", "nps", "KPIs!nps_now", "Q.4", "संख्या"])
def test_what_may_be_a_cell(tmp_path: Path, text: str) -> None:
    """A1 references, and names that a spreadsheet may define."""
    write_files(tmp_path, {"a.xlsx": b""})
    assert problems(tmp_path, "path: a.xlsx", f'cell: "{text}"') == ()


def test_a_pattern_to_skip_by(tmp_path: Path) -> None:
    """`skip` takes whole cells with * and ?; a /pattern/, as conditions on work have it, would never match."""
    write_files(tmp_path, {"a.xlsx": b""})
    (found,) = problems(tmp_path, "path: a.xlsx", "series: {value: NPS, skip: [Total, '/^Average/']}")
    assert (found.severity, found.path) == (Severity.ERROR, "metrics[0].series.skip[1]")
    assert "'/^Average/' is a /pattern/" in found.message
    assert "Average*" in (found.remedy or "")
    assert problems(tmp_path, "path: a.xlsx", "series: {value: NPS, skip: [Total, 'Average*', a/b, '/']}") == ()
