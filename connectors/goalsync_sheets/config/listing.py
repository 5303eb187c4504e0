"""What is there, for people who looked for something else."""

from __future__ import annotations

from collections.abc import Iterable

from goalsync.sdk.http import shown
from goalsync_sheets.values.text import cited


def quoted(names: Iterable[str], most: int = 20) -> str:
    """`'a', 'b'`, cut after `most`."""
    listed = [_cited(name) for name in names]
    return ", ".join(listed[:most]) + (f" and {len(listed) - most} more" if len(listed) > most else "")


def which(name: str, there: Iterable[str]) -> str:
    """`did you mean 'Scorecard'? There are 'Scorecard', 'Notes'`: what is there instead of `name`."""
    from difflib import get_close_matches  # noqa: PLC0415 - only met when something is wrong

    names = list(there)
    if not names:
        return "there are none"
    folded = {one.casefold(): one for one in reversed(names)}
    near = get_close_matches(name.casefold(), folded, n=1, cutoff=0.6)
    hint = f"did you mean {_cited(folded[near[0]])}? " if near else ""
    return f"{hint}there {'is only' if len(names) == 1 else 'are'} {quoted(names)}"


def _cited(name: str) -> str:
    """A name in quotes; an address without the secrets it may hold."""
    return cited(shown(name)) if "://" in name else cited(name)
