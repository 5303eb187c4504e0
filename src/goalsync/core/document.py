"""Documents as JSON: the same value gives the same bytes, and only what was meant is read back."""

from __future__ import annotations

from typing import Any, TypeVar

T = TypeVar("T")


def plain(value: object) -> Any:
    """A noun as dictionaries, lists and JSON scalars, fields in the order of their declaration."""
    import msgspec  # noqa: PLC0415 - 40 ms that `--help` does not need

    return msgspec.to_builtins(value)


def to_json(schema: str, *parts: object) -> bytes:
    """One document: `schema` first, then the fields of each part; indented UTF-8 with a final newline."""
    import msgspec  # noqa: PLC0415

    content: dict[str, Any] = {"schema": schema}
    for part in parts:
        for name, value in plain(part).items():
            content.setdefault(name, value)
    return msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n"


def read_as(kind: type[T], value: object) -> T:
    """Read plain data back as a noun; raises ValueError that says where it does not fit."""
    import msgspec  # noqa: PLC0415

    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from None
