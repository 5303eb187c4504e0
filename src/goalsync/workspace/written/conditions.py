"""`when`: the closed vocabulary of conditions on work items."""

from datetime import timedelta
from fnmatch import fnmatchcase
from typing import Annotated, Any, Final, Self, get_args

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from goalsync.model.condition import PERIOD
from goalsync.model.near import nearest
from goalsync.workspace.shown import either, got, quoted
from goalsync.workspace.written.fields import (
    DURATION_SCHEMA,
    Day,
    Kind,
    Name,
    Phase,
    TooLongError,
    Written,
    WrongValueError,
    listed,
    read_duration,
)

PHASES: Final[tuple[str, ...]] = get_args(Phase)
KINDS: Final[tuple[str, ...]] = get_args(Kind)


def is_pattern(text: str) -> bool:
    """Whether it is `/…/`, a RE2 pattern, and not a glob."""
    return len(text) > 2 and text.startswith("/") and text.endswith("/")


def read_pattern(value: object) -> object:
    """A glob or `/…/`; the pattern must be one that RE2 takes."""
    if isinstance(value, str) and is_pattern(value):
        import re2  # type: ignore[import-untyped]  # noqa: PLC0415  # only workspaces with patterns pay for it

        options = re2.Options()
        options.log_errors = False
        try:
            re2.compile(value[1:-1], options)
        except re2.error as error:
            why = error.args[0] if error.args else error
            why = why.decode(errors="replace") if isinstance(why, bytes) else str(why)
            raise WrongValueError(f"{quoted(value)} is not a pattern: {why}", "mend the RE2 pattern") from None
    return value


def read_within(value: object) -> timedelta | str:
    """`period`, or a duration up to now."""
    if value == PERIOD:
        return PERIOD
    try:
        return read_duration(value)
    except TooLongError:
        raise
    except WrongValueError:
        raise WrongValueError(
            f"expected period or a duration such as 30 days, got {got(value)}", "write one of them"
        ) from None


def fits_none(text: str, words: tuple[str, ...]) -> bool:
    """Whether a plain word or glob can match none of a closed set; a /pattern/ is left to RE2."""
    if is_pattern(text):
        return False
    return not any(fnmatchcase(word, text.lower()) for word in words)


def _of_set(what: str, words: tuple[str, ...]) -> AfterValidator:
    def check(texts: list[str]) -> list[str]:
        for text in texts:
            if fits_none(text, words):
                near = nearest(text, words)
                hint = f"; did you mean {quoted(near)}?" if near else ""
                raise WrongValueError(f"there is no {what} {quoted(text)}{hint}", f"write {either(words)}")
        return texts

    return AfterValidator(check)


Pattern = Annotated[Name, BeforeValidator(read_pattern)]
Patterns = Annotated[
    list[Pattern],
    Field(min_length=1),
    BeforeValidator(listed, json_schema_input_type=Pattern | Annotated[list[Pattern], Field(min_length=1)]),
]
"""Case-insensitive globs or /RE2/ patterns, any of them."""


def _words(words: tuple[str, ...]) -> WithJsonSchema:
    """One of a closed set, or what may match one: a wildcard, a /pattern/, a capital letter."""
    one: dict[str, Any] = {"anyOf": [{"enum": [*words]}, {"type": "string", "pattern": r"[*?\[A-Z]|^/.+/$"}]}
    return WithJsonSchema({"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]})


Kinds = Annotated[Patterns, _of_set("kind", KINDS), _words(KINDS)]
Phases = Annotated[Patterns, _of_set("phase", PHASES), _words(PHASES)]
Within = Annotated[Any, BeforeValidator(read_within), WithJsonSchema({"anyOf": [{"const": PERIOD}, DURATION_SCHEMA]})]


class Condition(Written):
    """Which work: every key must hold, a list is any of its entries, text is a case-insensitive glob or /RE2/."""

    source: Patterns | None = Field(None, description="The source's name.")
    kind: Kinds | None = Field(None, description="initiative, epic, story, task, bug, subtask, issue, …")
    type: Patterns | None = Field(None, description="The tracker's own name of the type.")
    project: Patterns | None = Field(None, description="The project's key, or owner/name.")
    key: Patterns | None = Field(None, description="The item's key.")
    label: Patterns | None = None
    component: Patterns | None = None
    milestone: Patterns | None = Field(None, description="A fix version or milestone.")
    iteration: Patterns | None = Field(None, description="A sprint or iteration.")
    team: Patterns | None = None
    assignee: Patterns | None = None
    status: Patterns | None = Field(None, description="The status as the tracker says.")
    phase: Phases | None = Field(None, description="todo, doing, done or dropped.")
    priority: Patterns | None = None
    title: Patterns | None = None
    parent: Patterns | None = Field(None, description="The parent's key.")
    under: Patterns | None = Field(None, description="The key of any ancestor.")
    field: dict[str, Patterns] | None = Field(None, description="Values of named fields of the tracker.")
    created_after: Day | None = None
    created_before: Day | None = None
    updated_after: Day | None = None
    closed_after: Day | None = None
    closed_before: Day | None = None
    closed_in: Within = Field(None, description="period (of what uses the metric), or so long ago at most: 30 days.")
    all: Annotated[list["Condition"], Field(min_length=1)] | None = Field(None, description="All of these hold.")
    any: Annotated[list["Condition"], Field(min_length=1)] | None = Field(None, description="At least one holds.")
    not_: "Condition | None" = Field(None, alias="not", description="This does not hold.")

    @model_validator(mode="after")
    def _holds_something(self) -> Self:
        if not self.model_fields_set:
            remedy = "name at least one thing that must hold, such as project: SHOP"
            raise WrongValueError("an empty condition matches everything", remedy, "empty-when")
        return self
