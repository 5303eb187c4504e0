"""What people write under `series:`."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from math import prod
from typing import Annotated, Any, Final, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictInt,
    WithJsonSchema,
    model_validator,
)

from goalsync.model.vocabulary import OnDuplicate
from goalsync_sheets.config.refusal import no_pattern
from goalsync_sheets.reference import MAX_ROW, parse_range
from goalsync_sheets.values.text import shown, text_key
from goalsync_sheets.values.when import FIRST_YEAR, LAST_YEAR

MOST_COMBINATIONS: Final = 10_000


def as_text(value: object) -> object:
    """A name that YAML takes for a number (a header `2026`), as it was written."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return str(getattr(value, "text", None) or shown(value))


def as_list(value: object) -> object:
    """One entry or a list of them, as a list."""
    return value if isinstance(value, list | tuple) else [value]


def _wanted(value: object) -> list[str]:
    """Every way in which a cell may hold one of the wanted values, in the form cells are compared in."""
    keys: list[str] = []
    for one in value if isinstance(value, list | tuple) else [value]:
        if one is not None and not isinstance(one, str | int | float | bool):
            raise ValueError("expected a text, a number, true, false or null, or a list of them")
        keys.append(text_key(one))
        if written := getattr(one, "text", None):
            keys.append(text_key(str(written)))
    if not keys:
        raise ValueError("expected a value or a list of values, got an empty list")
    return list(dict.fromkeys(keys))


def _header(value: object) -> object:
    if value == "found":
        return None
    if value is None:
        return None
    given = value if isinstance(value, list | tuple) else [value]
    rows = [row for row in given if isinstance(row, int) and not isinstance(row, bool) and 1 <= row <= MAX_ROW]
    if len(rows) == len(given) and (len(rows) == 1 or (len(rows) == 2 and rows[1] == rows[0] + 1)):
        return tuple(rows)
    raise ValueError("expected a row number such as 3, or two rows that follow each other such as [4, 5]")


def _range(value: str) -> str:
    parse_range(value)
    return value


_TEXT: Final[dict[str, Any]] = {"type": ["string", "number"], "minLength": 1}
_SCALAR: Final[dict[str, Any]] = {"type": ["string", "number", "boolean", "null"]}
_RANGE: Final[dict[str, Any]] = {"type": "string", "pattern": "^(.*!)? *[$A-Za-z0-9]*:[$A-Za-z0-9]* *$"}
_UNPATTERNED: Final[dict[str, Any]] = {**_TEXT, "pattern": "^(?!/.+/$)"}
_ROW: Final[dict[str, Any]] = {"type": "integer", "minimum": 1, "maximum": MAX_ROW}


def one_or_list(item: dict[str, Any], **bounds: object) -> WithJsonSchema:
    """The JSON Schema of one entry or a list of them."""
    return WithJsonSchema({"anyOf": [item, {"type": "array", "items": item, **bounds}]})


Name = Annotated[str, BeforeValidator(as_text), Field(min_length=1), WithJsonSchema(_TEXT)]
Skipped = Annotated[Name, AfterValidator(no_pattern)]
Names = Annotated[tuple[Name, ...], BeforeValidator(as_list), one_or_list(_TEXT)]
Header = Annotated[tuple[StrictInt, ...] | None, BeforeValidator(_header), one_or_list(_ROW, minItems=1, maxItems=2)]
Where = dict[Name, Annotated[tuple[str, ...], BeforeValidator(_wanted), one_or_list(_SCALAR, minItems=1)]]
"""Header → the values looked for, as cells are compared (`values.text_key`)."""


_PLACES: Final = ("sheet", "name", "table", "range")
_PICKS: Final[list[Any]] = [{"required": [key], "properties": {key: {"minProperties": 1}}} for key in ("where", "row")]
_TOGETHER: Final[dict[str, Any]] = {
    "not": {"anyOf": [{"required": list(pair)} for pair in combinations(_PLACES, 2)]},
    "if": {"required": ["dates"], "properties": {"dates": {"const": "across"}}},
    "then": {"anyOf": _PICKS, "not": {"anyOf": [{"required": ["date"]}, {"required": ["dedupe_by"]}]}},
    "else": {
        "anyOf": [*({"required": [key]} for key in ("date", "value", "dedupe_by", "fill_down")), _PICKS[0]],
        "properties": {"row": {"maxProperties": 0}},
        "dependentRequired": {"percentile": ["value"]},
    },
}
"""What a JSON Schema can say of keys together, as `_fits_together` does."""


