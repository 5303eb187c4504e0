"""The GitHub emulator that strangers wrote, from npm: stateful, with an API to work through as people do."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

PACKAGE = "emulate@0.11.2"
TOKEN = "ghp_emulated"  # noqa: S105 - of the stand-in
_SECONDS = 120
_SEED = """\
tokens: {ghp_emulated: {login: ada, scopes: [repo, user]}}
github:
  users: [{login: ada, name: Ada}]
  repos:
    - {owner: ada, name: shop, private: false, auto_init: true}
    - {owner: ada, name: pay, private: true, auto_init: true}
"""


class Emulated:
    """A running emulator. `base` is the address of its API."""

    def __init__(self, base: str) -> None:
        self.base = base

    def ask(self, method: str, path: str, body: object | None = None) -> Any:
        """What the API answers; raises for refusals."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"token {TOKEN}"}
        request = urllib.request.Request(f"{self.base}{path}", data, headers, method=method)  # noqa: S310
        with urllib.request.urlopen(request) as answer:  # noqa: S310
            return json.loads(answer.read() or b"null")


@cache
def _program() -> Path:
    """The emulator, installed by npm into a directory that all workers share; skips where that is not possible.

    Where peers are required it fails instead.
    """
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", f"{os.getpid()}")
    home = Path(tempfile.gettempdir()) / f"goalsync-emulate-{run}"
    home.mkdir(exist_ok=True)
    found = home / "node_modules" / ".bin" / "emulate"
    with FileLock(home / "lock"):
        reason = None if found.exists() else _install(home)
    if reason is None and found.exists():
        return found
    text = f"needs {PACKAGE} from npm: {reason or 'the package holds no program'}"
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


@contextmanager
def emulated(directory: Path) -> Generator[Emulated]:
    """An emulator of two repositories with a branch `main` each."""
    program = _program()
    seed = directory / "seed.yaml"
    seed.write_text(_SEED)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(program), "start", "--service", "github", "--port", str(port), "--seed", str(seed)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=directory)
    try:
        yield _ready(Emulated(f"http://127.0.0.1:{port}"), process)
    finally:
        process.terminate()
        process.wait(timeout=10)


def _ready(found: Emulated, process: subprocess.Popen[bytes]) -> Emulated:
    for _ in range(300):
        assert process.poll() is None, "the emulator ended"
        try:
            found.ask("GET", "/user")
        except urllib.error.HTTPError:
            raise
        except OSError:
            time.sleep(0.1)
        else:
            return found
    raise AssertionError("the emulator does not answer")
