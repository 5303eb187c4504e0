"""What people write of a metric that a spreadsheet holds: a cell, or a series."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from posixpath import normpath
from typing import Annotated, Final

from pydantic import AfterValidator, ConfigDict, Field, WithJsonSchema, model_validator

from goalsync.model.vocabulary import OnDuplicate
from goalsync.sdk.connector import Advice, MetricConfig, SourceConfig
from goalsync_sheets.config.listing import quoted, which
from goalsync_sheets.config.refusal import one_cell
from goalsync_sheets.config.series import Name, Series
from goalsync_sheets.config.source import SheetsSource, is_reference, may_match
from goalsync_sheets.reference import parse_cell, split_sheet

TEXT_FILES: Final = (".csv", ".tsv", ".txt")
Cell = Annotated[
    Name,
    AfterValidator(one_cell),
    WithJsonSchema({"type": "string", "pattern": "^(.*!)?[^:!]+$"}),
]


class SheetsMetric(MetricConfig):
    """One cell, or a series of rows."""

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [{"required": ["cell"]}, {"required": ["series"]}],
            "dependentRequired": {"dated": ["cell"]},
        }
    )

    cell: Cell | None = Field(None, description="KPIs!B4, 'My Sheet'!B4, or a defined name: today's value.")
    dated: Cell | None = Field(None, description="A cell that holds the date of `cell`; else the day of the run.")
    series: Series | None = Field(None, description="Rows of a sheet: dates, values and which rows.")
    file: Name | None = Field(None, description="Which file, where the source has several.")

    def events(self) -> bool:
        """A series with dates of its own is events."""
        return self.series is not None and self.series.dated

    def duplicates(self) -> OnDuplicate:
        """As the series says."""
        return self.series.on_duplicate if self.series else OnDuplicate.ERROR

    @model_validator(mode="after")
    def _one_way(self) -> SheetsMetric:
        if (self.cell is None) == (self.series is None):
            raise ValueError("needs exactly one of `cell` and `series`")
        if self.dated and not self.cell:
            raise ValueError("`dated` goes with `cell`; a series has its own column of dates (`date`)")
        return self

    def problems(self, source: SourceConfig) -> Iterable[tuple[tuple[str | int, ...], str]]:
        """A file that the source does not have; sheets in a text file."""
        if not isinstance(source, SheetsSource):
            return ()
        return tuple(self._problems_with(source))

    def advice(self, source: SourceConfig) -> Iterable[Advice]:
        """A file that no path of the source can match: there may be such a file, and still it is not read."""
        if self.file is None or not isinstance(source, SheetsSource) or not source.globs:
            return
        if not any(may_match(pattern, self.file) for pattern in source.places):
            what = f"{quoted([self.file])} is matched by no path of the source: {quoted(source.places)}"
            yield ("file",), what, "correct it, or add it to `path` of the source"

    def _problems_with(self, source: SheetsSource) -> Iterator[tuple[tuple[str | int, ...], str]]:
        places = source.places
        if not source.globs:
            if self.file is not None and normpath(self.file) not in map(normpath, places):
                yield ("file",), f"the source has no file {quoted([self.file])}; {which(self.file, places)}"
                return
            if self.file is None and len(places) > 1:
                yield ("file",), f"the source has {len(places)} files: say which with `file:`, one of {quoted(places)}"
                return
        mine = self.file or places[0]
        if not source.google and not is_reference(mine) and mine.lower().endswith(TEXT_FILES):
            yield from self._problems_with_text(mine)

    def _problems_with_text(self, file: str) -> Iterator[tuple[tuple[str | int, ...], str]]:
        for key in ("cell", "dated"):
            text = getattr(self, key)
            if text and parse_cell(text) is None:
                yield (key,), f"'{text}' is not a cell such as B4, and {file} is a text file without defined names"
            elif text and split_sheet(text)[0] is not None:
                yield (key,), f"{file} is a text file without sheets: write '{split_sheet(text)[1]}'"
        for key in ("sheet", "name", "table"):
            if self.series and getattr(self.series, key):
                yield ("series", key), f"{file} is a text file without sheets, names and tables: leave `{key}` out"
