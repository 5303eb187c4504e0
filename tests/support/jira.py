"""The stand-in for Jira that nobody here wrote, in this process; and what a pull of it must come to."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

from goalsync.model.work import WorkItem
from goalsync.sdk.connector import Context, Page, Partition, Traffic
from goalsync.sdk.errors import SourceError
from goalsync.sdk.http import Gates, Policy
from goalsync.sdk.secrets import Secrets
from goalsync_jira.config import JiraSource
from goalsync_jira.connector import Jira, JiraConnector
from support.peers import peer

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
QUICK = Policy(first_pause=0.01, first_pause_limited=0.02, longest_pause=0.05, read_timeout=5, max_wait=30)
TOKEN = "t0ken-of-the-account"  # noqa: S105 - of a server in this process
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@cache
def kit() -> ModuleType:
    """The stand-in as a module."""
    spec = importlib.util.spec_from_file_location("replay_jira", peer("kits/replay_jira.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@dataclass
class Stored:
    """What a store would hold of one source: items, cursors, and what the last census of each partition said."""

    items: dict[str, WorkItem] = field(default_factory=dict)
    cursors: dict[str, str] = field(default_factory=dict)
    census: dict[str, frozenset[str]] = field(default_factory=dict)
    errors: dict[str, SourceError] = field(default_factory=dict)
    traffic: dict[str, Traffic] = field(default_factory=dict)
    pages: dict[str, list[Page]] = field(default_factory=dict)

    def take(self, name: str, page: Page) -> None:
        """Store a page as one transaction would."""
        self.items.update({item.native_id: item for item in page.items})
        if page.cursor is not None:
            self.cursors[name] = page.cursor
        if page.census is not None:
            self.census[name] = frozenset(page.census.native_ids)
        self.pages.setdefault(name, []).append(page)


class World:
    """A running stand-in with `store` and `server`, and pulls of it."""

    def __init__(self, store: Any, server: Any, config: Mapping[str, object]) -> None:
        self.store = store
        self.server = server
        self.config = config

    @property
    def stats(self) -> Mapping[str, Any]:
        """What the stand-in counted."""
        found: Mapping[str, Any] = self.server.stats
        return found

    def source(self, *, census: Iterable[str] = (), full: bool = False, overlap: float = 300, **keys: Any) -> Jira:
        """The source over it; `keys` are of Context or, in `config`, of the configuration."""
        config = JiraSource.model_validate({**self.config, **keys.pop("config", {})})
        made = JiraConnector(QUICK, Gates()).open(
            config, self.context(census=census, full=full, overlap=overlap, **keys)
        )
        assert isinstance(made, Jira)
        return made

    def context(self, *, census: Iterable[str], full: bool, overlap: float, **keys: Any) -> Context:
        """What the source knows of its run."""
        return Context(
            name="tracker",
            directory=Path("/nowhere"),
            now=NOW,
            today=NOW.date(),
            timezone=ZoneInfo("UTC"),
            secrets=Secrets(Path("/nowhere"), {"JIRA_TOKEN": TOKEN}),
            full=full,
            overlap=timedelta(seconds=overlap),
            max_wait=timedelta(seconds=30),
            census=frozenset(census),
            **{"concurrency": 4, **keys},
        )

    def pull(
        self,
        stored: Stored | None = None,
        *,
        stop: Callable[[str, int], bool] | None = None,
        projects: Iterable[str] | None = None,
        **keys: Any,
    ) -> Stored:
        """Pull all partitions one after the other into `stored`; `stop(partition, pages so far)` kills the run.

        Errors are kept by partition, as a run would report them.
        """
        stored = stored if stored is not None else Stored()
        stored.errors, stored.traffic, stored.pages, stored.census = {}, {}, {}, {}
        source = self.source(**keys)
        try:
            for partition in source.partitions():
                if projects is None or partition.name in projects:
                    self._pull_one(source, partition, stored, stop)
        finally:
            source.close()
        return stored

    def _pull_one(
        self, source: Jira, partition: Partition, stored: Stored, stop: Callable[[str, int], bool] | None
    ) -> None:
        name = partition.name
        traffic = stored.traffic[name] = Traffic()
        try:
            for number, page in enumerate(source.pull(partition, stored.cursors.get(name), traffic)):
                if stop is not None and stop(name, number):
                    return
                stored.take(name, page)
        except SourceError as error:
            stored.errors[name] = error

    def differences(self, stored: Stored) -> list[str]:
        """Where what is stored differs from what a perfect pull holds."""
        return differences(stored.items, self.truth(), cloud=self.server.flavour == "cloud")

    def keep_project(self, key: str) -> None:
        """A project is there without issues: the stand-in knows projects by their issues only."""
        handler = self.server.httpd.RequestHandlerClass
        projects = handler.projects

        def kept(request: Any, path: str, server: Any, store: Any, anonymous: bool) -> Any:
            if path == f"/project/{key}" and not anonymous:
                return {"id": "1", "key": key, "name": key}
            return projects(request, path, server, store, anonymous)

        handler.projects = kept
        self.store.extra_projects[key] = 1

    def truth(self) -> Mapping[str, Mapping[str, Any]]:
        """What a perfect pull holds, by id."""
        found: Mapping[str, Mapping[str, Any]] = self.store.truth()["issues"]
        return found


@contextmanager
def jira(
    flavour: str,
    issues: int = 600,
    *,
    projects: tuple[str, ...] = ("ALPHA", "BETA", "GAMMA"),
    zone: str = "UTC",
    server_zone: str | None = None,
    lag: float = 0.0,
    now: datetime | None = None,
    pulled: tuple[str, ...] | None = None,
    **options: Any,
) -> Generator[World]:
    """A world of synthetic issues; `pulled` are the projects configured, `options` those of the stand-in's server."""
    start = now.timestamp() if now else None
    store = kit().Store.synthetic(issues, 7, projects, user_tz=zone, server_tz=server_zone, index_lag=lag, now=start)
    server = kit().Server(store, "dc" if flavour == "datacenter" else flavour, token=TOKEN, seed=3, **options).start()
    config = {"url": server.url, "token": "env:JIRA_TOKEN", "projects": list(pulled or projects)}
    try:
        yield World(store, server, config)
    finally:
        server.stop()


