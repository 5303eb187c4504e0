"""What a partition is to the work in it: whether it can hold any, and what is open about what it holds."""

from __future__ import annotations

STATEMENTS = (
    "ALTER TABLE sources ADD COLUMN brings_work INTEGER NOT NULL DEFAULT 1",
    "ALTER TABLE sources ADD COLUMN unsettled TEXT",
    "ALTER TABLE sources ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0",
)
