"""The command killed in the middle of a walk through Jira: the next one goes on and ends equal to the truth."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from support.jira import TOKEN, World, jira


def start(world: World, directory: Path) -> subprocess.Popen[bytes]:
    """`goalsync sync` in a workspace that has this source alone."""
    (directory / "config").mkdir(exist_ok=True)
    settings = {"sources": {"tracker": {"connector": "jira", **world.config}}, "concurrency": 2}
    (directory / "config" / "goalsync.yaml").write_text(json.dumps(settings))
    command = [sys.executable, "-m", "goalsync", "-C", str(directory), "sync", "--quiet"]
    environment = {**os.environ, "JIRA_TOKEN": TOKEN, "NO_COLOR": "1"}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def held(directory: Path) -> dict[str, tuple[Any, ...]]:
    """What the store holds of each issue."""
    database = sqlite3.connect(directory / ".goalsync" / "goalsync.db")
    try:
        rows = database.execute("SELECT native_id, key, status, title FROM items WHERE presence = 'present'").fetchall()
    finally:
        database.close()
    return {row[0]: tuple(row[1:]) for row in rows}


def true(world: World) -> dict[str, tuple[Any, ...]]:
    """What there is."""
    return {native: (item["key"], item["status"], item["summary"]) for native, item in world.truth().items()}


def test_a_killed_command_is_made_good_by_the_next(tmp_path: Path) -> None:
    """Killed between two pages, issues edited, created and deleted meanwhile."""
    with jira("cloud", 2600, projects=("ALPHA",), latency=0.02) as world:
        running = start(world, tmp_path)
        while running.poll() is None and world.stats["paths"]["POST /rest/api/3/issue/{}"] < 16:
            time.sleep(0.005)
        running.send_signal(signal.SIGKILL)
        running.wait()
        partly = held(tmp_path)
        assert 0 < len(partly) < 2600
        world.store.touch("ALPHA-2")
        world.store.set_status("ALPHA-3", "Done")
        world.store.delete("ALPHA-5")
        world.store.create({"project": {"key": "ALPHA"}, "summary": "new"})
        world.server.latency = 0.0
        world.server.reset_stats()
        again = start(world, tmp_path)
        said, _ = again.communicate()
        assert again.returncode == 0, said.decode()
        assert held(tmp_path) == true(world)
        assert world.stats["paths"]["POST /rest/api/3/issue/{}"] < 26
