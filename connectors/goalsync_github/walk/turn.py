"""Where a walk in order of update goes on after a page. Pure.

It starts anew from the last update seen (`since`): what changes meanwhile moves behind it and comes later, and no page
number is ever reached that GitHub refuses. The address of the next page is followed only
* within one second, where `since` cannot go on;
* behind a cursor, where many of the second would come twice;
* where the last update may be newer than the one that the page was sorted by: it was touched in the very moment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

_MANY: Final = 10
"""So many issues of the last second are not asked for twice where that can be helped."""
_MOMENT: Final = timedelta(minutes=1)
"""An update this long before the answer was not made while it was put together."""


@dataclass(frozen=True, slots=True)
class End:
    """It was the last page."""


@dataclass(frozen=True, slots=True)
class Anew:
    """Ask for what was updated at `since` or later."""

    since: datetime


@dataclass(frozen=True, slots=True)
class Follow:
    """Ask for the next page. `behind`: everything before this is read, if that is known."""

    behind: datetime | None


Turn = End | Anew | Follow


def turn(
    updates: Sequence[datetime],
    *,
    since: datetime | None,
    more: bool,
    by_cursor: bool,
    answered: datetime,
) -> Turn:
    """After a page with these updates, in its order, that was asked for from `since`.

    `more`: it names a next page, `by_cursor` one behind a cursor; `answered` is the server's clock.
    """
    if not more:
        return End()
    if not updates:
        return Follow(None)
    last = updates[-1]
    in_order = all(before <= after for before, after in pairwise(updates))
    if not in_order or last > answered - _MOMENT:
        return Follow(None)
    if since is not None and last <= since:
        return Follow(last)
    if by_cursor and sum(update == last for update in updates) > _MANY:
        return Follow(last)
    return Anew(last)
