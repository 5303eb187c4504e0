"""Holding a text against its file; files change only with GOALSYNC_UPDATE_GOLDEN=1."""

from __future__ import annotations

import os
from pathlib import Path

EXPECTED = Path(__file__).parent / "expected"


def same_as_file(name: str, text: str) -> None:
    """Fail unless `text` is what the file holds, byte for byte; the flag writes the file anew."""
    path = EXPECTED / name
    if os.environ.get("GOALSYNC_UPDATE_GOLDEN") == "1":
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode())
        return
    assert path.exists(), f"{path} is missing: run once with GOALSYNC_UPDATE_GOLDEN=1"
    assert text == path.read_bytes().decode(), "it differs: look, then update with GOALSYNC_UPDATE_GOLDEN=1"
