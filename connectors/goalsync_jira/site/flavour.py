"""The two kinds of Jira."""

from __future__ import annotations

from enum import StrEnum


class Flavour(StrEnum):
    """Which API a site speaks."""

    CLOUD = "cloud"
    DATACENTER = "datacenter"

    @property
    def version(self) -> str:
        """Of the REST API that is asked: Data Center has no 3, Cloud's 2 and 3 differ in rich text only."""
        return "3" if self is Flavour.CLOUD else "2"
