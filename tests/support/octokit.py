"""GitHub's published GraphQL schema, from npm; raw issues as GitHub writes them; a GitHub that follows a script."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.http import Gates
from goalsync_github.config import GitHubSource
from goalsync_github.site.refusals import Refused
from goalsync_github.site.site import Site, open_site
from support.github import QUICK, World

PACKAGE = "@octokit/graphql-schema@15.26.1"
_SECONDS = 120


@cache
def schema_file() -> Path:
    """The path of the schema, installed by npm once into a temporary directory that all runs share.

    Skips the test where that is not possible, fails where peers are required.
    """
    home = Path(tempfile.gettempdir()) / f"octokit-{os.getuid()}-{PACKAGE.rpartition('/')[2]}"
    home.mkdir(mode=0o700, exist_ok=True)
    found = home / "node_modules" / "@octokit" / "graphql-schema" / "schema.graphql"
    with FileLock(home / "lock"):
        reason = None if found.exists() else _install(home)
    if reason is None and found.exists():
        return found
    text = f"needs {PACKAGE} from npm: {reason or 'the package holds no schema'}"
    if os.environ.get("GOALSYNC_REQUIRE_PEERS") == "1":
        pytest.fail(text)
    pytest.skip(text)


def _install(home: Path) -> str | None:
    """Why it could not be installed, or None."""
    npm = shutil.which("npm")
    if npm is None:
        return "npm is not installed"
    command = [npm, "install", "--prefix", str(home), "--no-audit", "--no-fund", "--ignore-scripts", PACKAGE]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return f"npm did not end within {_SECONDS} seconds"
    return None if done.returncode == 0 else done.stderr.strip()[-300:]


def site_of(world: World) -> Site:
    """Signed in at the stand-in, as a pull would be."""
    context = world.context(census=(), full=False, overlap=300)
    return open_site(GitHubSource.model_validate(world.config), context, policy=QUICK, gates=Gates())


def issue(number: int = 12, **keys: Any) -> dict[str, Any]:
    """An open issue with the keys that are used and some that are not."""
    api = "https://api.github.com/repos/acme/shop"
    return {
        "url": f"{api}/issues/{number}",
        "repository_url": api,
        "html_url": f"https://github.com/acme/shop/issues/{number}",
        "id": 3_000_000_000 + number,
        "node_id": "I_1",
        "number": number,
        "title": "Größe 日本",
        "user": {"login": "ada", "id": 1},
        "labels": [{"id": 1, "name": "bug", "color": "ededed"}],
        "state": "open",
        "state_reason": None,
        "locked": False,
        "assignees": [{"login": "ken-t", "id": 2}],
        "milestone": None,
        "comments": 3,
        "created_at": "2026-01-02T03:04:05Z",
        "updated_at": "2026-02-03T04:05:06Z",
        "closed_at": None,
        "body": "text " * 50,
        "reactions": {"total_count": 0},
        **keys,
    }


def pull(number: int = 13, *, merged_at: str | None = None, **keys: Any) -> dict[str, Any]:
    """An open pull request as issue lists show it."""
    merge = {"url": f"https://api.github.com/repos/acme/shop/pulls/{number}", "merged_at": merged_at}
    return issue(number, **{"pull_request": merge, "draft": False, **keys})


def milestone(number: int = 3, **keys: Any) -> dict[str, Any]:
    """An open milestone."""
    return {
        "id": 7000 + number,
        "number": number,
        "title": "Q4",
        "description": "words",
        "state": "open",
        "html_url": f"https://github.com/acme/shop/milestone/{number}",
        "due_on": "2026-12-31T08:00:00Z",
        "created_at": "2026-01-01T00:00:00Z",
        "updated_at": "2026-02-01T00:00:00Z",
        "closed_at": None,
        **keys,
    }


@dataclass
class Scripted:
    """One answer of a scripted GitHub."""

    body: bytes
    next: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    line: str = "GET https://api.github.com/scripted"


Params = Mapping[str, str | int]


def nothing(path: str, params: Params) -> None:
    """No such thing, whatever was asked for."""


def no_data(text: str, variables: Mapping[str, object]) -> object:
    """Likewise in GraphQL."""
    return {"errors": [{"type": "NOT_FOUND", "message": "no such thing"}]}


@dataclass
class Script:
    """Answers requests by `rest(path, params)` and queries by `query(text, variables)`; None is a 404."""

    rest: Callable[[str, Params], object | None] = nothing
    query: Callable[[str, Mapping[str, object]], object] = no_data
    asked: list[str] = field(default_factory=list)

    def ask(
        self,
        path: str,
        params: Mapping[str, str | int] | None = None,
        etag: str | None = None,
        *,
        what: str | None = None,
    ) -> Scripted:
        """The answer that the script has."""
        self.asked.append(path)
        found = self.rest(path, params or {})
        if found is None:
            raise Refused(PullCode.FORBIDDEN, f"{what or path}: 404", remedy="check the name", status=404)
        return found if isinstance(found, Scripted) else Scripted(json.dumps(found).encode())

    def graphql(self, query: str, variables: Mapping[str, object]) -> bytes:
        """The answer that the script has."""
        self.asked.append("graphql")
        return json.dumps(self.query(query, variables)).encode()
