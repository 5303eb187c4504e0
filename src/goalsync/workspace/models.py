"""What a pydantic model would take at some path: looked up only to say what is wrong there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from goalsync.sdk.secrets import check_reference
from goalsync.workspace.document import Key


def known_keys(model: type[BaseModel], path: Iterable[Key]) -> list[str]:
    """The keys that a mapping at `path` within the model may have."""
    models = [model]
    for key in path:
        fields = [_field(one, key) for one in models] if isinstance(key, str) else []
        inner = [found for field in fields if field for found in _models(field.annotation)]
        if any(fields):
            models = inner
    return sorted({_name(name, field) for one in models for name, field in one.model_fields.items()})


def meaning(model: type[BaseModel], path: Iterable[Key]) -> str | None:
    """What is written under the last key of `path` within the model: its description, to stand inside a sentence."""
    *outer, last = path
    models = [model]
    for key in outer:
        fields = [_field(one, key) for one in models] if isinstance(key, str) else []
        if any(fields):
            models = [found for field in fields if field for found in _models(field.annotation)]
    fields = [_field(one, last) for one in models]
    said = next((field.description.rstrip(".") for field in fields if field and field.description), None)
    return said if not said or said[1:2].isupper() else said[:1].lower() + said[1:]  # API token


def takes_reference(model: type[BaseModel], path: Iterable[Key]) -> bool:
    """Whether the value at `path` is a secret by reference."""
    models, last = [model], None
    for key in path:
        fields = [_field(one, key) for one in models] if isinstance(key, str) else []
        for field in fields:
            if field:
                last = field
        if any(fields):
            models = [found for field in fields if field for found in _models(field.annotation)]
    return last is not None and _mentions(last, check_reference)


def _name(name: str, field: FieldInfo) -> str:
    return field.alias or name


def _field(model: type[BaseModel], key: Key) -> FieldInfo | None:
    return next((field for name, field in model.model_fields.items() if _name(name, field) == key), None)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        return
    for part in get_args(annotation):
        yield from _models(part)


def _mentions(field: FieldInfo, function: object) -> bool:
    return any(getattr(one, "func", None) is function for one in field.metadata) or _inside(field.annotation, function)


def _inside(annotation: Any, function: object) -> bool:
    return any(
        getattr(part, "func", None) is function or _inside(part, function)
        for part in (*get_args(annotation), *getattr(annotation, "__metadata__", ()))
    )
