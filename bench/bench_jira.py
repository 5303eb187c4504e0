"""Jira Cloud behind 50 ms: a whole pull and an incremental one, against a bare client and the `jira` library's paging.

python bench/bench_jira.py [--issues 100000] [--latency 0.05] [--threads 8] [--library-sample 3000]

The server is the stand-in kept beside the project, in a process of its own. Each way runs in a process of its own:
`bare` makes the same requests and does nothing with the answers; `connector` decodes and translates and drops;
`sync` is the command, storing included. The library's paging is measured on a sample and extrapolated.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import itertools
import json
import os
import sys
import tempfile
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

KIT = Path(__file__).resolve().parents[2] / "shared" / "kits" / "replay_jira.py"
PROJECTS = ("ALPHA", "BETA", "GAMMA", "DELTA", "OMEGA")
TOKEN = "bench-token"  # noqa: S105 - of a server that this script starts


class Even(tuple[str, ...]):
    """Projects of which none is preferred: the generator gives half of all issues to the first."""

    turn = itertools.count()

    def __getitem__(self, place: Any) -> Any:
        return super().__getitem__(next(self.turn) % len(self) if place == 0 else place)


def serve(issues: int, latency: float, even: bool) -> None:
    """In the child: a stand-in that prints its address and serves until it is killed."""
    spec = importlib.util.spec_from_file_location("replay_jira", KIT)
    assert spec
    assert spec.loader
    kit = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = kit
    spec.loader.exec_module(kit)
    store = kit.Store.synthetic(issues, 7, Even(PROJECTS) if even else PROJECTS)
    server = kit.Server(store, "cloud", token=TOKEN, latency=latency).start()
    print(server.url, flush=True)
    time.sleep(36_000)


def ask(url: str, path: str, body: object | None = None) -> Any:
    """Control of the stand-in."""
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(f"{url}/__admin/{path}", data)) as answer:  # noqa: S310
        return json.load(answer)


def bare(url: str, threads: int) -> int:
    """The requests of a whole pull, ids first, then a hundred at once; answers are not looked at."""
    import requests

    from goalsync_jira.facts.answers import decode_fields
    from goalsync_jira.facts.fields import resolve

    http = requests.Session()
    http.trust_env = False
    http.mount("http://", requests.adapters.HTTPAdapter(pool_maxsize=threads))
    http.headers["Authorization"] = f"Bearer {TOKEN}"
    root = f"{url}/rest/api/3"
    fields = resolve(decode_fields(http.get(f"{root}/field").content, ""), {}, cloud=True).asked

    def ids(project: str) -> list[str]:
        found: list[str] = []
        token = None
        while True:
            body = {"jql": f'project = "{project}" ORDER BY id ASC', "fields": ["id"], "maxResults": 5000}
            page = http.post(f"{root}/search/jql", json=body | ({"nextPageToken": token} if token else {})).json()
            found += [issue["id"] for issue in page["issues"]]
            token = page.get("nextPageToken")
            if not token:
                return found

    def fetch(batch: list[str]) -> int:
        return len(http.post(f"{root}/issue/bulkfetch", json={"issueIdsOrKeys": batch, "fields": fields}).content)

    with ThreadPoolExecutor(threads) as pool:
        listed = list(pool.map(ids, PROJECTS))
        batches = [some[start : start + 100] for some in listed for start in range(0, len(some), 100)]
        sum(pool.map(fetch, batches))
    return sum(map(len, listed))


def connector(url: str, threads: int) -> int:
    """The connector alone: what is pulled is translated and dropped."""
    from datetime import UTC, datetime
    from zoneinfo import ZoneInfo

    from goalsync.sdk.connector import Context, Partition, Traffic
    from goalsync.sdk.secrets import Secrets
    from goalsync_jira.config import JiraSource
    from goalsync_jira.connector import JiraConnector

    now = datetime(2026, 11, 21, 9, tzinfo=UTC)
    secrets = Secrets(Path("/"), {"JIRA_TOKEN": TOKEN})
    context = Context("tracker", Path("/"), now, now.date(), ZoneInfo("UTC"), secrets, concurrency=threads)
    config = JiraSource.model_validate({"url": url, "token": "env:JIRA_TOKEN", "projects": PROJECTS})
    source = JiraConnector().open(config, context)

    def pull(partition: Partition) -> int:
        return sum(len(page.items) for page in source.pull(partition, None, Traffic()))

    with ThreadPoolExecutor(threads) as pool:
        found = sum(pool.map(pull, source.partitions()))
    source.close()
    return found


def sync(url: str, threads: int, directory: Path) -> int:
    """The command, in a workspace that has this source alone."""
    from goalsync.cli import main as goalsync

    if not (directory / "config").exists():
        (directory / "config").mkdir(parents=True)
        source = {"connector": "jira", "url": url, "token": "env:JIRA_TOKEN", "projects": PROJECTS}
        settings = {"sources": {"tracker": source}, "concurrency": threads}
        (directory / "config" / "goalsync.yaml").write_text(json.dumps(settings))
    os.environ["JIRA_TOKEN"] = TOKEN
    null = os.open(os.devnull, os.O_WRONLY)
    keep = os.dup(1)
    os.dup2(null, 1)
    try:
        goalsync(["-C", str(directory), "--quiet", "sync"])
    except SystemExit as end:
        if end.code:
            raise
    finally:
        os.dup2(keep, 1)
    return 0


def library(url: str, sample: int) -> int:
    """The library's own paging, a hundred at a time, one after the other."""
    from jira import JIRA

    client = JIRA(url, token_auth=TOKEN, options={"rest_api_version": "3"})
    fields = ["summary", "status", "issuetype", "project", "resolution", "created", "updated", "labels", "parent"]
    found = 0
    token = None
    while found < sample:
        page = client.enhanced_search_issues('project = "ALPHA"', maxResults=100, fields=fields, nextPageToken=token)
        found += len(page)
        token = page.nextPageToken
        if not token:
            break
    return found


