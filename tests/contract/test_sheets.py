"""The sheets connector keeps the contract of connectors: over local files, and over files on the web."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest
from openpyxl import Workbook

from goalsync.sdk.connector import Connector
from goalsync.sdk.testing import ConnectorContract, World
from goalsync_sheets import connector
from support.server import Answer, Seen, Server, serving

REGISTER = "KPI,Now\nNPS,41\nCSAT,93%\n"
DEALS = "Deal,Closed,Amount\nA-1,2026-01-15,100\nA-2,2026-02-03,50\n"
METRICS = {
    "nps": {"file": "kpis.csv", "series": {"value": "Now", "where": {"KPI": "NPS"}}},
    "csat": {"file": "kpis.csv", "cell": "B3"},
    "deals": {"file": "deals.csv", "series": {"date": "Closed", "value": "Amount", "dedupe_by": "Deal"}},
}


class TestLocalFiles(ConnectorContract):
    """A workspace with two text files and a workbook."""

    connector: ClassVar[Connector] = connector

    def world(self, directory: Path) -> World:
        """A register, a list of deals, a scorecard."""
        (directory / "kpis.csv").write_text(REGISTER)
        (directory / "deals.csv").write_text(DEALS)
        book = Workbook()
        book.active.append(["KPI", "2026-01", "2026-02"])
        book.active.append(["Churn", 3, 4])
        book.save(directory / "scores.xlsx")
        churn = {"file": "scores.xlsx", "series": {"dates": "across", "row": {"KPI": "Churn"}}}
        return World({"path": ["kpis.csv", "deals.csv", "scores.xlsx"]}, {**METRICS, "churn": churn})

    def change(self, directory: Path) -> None:
        """A deal more, and a KPI that moved."""
        (directory / "deals.csv").write_text(f"{DEALS}A-3,2026-03-01,7\n")
        (directory / "kpis.csv").write_text(REGISTER.replace("41", "42"))

    def break_partition(self, directory: Path) -> str:
        """Somebody saved half of the workbook."""
        half = (directory / "scores.xlsx").read_bytes()[:2000]
        (directory / "scores.xlsx").write_bytes(half)
        return "scores.xlsx"


class TestFilesOnTheWeb(ConnectorContract):
    """A web server that knows entity tags."""

    connector: ClassVar[Connector] = connector
    server: Server
    files: dict[str, str]

    @pytest.fixture(autouse=True)
    def _serve(self) -> Iterator[None]:
        self.files = {}

        def respond(seen: Seen) -> Answer:
            content = self.files.get(seen.path)
            if content is None:
                return Answer(404, b"no such file")
            tag = f'"{hash(content)}"'
            if seen.headers.get("if-none-match") == tag:
                return Answer(304, headers={"ETag": tag})
            return Answer(body=content.encode(), headers={"ETag": tag, "Content-Type": "text/csv"})

        with serving(respond) as self.server:
            yield

    def world(self, directory: Path) -> World:
        """The same two text files at addresses."""
        self.files.update({"/kpis.csv": REGISTER, "/deals.csv": DEALS})
        metrics = {name: {**keys, "file": self._url(str(keys["file"]))} for name, keys in METRICS.items()}
        return World({"url": [self._url("kpis.csv"), self._url("deals.csv")]}, metrics)

    def change(self, directory: Path) -> None:
        """A deal more."""
        self.files["/deals.csv"] = f"{DEALS}A-3,2026-03-01,7\n"

    def break_partition(self, directory: Path) -> str:
        """The file is taken down."""
        del self.files["/deals.csv"]
        return self._url("deals.csv")

    def _url(self, name: str) -> str:
        return f"{self.server.url}/{name}"
