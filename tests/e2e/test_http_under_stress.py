"""The session against a server that nobody here wrote and that keeps count: limits kept, nothing done twice."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from types import ModuleType
from typing import Any

import pytest

from goalsync.sdk.connector import Traffic
from goalsync.sdk.errors import SourceError
from goalsync.sdk.http import Gates, Policy, counting, json_of, session
from support.contexts import context
from support.peers import peer

QUICK = Policy(first_pause=0.02, first_pause_limited=0.05, read_timeout=5)


@cache
def kit() -> ModuleType:
    """The stand-in for Jira as a module."""
    spec = importlib.util.spec_from_file_location("replay_jira", peer("kits/replay_jira.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def jira() -> Generator[Any]:
    """Sixty issues, no credentials asked."""
    server = kit().Server(kit().Store.synthetic(60, 7), "cloud", "127.0.0.1", 0, require_auth=False, seed=3).start()
    yield server
    server.stop()


def test_eight_threads_keep_the_pauses_and_get_every_answer(jira: Any) -> None:
    """Limits as seconds, as a number with a point and as a date, failures, resets and cut bodies, at random: each of
    160 questions is answered rightly, and no request came before its time but those that were on their way already.
    """
    for style in ("seconds", "float", "date"):
        jira.faults.add(
            match="/issue/", nth=[{"seconds": 20, "float": 60, "date": 100}[style]], action="429", style=style
        )
    for action in ("500", "502", "503", "504", "reset", "reset_mid", "truncate"):
        jira.faults.add(match="/issue/", p=0.04, action=action)
    keys = sorted(issue.raw["key"] for issue in jira.store.issues.values())[:40] * 4
    http = session(context(), gates=Gates(), policy=QUICK)

    def ask(key: str) -> tuple[str, Traffic]:
        traffic = Traffic()
        with counting(traffic):
            found = json_of(http.get(f"{jira.url}/rest/api/3/issue/{key}"))
        assert isinstance(found, dict)
        return found["key"], traffic

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, keys))
    assert [key for key, _ in answers] == keys
    stats = jira.stats
    assert stats["status"]["429"] == 3
    early = [entry["early_by_s"] for entry in jira.memlog if "early_by_s" in entry]
    assert all(seconds > 0.5 for seconds in early), "sent after the server had said to wait a second"
    assert len(early) <= 7 * 3
    assert sum(traffic.requests for _, traffic in answers) == stats["requests"]
    assert sum(traffic.retries for _, traffic in answers) == stats["requests"] - len(keys) > 3
    assert stats["max_in_flight"] <= 8


def test_a_write_whose_reply_is_lost_is_done_once(jira: Any) -> None:
    """The server did it and said nothing: one issue, not two, and an error that says so."""
    before = len(jira.store.issues)
    jira.faults.add(match="/issue$", method="POST", nth=[1], action="lost_reply")
    fields = {"project": {"key": "ALPHA"}, "summary": "Once", "issuetype": {"name": "Task"}}
    http = session(context(), gates=Gates(), policy=QUICK)
    with pytest.raises(SourceError, match="not repeated: it may have been carried out"):
        http.post(f"{jira.url}/rest/api/3/issue", json={"fields": fields})
    assert len(jira.store.issues) == before + 1
