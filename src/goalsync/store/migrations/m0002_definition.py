"""How a metric was defined when it was last read completely; null: not known."""

from __future__ import annotations

STATEMENTS = (
    "ALTER TABLE metric_reads ADD COLUMN definition TEXT",
    "CREATE INDEX metric_reads_by_metric ON metric_reads (metric)",
)
