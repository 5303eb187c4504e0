"""Pulling: everything that is read from sources, partition by partition, into the store."""

from goalsync.pull.progress import Progress
from goalsync.pull.pull import pull_all
from goalsync.pull.requests import one_per_date

__all__ = ["Progress", "one_per_date", "pull_all"]
