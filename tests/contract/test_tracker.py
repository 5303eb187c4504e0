"""The contract of connectors of work, over a tracker in memory: every promise can be kept, and each test can fail."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest

from goalsync.sdk.connector import Located
from goalsync.sdk.testing import WorkContract, World
from support.tracker import Opened, Tracker, TrackerConnector

TRACKERS: dict[str, Tracker] = {}


class TestTracker(WorkContract):
    """The contract, over two projects."""

    connector: ClassVar = TrackerConnector(TRACKERS)

    def world(self, directory: Path) -> World:
        """Five issues in A, two in B."""
        del directory
        tracker = TRACKERS["under_test"] = Tracker()
        tracker.fill("A", 5)
        tracker.fill("B", 2)
        return World(config={"projects": ["A", "B"]})

    def change(self, directory: Path) -> None:
        """Another title, and one more."""
        del directory
        TRACKERS["under_test"].edit("1002", "edited")
        TRACKERS["under_test"].add("A")

    def break_partition(self, directory: Path) -> str:
        """B may not be read any more."""
        del directory
        TRACKERS["under_test"].forbidden = {"B"}
        return "B"

    def remove(self, directory: Path) -> tuple[str, str]:
        """One of A."""
        del directory
        TRACKERS["under_test"].delete("1001")
        return "A", "1001"

    def hide(self, directory: Path) -> tuple[str, str]:
        """Another one."""
        del directory
        TRACKERS["under_test"].issues["1003"].hidden = True
        return "A", "1003"


def _all_gone(self: Opened, partition: Any, sought: Any, traffic: Any) -> Iterator[Located]:
    del self, partition, traffic
    yield Located(gone=[one.native_id for one in sought])


def _silent(self: Opened, partition: Any, sought: Any, traffic: Any) -> Iterator[Located]:
    del self, partition, sought, traffic
    return iter(())


@pytest.mark.parametrize(
    ("wrong", "test"),
    [
        (_all_gone, "test_what_is_there_is_found"),
        (_all_gone, "test_what_is_hidden_is_not_gone"),
        (_silent, "test_what_was_deleted_is_gone"),
    ],
)
def test_it_tells(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, wrong: Any, test: str) -> None:
    """A connector that breaks a promise fails the test of that promise."""
    monkeypatch.setattr(Opened, "locate", wrong)
    with pytest.raises(AssertionError, match="A: "):
        getattr(TestTracker(), test)(tmp_path)


def test_it_tells_of_a_census_that_is_not_complete(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """So does one whose lists lack something."""
    monkeypatch.setattr(Tracker, "ids", lambda self, project: [one.id for one in self.of(project)][1:])
    for test in ("test_a_pull_of_everything_lists_what_it_brought", "test_a_census_comes_when_it_is_due"):
        with pytest.raises(AssertionError, match="the census has"):
            getattr(TestTracker(), test)(tmp_path)
