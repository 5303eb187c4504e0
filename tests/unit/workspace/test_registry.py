"""Installed connectors: found by entry point, imported when used, broken ones told."""

from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from goalsync.registry import ConnectorError, Connectors, connectors, described
from goalsync.sdk.connector import MetricConfig, SourceConfig
from goalsync.workspace import WorkspaceError, load, schema
from support.workspaces import write_files


def point(name: str, value: str) -> EntryPoint:
    """An entry point as a package would declare it."""
    return EntryPoint(name=name, value=value, group="goalsync.connectors")


BROKEN = Connectors(
    {
        "missing": point("missing", "no_such_package:connector"),
        "number": point("number", "math:pi"),
        "table": point("table", "support.workspaces:Table"),
    }
)


def test_the_sheets_connector_is_installed() -> None:
    """The distribution brings it, and it is one."""
    found = connectors()
    assert "sheets" in found
    assert issubclass(found["sheets"].source_config, SourceConfig)
    assert found["sheets"].metric_config is not None
    assert issubclass(found["sheets"].metric_config, MetricConfig)
    assert found["sheets"] is found["sheets"]
    assert [one.name for one in described()] == list(found)
    assert all(one.summary and one.package and not one.problem for one in described())


@pytest.mark.parametrize(
    ("name", "said"),
    [("missing", "cannot be imported from no_such_package:connector"), ("number", "math:pi is no connector")],
)
def test_a_connector_that_cannot_be_used(name: str, said: str) -> None:
    """It is an error that names the package and what to do, only when it is used."""
    assert list(BROKEN) == ["missing", "number", "table"]
    with pytest.raises(ConnectorError, match=said) as caught:
        BROKEN[name]
    assert caught.value.remedy


def test_a_broken_connector_in_a_workspace(tmp_path: Path) -> None:
    """It is a problem at its source; the others are read on."""
    text = "sources:\n  a: {connector: missing, x: 1}\n  b: {connector: table, pathh: x}\n"
    write_files(tmp_path, {"config/goalsync.yaml": text})
    with pytest.raises(WorkspaceError) as caught:
        load(tmp_path, BROKEN, {})
    assert [(problem.line, problem.rule) for problem in caught.value.problems] == [
        (2, "broken-connector"),
        (3, "unknown-key"),
    ]


def test_schemas_without_a_broken_connector() -> None:
    """A broken package does not keep an editor from having a schema."""
    assert "pathh" not in str(schema("settings", BROKEN))
