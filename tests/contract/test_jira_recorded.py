"""The Jira connector over the recording that the example company ships, replayed by vcrpy under the real policy.

vcrpy is not thread-safe: one thread asks one question at a time. Nothing listens anywhere: a question that was not
recorded fails the test.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import vcr as vcrpy
import yaml

from goalsync.demo import DEMO_NOW
from goalsync.model.copies import replace
from goalsync.model.work import WorkItem
from goalsync.pull.opening import context_of
from goalsync.pull.requests import metric_requests
from goalsync.registry import connectors
from goalsync.sdk.connector import Context, Page, Source, Traffic
from goalsync.workspace import load

ROOT = Path(__file__).resolve().parents[2]
CASSETTE = ROOT / "cassettes" / "jira" / "example.yaml"
SECRETS = {"JIRA_EMAIL": "robin@acme.example", "JIRA_TOKEN": "t0ken"}


@pytest.fixture(scope="module")
def vcr_cassette_dir() -> str:
    """Beside what the demo reads."""
    return str(CASSETTE.parent)


@pytest.fixture
def vcr_cassette_name() -> str:
    """One recording for all."""
    return CASSETTE.stem


@pytest.fixture(scope="module")
def vcr_config() -> dict[str, Any]:
    """Never the network; a question is known by its body too."""
    return {
        "record_mode": vcrpy.mode.NONE,
        "match_on": ["method", "scheme", "host", "port", "path", "query", "body"],
        "filter_headers": ["authorization", "cookie"],
    }


def opened(**changes: object) -> tuple[Source, Context]:
    """The example's tracker, asked over the session of every day."""
    workspace = load(ROOT, connectors(), {**os.environ, **SECRETS})
    settings = replace(workspace.configuration.settings.sources["tracker"], recording=None)
    requests = metric_requests(workspace.configuration, "tracker")
    today = DEMO_NOW.date()
    context = context_of(workspace, settings, requests, now=DEMO_NOW, today=today, full=False)
    context = replace(context, concurrency=1, **changes)
    return connectors()["jira"].open(settings.settings, context), context


def pulled(source: Source, cursors: dict[str, str], traffic: dict[str, Traffic]) -> list[Page]:
    """Every partition, one after the other, in this thread; the cursors move."""
    pages = []
    for partition in source.partitions():
        counted = traffic[partition.name] = Traffic()
        for page in source.pull(partition, cursors.get(partition.name), counted):
            pages.append(page)
            cursors[partition.name] = page.cursor or cursors.get(partition.name, "")
    return pages


def world() -> dict[str, Any]:
    """Key → issue of the world that was recorded."""
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        import example_jira
    finally:
        sys.path.pop(0)
    return {issue["key"]: issue for issue in example_jira.issues()}


@pytest.mark.vcr(allow_playback_repeats=True)
def test_a_first_pull_brings_the_whole_world() -> None:
    """Every issue once, as it is: title, phase, points, parent, and when work began and ended."""
    cursors: dict[str, str] = {}
    traffic: dict[str, Traffic] = {}
    source, _ = opened()
    pages = pulled(source, cursors, traffic)
    source.close()
    items: dict[str, WorkItem] = {item.key: item for page in pages for item in page.items}
    expected = world()
    assert sorted(items) == sorted(expected)
    for key, issue in expected.items():
        fields, item = issue["fields"], items[key]
        assert (item.title, item.points) == (fields["summary"], fields["customfield_10016"])
        assert item.parent_key == fields.get("parent", {}).get("key")
        assert item.url == f"https://acme.atlassian.net/browse/{key}"
        closed = fields["resolutiondate"] or None
        assert item.closed == (datetime.fromisoformat(closed) if closed else None)
    phases = {"To Do": "todo", "In Progress": "doing", "In Review": "doing"}
    dropped = {"SHOP-11", "SHOP-14", "PAY-16"}
    for key, item in items.items():
        status = expected[key]["fields"]["status"]["name"]
        assert item.phase == ("dropped" if key in dropped else phases.get(status, "done")), key
    assert items["SHOP-9"].title == "Translate the consent text: Deutsch (für später)"
    assert items["PAY-13"].started is not None
    assert f"{items['PAY-13'].started:%Y-%m-%d}" == "2026-08-31"
    (result,) = [result for page in pages for result in page.results]
    assert (result.metric, [one.value for one in result.measurements]) == ("open_incidents", [2])
    assert any(page.census is not None for page in pages)


@pytest.mark.vcr(allow_playback_repeats=True)
def test_the_next_pull_asks_little_and_the_census_is_whole() -> None:
    """From the cursors: two requests a project at most when nothing changed but the overlap; with a census all ids."""
    cursors: dict[str, str] = {}
    traffic: dict[str, Traffic] = {}
    source, _ = opened()
    pulled(source, cursors, traffic)
    source.close()
    before = dict(cursors)
    source, _ = opened()
    pages = pulled(source, cursors, traffic)
    source.close()
    assert sum(len(page.items) for page in pages) <= 4
    assert cursors == before
    source, _ = opened(census=frozenset({"SHOP", "PAY"}))
    pages = pulled(source, cursors, traffic)
    source.close()
    ids = {str(native) for page in pages if page.census for native in page.census.native_ids}
    assert ids == {issue["id"] for issue in world().values()}


def test_the_recording_holds_nothing_that_it_should_not() -> None:
    """No address of the loopback, no credentials, no header that a reader of it would wonder about."""
    text = CASSETTE.read_text(encoding="utf-8")
    assert not [word for word in ("127.0.0.1", "localhost", "uthorization", "Cookie", "User-Agent") if word in text]
    names = {
        name.lower()
        for one in yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))["interactions"]  # noqa: S506
        for name in (*one["request"]["headers"], *one["response"]["headers"])
    }
    assert names <= {"content-type", "etag", "link", "location", "x-seraph-loginreason"}


def test_the_world_is_made_of_the_same_bytes_each_time(tmp_path: Path) -> None:
    """So that a new recording differs where the connector does, and nowhere else."""
    import subprocess

    tool = ROOT / "tools" / "example_jira.py"
    for name in ("a", "b"):
        subprocess.run([sys.executable, str(tool), str(tmp_path / name)], check=True)
    for file in ("issues.json", "fields.json"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()
    assert len(json.loads((tmp_path / "a" / "issues.json").read_text(encoding="utf-8"))) == 60
