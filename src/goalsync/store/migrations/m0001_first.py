"""The first tables. Names of tables and of their main columns are public; times are ISO 8601 UTC text."""

from __future__ import annotations

STATEMENTS = (
    """
    CREATE TABLE items (
        uid TEXT PRIMARY KEY,
        source TEXT NOT NULL,
        native_id TEXT NOT NULL,
        key TEXT NOT NULL,
        url TEXT,
        project TEXT NOT NULL,
        kind TEXT NOT NULL,
        type TEXT NOT NULL,
        title TEXT NOT NULL,
        status TEXT NOT NULL,
        status_category TEXT,
        resolution TEXT,
        phase TEXT NOT NULL,
        scope TEXT,
        team TEXT,
        assignee TEXT,
        parent TEXT,
        parent_key TEXT,
        epic TEXT,
        points REAL,
        priority TEXT,
        due TEXT,
        created TEXT,
        started TEXT,
        updated TEXT,
        closed TEXT,
        presence TEXT NOT NULL,
        fields TEXT NOT NULL,
        first_seen TEXT NOT NULL,
        last_seen TEXT NOT NULL,
        run TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE item_tags (
        item TEXT NOT NULL,
        tag TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (item, tag, value)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE TABLE item_aliases (item TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY (item, key)) STRICT, WITHOUT ROWID",
    """
    CREATE TABLE item_history (
        id INTEGER PRIMARY KEY,
        item TEXT NOT NULL,
        at TEXT NOT NULL,
        field TEXT NOT NULL,
        before TEXT,
        after TEXT,
        run TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX item_history_by_item ON item_history (item)",
    """
    CREATE TABLE measurements (
        id INTEGER PRIMARY KEY,
        metric TEXT NOT NULL,
        at TEXT NOT NULL,
        key TEXT NOT NULL,
        value REAL,
        retracted INTEGER NOT NULL,
        recorded_at TEXT NOT NULL,
        origin TEXT NOT NULL,
        run TEXT,
        evidence TEXT,
        "by" TEXT,
        note TEXT,
        source TEXT,
        partition TEXT
    ) STRICT
    """,
    "CREATE INDEX measurements_by_metric ON measurements (metric, at, key)",
    """
    CREATE TABLE check_ins (
        id INTEGER PRIMARY KEY,
        subject TEXT NOT NULL,
        at TEXT NOT NULL,
        value REAL,
        progress REAL,
        expected_progress REAL,
        status TEXT,
        truth TEXT,
        reason TEXT,
        confidence REAL,
        note TEXT,
        "by" TEXT,
        origin TEXT NOT NULL,
        run TEXT,
        recorded_at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX check_ins_by_subject ON check_ins (subject)",
    """
    CREATE TABLE findings (
        fingerprint TEXT NOT NULL,
        kind TEXT NOT NULL,
        subject TEXT NOT NULL,
        severity TEXT NOT NULL,
        title TEXT NOT NULL,
        detail TEXT NOT NULL,
        evidence TEXT NOT NULL,
        remedy TEXT NOT NULL,
        since TEXT NOT NULL,
        until TEXT,
        run TEXT NOT NULL,
        PRIMARY KEY (fingerprint, since)
    ) STRICT
    """,
    """
    CREATE TABLE sources (
        name TEXT NOT NULL,
        partition TEXT NOT NULL,
        connector TEXT NOT NULL,
        configured INTEGER NOT NULL,
        cursor TEXT,
        state TEXT NOT NULL,
        code TEXT,
        reason TEXT,
        items INTEGER NOT NULL,
        new INTEGER NOT NULL,
        changed INTEGER NOT NULL,
        gone INTEGER NOT NULL,
        requests INTEGER NOT NULL,
        bytes INTEGER NOT NULL,
        retries INTEGER NOT NULL,
        waited_seconds REAL NOT NULL,
        notes TEXT NOT NULL,
        pulled_at TEXT,
        read_at TEXT,
        complete_at TEXT,
        run TEXT NOT NULL,
        PRIMARY KEY (name, partition)
    ) STRICT
    """,
    """
    CREATE TABLE metric_reads (
        id INTEGER PRIMARY KEY,
        metric TEXT NOT NULL,
        source TEXT NOT NULL,
        partition TEXT NOT NULL,
        requested INTEGER NOT NULL,
        looked_at INTEGER NOT NULL,
        matched INTEGER NOT NULL,
        skipped TEXT NOT NULL,
        problem TEXT,
        complete_at TEXT,
        ever_matched INTEGER NOT NULL,
        level INTEGER NOT NULL,
        recorded_at TEXT NOT NULL,
        run TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX metric_reads_by_partition ON metric_reads (source, partition, metric)",
    """
    CREATE TABLE runs (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        started TEXT NOT NULL,
        ended TEXT,
        outcome TEXT,
        digest TEXT,
        config_digest TEXT,
        changed INTEGER NOT NULL,
        sources TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE renames (
        id INTEGER PRIMARY KEY,
        old TEXT NOT NULL,
        new TEXT NOT NULL,
        at TEXT NOT NULL,
        run TEXT NOT NULL
    ) STRICT
    """,
)
