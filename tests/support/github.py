"""The stand-in for GitHub that nobody here wrote, in this process; and what a pull of it must come to."""

from __future__ import annotations

import csv
import importlib.util
import json
import sys
import time
import urllib.request
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
from goalsync_github.config import GitHubSource
from goalsync_github.connector import GitHub, GitHubConnector
from support.peers import peer

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
QUICK = Policy(first_pause=0.01, first_pause_limited=0.02, longest_pause=0.05, read_timeout=2, max_wait=30)
TOKEN = "ghp_t0kenOfTheAccount"  # noqa: S105 - of the stand-in
BASES = ("", "/api/v3")
"""github.com's style, and Enterprise Server's."""


@cache
def kit() -> ModuleType:
    """The stand-in as a module."""
    spec = importlib.util.spec_from_file_location("replay_github", peer("kits/replay_github.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    limit = csv.field_size_limit()
    spec.loader.exec_module(module)
    csv.field_size_limit(limit)  # the stand-in raises it for the whole process
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

    def notes(self, name: str) -> list[str]:
        """What the last pull of a partition noticed."""
        return [note for page in self.pages[name] for note in page.notes]

    def brought(self, name: str) -> list[str]:
        """The native ids of the items that the last pull of a partition brought."""
        return [item.native_id for page in self.pages.get(name, ()) for item in page.items]


class World:
    """A running stand-in, and pulls of it. `base` is the address of its API."""

    def __init__(self, server: Any, root: str, base: str, repositories: tuple[str, ...]) -> None:
        self.server = server
        self.root = root
        self.base = base
        self.repositories = repositories
        self._counted = 0
        self.config: dict[str, object] = {
            "url": base,
            "token": "env:GITHUB_TOKEN",
            "repositories": list(repositories),
        }

    def control(self, what: str, body: object | None = None, method: str | None = None) -> Any:
        """Ask the stand-in's own switchboard."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.root}/_replay/{what}", data, method=method)  # noqa: S310
        with urllib.request.urlopen(request) as answer:  # noqa: S310
            return json.load(answer)

    def mutate(self, op: str, repository: str, *numbers: int, **more: Any) -> Any:
        """Do something to issues, as people would on GitHub."""
        return self.control("mutate", {"op": op, "repo": repository, "numbers": list(numbers), **more})

    def fault(self, match: str, do: Mapping[str, Any], **when: Any) -> None:
        """Let answers to requests that match go wrong."""
        self.control("faults", {"append": True, "rules": [{"match": match, "do": dict(do), **when}]})

    def heal(self) -> None:
        """No more faults."""
        self.control("faults", method="DELETE")
        self.server.buckets.clear()

    def forget(self) -> None:
        """Start counting requests anew."""
        self._settle()
        self.control("reset_log", {})
        self._counted = self.server.seq

    @property
    def log(self) -> list[Mapping[str, Any]]:
        """All requests since then."""
        self._settle()
        return list(self.server.log)

    def _settle(self) -> None:
        """The stand-in notes a request down a moment after it answered."""
        for _ in range(500):
            if len(self.server.log) >= self.server.seq - self._counted:
                return
            time.sleep(0.01)

    @property
    def stats(self) -> Mapping[str, Any]:
        """What the stand-in counted."""
        found: Mapping[str, Any] = self.control("stats")
        return found

    def truth(self, repository: str) -> dict[str, dict[str, Any]]:
        """What a perfect pull holds of a repository, by native id, each with its `number`; milestones as well."""
        repo = self.server.world.find(repository)
        told = self.control(f"truth?repo={repository}")
        found = {str(repo.issues[int(number)]["id"]): {**true, "number": int(number)} for number, true in told.items()}
        return found | {f"milestone-{one['id']}": dict(one) for one in repo.milestones.values()}

    def source(self, *, census: Iterable[str] = (), full: bool = False, overlap: float = 300, **keys: Any) -> GitHub:
        """The source over it; `keys` are of Context or, in `config`, of the configuration."""
        config = GitHubSource.model_validate({**self.config, **keys.pop("config", {})})
        gates = keys.pop("gates", None) or Gates()
        policy = keys.pop("policy", QUICK)
        context = self.context(census=census, full=full, overlap=overlap, **keys)
        made = GitHubConnector(policy, gates).open(config, context)
        assert isinstance(made, GitHub)
        return made

    def context(self, *, census: Iterable[str], full: bool, overlap: float, **keys: Any) -> Context:
        """What the source knows of its run."""
        environment = {"GITHUB_TOKEN": TOKEN, **keys.pop("environment", {})}
        return Context(
            name="code",
            directory=Path("/nowhere"),
            now=NOW,
            today=NOW.date(),
            timezone=ZoneInfo("UTC"),
            secrets=Secrets(Path("/nowhere"), environment),
            full=full,
            overlap=timedelta(seconds=overlap),
            max_wait=timedelta(seconds=30),
            census=frozenset(census),
            **{"concurrency": 4, **keys},
        )

    def pull(
        self, stored: Stored | None = None, *, stop: Callable[[str, int], bool] | None = None, **keys: Any
    ) -> Stored:
        """Pull all partitions one after the other into `stored`; `stop(partition, pages so far)` kills the run.

        Errors are kept by partition, as a run would report them.
        """
        stored = stored if stored is not None else Stored()
        stored.errors, stored.traffic, stored.pages, stored.census = {}, {}, {}, {}
        source = self.source(**keys)
        try:
            for partition in source.partitions():
                self._pull_one(source, partition, stored, stop)
        finally:
            source.close()
        return stored

    def _pull_one(
        self, source: GitHub, partition: Partition, stored: Stored, stop: Callable[[str, int], bool] | None
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

    def differences(self, stored: Stored, *repositories: str) -> list[str]:
        """Where what is stored differs from what a perfect pull holds; empty where nothing does."""
        found: list[str] = []
        for name in repositories or self.repositories:
            held = {native: item for native, item in stored.items.items() if item.project == name}
            found += [f"{name}: {text}" for text in differences(held, self.truth(name), name)]
        return found


@contextmanager
def github(
    *repositories: str, base: str = "", pulled: tuple[str, ...] | None = None, options: Iterable[str] = ()
) -> Generator[World]:
    """A world of synthetic repositories, `acme/shop:150:1`; `pulled` are those configured, `options` the stand-in's."""
    arguments = [word for one in repositories for word in ("--synthetic", one)]
    server, root, stop = kit().start(["--port", "0", *arguments, *options])
    names = tuple(one.partition(":")[0] for one in repositories)
    try:
        yield World(server, root, root + base, pulled or names)
    finally:
        stop()


def differences(held: Mapping[str, WorkItem], truth: Mapping[str, Mapping[str, Any]], name: str) -> list[str]:
    """Where items differ from what the stand-in holds, in words."""
    found = [f"{native} ({truth[native]['number']}) is missing" for native in sorted(truth.keys() - held.keys())]
    found += [f"{native} ({held[native].key}) is not there" for native in sorted(held.keys() - truth.keys())]
    for native in sorted(held.keys() & truth.keys()):
        item, true = held[native], truth[native]
        expected = _milestone(true, name) if native.startswith("milestone-") else _issue(true, name)
        found += [
            f"{native} {field_name}: {getattr(item, field_name)!r} instead of {value!r}"
            for field_name, value in expected.items()
            if getattr(item, field_name) != value
        ]
        if not native.startswith("milestone-") and sorted(item.tags.get("label", ())) != sorted(set(true["labels"])):
            found.append(f"{native} labels: {item.tags.get('label')!r} instead of {true['labels']!r}")
    return found


def _issue(true: Mapping[str, Any], name: str) -> dict[str, object]:
    merged, closed = bool(true["merged_at"]), true["state"] == "closed"
    dropped = true["state_reason"] in ("not_planned", "duplicate") or (true["is_pr"] and not merged)
    still = "doing" if true["is_pr"] else "todo"
    return {
        "key": f"{name}#{true['number']}",
        "title": true["title"],
        "phase": ("dropped" if dropped else "done") if closed else still,
        "updated": _time(true["updated_at"]),
        "closed": _time(true["closed_at"]),
        "kind": "pull_request" if true["is_pr"] else "issue",
    }


def _milestone(true: Mapping[str, Any], name: str) -> dict[str, object]:
    return {
        "key": f"{name}/milestones/{true['number']}",
        "title": true["title"],
        "phase": "done" if true["state"] == "closed" else "doing",
        "updated": _time(true["updated_at"]),
        "closed": _time(true["closed_at"]),
        "kind": "milestone",
    }


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
