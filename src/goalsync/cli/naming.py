"""Ids that people type: the one they mean, or which are near."""

from __future__ import annotations

from collections.abc import Collection

import click


def unknown_id(name: str, known: Collection[str], what: str) -> click.UsageError:
    """There is no such thing, and which id is near."""
    from difflib import get_close_matches  # noqa: PLC0415

    near = get_close_matches(name, known, n=1)
    hint = f"; did you mean '{near[0]}'?" if near else ""
    return click.UsageError(f"there is no {what} '{name}'{hint}", click.get_current_context(silent=True))
