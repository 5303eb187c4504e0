"""The kinds of value that files hold: ids, numbers, days, durations, shares, periods, windows."""

import re
from datetime import date, timedelta
from typing import Annotated, Any, Final, Literal

from pydantic import AllowInfNan, BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, WithJsonSchema

from goalsync.model.measures import Window, WindowUnit
from goalsync.model.period import parse_period
from goalsync.workspace.scalars import written
from goalsync.workspace.shown import got

MAY_BE_NULL: Final = frozenset({"done", "link_label"})
"""Keys whose null means something: not yet, none. Any other key has a value or is left out."""
_ID: Final = re.compile(r"[\w.-]+")
ID_PATTERN: Final = r"^[^\s!-,/:-@\[-\^`{-~]+$"
"""The same for JSON Schema, where `\\w` knows only ASCII's letters: no blanks, and no signs but '.', '_' and '-'."""
_DURATION_PATTERN: Final = "^0*[1-9][0-9]{0,5} (seconds?|minutes?|hours?|days?|weeks?)$"
_DAY_PATTERN: Final = "^(19|2[0-9])[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
_DAY: Final = re.compile(r"(?:19|2\d)\d\d-\d\d-\d\d")
_PERIOD: Final = re.compile(r"(?:19|2\d)\d\d(?:-.*)?")
_DURATION: Final = re.compile(r"(\d{1,6}) (seconds?|minutes?|hours?|days?|weeks?)")
_LONGEST: Final = timedelta(days=36500)
"""What is added to a time, or taken from it, must not leave the calendar."""
_WINDOW: Final = re.compile(r"([1-9]\d{0,3}) (days?|weeks?)")
_PERCENT: Final = re.compile(r"(\d{1,3}(?:\.\d+)?) ?%")
_UNITS: Final = tuple(map(str, WindowUnit))
_OFF: Final = "off"


class Written(BaseModel):
    """Something a person wrote: unknown keys are errors, `"5"` is no number, `5` is no text."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)


class WrongValueError(ValueError):
    """A value that a person can mend: what is wrong, what to do, and the stable name of the check."""

    def __init__(self, message: str, remedy: str, rule: str = "wrong-value") -> None:
        super().__init__(message)
        self.remedy = remedy
        self.rule = rule


class TooLongError(WrongValueError):
    """A duration that leaves the calendar."""


def read_id(value: object) -> str:
    """An id as it is written, `1.10` included."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise WrongValueError(f"expected an id, got {got(value)}", "use letters, digits, '.', '_' and '-'")
    text = written(value)
    if not _ID.fullmatch(text):
        raise WrongValueError(
            f"expected an id of letters, digits, '.', '_' and '-', got {got(text)}", "write it without other signs"
        )
    return text


