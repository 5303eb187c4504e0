"""What a connector of a tracker promises beside: it lists the ids of its items, and can be asked for single ones."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import ClassVar

from goalsync.model.vocabulary import Presence
from goalsync.model.work import WorkItem
from goalsync.sdk.connector import Locates, Partition, Sought, Source, TakesCensus, Traffic
from goalsync.sdk.testing.checks import check_item, require
from goalsync.sdk.testing.contract import ConnectorContract
from goalsync.sdk.testing.pulls import Pulled, pull_all, pull_one
from goalsync.sdk.testing.world import SOURCE, World, open_source

_FATES = (Presence.PRESENT, Presence.ARCHIVED, Presence.MOVED)


class WorkContract(ConnectorContract):
    """Subclass this one for a system that people work in: its worlds hold items in every partition that brings work."""

    hidden_looks_deleted: ClassVar[bool] = False
    """Set it where the system says the same of an item that is hidden as of one that is gone: its documents say so."""

    def remove(self, directory: Path) -> tuple[str, str]:
        """Delete an item of the world for good; return the name of its partition and its native id."""
        raise NotImplementedError

    def hide(self, directory: Path) -> tuple[str, str]:
        """Make an item unreadable for the account, in a partition that stays readable; return the same."""
        raise NotImplementedError

    # the census

    def test_it_says_how_often_ids_are_listed(self) -> None:
        """Unless `census:` says something else."""
        require(isinstance(self.connector, TakesCensus), "the connector has no census_every")
        every: object = getattr(self.connector, "census_every", None)
        require(isinstance(every, timedelta) and every > timedelta(0), f"census_every is {every}")

    def test_a_pull_of_everything_lists_what_it_brought(self, tmp_path: Path) -> None:
        """Its census has the ids of the items that came, each of them and no others."""
        source = self._opened(tmp_path)
        found = {partition.name: pull_one(source, partition) for partition in _working(source)}
        source.close()
        for name, pulled in found.items():
            require(pulled.items, f"{name}: a world of work needs items in every partition")
            require(pulled.census is not None, f"{name}: everything was pulled, and no census came")
            _require_same(name, pulled, pulled)

    def test_a_census_comes_when_it_is_due(self, tmp_path: Path) -> None:
        """From the cursor of an unchanged world it has the same ids, though next to nothing else comes."""
        world = self.world(tmp_path)
        before = self._before(world, tmp_path)
        later = open_source(self.connector, world, tmp_path, census=frozenset(before))
        for partition in _working(later):
            again = pull_one(later, partition, before[partition.name].cursor)
            require(again.census is not None, f"{partition.name}: a census was due, and none came")
            _require_same(partition.name, before[partition.name], again)
        later.close()

    def test_what_was_deleted_is_in_no_census(self, tmp_path: Path) -> None:
        """One id fewer; the other partitions list what they listed."""
        world = self.world(tmp_path)
        before = self._before(world, tmp_path)
        name, native_id = self.remove(tmp_path)
        self._require_left(world, tmp_path, before, name, native_id)

    def test_what_is_hidden_is_in_no_census(self, tmp_path: Path) -> None:
        """Likewise."""
        world = self.world(tmp_path)
        before = self._before(world, tmp_path)
        name, native_id = self.hide(tmp_path)
        self._require_left(world, tmp_path, before, name, native_id)

    # asking for items

    def test_what_is_there_is_found(self, tmp_path: Path) -> None:
        """Every item is answered for exactly once, as it was pulled."""
        source = self._opened(tmp_path)
        for partition in _working(source):
            pulled = pull_one(source, partition)
            found, gone, lost = _located(source, partition, _sought(pulled))
            require(not gone and not lost, f"{partition.name}: items that are there are gone {gone} or lost {lost}")
            require(found == pulled.items, f"{partition.name}: items are located in another state than they came")
        source.close()

    def test_what_was_deleted_is_gone(self, tmp_path: Path) -> None:
        """Asked for together with one that is there: the one is gone, the other found."""
        world = self.world(tmp_path)
        before = self._before(world, tmp_path)
        name, native_id = self.remove(tmp_path)
        found, gone, lost = self._asked(world, tmp_path, name, _sought(before[name]))
        require((gone, lost) == ([native_id], []), f"{name}: {native_id} was deleted, said is gone {gone}, lost {lost}")
        require(len(found) == len(before[name].items) - 1, f"{name}: the others were not all found")

    def test_what_is_hidden_is_not_gone(self, tmp_path: Path) -> None:
        """Only what does not exist is gone: what may not be read is lost, for it may come back.

        Unless nobody can tell the two apart.
        """
        world = self.world(tmp_path)
        before = self._before(world, tmp_path)
        name, native_id = self.hide(tmp_path)
        found, gone, lost = self._asked(world, tmp_path, name, _sought(before[name]))
        said = ([native_id], []) if self.hidden_looks_deleted else ([], [native_id])
        require((gone, lost) == said, f"{name}: {native_id} is hidden, said is gone {gone}, lost {lost}")
        require(len(found) == len(before[name].items) - 1, f"{name}: the others were not all found")

    # pieces

    def _before(self, world: World, directory: Path) -> dict[str, Pulled]:
        source = open_source(self.connector, world, directory)
        try:
            return pull_all(source)
        finally:
            source.close()

    def _asked(
        self, world: World, directory: Path, name: str, sought: list[Sought]
    ) -> tuple[dict[str, WorkItem], list[str], list[str]]:
        source = open_source(self.connector, world, directory)
        try:
            return _located(source, Partition(name), sought)
        finally:
            source.close()

    def _require_left(
        self, world: World, directory: Path, before: dict[str, Pulled], name: str, native_id: str
    ) -> None:
        require(native_id in _ids(before[name]), f"{name}: {native_id} was not there before")
        source = open_source(self.connector, world, directory, census=frozenset(before))
        for partition in _working(source):
            after = pull_one(source, partition, before[partition.name].cursor).census
            expected = frozenset(_ids(before[partition.name])) - {native_id}
            require(after == expected, f"{partition.name}: the census has {after}, not {expected}")
        source.close()


def _working(source: Source) -> list[Partition]:
    return [partition for partition in source.partitions() if partition.brings_work]


def _ids(pulled: Pulled) -> list[str]:
    return sorted(item.native_id for item in pulled.items.values())


def _sought(pulled: Pulled) -> list[Sought]:
    items = sorted(pulled.items.values(), key=lambda item: item.native_id)
    return [Sought(item.native_id, item.key) for item in items]


def _require_same(name: str, brought: Pulled, listed: Pulled) -> None:
    ids = frozenset(_ids(brought))
    require(listed.census == ids, f"{name}: the census has {listed.census}, the pull brought {ids}")


def _located(
    source: Source, partition: Partition, sought: list[Sought]
) -> tuple[dict[str, WorkItem], list[str], list[str]]:
    """(uid → item found, gone, lost); each id must be answered for once."""
    if not isinstance(source, Locates):
        message = f"{type(source).__name__} cannot be asked for items: it has no locate"
        raise AssertionError(message)
    found: dict[str, WorkItem] = {}
    gone: list[str] = []
    lost: list[str] = []
    for located in source.locate(partition, sought, Traffic()):
        for item in located.items:
            check_item(item, SOURCE)
            require(item.presence in _FATES, f"item {item.key}: a connector cannot say {item.presence}")
            require(item.uid not in found, f"item {item.key}: located twice")
            found[item.uid] = item
        gone += located.gone
        lost += located.lost
    answered = sorted([*(item.native_id for item in found.values()), *gone, *lost])
    asked = sorted(one.native_id for one in sought)
    require(answered == asked, f"{partition.name}: asked for {asked}, answered for {answered}")
    return found, gone, lost
