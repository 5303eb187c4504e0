"""Ids of runs: when it started, and a suffix that makes it one of its kind."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goalsync.cli.invocation import Invocation
    from goalsync.workspace import Workspace


def run_id(invocation: Invocation, workspace: Workspace, now: datetime) -> str:
    """`20261120T080000Z-1f3a`. With `--now` the suffix follows from the store: a replay gives equal bytes."""
    if invocation.now is None:
        suffix = secrets.token_hex(2)
    else:
        from goalsync.job.stores import looked_at

        with looked_at(workspace, now) as store:
            last = store.last_run()
        suffix = hashlib.sha256(last.id.encode() if last else b"").hexdigest()[:4]
    return f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{suffix}"