def edit(url: str, number: int) -> int:
    """Edit some issues; in a child, for what it reads for that is large and would count as the peak of later ways."""
    keys = [true["key"] for true in ask(url, "truth?project=BETA")["issues"].values()][:number]
    ask(url, "mutate", [{"do": "touch", "key": key} for key in keys])
    return len(keys)


def run(way: str, url: str, *more: str) -> dict[str, float]:
    """A way in a process of its own: wall and CPU seconds, peak MB, items."""
    before, after = os.pipe()
    command = [sys.executable, __file__, "--way", way, url, *more]
    child = os.posix_spawn(sys.executable, command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, after, 1)])
    os.close(after)
    with os.fdopen(before) as answer:
        told = answer.read()
    _, status, used = os.wait4(child, 0)
    assert status == 0, f"{way} failed"
    found: dict[str, float] = json.loads(told)
    return found | {"cpu": used.ru_utime + used.ru_stime, "mb": used.ru_maxrss / 1024}


def one(way: str, url: str, more: list[str]) -> None:
    """In the child."""
    ways: dict[str, Any] = {"bare": bare, "connector": connector, "sync": sync, "library": library, "edit": edit}
    arguments = [Path(more[1]), int(more[0])][::-1] if way == "sync" else [int(more[0])]
    importlib.import_module("requests")
    started = time.perf_counter()
    items = ways[way](url, *arguments)
    print(json.dumps({"wall": time.perf_counter() - started, "items": items}))


def served(issues: int, latency: float, *, even: bool) -> tuple[int, str]:
    """A stand-in in a process of its own: its process and its address."""
    before, after = os.pipe()
    command = [sys.executable, __file__, "--serve", str(issues), str(latency), str(int(even))]
    child = os.posix_spawn(sys.executable, command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, after, 1)])
    os.close(after)
    with os.fdopen(before) as told:
        return child, told.readline().strip()


def loop() -> float:
    """CPU seconds of a fixed piece of work: beside its usual time it tells how much the other figures are worth."""
    started = time.process_time()
    sum(number * number % 7 for number in range(2_000_000))
    return time.process_time() - started


def told(what: str, found: dict[str, float], issues: int, url: str, base: dict[str, float]) -> None:
    """One line of the table; CPU of an issue where all came, else of the whole process."""
    stats = ask(url, "stats")
    cpu = f"{found['cpu'] / issues * 1e6:5.0f} µs/issue" if issues else f"{found['cpu']:5.2f} s       "
    print(
        f"  {what:22} {found['wall']:6.2f} s {found['wall'] / base['wall']:5.2f} x  CPU {cpu} "
        f"{found['cpu'] / base['cpu']:5.2f} x  (loop {loop():.2f} s) {found['mb']:4.0f} MB "
        f"{stats['requests']:5} requests  {stats['max_in_flight']} at once",
        flush=True,
    )
    ask(url, "reset_stats", {})


def main() -> None:
    """Serve, measure, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--issues", type=int, default=100_000)
    options.add_argument("--latency", type=float, default=0.05)
    options.add_argument("--threads", type=int, default=8)
    options.add_argument("--library-sample", type=int, default=3000)
    options.add_argument("--way", nargs="+", help=argparse.SUPPRESS)
    options.add_argument("--serve", nargs=3, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.serve:
        serve(int(chosen.serve[0]), float(chosen.serve[1]), chosen.serve[2] == "1")
        return
    if chosen.way:
        one(chosen.way[0], chosen.way[1], chosen.way[2:])
        return
    issues, threads = chosen.issues, str(chosen.threads)
    for even in (True, False):
        child, url = served(issues, chosen.latency, even=even)
        try:
            print(f"{issues:,} issues in five projects, {'even' if even else 'one has 60 %'}, {chosen.latency} s away")
            base = run("bare", url, threads)
            told("bare client", base, issues, url, base)
            told("connector", run("connector", url, threads), issues, url, base)
            with tempfile.TemporaryDirectory() as folder:
                told("sync, first", run("sync", url, threads, folder), issues, url, base)
                told("sync, nothing changed", run("sync", url, threads, folder), 0, url, base)
                edited = run("edit", url, str(issues // 100))["items"]
                ask(url, "reset_stats", {})
                told(f"sync, {edited:.0f} changed", run("sync", url, threads, folder), 0, url, base)
            if even:
                sample = run("library", url, str(chosen.library_sample))
                whole = sample["wall"] * issues / sample["items"]
                print(
                    f"  the library's paging: {sample['items']:.0f} issues in {sample['wall']:.1f} s, "
                    f"which would be {whole:.0f} s for all: {whole / base['wall']:.0f} x the bare client"
                )
        finally:
            os.kill(child, 9)
            os.waitpid(child, 0)


if __name__ == "__main__":
    main()
