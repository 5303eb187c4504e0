"""What every connector promises, as tests to inherit."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import ClassVar

from pydantic import BaseModel, ValidationError

from goalsync.sdk.connector import Connector, Partition, Source, Traffic
from goalsync.sdk.errors import GoalsyncError, SourceError
from goalsync.sdk.testing.checks import (
    check_error,
    check_item,
    check_no_secret,
    check_nothing_new,
    check_result,
    require,
    texts_of,
)
from goalsync.sdk.testing.pulls import Pulled, pull_all, pull_one
from goalsync.sdk.testing.watch import watching
from goalsync.sdk.testing.world import SOURCE, Untouched, World, context_of, open_source

_THREADS = 8


class ConnectorContract:
    """Subclass as `Test…`, name the connector, and say how to make, change and break a small world."""

    connector: ClassVar[Connector]

    def world(self, directory: Path) -> World:
        """Build a healthy world under `directory` (files, a server …); the same each time. At least two partitions."""
        raise NotImplementedError

    def change(self, directory: Path) -> None:
        """Change something in the world that a pull must see."""
        raise NotImplementedError

    def break_partition(self, directory: Path) -> str:
        """Make one partition unreadable and leave the others; return its name."""
        raise NotImplementedError

    # what it says of itself

    def test_it_has_a_name_and_says_what_it_is(self) -> None:
        """`goalsync connectors` lists it, and `connector: NAME` can be written."""
        require(re.fullmatch(r"[a-z][a-z0-9_]*", self.connector.name), f"'{self.connector.name}' is not a plain name")
        require(self.connector.summary.strip(), "the summary is empty")
        require("\n" not in self.connector.summary, "the summary is more than one line")

    def test_unknown_keys_are_errors(self, tmp_path: Path) -> None:
        """A misspelt key is never silently ignored, in a source or in a metric."""
        world = self.world(tmp_path)
        _refuses_unknown(self.connector.source_config, world.config)
        model = self.connector.metric_config
        if model is None:
            require(not world.metrics, "the connector has no metrics, but its world has")
            return
        for keys in world.metrics.values():
            _refuses_unknown(model, keys)

    # opening and closing

    def test_opening_does_nothing(self, tmp_path: Path) -> None:
        """No file, no network, no process, no secret is touched until something is asked for."""
        world = self.world(tmp_path)
        open_source(self.connector, world, tmp_path).close()  # imports are done
        threads = threading.active_count()
        config = self.connector.source_config.model_validate(dict(world.config))
        context = context_of(self.connector, world, tmp_path, environment=Untouched())
        with watching() as deeds:
            source = self.connector.open(config, context)
        require(not deeds, f"opening a source already did: {'; '.join(deeds)}")
        require(threading.active_count() == threads, "opening a source started a thread")
        source.close()

    def test_it_is_a_source(self, tmp_path: Path) -> None:
        """It has all four verbs of a source."""
        source = self._opened(tmp_path)
        require(isinstance(source, Source), f"{type(source).__name__} is not a Source")
        source.close()

    def test_closing_twice_is_closing_once(self, tmp_path: Path) -> None:
        """Also unused, also in the middle of a pull."""
        unused = self._opened(tmp_path)
        unused.close()
        unused.close()
        source = open_source(self.connector, self.world(tmp_path), tmp_path)
        pages = iter(source.pull(source.partitions()[0], None, Traffic()))
        next(pages, None)
        close = getattr(pages, "close", None)
        if close:
            close()
        source.close()
        source.close()

    # partitions and metrics

    def test_partitions_are_unique_and_in_order(self, tmp_path: Path) -> None:
        """The same names in the same order each time, from each source over the same world."""
        world = self.world(tmp_path)
        listings = [_names(open_source(self.connector, world, tmp_path)) for _ in range(2)]
        require(len(listings[0]) >= 2, f"a world needs at least two partitions, not {listings[0]}")
        require(len(set(listings[0])) == len(listings[0]), f"partitions are named twice: {listings[0]}")
        require(listings[0] == listings[1], f"partitions differ between two openings: {listings}")

    def test_metrics_belong_to_the_partitions_that_bring_them(self, tmp_path: Path) -> None:
        """`metrics_of` says before a pull what the pull brings; every metric asked for has a partition."""
        world = self.world(tmp_path)
        source = open_source(self.connector, world, tmp_path)
        found: set[str] = set()
        for partition in source.partitions():
            said = list(source.metrics_of(partition))
            brought = sorted(pull_one(source, partition).results)
            require(sorted(said) == brought, f"{partition.name}: metrics_of says {said}, the pull brings {brought}")
            found.update(said)
        source.close()
        require(found == set(world.metrics), f"asked for {sorted(world.metrics)}, partitions have {sorted(found)}")

    # pulling

    def test_what_is_pulled_is_well_formed(self, tmp_path: Path) -> None:
        """Measurements carry evidence, items their identity; the world is readable as it says."""
        for pulled in self._pulled(tmp_path).values():
            for result in pulled.results.values():
                check_result(result, SOURCE)
            for item in pulled.items.values():
                check_item(item, SOURCE)

    def test_a_world_has_something_in_it(self, tmp_path: Path) -> None:
        """A contract over nothing proves nothing."""
        pulled = self._pulled(tmp_path).values()
        rows = sum(len(result.measurements) for one in pulled for result in one.results.values())
        require(rows or any(one.items for one in pulled), "nothing was pulled: the world is empty")

    def test_pulling_twice_gives_the_same(self, tmp_path: Path) -> None:
        """From one source and from two, in the same order down to the notes."""
        world = self.world(tmp_path)
        one, other = (open_source(self.connector, world, tmp_path) for _ in range(2))
        first, again, elsewhere = pull_all(one), pull_all(one), pull_all(other)
        one.close()
        other.close()
        require(first == again, f"one source pulled twice differs: {_difference(first, again)}")
        require(first == elsewhere, f"two sources differ: {_difference(first, elsewhere)}")

    def test_the_cursor_goes_round(self, tmp_path: Path) -> None:
        """From the stored cursor of an unchanged world nothing new comes, also in another run."""
        world = self.world(tmp_path)
        source = open_source(self.connector, world, tmp_path)
        before = pull_all(source)
        source.close()
        later = open_source(self.connector, world, tmp_path)
        for partition in later.partitions():
            known = before[partition.name]
            check_nothing_new(known, pull_one(later, partition, known.cursor), partition.name)
        later.close()

    def test_a_change_is_seen_from_the_cursor(self, tmp_path: Path) -> None:
        """What changed comes, and is what a pull from the beginning would bring."""
        world = self.world(tmp_path)
        source = open_source(self.connector, world, tmp_path)
        before = pull_all(source)
        source.close()
        self.change(tmp_path)
        later = open_source(self.connector, world, tmp_path)
        seen = False
        for partition in later.partitions():
            known = before.get(partition.name, Pulled())
            whole = pull_one(later, partition)
            merged = _merged(known, pull_one(later, partition, known.cursor))
            require(merged.results == whole.results, f"{partition.name}: from the cursor other numbers come")
            require(merged.items.items() >= whole.items.items(), f"{partition.name}: from the cursor items are missed")
            seen = seen or (merged.results, merged.items) != (known.results, known.items)
        later.close()
        require(seen, "the change of the world was not seen")

    def test_a_broken_partition_says_so_and_leaves_the_others(self, tmp_path: Path) -> None:
        """SourceError with where, what, code and remedy; the other partitions bring what they brought."""
        world = self.world(tmp_path)
        source = open_source(self.connector, world, tmp_path)
        before = pull_all(source)
        source.close()
        broken = self.break_partition(tmp_path)
        require(broken in before, f"break_partition named '{broken}', the partitions are {list(before)}")
        later = open_source(self.connector, world, tmp_path)
        partitions = later.partitions()
        require(broken in [partition.name for partition in partitions], f"the broken partition {broken} is not listed")
        for partition in partitions:
            if partition.name == broken:
                check_error(_error_of(later, partition), broken)
            else:
                same = pull_one(later, partition) == before[partition.name]
                require(same, f"{partition.name} differs after {broken} broke")
        later.close()

    def test_threads_pull_what_one_thread_pulls(self, tmp_path: Path) -> None:
        """Different partitions at once, and each several times: the same as one after the other."""
        world = self.world(tmp_path)
        source = open_source(self.connector, world, tmp_path)
        serial = pull_all(source)
        partitions = [partition for partition in source.partitions() for _ in range(_THREADS // 2)]
        with ThreadPoolExecutor(_THREADS) as pool:
            pulled = list(pool.map(lambda partition: pull_one(source, partition), partitions))
        source.close()
        for partition, one in zip(partitions, pulled, strict=True):
            require(one == serial[partition.name], f"{partition.name}: a thread pulled something else")

    # secrets

    def test_no_secret_is_ever_shown(self, tmp_path: Path) -> None:
        """Neither in what is pulled, nor in any form of an error, nor in what is printed of the objects."""
        world = self.world(tmp_path)
        context = context_of(self.connector, world, tmp_path)
        source = open_source(self.connector, world, tmp_path)
        texts = [repr(pull_all(source)), repr(source), str(source), repr(context)]
        broken = self.break_partition(tmp_path)
        later = open_source(self.connector, world, tmp_path)
        partition = next(partition for partition in later.partitions() if partition.name == broken)
        texts.append(texts_of(_error_of(later, partition)))
        source.close()
        later.close()
        check_no_secret(world.secrets, texts)

    def test_a_missing_secret_is_a_clear_error(self, tmp_path: Path) -> None:
        """The error names the variable that is not set, and the remedy."""
        world = self.world(tmp_path)
        for name in world.secrets:
            others = {other: value for other, value in world.secrets.items() if other != name}
            source = open_source(self.connector, world, tmp_path, environment=others)
            try:
                pull_all(source)
            except GoalsyncError as error:
                require(name in str(error), f"the error does not name {name}: {error}")
                require(error.remedy, f"the error says no remedy: {error}")
            else:
                message = f"without {name} the source was pulled all the same"
                raise AssertionError(message)
            finally:
                source.close()

    # pieces

    def _opened(self, directory: Path) -> Source:
        return open_source(self.connector, self.world(directory), directory)

    def _pulled(self, directory: Path) -> dict[str, Pulled]:
        source = self._opened(directory)
        try:
            return pull_all(source)
        finally:
            source.close()


def _names(source: Source) -> list[str]:
    names = [partition.name for partition in source.partitions()]
    require(names == [partition.name for partition in source.partitions()], "partitions differ when asked twice")
    source.close()
    return names


def _refuses_unknown(model: type[BaseModel], keys: Mapping[str, object]) -> None:
    try:
        model.model_validate({**keys, "no_such_key": 1})
    except ValidationError as error:
        wrong = [problem["type"] for problem in error.errors() if problem["loc"] == ("no_such_key",)]
        require(wrong == ["extra_forbidden"], f"{model.__name__} refuses an unknown key for another reason: {error}")
    else:
        message = f"{model.__name__} accepts an unknown key: set extra='forbid'"
        raise AssertionError(message)


def _error_of(source: Source, partition: Partition) -> SourceError:
    try:
        pull_one(source, partition)
    except SourceError as error:
        return error
    message = f"the broken partition {partition.name} was pulled without an error"
    raise AssertionError(message)


def _merged(before: Pulled, after: Pulled) -> Pulled:
    """What is known after a second pull on top of a first."""
    return Pulled({**before.items, **after.items}, {**before.results, **after.results}, after.cursor)


def _difference(one: dict[str, Pulled], other: dict[str, Pulled]) -> str:
    for name in sorted({*one, *other}):
        if one.get(name) != other.get(name):
            return f"{name}: {one.get(name)} and {other.get(name)}"
    return "the order of partitions"
