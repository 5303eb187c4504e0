"""GitHub behind 50 ms: one large repository and forty at once, against a bare client and PyGithub without its throttle.

python bench/bench_github.py [--issues 10000] [--repositories 40] [--each 500] [--latency 0.05] [--threads 8]

The server is the stand-in kept beside the project, in a process of its own. Each way runs in a process of its own:
`bare` makes the same walk (from the last update on, a hundred a page) and parses no more than that takes; `connector`
decodes, translates and drops; `sync` is the command, storing included; `PyGithub` lists issues as its users do, with
100 a page, neither sleeping nor retrying, a client for each thread, and reads eight attributes of each issue.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import os
import sys
import tempfile
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

KIT = Path(__file__).resolve().parents[2] / "shared" / "kits" / "replay_github.py"
TOKEN = "ghp_bench"  # noqa: S105 - of the stand-in
QUERY = {"state": "all", "sort": "updated", "direction": "asc", "per_page": "100"}


def serve(specifications: list[str], latency: str) -> None:
    """In the child: a stand-in that prints its address and serves until it is killed."""
    spec = importlib.util.spec_from_file_location("replay_github", KIT)
    assert spec is not None
    assert spec.loader is not None
    kit = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = kit
    spec.loader.exec_module(kit)
    options = ["--port", "0", "--latency", latency, "--rate-limit", "1000000"]
    _, url, _ = kit.start([*options, *(word for one in specifications for word in ("--synthetic", one))])
    print(url, flush=True)
    time.sleep(36_000)


def ask(url: str, path: str, body: object | None = None) -> Any:
    """Control of the stand-in."""
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(f"{url}/_replay/{path}", data)) as answer:  # noqa: S310
        return json.load(answer)


def bare(url: str, names: list[str], threads: int) -> int:
    """The same walk, with requests and json alone."""
    import requests

    http = requests.Session()
    http.trust_env = False
    http.mount("http://", requests.adapters.HTTPAdapter(pool_maxsize=threads))
    http.headers["Authorization"] = f"token {TOKEN}"

    def walk(name: str) -> int:
        http.get(f"{url}/repos/{name}")
        http.get(f"{url}/repos/{name}/milestones", params={"state": "all", "per_page": "100"})
        seen: set[int] = set()
        address, params = f"{url}/repos/{name}/issues", dict(QUERY)
        while True:
            answer = http.get(address, params=params)
            page = answer.json()
            seen.update(issue["id"] for issue in page)
            if "next" not in answer.links:
                return len(seen)
            last = page[-1]["updated_at"]
            if sum(issue["updated_at"] == last for issue in page) > 10:
                address, params = answer.links["next"]["url"], {}
            else:
                address, params = f"{url}/repos/{name}/issues", QUERY | {"since": last}

    with ThreadPoolExecutor(threads) as pool:
        return sum(pool.map(walk, names))


def connector(url: str, names: list[str], threads: int) -> int:
    """The connector alone: what is pulled is translated and dropped."""
    from datetime import UTC, datetime
    from zoneinfo import ZoneInfo

    from goalsync.sdk.connector import Context, Partition, Traffic
    from goalsync.sdk.secrets import Secrets
    from goalsync_github.config import GitHubSource
    from goalsync_github.connector import GitHubConnector

    now = datetime(2026, 11, 21, 9, tzinfo=UTC)
    secrets = Secrets(Path("/"), {"GITHUB_TOKEN": TOKEN})
    context = Context("code", Path("/"), now, now.date(), ZoneInfo("UTC"), secrets, concurrency=threads)
    config = GitHubSource.model_validate({"url": url, "token": "env:GITHUB_TOKEN", "repositories": names})
    source = GitHubConnector().open(config, context)

    def pull(partition: Partition) -> int:
        return sum(item.kind != "milestone" for page in source.pull(partition, None, Traffic()) for item in page.items)

    with ThreadPoolExecutor(threads) as pool:
        found = sum(pool.map(pull, source.partitions()))
    source.close()
    return found


def sync(url: str, names: list[str], threads: int, directory: Path) -> int:
    """The command, in a workspace that has this source alone."""
    from goalsync.cli import main as goalsync

    if not (directory / "config").exists():
        (directory / "config").mkdir(parents=True)
        source = {"connector": "github", "url": url, "token": "env:GITHUB_TOKEN", "repositories": names}
        settings = {"sources": {"code": source}, "concurrency": threads}
        (directory / "config" / "goalsync.yaml").write_text(json.dumps(settings))
    os.environ["GITHUB_TOKEN"] = TOKEN
    null, keep = os.open(os.devnull, os.O_WRONLY), os.dup(1)
    os.dup2(null, 1)
    try:
        code = goalsync(["-C", str(directory), "--quiet", "sync"])
        assert not code, code
    finally:
        os.dup2(keep, 1)
    return 0


def pygithub(url: str, names: list[str], threads: int) -> int:
    """As its users do, but without its pauses."""
    import github

    attributes = ("number", "title", "state", "state_reason", "labels", "assignees", "milestone", "created_at")

    def walk(name: str) -> int:
        auth = github.Auth.Token(TOKEN)
        client = github.Github(
            base_url=url, auth=auth, per_page=100, retry=None, seconds_between_requests=None, timeout=60
        )
        found = 0
        for issue in client.get_repo(name).get_issues(state="all", sort="updated", direction="asc"):
            found += all(getattr(issue, attribute, None) is not issue for attribute in attributes)
        return found

    with ThreadPoolExecutor(threads) as pool:
        return sum(pool.map(walk, names))


WAYS: dict[str, Any] = {"bare": bare, "connector": connector, "sync": sync, "pygithub": pygithub}


def one(way: str, url: str, names: list[str], threads: int, *more: str) -> None:
    """In the child."""
    importlib.import_module("github" if way == "pygithub" else "requests")
    started = time.perf_counter()
    items = WAYS[way](url, names, threads, *map(Path, more))
    print(json.dumps({"wall": time.perf_counter() - started, "items": items}))


def run(way: str, url: str, names: list[str], threads: int, *more: str) -> dict[str, float]:
    """A way in a process of its own: wall and CPU seconds, peak MB, items."""
    before, after = os.pipe()
    command = [sys.executable, __file__, "--way", way, url, json.dumps(names), str(threads), *more]
    child = os.posix_spawn(sys.executable, command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, after, 1)])
    os.close(after)
    with os.fdopen(before) as answer:
        told = answer.read()
    _, status, used = os.wait4(child, 0)
    assert status == 0, f"{way} failed"
    found: dict[str, float] = json.loads(told)
    return found | {"cpu": used.ru_utime + used.ru_stime, "mb": used.ru_maxrss / 1024}


def served(specifications: list[str], latency: float) -> tuple[int, str]:
    """A stand-in in a process of its own: its process and its address."""
    before, after = os.pipe()
    command = [sys.executable, __file__, "--serve", str(latency), *specifications]
    child = os.posix_spawn(sys.executable, command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, after, 1)])
    os.close(after)
    with os.fdopen(before) as told:
        return child, told.readline().strip()


def told(what: str, found: dict[str, float], issues: int, url: str, base: float) -> None:
    """One line of the table."""
    stats = ask(url, "stats")
    unchanged = stats["statuses"].get("304", 0)
    print(
        f"  {what:26} {found['wall']:7.2f} s {found['wall'] / base:6.2f} x  {found['cpu']:6.2f} s CPU "
        f"{found['mb']:5.0f} MB  {stats['requests']:5} requests"
        + (f", {stats['requests'] / (issues / 100):.3f} a hundred issues" if issues else f", {unchanged} unchanged")
        + f", {stats['max_in_flight']} at once",
        flush=True,
    )
    ask(url, "reset_log", {})


def measure(title: str, specifications: list[str], latency: float, threads: int) -> None:
    """All ways over one world."""
    names = [one.partition(":")[0] for one in specifications]
    child, url = served(specifications, latency)
    try:
        issues = sum(repository["issues"] for repository in ask(url, "state")["repos"].values())
        print(f"{title}: {issues:,} issues and pull requests, {latency * 1000:.0f} ms, {threads} at once")
        base = run("bare", url, names, threads)
        assert base["items"] == issues
        told("bare client", base, issues, url, base["wall"])
        found = run("connector", url, names, threads)
        assert found["items"] == issues
        told("connector", found, issues, url, base["wall"])
        with tempfile.TemporaryDirectory() as folder:
            told("sync, first", run("sync", url, names, threads, folder), issues, url, base["wall"])
            run("sync", url, names, threads, folder)
            ask(url, "reset_log", {})
            told("sync, nothing changed", run("sync", url, names, threads, folder), 0, url, base["wall"])
            ask(url, "touch", {"repo": names[0], "numbers": list(range(20, 20 + issues // 100))[:80]})
            told("sync, a few changed", run("sync", url, names, threads, folder), 0, url, base["wall"])
        for at_once in sorted({1, min(threads, len(names))}):
            found = run("pygithub", url, names, at_once)
            told(f"PyGithub, {at_once} at once", found, issues, url, base["wall"])
    finally:
        os.kill(child, 9)
        os.waitpid(child, 0)


def main() -> None:
    """Serve, measure, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--issues", type=int, default=10_000)
    options.add_argument("--repositories", type=int, default=40)
    options.add_argument("--each", type=int, default=500)
    options.add_argument("--latency", type=float, default=0.05)
    options.add_argument("--threads", type=int, default=8)
    options.add_argument("--way", nargs="+", help=argparse.SUPPRESS)
    options.add_argument("--serve", nargs="+", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.serve:
        serve(chosen.serve[1:], chosen.serve[0])
    elif chosen.way:
        way, url, names, threads, *more = chosen.way
        one(way, url, json.loads(names), int(threads), *more)
    else:
        measure("one repository", [f"acme/large:{chosen.issues}:7"], chosen.latency, chosen.threads)
        every = [f"acme/part-{number:02}:{chosen.each}:{number}" for number in range(chosen.repositories)]
        measure(f"{chosen.repositories} repositories", every, chosen.latency, chosen.threads)


if __name__ == "__main__":
    main()
