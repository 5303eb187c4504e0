"""When the ids of a partition were last listed, by which keys its source was; and items by place and by key."""

from __future__ import annotations

STATEMENTS = (
    "ALTER TABLE sources ADD COLUMN census_at TEXT",
    "ALTER TABLE sources ADD COLUMN definition TEXT",
    "CREATE INDEX items_by_project ON items (source, project)",
    "CREATE INDEX items_by_key ON items (key)",
    "CREATE INDEX items_without_parent ON items (uid) WHERE parent IS NULL AND parent_key IS NOT NULL",
    "CREATE INDEX item_aliases_by_key ON item_aliases (key)",
)
