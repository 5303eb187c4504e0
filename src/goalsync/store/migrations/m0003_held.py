"""What a run held: by it is known which run graded what has ended."""

from __future__ import annotations

STATEMENTS = ("ALTER TABLE runs ADD COLUMN held TEXT NOT NULL DEFAULT '[]'",)