def differences(
    stored: Mapping[str, WorkItem], truth: Mapping[str, Mapping[str, Any]], *, cloud: bool = True
) -> list[str]:
    """Where items differ from what the stand-in holds, in words; empty where nothing does.

    Data Center shows the parents of sub-tasks and Epic Links, no other.
    """
    found = [f"{native} is missing" for native in sorted(truth.keys() - stored.keys())]
    found += [f"{native} is not there" for native in sorted(stored.keys() - truth.keys())]
    for native in sorted(stored.keys() & truth.keys()):
        item, true = stored[native], truth[native]
        pairs: dict[str, tuple[object, object]] = {
            "key": (item.key, true["key"]),
            "project": (item.project, true["project"]),
            "type": (item.type, true["type"]),
            "status": (item.status, true["status"]),
            "category": (item.status_category, true["category"]),
            "resolution": (item.resolution, true["resolution"]),
            "title": (item.title, true["summary"]),
            "updated": (_ms(item.updated), true["updated_ms"]),
            "created": (_ms(item.created), true["created_ms"]),
            "points": (item.points, true["story_points"]),
            "due": (item.due, true["due"]),
            "labels": (sorted(item.tags.get("label", ())), sorted(true["labels"])),
            "versions": (sorted(item.tags.get("milestone", ())), sorted(true["fix_versions"])),
            "parent": (item.parent_key, true["parent"] if cloud or true["subtask"] else true["epic"]),
        }
        found += [
            f"{native} {name}: {ours!r} instead of {theirs!r}"
            for name, (ours, theirs) in pairs.items()
            if ours != theirs
        ]
    return found


def _ms(moment: datetime | None) -> int | None:
    return None if moment is None else (moment - EPOCH) // timedelta(milliseconds=1)
