"""The Jira connector keeps the contract of connectors, on Cloud and on Data Center, against a server of strangers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest

from goalsync.sdk.connector import Connector
from goalsync.sdk.http import Gates
from goalsync.sdk.testing import ConnectorContract
from goalsync.sdk.testing import World as Described
from goalsync_jira.connector import JiraConnector
from support.jira import QUICK, TOKEN, World, jira


class JiraContract(ConnectorContract):
    """Two projects, a metric that is counted; an edit; a project that becomes forbidden."""

    connector: ClassVar[Connector] = JiraConnector(QUICK, Gates())
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


class TestCloud(JiraContract):
    """REST v3."""

    flavour = "cloud"


class TestDataCenter(JiraContract):
    """REST v2."""

    flavour = "datacenter"


del JiraContract, ConnectorContract
