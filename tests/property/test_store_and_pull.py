"""Laws of pulling: again is nothing, order is nothing, dry is nothing, and what is broken removes nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from goalsync.model.copies import replace
from goalsync.model.run import SourceReport
from goalsync.model.vocabulary import PullCode, PullState
from goalsync.pull import pull_all
from goalsync.sdk.connector import MetricResult, Page
from goalsync.sdk.errors import SourceError
from goalsync.store import Store
from support.stores import LATER, NOW, contents, files, store_path
from support.world import World, connectors, level, series, workspace

METRICS = {f"m{number}": ("numbers", f"{'ab'[number % 2]}.csv") for number in range(4)}

days = st.dates(min_value=NOW.date() - timedelta(days=40), max_value=NOW.date()).map(str)
keys = st.sampled_from(["", "/2", "/deal-7", "/é\0", "/10"])
values = st.one_of(st.none(), st.floats(allow_infinity=True, allow_nan=True), st.sampled_from([0.0, -0.0, 1.0, 1e-300]))
rows = st.dictionaries(st.builds(str.__add__, days, keys), values, max_size=25)
worlds = st.fixed_dictionaries(dict.fromkeys(METRICS, rows))

Rows = Mapping[str, Mapping[str, float | None]]


def _world(content: Rows, *, levels: Mapping[str, float] | None = None) -> World:
    found: dict[str, list[MetricResult]] = {"a.csv": [], "b.csv": []}
    for metric, (_, partition) in METRICS.items():
        found[partition].append(series(metric, content[metric]))
    for name, value in (levels or {}).items():
        found["a.csv"].append(level(name, str(NOW.date()), value))
    return World({partition: [Page(results=results, cursor="read")] for partition, results in found.items()})


def _pull(store: Store, world: World, run: str, **how: object) -> SourceReport:
    extra = {name: ("numbers", "a.csv") for name in world.metrics() if name not in METRICS}
    setup = workspace(store.path.parent, {"numbers": world}, metrics=METRICS | extra, **how)  # type: ignore[arg-type]
    now = NOW if run == "first" else LATER
    (report,) = pull_all(
        setup, connectors({"numbers": world}), store, run_id=run, now=now, today=NOW.date(), force=run == "forced"
    )
    return report


@contextmanager
def _store() -> Iterator[Store]:
    with tempfile.TemporaryDirectory() as folder, Store.open(store_path(Path(folder)), now=NOW) as store:
        yield store


def _live(store: Store) -> dict[tuple[str, str, str], str]:
    """(metric, at, key) → value of the rows that count and are there."""
    found = {}
    for metric, history in store.snapshot(NOW, NOW.date()).measurements.items():
        for row in history:
            found[metric, row.at, row.key] = "gone" if row.retracted else str(row.value)
    return {place: value for place, value in found.items() if value != "gone"}


@settings(max_examples=40, deadline=None)
@given(worlds, st.dictionaries(st.sampled_from(["x", "y"]), st.floats(allow_nan=False)))
def test_twice_writes_nothing(content: Rows, levels: dict[str, float]) -> None:
    """Pulling the same world again on the same day writes no measurement and is no new base."""
    with _store() as store:
        _pull(store, _world(content, levels=levels), "first")
        before, base = contents(store.path, without=())["measurements"], store.base()
        report = _pull(store, _world(content, levels=levels), "second")
        assert [(part.new, part.changed, part.gone) for part in report.partitions] == [(0, 0, 0)] * 2
        assert contents(store.path, without=())["measurements"] == before
        assert store.base() == base


@settings(max_examples=40, deadline=None)
@given(worlds, st.randoms(use_true_random=False), st.integers(1, 6))
def test_order_is_nothing(content: Rows, chance, threads: int) -> None:
    """Rows, metrics and partitions in another order, by another number of threads, give an equal store."""
    shuffled: dict[str, dict[str, float | None]] = {}
    for metric in chance.sample(sorted(content), len(content)):
        places = chance.sample(list(content[metric]), len(content[metric]))
        shuffled[metric] = {place: content[metric][place] for place in places}
    other = _world(shuffled)
    for steps in other.partitions.values():
        (page,) = steps
        assert isinstance(page, Page)
        steps[0] = Page(results=chance.sample(list(page.results), len(page.results)), cursor=page.cursor)
    other.partitions = dict(reversed(other.partitions.items()))
    with _store() as one, _store() as two:
        assert _pull(one, _world(content), "first") == _pull(two, other, "first", concurrency=threads)
        assert contents(one.path, without={"id", "number"}) == contents(two.path, without={"id", "number"})


@settings(max_examples=40, deadline=None)
@given(worlds, worlds, st.integers(1, 3))
def test_pages_are_nothing(first: Rows, second: Rows, size: int) -> None:
    """Metrics that come together in a page, or in pages of a few, give equal rows and an equal report."""
    with _store() as one, _store() as two:
        for run, content in (("first", first), ("second", second)):
            whole, paged = _world(content), _world(content)
            for name, (page,) in list(paged.partitions.items()):  # type: ignore[misc]
                assert isinstance(page, Page)
                parts = [page.results[start : start + size] for start in range(0, len(page.results), size)]
                paged.partitions[name] = [Page(results=part, cursor="read") for part in parts]
            reports = _pull(one, whole, run), _pull(two, paged, run)
            ours, theirs = ([replace(part, requests=0) for part in report.partitions] for report in reports)
            assert ours == theirs
        rows = [contents(store.path, without={"id"})["measurements"] for store in (one, two)]
        assert sorted(map(str, rows[0])) == sorted(map(str, rows[1]))


@settings(max_examples=40, deadline=None)
@given(worlds, worlds)
def test_the_store_follows_the_source(first: Rows, second: Rows) -> None:
    """After any two pulls what counts is exactly what the source holds, and every earlier row is still there."""
    with _store() as store:
        _pull(store, _world(first), "first")
        before = store.snapshot(NOW, NOW.date()).measurements
        _pull(store, _world(second), "forced")
        after = store.snapshot(NOW, NOW.date()).measurements
        with _store() as fresh:
            _pull(fresh, _world(second), "first")
            assert _live(store) == _live(fresh)
    for metric, history in before.items():
        assert {str(row) for row in history} <= {str(row) for row in after[metric]}


@settings(max_examples=25, deadline=None)
@given(worlds, worlds)
def test_known_at(first: Rows, second: Rows) -> None:
    """What was known before a pull is the same after it, to the last row."""
    with _store() as store:
        _pull(store, _world(first), "first")
        before = store.snapshot(NOW, NOW.date())
        _pull(store, _world(second), "forced")
        then = store.snapshot(NOW, NOW.date(), known_at=NOW)
        assert {metric: str(found) for metric, found in then.measurements.items()} == {
            metric: str(found) for metric, found in before.measurements.items()
        }


@settings(max_examples=25, deadline=None)
@given(worlds, worlds)
def test_dry_run_leaves_every_byte(first: Rows, second: Rows) -> None:
    """A scratch store comes to the same rows as the real one would, and no byte of any file changes."""
    with _store() as store:
        _pull(store, _world(first), "first")
        path = store.path
        store.close()
        before = files(path.parent)
        with Store.scratch(path, now=LATER) as scratch:
            dry = _pull(scratch, _world(second), "second")
            dry_rows = _live(scratch)
        assert files(path.parent) == before
        with Store.open(path, now=LATER) as real:
            assert _pull(real, _world(second), "second") == dry
            assert _live(real) == dry_rows


@settings(max_examples=40, deadline=None)
@given(worlds, worlds, st.booleans(), st.booleans())
def test_what_is_broken_removes_nothing(first: Rows, second: Rows, late: bool, whole_source: bool) -> None:
    """A pull that fails or is cut short retracts no row, whatever its pages said before."""
    with _store() as store:
        _pull(store, _world(first), "first")
        before = _live(store)
        broken = _world(second)
        error = SourceError(PullCode.UNREACHABLE, "the network went away")
        if whole_source:
            broken.listing = error
        for steps in broken.partitions.values():
            steps.insert(len(steps) if late else 0, error)
        report = _pull(store, broken, "forced")
        assert report.state in (PullState.FAILED, PullState.PARTIAL)
        assert before.keys() <= _live(store).keys()
        assert all(part.gone == 0 for part in report.partitions)
