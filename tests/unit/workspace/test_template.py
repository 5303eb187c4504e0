"""What `goalsync init` writes."""

from pathlib import Path

import pytest

from goalsync.registry import connectors
from goalsync.workspace import WorkspaceError, load, write_template


def test_it_passes_check(tmp_path: Path) -> None:
    """A newcomer starts from something that is right, without a warning."""
    written = write_template(tmp_path)
    assert [str(path.relative_to(tmp_path)) for path in written] == [
        "config/goalsync.yaml",
        "config/goals/company.yaml",
        "mappings/metrics.yaml",
        "data/numbers.csv",
        ".gitignore",
    ]
    found = load(tmp_path, connectors(), {}).configuration
    assert found.warnings == ()
    assert {key_result.kind for key_result in found.goals.key_results.values()} == {"change", "accumulate", "maintain"}


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """If a file exists, nothing at all is written."""
    (tmp_path / "mappings").mkdir()
    (tmp_path / "mappings/metrics.yaml").write_text("mine\n")
    with pytest.raises(WorkspaceError) as caught:
        write_template(tmp_path)
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
    written = write_template(tmp_path)
    assert (tmp_path / ".gitignore").read_text() == after
    assert (tmp_path / ".gitignore" in written) is (before != after)
