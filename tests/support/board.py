"""A connector of work items: JSON files of a folder, one a project; as small as a stranger's could be.

`SHOP.json` holds `{"items": {"SHOP-1": {"kind": "bug", …}}}`, with times in ISO 8601, and `"cut"` or `"forbidden"`
with a reason where reading it fails, after what it holds or at once; `"brings_work": false` where it never has items.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

import pytest

from goalsync.model.vocabulary import Presence, PullCode
from goalsync.model.work import WorkItem
from goalsync.sdk.connector import Context, MetricConfig, Page, Partition, Source, SourceConfig, Traffic
from goalsync.sdk.errors import SourceError

_TIMES = ("created", "started", "updated", "closed")


class BoardConfig(SourceConfig):
    """The keys under `sources.NAME`."""

    folder: str


class Board:
    """The reading half."""

    def __init__(self, config: BoardConfig, context: Context) -> None:
        self._folder = context.directory / config.folder
        self._name = context.name

    def partitions(self) -> Sequence[Partition]:
        """One a file, in order of name."""
        paths = sorted(self._folder.glob("*.json"))
        return [
            Partition(path.stem, brings_work=json.loads(path.read_text(encoding="utf-8")).get("brings_work", True))
            for path in paths
        ]

    def metrics_of(self, partition: Partition) -> Sequence[str]:
        """It reads none."""
        return ()

    def pull(self, partition: Partition, cursor: str | None, traffic: Traffic) -> Iterator[Page]:
        """All items, two a page."""
        content = json.loads((self._folder / f"{partition.name}.json").read_text(encoding="utf-8"))
        if "forbidden" in content:
            raise SourceError(PullCode.FORBIDDEN, content["forbidden"], remedy="ask for access")
        items = [_item(self._name, partition.name, key, keys) for key, keys in content["items"].items()]
        for start in range(0, max(len(items), 1), 2):
            yield Page(items=items[start : start + 2])
        if "cut" in content:
            raise SourceError(PullCode.UNREACHABLE, content["cut"], remedy="run again")

    def close(self) -> None:
        """Nothing is open."""


def _item(source: str, project: str, key: str, keys: Mapping[str, Any]) -> WorkItem:
    given = dict(keys)
    native = str(given.pop("id", key))
    times = {name: datetime.fromisoformat(given.pop(name)) for name in _TIMES if name in given}
    tags = {"label": tuple(given.pop("labels", ()))}
    presence = Presence(given.pop("presence", "present"))
    parent = given.pop("parent", None)
    defaults = {"kind": "story", "type": "Story", "title": f"Title of {key}", "status": "Open", "phase": "todo"}
    return WorkItem(
        uid=f"{source}:{native}",
        source=source,
        native_id=native,
        key=key,
        project=given.pop("project", project),
        parent=f"{source}:{parent}" if parent else None,
        tags=tags,
        presence=presence,
        **{**defaults, **given},
        **times,
    )


class BoardConnector:
    """Reads work, no metrics."""

    name: ClassVar[str] = "board"
    summary: ClassVar[str] = "work items from JSON files"
    source_config: type[SourceConfig] = BoardConfig
    metric_config: type[MetricConfig] | None = None

    def open(self, config: BoardConfig, context: Context) -> Source:
        """Nothing is read yet."""
        return Board(config, context)


connector = BoardConnector()


def install(directory: Path, patch: pytest.MonkeyPatch) -> None:
    """Make it an installed connector of this process."""
    info = directory / "installed" / "board-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: board\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[goalsync.connectors]\nboard = support.board:connector\n", encoding="utf-8")
    patch.syspath_prepend(info.parent)
