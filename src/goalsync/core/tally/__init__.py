"""Counting work: one pass over the stored items for all metrics over work."""

from goalsync.core.tally.counting import Counted, count, needs_lineage
from goalsync.core.tally.task import Task, tasks_of

__all__ = ["Counted", "Task", "count", "needs_lineage", "tasks_of"]
