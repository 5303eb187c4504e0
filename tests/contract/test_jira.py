"""The Jira connector keeps the contract of connectors, on Cloud and on Data Center, against a server of strangers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest

from goalsync.sdk.connector import Connector
from goalsync.sdk.http import Gates
from goalsync.sdk.testing import WorkContract
from goalsync.sdk.testing import World as Described
from goalsync_jira.connector import JiraConnector
from support.jira import QUICK, TOKEN, World, jira


class JiraContract(WorkContract):
    """Two projects, a metric that is counted; an edit; a project that becomes forbidden; issues deleted and hidden."""

    connector: ClassVar[Connector] = JiraConnector(QUICK, Gates())
    hidden_looks_deleted = True  # connectors/goalsync_jira/README.md: Jira says the same of both
    flavour: ClassVar[str]
    running: World

    @pytest.fixture(autouse=True)
    def _serve(self) -> Iterator[None]:
        with jira(self.flavour, 150, projects=("ALPHA", "BETA")) as self.running:
            yield

    def world(self, directory: Path) -> Described:
        """As configured by e-mail or token."""
        secrets = {"JIRA_TOKEN": TOKEN}
        return Described(self.running.config, {"bugs": {"jql": "project = ALPHA AND issuetype = Bug"}}, secrets)

    def change(self, directory: Path) -> None:
        """Somebody edits an issue."""
        self.running.store.touch("BETA-2")

    def break_partition(self, directory: Path) -> str:
        """The account loses Browse Projects."""
        self.running.store.forbidden = {"BETA"}
        self.running.store.version += 1
        return "BETA"

    def remove(self, directory: Path) -> tuple[str, str]:
        """An issue is deleted."""
        native_id = str(self.running.store.get("ALPHA-4").id)
        self.running.store.delete("ALPHA-4")
        return "ALPHA", native_id

    def hide(self, directory: Path) -> tuple[str, str]:
        """An issue gets a security level that the account is not in."""
        store = self.running.store
        store.hidden.add("ALPHA-5")
        store.version += 1
        return "ALPHA", str(store.get("ALPHA-5").id)


class TestCloud(JiraContract):
    """REST v3."""

    flavour = "cloud"


class TestDataCenter(JiraContract):
    """REST v2."""

    flavour = "datacenter"


del JiraContract, WorkContract
