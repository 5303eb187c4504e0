"""A part of a document → what a person wrote there, as a checked model; else problems at the right places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from goalsync.workspace.document import Key, Part
from goalsync.workspace.problems import Problems
from goalsync.workspace.shown import got
from goalsync.workspace.written.fields import MAY_BE_NULL, Written

Model = TypeVar("Model", bound=BaseModel)


def validated(
    model: type[Model],
    part: Part,
    problems: Problems,
    *,
    value: object = None,
    also: Iterable[str] = (),
) -> Model | None:
    """The part as `model`, or None with its problems.

    Where unknown keys are all that is wrong, it is the model of the others, so that they are checked in the same run;
    a workspace with a problem is never used.

    `value` is what to read when it is not the whole part (keys of another model left out); `also` are keys that
    belong to that other model, for suggestions.
    """
    given = part.value if value is None else value
    try:
        found = model.model_validate(given)
    except ValidationError as error:
        from goalsync.workspace.complaints import complain  # noqa: PLC0415  # only when something is wrong

        rest, wrong = complain(model, part, error, given, problems, also)
    else:
        rest, wrong = found, set()
    blank = [
        path
        for path in _blanks(given, (), deep=issubclass(model, Written))
        if not any(path[: len(other)] == other for other in wrong)
    ]
    for path in blank:
        problems.error(part, path, "has no value", rule="wrong-type", remedy="give it one, or leave the key out")
    return None if blank else rest


def is_list(part: Part, problems: Problems) -> bool:
    """Whether the part is a list; else that is a problem."""
    if isinstance(part.value, list):
        return True
    remedy = "write its entries, each after '- '; or leave the key out"
    problems.error(part, (), f"expected a list, got {got(part.value)}", rule="wrong-type", remedy=remedy)
    return False


def is_mapping(part: Part, problems: Problems) -> bool:
    """Whether the part is a mapping; else that is a problem."""
    if isinstance(part.value, dict):
        return True
    remedy = "write its keys, each as key: value"
    what = f"expected a mapping (key: value), got {got(part.value)}"
    problems.error(part, (), what, rule="wrong-type", remedy=remedy)
    return False


def _blanks(value: object, path: tuple[Key, ...], *, deep: bool) -> Iterator[tuple[Key, ...]]:
    """Keys without a value; of a connector's keys only the outermost, for null may mean something within."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if inner is None:
                if key not in MAY_BE_NULL:
                    yield (*path, key)
            elif deep and isinstance(inner, dict | list):
                yield from _blanks(inner, (*path, key), deep=deep)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            if isinstance(inner, dict | list):
                yield from _blanks(inner, (*path, index), deep=deep)
