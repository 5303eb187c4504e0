"""Finding a workspace, its environment, and what a load does beside the files."""

import gc
from pathlib import Path

import pytest

from goalsync.sdk.errors import SecretError
from goalsync.workspace import WorkspaceError, find, load
from support.workspaces import CONNECTORS, GOALS, SETTINGS, configuration_of, lines_of, write_files


def test_the_nearest_directory_upward(tmp_path: Path) -> None:
    """A command works anywhere inside a workspace."""
    write_files(tmp_path, {})
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    assert find(inner) == tmp_path
    assert find(tmp_path) == tmp_path


def test_no_workspace(tmp_path: Path) -> None:
    """It says where it looked and what to do."""
    with pytest.raises(WorkspaceError) as caught:
        find(tmp_path)
    (problem,) = caught.value.problems
    assert str(problem) == f"no workspace: neither {tmp_path} nor a directory above it has config/goalsync.yaml"
    assert problem.remedy


def test_a_directory_that_is_none(tmp_path: Path) -> None:
    """Naming a directory that is no workspace is one problem."""
    with pytest.raises(WorkspaceError) as caught:
        load(tmp_path, CONNECTORS, {})
    assert [str(problem) for problem in caught.value.problems] == [f"config/goalsync.yaml:1:1: not found in {tmp_path}"]


def test_only_settings_are_needed(tmp_path: Path) -> None:
    """A workspace without goals and mappings is usable."""
    found = configuration_of(tmp_path, {})
    assert list(found.settings.sources) == ["numbers", "tracker"]
    assert found.warnings == ()


def test_problems_are_in_order_of_their_places(tmp_path: Path) -> None:
    """Files by name, then lines and columns as numbers."""
    many = "".join(f"  - {{x: {n}}}\n" for n in range(12))
    lines = lines_of(
        tmp_path, {GOALS: "goals:\n" + many, "mappings/a.yaml": "z: []\n", "config/goalsync.yaml": "x: 1\n"}
    )
    places = [tuple(line.split(":")[:3]) for line in lines]
    assert places == sorted(places, key=lambda one: (one[0], int(one[1]), int(one[2])))
    assert {place[0] for place in places} == {GOALS, "mappings/a.yaml", "config/goalsync.yaml"}


def test_secrets_come_from_the_environment_and_dotenv(tmp_path: Path) -> None:
    """`.env` is read when there is one; what the process sets counts first; names keep their case."""
    write_files(tmp_path, {".env": "TOKEN=from file\nOther='x y'\n# comment\nEMPTY=\n"})
    secrets = load(tmp_path, CONNECTORS, {"TOKEN": "from process"}).secrets
    assert secrets.resolve("env:TOKEN").get_secret_value() == "from process"
    assert secrets.resolve("env:Other").get_secret_value() == "x y"
    with pytest.raises(SecretError, match="MISSING is not set"):
        secrets.resolve("env:MISSING")
    assert "from process" not in repr(secrets)


def test_a_broken_dotenv(tmp_path: Path) -> None:
    """It is a problem with a place like any other."""
    write_files(tmp_path, {".env": b"TOKEN=\xff\xfe\n"})
    with pytest.raises(WorkspaceError) as caught:
        load(tmp_path, CONNECTORS, {})
    assert [str(problem) for problem in caught.value.problems] == [".env:1:1: cannot be read"]


@pytest.mark.parametrize("settings", [SETTINGS, "broken: ["])
def test_the_collector_runs_again(tmp_path: Path, settings: str) -> None:
    """It is paused while files are read, and runs afterwards, also after a problem."""
    write_files(tmp_path, {"config/goalsync.yaml": settings})
    try:
        load(tmp_path, CONNECTORS, {})
    except WorkspaceError:
        assert settings != SETTINGS
    assert gc.isenabled()


@pytest.mark.parametrize("text", ["sources: {}\n? [a]\n: x\n", "sources: {}\n{a: b}: c\n"])
def test_a_key_that_is_a_list_or_a_mapping(tmp_path: Path, text: str) -> None:
    """At the top level of a file it is a problem like any other, and no crash."""
    write_files(tmp_path, {"config/goalsync.yaml": text})
    with pytest.raises(WorkspaceError) as caught:
        load(tmp_path, {}, {})
    assert next(str(one) for one in caught.value.problems if one.rule == "wrong-type").endswith(
        "a key must be text, not a list or a mapping"
    )
