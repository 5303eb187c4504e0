"""The contract suite passes for an honest connector and catches each way of breaking a promise."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pytest
from pydantic import BaseModel, ConfigDict

from goalsync.model.copies import replace
from goalsync.model.metric import Evidence, Measurement
from goalsync.model.vocabulary import PullCode
from goalsync.sdk.connector import (
    Context,
    MetricConfig,
    MetricResult,
    Page,
    Partition,
    Source,
    SourceConfig,
    Traffic,
)
from goalsync.sdk.errors import SourceError
from goalsync.sdk.secrets import SecretReference
from goalsync.sdk.testing import ConnectorContract, World

SECRET = "hunter2-hunter2"  # noqa: S105 - the point of the test is that it is never shown


class HoursConfig(SourceConfig):
    """A folder of text files, one number per line and date."""

    token: SecretReference


class HoursMetric(MetricConfig):
    """The numbers of one file."""

    file: str


class HoursSource:
    """Reads `DATE NUMBER` lines; every verb can be overridden by a flaw."""

    def __init__(self, config: HoursConfig, context: Context) -> None:
        self.config = config
        self.context = context

    def partitions(self) -> Sequence[Partition]:
        """The files."""
        return [Partition(path.name) for path in sorted(self.context.directory.glob("*.txt"))]

    def metrics_of(self, partition: Partition) -> Sequence[str]:
        """The metrics that name the file."""
        return [
            request.metric
            for request in self.context.metrics
            if isinstance(request.config, HoursMetric) and request.config.file == partition.name
        ]

    def pull(self, partition: Partition, cursor: str | None, traffic: Traffic) -> Iterator[Page]:
        """One page: everything, or unchanged."""
        self.context.secrets.resolve(self.config.token)
        text = (self.context.directory / partition.name).read_text()
        if text == cursor:
            yield Page(unchanged=True)
            return
        yield Page(
            results=[self.result(metric, partition.name, text) for metric in self.metrics_of(partition)], cursor=text
        )

    def result(self, metric: str, file: str, text: str) -> MetricResult:
        """The lines as measurements."""
        rows = [line.split() for line in text.splitlines()]
        try:
            numbers = [float(row[1]) for row in rows]
        except ValueError:
            raise SourceError(PullCode.UNREADABLE, f"{file}: not a number", remedy="write numbers") from None
        measurements = [
            Measurement(metric, row[0], number, evidence=Evidence(self.context.name, file, cells=(f"line {line}",)))
            for line, (row, number) in enumerate(zip(rows, numbers, strict=True), start=1)
        ]
        return MetricResult(metric, measurements, whole=True, looked_at=len(rows), matched=len(rows))

    def close(self) -> None:
        """Nothing to give back."""


@dataclass(frozen=True)
class Hours:
    """The connector, with the source it opens."""

    name: ClassVar[str] = "hours"
    summary: ClassVar[str] = "Hours in text files."
    source_config: type[SourceConfig] = HoursConfig
    metric_config: type[MetricConfig] | None = HoursMetric
    opens: Callable[[HoursConfig, Context], Source] = HoursSource

    def open(self, config: Any, context: Context) -> Source:
        """A source for one run."""
        return self.opens(config, context)


class HoursContract(ConnectorContract):
    """The small world of the example."""

    connector = Hours()

    def world(self, directory: Path) -> World:
        """Two files, a metric each."""
        (directory / "a.txt").write_text("2026-11-02 7.5\n2026-11-09 8\n")
        (directory / "b.txt").write_text("2026-11-02 3\n")
        return World(
            {"token": "env:HOURS"}, {"ours": {"file": "a.txt"}, "theirs": {"file": "b.txt"}}, {"HOURS": SECRET}
        )

    def change(self, directory: Path) -> None:
        """One more line."""
        with (directory / "a.txt").open("a") as file:
            file.write("2026-11-16 6\n")

    def break_partition(self, directory: Path) -> str:
        """A word instead of a number."""
        (directory / "b.txt").write_text("2026-11-02 three\n")
        return "b.txt"


class TestHours(HoursContract):
    """An honest connector of forty lines passes all of it."""


class AtOpening(HoursSource):
    """Reads the folder when it is made."""

    def __init__(self, config: HoursConfig, context: Context) -> None:
        super().__init__(config, context)
        list(context.directory.iterdir())


class SecretAtOpening(HoursSource):
    """Resolves the secret when it is made."""

    def __init__(self, config: HoursConfig, context: Context) -> None:
        super().__init__(config, context)
        context.secrets.resolve(config.token)


class Shuffled(HoursSource):
    """Lists its files in any order."""

    def partitions(self) -> Sequence[Partition]:
        """Shuffled."""
        listed = list(super().partitions()) * 20
        return sorted(set(listed), key=lambda _: random.random())


class Twice(HoursSource):
    """Names a file twice."""

    def partitions(self) -> Sequence[Partition]:
        """Doubled."""
        return [*super().partitions(), *super().partitions()]


class Silent(HoursSource):
    """Skips what it cannot read."""

    def result(self, metric: str, file: str, text: str) -> MetricResult:
        """Empty instead of an error."""
        try:
            return super().result(metric, file, text)
        except SourceError:
            return MetricResult(metric, (), whole=True)


class Talkative(HoursSource):
    """Shows its secret in errors."""

    def result(self, metric: str, file: str, text: str) -> MetricResult:
        """With the token, by way of the cause."""
        try:
            return super().result(metric, file, text)
        except SourceError as error:
            raise error from ValueError(self.context.secrets.resolve(self.config.token).get_secret_value())


class WithoutEvidence(HoursSource):
    """Says numbers without saying from where."""

    def result(self, metric: str, file: str, text: str) -> MetricResult:
        """Bare."""
        result = super().result(metric, file, text)
        return replace(result, measurements=[replace(row, evidence=None) for row in result.measurements])


class Forgetful(HoursSource):
    """Takes any cursor for 'unchanged'."""

    def pull(self, partition: Partition, cursor: str | None, traffic: Traffic) -> Iterator[Page]:
        """Nothing, the second time."""
        return iter([Page(unchanged=True)]) if cursor else super().pull(partition, cursor, traffic)


class Restless(HoursSource):
    """Brings another number each time."""

    count = 0

    def result(self, metric: str, file: str, text: str) -> MetricResult:
        """Plus one."""
        Restless.count += 1
        result = super().result(metric, file, text)
        return replace(result, measurements=[replace(row, value=Restless.count) for row in result.measurements])


class Promising(HoursSource):
    """Says that every partition has every metric."""

    def metrics_of(self, partition: Partition) -> Sequence[str]:
        """All of them."""
        return ["ours", "theirs"]

    def pull(self, partition: Partition, cursor: str | None, traffic: Traffic) -> Iterator[Page]:
        """Only its own."""
        for page in super().pull(partition, cursor, traffic):
            yield replace(page, results=[result for result in page.results if partition.name[0] in result.metric])


class Careless(BaseModel):
    """A config that takes any key."""

    model_config = ConfigDict(extra="ignore")
    token: str = "env:HOURS"  # noqa: S105 - a reference


class Once(HoursSource):
    """Can be closed only once."""

    closed = False

    def close(self) -> None:
        """Refuses the second time."""
        if self.closed:
            raise ValueError("closed already")
        self.closed = True


@pytest.mark.parametrize(
    ("flaw", "test", "message"),
    [
        (AtOpening, "test_opening_does_nothing", "opening a source already did: os"),
        (SecretAtOpening, "test_opening_does_nothing", "HOURS was read"),
        (Shuffled, "test_partitions_are_unique_and_in_order", "differ"),
        (Twice, "test_partitions_are_unique_and_in_order", "named twice"),
        (Silent, "test_a_broken_partition_says_so_and_leaves_the_others", "pulled without an error"),
        (Talkative, "test_no_secret_is_ever_shown", r"the secret behind HOURS is shown:[^§]*\*\*\*"),
        (WithoutEvidence, "test_what_is_pulled_is_well_formed", "no evidence"),
        (Forgetful, "test_a_change_is_seen_from_the_cursor", "other numbers come"),
        (Restless, "test_pulling_twice_gives_the_same", "pulled twice differs"),
        (Promising, "test_metrics_belong_to_the_partitions_that_bring_them", "the pull brings"),
        (Once, "test_closing_twice_is_closing_once", "closed already"),
    ],
)
def test_each_broken_promise_is_caught(
    flaw: Callable[[HoursConfig, Context], Source], test: str, message: str, tmp_path: Path
) -> None:
    """A connector with one flaw fails the test for it, with a message that says what is wrong, never the secret."""

    class Flawed(HoursContract):
        connector = Hours(opens=flaw)

    for _ in range(20):
        try:
            getattr(Flawed(), test)(tmp_path)
        except (AssertionError, ValueError) as error:
            caught = error
            break
    else:
        pytest.fail("the flaw was not caught")
    with pytest.raises(type(caught), match=message):
        raise caught
    assert SECRET not in str(caught)


def test_a_config_that_takes_any_key_is_caught(tmp_path: Path) -> None:
    """Unknown keys must be errors."""

    class Flawed(HoursContract):
        connector = Hours(source_config=Careless)  # type: ignore[arg-type]

    with pytest.raises(AssertionError, match="accepts an unknown key"):
        Flawed().test_unknown_keys_are_errors(tmp_path)
