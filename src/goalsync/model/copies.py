"""A noun with some of its fields changed: who needs one need not know what nouns are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    # mypy knows by this one which fields a noun has, and of which types
    from dataclasses import replace as replace  # noqa: PLC0414 - that it is handed on
else:
    import dataclasses

    from msgspec import Struct, structs

    def replace(noun: Any, /, **changes: Any) -> Any:
        """A copy with these fields changed, of a struct or a dataclass; an unknown field raises TypeError."""
        return (structs if isinstance(noun, Struct) else dataclasses).replace(noun, **changes)
