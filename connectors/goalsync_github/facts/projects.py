"""The projects (v2) of a source: read once a run, by REST where the server has it, else by GraphQL."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING

from goalsync.sdk.errors import SourceError
from goalsync_github.facts import project_graphql, project_rest
from goalsync_github.facts.board import Board
from goalsync_github.facts.cards import Card, merged

if TYPE_CHECKING:
    from goalsync_github.facts.asking import Asks
    from goalsync_github.facts.wanted import Wanted


def read(site: Asks, owner: str, number: int, wanted: Wanted) -> Board:
    """One project, whole; raises SourceError where it cannot be read or not all of it can."""
    return project_rest.read(site, owner, number, wanted) or project_graphql.read(site, owner, number, wanted)


@dataclass(frozen=True, slots=True)
class _Found:
    boards: Sequence[Board]
    cards: Mapping[str, Card]


class Projects:
    """The projects `names` (`acme/7`), in the order in which they are believed. Threads share it.

    They are read when they are first asked for. Where one cannot be read, whoever asks gets its SourceError: without it
    nobody knows what the items' fields hold. Repositories are named as GitHub calls them now.
    """

    def __init__(self, site: Asks, names: Sequence[str], wanted: Wanted) -> None:
        self._site = site
        self._names = names
        self._wanted = wanted
        self._lock = Lock()
        self._found: _Found | None = None
        self._failed: SourceError | None = None

    def cards(self) -> Mapping[str, Card]:
        """What they say, by the key of the issue or pull request in lower case. Raises SourceError."""
        return self._read().cards

    def changed_since(self, repository: str, since: datetime) -> tuple[int, ...]:
        """The numbers of issues whose card was changed at `since` or later: the issue itself was not, perhaps.

        What was taken off a project does not show here, only in `digest`. Raises SourceError.
        """
        cards = self._read().cards
        found = (key for key, card in cards.items() if _is_in(key, repository) and _is_since(card, since))
        return tuple(sorted(int(key.rpartition("#")[2]) for key in found))

    def digest(self, repository: str) -> str:
        """Changes with whatever they say of a repository's items, and with nothing else. Raises SourceError."""
        told = hashlib.sha256()
        for key, card in sorted(self._read().cards.items()):
            if _is_in(key, repository):
                said = (card.status, card.iterations, card.points, card.team, card.priority)
                told.update(repr((key, said, sorted(card.named.items()))).encode())
        return told.hexdigest()[:16]

    def notes(self) -> tuple[str, ...]:
        """What is left out of them, and which configured fields none of them has. Raises SourceError."""
        return tuple(self._notes())

    def _notes(self) -> Iterator[str]:
        boards = self._read().boards
        for board in boards:
            yield from board.notes()
        if boards:
            yield from self._wanted.missing(name for board in boards for one in board.fields for name in one.names)

    def _read(self) -> _Found:
        with self._lock:
            if self._failed is not None:
                raise self._failed
            if self._found is None:
                try:
                    self._found = _found([self._board(name) for name in self._names])
                except SourceError as error:
                    self._failed = error
                    raise
            return self._found

    def _board(self, name: str) -> Board:
        owner, _, number = name.rpartition("/")
        return read(self._site, owner, int(number), self._wanted)


def _found(boards: Sequence[Board]) -> _Found:
    several: dict[str, list[Card]] = {}
    for board in boards:
        for key, card in board.cards.items():
            several.setdefault(key, []).append(card)
    return _Found(boards, {key: merged(cards) for key, cards in several.items()})


def _is_in(key: str, repository: str) -> bool:
    return key.startswith(f"{repository.casefold()}#")


def _is_since(card: Card, since: datetime) -> bool:
    return card.updated is not None and card.updated >= since
