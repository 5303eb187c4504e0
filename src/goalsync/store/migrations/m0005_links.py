"""Work tied to goals: links, what is kept to tie again only what changed, and what it all came to."""

from __future__ import annotations

STATEMENTS = (
    """
    CREATE TABLE links (
        id INTEGER PRIMARY KEY,
        item TEXT NOT NULL,
        goal TEXT NOT NULL,
        share REAL NOT NULL,
        because TEXT NOT NULL,
        since TEXT NOT NULL,
        until TEXT,
        run TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX links_of_item ON links (item) WHERE until IS NULL",
    "CREATE INDEX links_to_goal ON links (goal, item) WHERE until IS NULL",
    """
    CREATE TABLE ties (
        item TEXT PRIMARY KEY,
        own INTEGER NOT NULL,
        carried INTEGER NOT NULL,
        cover INTEGER NOT NULL,
        profile INTEGER NOT NULL,
        parent TEXT,
        waiting INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX ties_waiting ON ties (item) WHERE waiting = 1",
    "CREATE TABLE link_state (id INTEGER PRIMARY KEY, run TEXT NOT NULL, content TEXT NOT NULL) STRICT",
    """
    CREATE TABLE work_readings (
        id INTEGER PRIMARY KEY,
        subject TEXT NOT NULL,
        content TEXT NOT NULL,
        recorded_at TEXT NOT NULL,
        run TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX work_readings_by_subject ON work_readings (subject)",
    """
    CREATE TABLE linkings (
        id INTEGER PRIMARY KEY,
        content TEXT NOT NULL,
        recorded_at TEXT NOT NULL,
        run TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX items_by_parent ON items (parent) WHERE parent IS NOT NULL",
    "CREATE INDEX items_by_run ON items (run)",
)
