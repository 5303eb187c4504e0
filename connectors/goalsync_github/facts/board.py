"""One project (v2) as it was read: the cards of its issues and pull requests, whichever API told them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct, field

from goalsync_github.facts.cards import Card, Plain, Value, card_of
from goalsync_github.facts.hierarchy import issue_key
from goalsync_github.facts.moments import day
from goalsync_github.facts.wanted import Wanted

PAGE: Final = 50
"""Items asked for at once: more meets limits on resources."""
_CONTENT: Final = re.compile(r"/repos/([^/]+/[^/]+)/(?:issues|pulls)/(\d+)$")


class Sort(StrEnum):
    """What an item of a project is. A draft is in no repository; a hidden one is in one that may not be seen."""

    WORK = "work"
    DRAFT = "draft"
    HIDDEN = "hidden"


class ProjectField(Struct, frozen=True):
    """A field of a project: its ids and its name, its type, and what its options or iterations are called by id.

    Iterations are those that run, are planned, and are completed.
    """

    names: tuple[str, ...]
    name: str
    data_type: str
    titles: Mapping[str, str] = field(default_factory=dict)

    def value(self, found: Plain | None, identity: str | None = None) -> Value | None:
        """What an item holds: as it came, or by the id of an option or iteration; None where it holds nothing."""
        plain = found if found is not None and found != "" else self.titles.get(identity or "")
        if plain is None or plain == "":
            return None
        if self.data_type == "DATE" and isinstance(plain, str):
            plain = day(plain[:10]) or plain
        return Value(self.names, self.data_type, plain)


class Entry(Struct, frozen=True):
    """One item of a project: of `WORK` the key of the issue or pull request, and what its fields hold."""

    id: str
    sort: Sort
    key: str | None = None
    values: Sequence[Value] = ()
    updated: datetime | None = None


class Board(Struct, frozen=True):
    """A project. `cards` are by key in lower case: GitHub's names are the same in any case."""

    name: str
    cards: Mapping[str, Card]
    fields: Sequence[ProjectField] = ()
    drafts: int = 0
    hidden: int = 0
    told: int | None = None
    """How many items the project itself counts, where it does."""

    @property
    def listed(self) -> int:
        """Items that were seen."""
        return len(self.cards) + self.drafts + self.hidden

    def notes(self) -> tuple[str, ...]:
        """What of it is no work item, and what may not be seen."""
        found: list[str] = []
        if self.drafts:
            found.append(f"project {self.name}: {_many(self.drafts, 'draft')} left out, for they are no issues yet")
        if self.hidden:
            found.append(f"project {self.name}: {_many(self.hidden, 'item')} that the token may not see")
        if self.told is not None and self.told > self.listed:
            found.append(f"project {self.name} counts {self.told} items and lists {self.listed}")
        return tuple(found)


def board_of(
    name: str, entries: Iterable[Entry], fields: Sequence[ProjectField], wanted: Wanted, told: int | None = None
) -> Board:
    """The project that these items make; one that was listed twice, as the list moved, counts once: the later one."""
    every = {entry.id: entry for entry in entries}
    cards = {
        entry.key.casefold(): card_of(entry.values, wanted, entry.updated)
        for entry in every.values()
        if entry.key is not None
    }
    sorts = [entry.sort for entry in every.values()]
    return Board(name, cards, fields, sorts.count(Sort.DRAFT), sorts.count(Sort.HIDDEN), told)


def key_of_content(url: str | None) -> str | None:
    """The key of the issue or pull request at an API address."""
    found = _CONTENT.search(url or "")
    return issue_key(found[1], int(found[2])) if found else None


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
