"""What people write: a source's keys in goalsync.yaml and a metric's keys in mappings/."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from posixpath import normpath
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from goalsync.model.vocabulary import OnDuplicate
from goalsync.sdk.connector import MetricConfig, SourceConfig
from goalsync.sdk.secrets import SecretReference
from goalsync_sheets.cell_reference import parse_cell, split_sheet
from goalsync_sheets.config_listing import quoted, which
from goalsync_sheets.config_series import Name, Series, as_list, one_or_list
from goalsync_sheets.values.locales import locale_of

TEXT_FILES: Final = (".csv", ".tsv", ".txt")
DEFAULT_LIMIT: Final = 100_000_000
_SIZE: Final = re.compile(r"(\d{1,9}(?:\.\d+)?) ?([KMG]i?B|B)?", re.IGNORECASE)
_UNITS: Final = {"B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "KIB": 2**10, "MIB": 2**20, "GIB": 2**30}


def _locale(tag: str) -> str:
    locale_of(tag)
    return tag


def _encoding(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        message = f"'{name}' is not a known encoding; expected one such as utf-8, cp1252 or iso8859-15"
        raise ValueError(message) from None


def _delimiter(text: str) -> str:
    text = {"tab": "\t", "\\t": "\t"}.get(text, text)
    if len(text) != 1 or text.isalnum() or text in '"\r\n':
        raise ValueError("expected one character such as ; or , or tab")
    return text


def _size(value: object) -> object:
    if not isinstance(value, str):
        return value
    if found := _SIZE.fullmatch(value.strip()):
        return int(float(found[1]) * _UNITS[(found[2] or "B").upper()])
    message = f"expected a size such as 50 MB, got '{value}'"
    raise ValueError(message)


def _url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        message = f"expected an address that starts with https:// or http://, got '{text}'"
        raise ValueError(message)
    return text


_PATH: Final[dict[str, Any]] = {"type": "string", "minLength": 1}
_URL: Final[dict[str, Any]] = {"type": "string", "pattern": "^https?://"}
_BYTES: Final = {"anyOf": [{"type": "integer", "minimum": 1}, {"type": "string", "pattern": "^[0-9]"}]}

Paths = Annotated[
    tuple[Annotated[str, Field(min_length=1)], ...],
    BeforeValidator(as_list),
    Field(min_length=1),
    one_or_list(_PATH, minItems=1),
]
Url = Annotated[str, AfterValidator(_url), WithJsonSchema(_URL)]
Urls = Annotated[tuple[Url, ...], BeforeValidator(as_list), Field(min_length=1), one_or_list(_URL, minItems=1)]
Size = Annotated[int, BeforeValidator(_size), Field(gt=0), WithJsonSchema(_BYTES)]


class SheetsSource(SourceConfig):
    """Spreadsheets: files, addresses on the web, or a Google spreadsheet."""

    path: Paths | None = Field(
        None, description="csv, tsv, xlsx, xlsm, xls, xlsb or ods, relative to the workspace; a list or a glob."
    )
    url: Urls | None = Field(None, description="http(s) address of a file, or a list.")
    google: Name | None = Field(None, description="Id of a Google spreadsheet; needs `credentials`.")
    credentials: SecretReference | None = Field(None, description="A service account: file:service-account.json.")
    base_url: Url | None = Field(None, description="Of the Google Sheets API.")
    locale: Annotated[str, AfterValidator(_locale)] | None = Field(
        None, description="Decimal comma and order of day and month where a text cell is ambiguous: de, en, en-GB."
    )
    encoding: Annotated[str, AfterValidator(_encoding)] | None = Field(None, description="Of text files: cp1252.")
    delimiter: Annotated[str, AfterValidator(_delimiter)] | None = Field(None, description="Of text files: ;")
    limit: Size = Field(DEFAULT_LIMIT, description="Largest file that is fetched: 50 MB.")

    @property
    def places(self) -> tuple[str, ...]:
        """Paths, addresses or ids as they are written; globs are not expanded."""
        return self.path or self.url or ((self.google,) if self.google else ())

    @property
    def globs(self) -> bool:
        """Whether only the directory can tell which files there are."""
        return any(is_glob(path) for path in self.path or ())

    @model_validator(mode="after")
    def _one_place(self) -> SheetsSource:
        given = [key for key in ("path", "url", "google") if getattr(self, key)]
        if not given:
            raise ValueError("needs one of `path`, `url` or `google`: where the spreadsheet is")
        if len(given) > 1:
            raise ValueError(f"{' and '.join(given)} exclude each other; keep one of them, or make two sources")
        if len(set(self.places)) < len(self.places):
            raise ValueError(f"`{given[0]}` names the same file twice")
        if self.google and not self.credentials:
            raise ValueError("`google` needs `credentials`, such as file:service-account.json")
        for key in ("credentials", "base_url"):
            if getattr(self, key) and not self.google:
                raise ValueError(f"`{key}` goes with `google` only")
        for key in ("encoding", "delimiter"):
            if getattr(self, key) and self.google:
                raise ValueError(f"`{key}` is for text files; a Google spreadsheet has none")
        return self


class SheetsMetric(MetricConfig):
    """One cell, or a series of rows."""

    cell: Name | None = Field(None, description="KPIs!B4, 'My Sheet'!B4, or a defined name: today's value.")
    dated: Name | None = Field(None, description="A cell that holds the date of `cell`; else the day of the run.")
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

    def _problems_with(self, source: SheetsSource) -> Iterator[tuple[tuple[str | int, ...], str]]:
        places = source.places
        if not source.globs:
            if self.file is not None and normpath(self.file) not in map(normpath, places):
                yield ("file",), f"the source has no file '{self.file}'; {which(self.file, places)}"
                return
            if self.file is None and len(places) > 1:
                yield ("file",), f"the source has {len(places)} files: say which with `file:`, one of {quoted(places)}"
                return
        mine = self.file or places[0]
        if source.google is None and mine.lower().endswith(TEXT_FILES):
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


def is_glob(path: str) -> bool:
    """Whether a path stands for any number of files."""
    return any(mark in path for mark in "*?[")
