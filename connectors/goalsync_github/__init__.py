"""GitHub as a source of work items and metrics: github.com and Enterprise Server."""

from goalsync_github.connector import GitHubConnector

__all__ = ["connector"]

connector = GitHubConnector()
