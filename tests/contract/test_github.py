"""The GitHub connector keeps the contract of connectors on both kinds of GitHub, against a server of strangers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest

from goalsync.sdk.connector import Connector
from goalsync.sdk.http import Gates
from goalsync.sdk.testing import World as Described
from goalsync.sdk.testing.work import WorkContract
from goalsync_github.connector import GitHubConnector
from support.github import QUICK, TOKEN, World, github


class GitHubContract(WorkContract):
    """Two repositories; an edit; one that turns private; an issue deleted, and one transferred out of sight."""

    connector: ClassVar[Connector] = GitHubConnector(QUICK, Gates())
    base: ClassVar[str]
    running: World

    @pytest.fixture(autouse=True)
    def _serve(self) -> Iterator[None]:
        repositories = ("acme/shop:60:1:ties=30", "acme/pay:130:2", "acme/secret:10:3:private=1")
        options = ("--private-tokens", "another")
        pulled = ("acme/shop", "acme/pay")
        with github(*repositories, base=self.base, pulled=pulled, options=options) as self.running:
            yield

    def world(self, directory: Path) -> Described:
        """As configured by a token."""
        return Described(self.running.config, {}, {"GITHUB_TOKEN": TOKEN})

    def change(self, directory: Path) -> None:
        """Somebody edits an issue."""
        self.running.mutate("edit", "acme/pay", 4, fields={"title": "edited ✓"})

    def break_partition(self, directory: Path) -> str:
        """The repository is made private, and the token may not see it."""
        self.running.mutate("private", "acme/pay")
        return "acme/pay"

    def remove(self, directory: Path) -> tuple[str, str]:
        """An issue is deleted."""
        native_id = self._id(9)
        self.running.mutate("delete", "acme/shop", 9)
        return "acme/shop", native_id

    def hide(self, directory: Path) -> tuple[str, str]:
        """An issue is transferred to a repository that the token may not see."""
        native_id = self._id(10)
        self.running.mutate("transfer", "acme/shop", 10, to="acme/secret")
        return "acme/shop", native_id

    def _id(self, number: int) -> str:
        return str(self.running.server.world.find("acme/shop").issues[number]["id"])


class TestCom(GitHubContract):
    """github.com."""

    base = ""


class TestEnterpriseServer(GitHubContract):
    """Below /api/v3."""

    base = "/api/v3"


del GitHubContract, WorkContract