def read_name(value: object) -> object:
    """Text that may look like a number (a label `2026`), as it is written."""
    return written(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def read_day(value: object) -> date:
    """An ISO date."""
    try:
        if isinstance(value, str) and _DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise WrongValueError(f"expected a date such as 2026-10-31, got {got(value)}", "write it as YEAR-MONTH-DAY")


def read_duration(value: object) -> timedelta:
    """`35 days`: seconds, minutes, hours, days or weeks, above zero and at most a hundred years."""
    found = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if not found or not int(found[1]):
        raise WrongValueError(
            f"expected a duration such as 35 days, got {got(value)}", "write N seconds, minutes, hours, days or weeks"
        )
    duration = timedelta(**{found[2].rstrip("s") + "s": int(found[1])})
    if duration > _LONGEST:
        message = f"expected a duration of at most {_LONGEST.days} days, got {got(value)}"
        raise TooLongError(message, "write a shorter one")
    return duration


def read_window(value: object) -> Window:
    """`day`, `week`, `month`, `quarter`, or so many days or weeks: `14 days`."""
    if isinstance(value, str):
        if value in _UNITS:
            return Window(WindowUnit(value))
        if found := _WINDOW.fullmatch(value):
            return Window(WindowUnit(found[2].rstrip("s")), int(found[1]))
    raise WrongValueError(
        f"expected day, week, month, quarter or a number of days such as 14 days, got {got(value)}", "write one of them"
    )


def read_share(value: object) -> float:
    """`30%` or 0.3, from 0 to 1."""
    share: float | None = None
    if isinstance(value, str) and (found := _PERCENT.fullmatch(value)):
        share = float(found[1]) / 100
    elif isinstance(value, int | float) and not isinstance(value, bool):
        share = float(value)
    if share is None or not 0 <= share <= 1:
        raise WrongValueError(f"expected a share such as 30% or 0.3, got {got(value)}", "write it from 0% to 100%")
    return share


def read_limit(value: object) -> float | None:
    """A share, or `off` = None."""
    if value == _OFF:
        return None
    try:
        return read_share(value)
    except WrongValueError:
        raise WrongValueError(
            f"expected a share such as 30% or 0.3, or off, got {got(value)}", "write it from 0% to 100%, or off"
        ) from None


def read_period(value: object) -> str:
    """`2026`, `2026-H2`, `2026-Q4` or `2026-11` as text; which days that are depends on the fiscal year."""
    text = written(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    try:
        if _PERIOD.fullmatch(text):
            return parse_period(text).name
    except ValueError:
        pass
    raise WrongValueError(
        f"expected a period such as 2026, 2026-H2, 2026-Q4 or 2026-11, got {got(value)}",
        "write one of these, or {start: 2026-10-01, end: 2026-12-31}",
    )


def listed(value: object) -> object:
    """One entry or a list of them, as a list."""
    return value if isinstance(value, list) else [value]


Phase = Literal["todo", "doing", "done", "dropped"]
Kind = Literal["initiative", "epic", "story", "task", "bug", "subtask", "issue", "pull_request", "milestone", "other"]
Text = Annotated[str, Field(min_length=1, max_length=10_000)]
Id = Annotated[str, BeforeValidator(read_id), WithJsonSchema({"type": ["string", "number"], "pattern": ID_PATTERN})]
Name = Annotated[
    str,
    Field(min_length=1, max_length=10_000),
    BeforeValidator(read_name),
    WithJsonSchema({"type": ["string", "number"], "minLength": 1, "maxLength": 10_000}),
]
Number = Annotated[float, AllowInfNan(False)]
Weight = Annotated[float, AllowInfNan(False), Field(gt=0)]
Fraction = Annotated[float, AllowInfNan(False), Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=1, le=100_000)]
Day = Annotated[
    date,
    BeforeValidator(read_day),
    WithJsonSchema({"type": "string", "format": "date", "pattern": _DAY_PATTERN}),
]
DURATION_SCHEMA: Final[dict[str, Any]] = {"type": "string", "pattern": _DURATION_PATTERN}
Duration = Annotated[timedelta, BeforeValidator(read_duration), WithJsonSchema(DURATION_SCHEMA)]
Every = Annotated[
    Any,
    BeforeValidator(read_window),
    WithJsonSchema(
        {
            "anyOf": [
                {"enum": [unit.value for unit in WindowUnit]},
                {"type": "string", "pattern": "^[1-9][0-9]{0,3} (days?|weeks?)$"},
            ]
        }
    ),
]
_SHARE_SCHEMA: Final[list[dict[str, Any]]] = [
    {"type": "number", "minimum": 0, "maximum": 1},
    {"type": "string", "pattern": "^(0?[0-9]{1,2}([.][0-9]+)?|100([.]0+)?) ?%$"},
]
Share = Annotated[float, BeforeValidator(read_share), WithJsonSchema({"anyOf": _SHARE_SCHEMA})]
Limit = Annotated[
    float | None, BeforeValidator(read_limit), WithJsonSchema({"anyOf": [*_SHARE_SCHEMA, {"const": _OFF}]})
]
_AT_LEAST_ONE: Final[Any] = Field(min_length=1)
Names = Annotated[
    list[Name],
    _AT_LEAST_ONE,
    BeforeValidator(listed, json_schema_input_type=Name | Annotated[list[Name], _AT_LEAST_ONE]),
]
"""One name or a list."""
Ids = Annotated[
    list[Id], _AT_LEAST_ONE, BeforeValidator(listed, json_schema_input_type=Id | Annotated[list[Id], _AT_LEAST_ONE])
]


class Span(Written):
    """A period by its first and last day."""

    start: Day
    end: Day


def _span_or_name(value: object) -> str:
    return "<dates>" if isinstance(value, dict) else "<name>"


PeriodText = Annotated[
    str,
    BeforeValidator(read_period),
    WithJsonSchema(
        {
            "type": ["string", "integer"],
            "pattern": "^(19|2[0-9])[0-9]{2}(-(H[12]|Q[1-4]|0[1-9]|1[0-2]))?$",
            "minimum": 1900,
            "maximum": 2999,
        }
    ),
]
WrittenPeriod = Annotated[
    Annotated[PeriodText, Tag("<name>")] | Annotated[Span, Tag("<dates>")], Discriminator(_span_or_name)
]
"""A named period, or its first and last day."""


class Freshness(Written):
    """How old the newest value may be."""

    warn_after: Duration | None = Field(None, description="Older than this is a finding.")
    error_after: Duration | None = Field(None, description="Older than this is stale.")
