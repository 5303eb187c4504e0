"""The connector and its source: each file, address or Google spreadsheet is a partition."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from functools import cached_property
from typing import ClassVar

from msgspec import Struct, field

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.connector import (
    Context,
    Examination,
    MetricConfig,
    MetricRequest,
    MetricResult,
    Page,
    Partition,
    Soundness,
    Source,
    SourceConfig,
    Traffic,
)
from goalsync.sdk.errors import SourceError
from goalsync_sheets.config.listing import quoted, which
from goalsync_sheets.config.metric import SheetsMetric
from goalsync_sheets.config.source import SheetsSource
from goalsync_sheets.cursor import Cursor, digest_of


class SheetsConnector:
    """Reads metrics from spreadsheets."""

    name: ClassVar[str] = "sheets"
    summary: ClassVar[str] = "spreadsheets: csv, tsv, xlsx, xlsm, xls, xlsb, ods, by path or http(s); Google Sheets"
    source_config: type[SourceConfig] = SheetsSource
    metric_config: type[MetricConfig] | None = SheetsMetric
    brings_work: ClassVar[bool] = False

    def open(self, config: SheetsSource, context: Context) -> Source:
        """A source for one run; nothing is read yet."""
        return Spreadsheets(config, context)


class Share(Struct):
    """The metrics of one partition; `unclear` ones do not say of which of several files they are."""

    requests: list[MetricRequest] = field(default_factory=list)
    unclear: list[MetricRequest] = field(default_factory=list)


class Spreadsheets:
    """The source for one run. Threads may pull different partitions at once: each opens what it needs."""

    def __init__(self, config: SheetsSource, context: Context) -> None:
        self._config = config
        self._context = context

    def partitions(self) -> Sequence[Partition]:
        """The files there are, and those that a metric names though there is no such file."""
        return tuple(Partition(name) for name in self._shares)

    def metrics_of(self, partition: Partition) -> Sequence[str]:
        """The metrics that name the file, or name none where it is the only one."""
        share = self._shares.get(partition.name, Share())
        return tuple(request.metric for request in [*share.requests, *share.unclear])

    def pull(self, partition: Partition, cursor: str | None, traffic: Traffic) -> Iterator[Page]:
        """One page with all metrics of the file. Raises SourceError that names the file."""
        from goalsync.sdk.http import counted  # noqa: PLC0415 - what reads is imported once there is something to read

        return counted(self._pages(partition.name, cursor, traffic), traffic)

    def examine(self) -> Iterator[Examination]:
        """Whether each file can be read, with its size and its sheets."""
        from goalsync_sheets.examine import examine_file  # noqa: PLC0415

        for name, share in self._shares.items():
            if name in self._files:
                yield examine_file(self._config, self._context, name)
            else:
                error = self._no_such_file(name, share)
                yield Examination(name, Soundness.FAILED, error.message, error.remedy)

    def close(self) -> None:
        """Nothing is kept open between pulls."""

    def _pages(self, name: str, cursor: str | None, traffic: Traffic) -> Iterator[Page]:
        from goalsync_sheets.places.opening import open_partition  # noqa: PLC0415
        from goalsync_sheets.selection.result import Origin  # noqa: PLC0415
        from goalsync_sheets.selection.select import select  # noqa: PLC0415
        from goalsync_sheets.values.locales import known_locale, locale_of  # noqa: PLC0415

        share = self._shares.get(name, Share())
        if name not in self._files:
            raise self._no_such_file(name, share)
        metrics = digest_of(self._config, [*share.requests, *share.unclear])
        known = None if self._context.full else Cursor.parse(cursor)
        usable = known is not None and known.clean and known.metrics == metrics
        with open_partition(self._config, self._context, name, known if usable else None, traffic) as opened:
            if opened.book is None:
                yield Page(cursor=cursor, unchanged=True)
                return
            with closing(opened.book) as book:
                locale = locale_of(self._config.locale) if self._config.locale else None
                origin = Origin(self._context.name, name, self._context.today)
                selected = select(book, share.requests, origin, locale, known_locale(opened.locale))
                results = [*selected.results, *(self._unclear(request) for request in share.unclear)]
                notes = (*opened.notes, *book.notes, *selected.notes)
        clean = not any(result.problem for result in results)
        after = Cursor(metrics, opened.content, opened.validators, clean, opened.address)
        yield Page(results=tuple(results), cursor=str(after), notes=notes)

    @cached_property
    def _files(self) -> tuple[str, ...]:
        """The files there are, in order of their names."""
        if self._config.path:
            from goalsync_sheets.places.local import local_files  # noqa: PLC0415

            return tuple(local_files(self._context.directory, self._config.path))
        return tuple(sorted(self._config.places))

    @cached_property
    def _shares(self) -> Mapping[str, Share]:
        """Partition → its metrics."""
        shares = {name: Share() for name in self._files}
        by_path = {posixpath.normpath(name): name for name in self._files} if self._config.path else {}
        for request in self._context.metrics:
            file = request.config.file if isinstance(request.config, SheetsMetric) else None
            if file is not None:
                file = file if file in shares else by_path.get(posixpath.normpath(file), file)
                shares.setdefault(file, Share()).requests.append(request)
            elif len(self._files) == 1:
                shares[self._files[0]].requests.append(request)
            else:
                shares[self._files[0]].unclear.append(request)
        return dict(sorted(shares.items()))

    def _unclear(self, request: MetricRequest) -> MetricResult:
        what = f"the source '{self._context.name}' has {len(self._files)} files: {quoted(self._files)}"
        text = f"{request.place}: metric {request.metric}: {what}; say which with `file:`"
        return MetricResult(request.metric, (), whole=request.config.events(), problem=text)

    def _no_such_file(self, name: str, share: Share) -> SourceError:
        asked = ", ".join(f"{request.metric} ({request.place})" for request in share.requests[:3])
        what = f"{name} is no file of the source '{self._context.name}', but is asked for by {asked}"
        return SourceError(PullCode.GONE, f"{what}; {which(name, self._files)}", remedy="correct `file` of the metric")
