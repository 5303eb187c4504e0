"""Jira as a source of work items and metrics: Cloud and Data Center."""

from goalsync_jira.connector import JiraConnector

__all__ = ["connector"]

connector = JiraConnector()