class Series(BaseModel):
    """Rows of a sheet: dates down (a row each) or across (a column each); without dates, the value of one row now."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True, json_schema_extra=_TOGETHER)

    sheet: Name | None = Field(None, description="Name of the tab; not needed where there is only one.")
    name: Name | None = Field(None, description="A defined name: an area of a sheet.")
    table: Name | None = Field(None, description="Name of a table.")
    range: Annotated[Name, AfterValidator(_range), WithJsonSchema(_RANGE)] | None = Field(
        None, description="An area: Weekly!A4:F20, A:F."
    )
    header: Header = Field(
        None, description="Row of the headers, [4, 5] for two levels; else the first row that has all of them."
    )
    date: Name | None = Field(None, description="Header of the column of dates.")
    value: Name | None = Field(None, description="Header of the column of values; without it each row counts 1.")
    where: Where = Field({}, description="Header: a value or a list; only these rows.")
    row: Where = Field({}, description="With dates across: header: value, which picks the row.")
    dates: Literal["down", "across"] = Field("down", description="across: each column is a date.")
    fill_down: Names = Field((), description="Headers of columns whose blank cells mean: as above.")
    skip: Annotated[tuple[Skipped, ...], BeforeValidator(as_list), one_or_list(_UNPATTERNED)] = Field(
        (), description="Rows whose first cell is one of these (Total, Average; * and ? match any)."
    )
    year: Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)] | None = Field(
        None, description="Of months without a year; else the year in the sheet's name."
    )
    dedupe_by: Name | None = Field(None, description="Header of a column whose values may count only once.")
    on_duplicate: OnDuplicate = Field(OnDuplicate.ERROR, description="Two rows of one date: error, last or sum.")
    percentile: Annotated[float, Field(gt=0, le=100)] | None = Field(
        None, description="Of the values of each date, by nearest rank."
    )

    @property
    def across(self) -> bool:
        """Each column is a date."""
        return self.dates == "across"

    @property
    def dated(self) -> bool:
        """It has dates of its own; else its value is today's."""
        return self.across or self.date is not None

    @property
    def picks(self) -> Mapping[str, tuple[str, ...]]:
        """Header → values, of `where` and `row` together."""
        return {**self.where, **self.row}

    @property
    def mentions(self) -> tuple[str, ...]:
        """The headers that must be there, in order, each once."""
        named = [self.date, None if self.across else self.value, self.dedupe_by]
        return tuple(dict.fromkeys([*(one for one in named if one), *self.picks, *self.fill_down]))

    @model_validator(mode="after")
    def _fits_together(self) -> Series:
        places = [key for key in _PLACES if getattr(self, key)]
        if len(places) > 1:
            raise ValueError(f"{' and '.join(places)} exclude each other; keep one of them")
        if self.across:
            self._check_across()
        elif self.row:
            raise ValueError("`row` goes with `dates: across`; where each row has its date, write `where`")
        elif not self.mentions:
            raise ValueError("needs `date`, `value` or `where`: the headers to read")
        if self.percentile is not None and not (self.value or self.across):
            raise ValueError("`percentile` needs `value`, the column of which it is taken")
        names = [" ".join(name.split()).casefold() for name in (*self.where, *self.row)]
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise ValueError(f"the header '{twice}' stands twice among the conditions; write a list of values")
        if prod(len(values) for values in self.picks.values()) > MOST_COMBINATIONS:
            raise ValueError(f"`where` has more than {MOST_COMBINATIONS} combinations of values")
        return self

    def _check_across(self) -> None:
        if self.date:
            raise ValueError("`date` is a column of dates; with `dates: across` every column is one: leave it out")
        if self.dedupe_by:
            raise ValueError("`dedupe_by` goes with dates down, not with `dates: across`")
        if not self.picks:
            raise ValueError("`dates: across` needs `row`: which row to read, such as {KPI: NPS}")
