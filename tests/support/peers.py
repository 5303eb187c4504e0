"""Servers and files that nobody here wrote, kept beside the project; tests that need them say so when they skip."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared"


def peer(path: str) -> Path:
    """The path of a peer beside the project; skips the test where it is missing, fails where it is required."""
    found = SHARED / path
    if found.exists():
        return found
    reason = f"needs ../shared/{path}, which is not beside this checkout"
    if os.environ.get("GOALSYNC_REQUIRE_PEERS") == "1":
        pytest.fail(reason)
    pytest.skip(reason)
