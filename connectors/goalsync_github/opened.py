"""A source once it is known who we are and which repositories there are; shared by all pulls."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from goalsync.sdk.connector import Context, Located, Page, Sought, Traffic
from goalsync.sdk.work import Kinds, Phases
from goalsync_github.config import METRICS, GitHubSource, is_glob
from goalsync_github.cursor import Cursor
from goalsync_github.facts.metrics import Reading, read
from goalsync_github.facts.projects import Projects
from goalsync_github.facts.translate import Translator
from goalsync_github.facts.wanted import Wanted
from goalsync_github.locate import Locating
from goalsync_github.site.refusals import Refused
from goalsync_github.site.repository import Repository
from goalsync_github.site.roster import roster
from goalsync_github.site.site import Site
from goalsync_github.walk.ahead import Ahead
from goalsync_github.walk.boards import Boards
from goalsync_github.walk.items import Items
from goalsync_github.walk.listing import Listing
from goalsync_github.walk.page import Reader
from goalsync_github.walk.parents import Parents
from goalsync_github.walk.pulls import Pulls
from goalsync_github.walk.walk import Walk

_TRANSLATION: Final = 1
"""Raised when the same issue is translated into another item than before: then everything is pulled anew."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What all pulls of one run share. `shape` changes when stored items would come out differently."""

    site: Site
    config: GitHubSource
    context: Context
    repositories: tuple[str, ...]
    ahead: Ahead
    wanted: Wanted
    boards: Boards
    shape: str

    def pages(self, name: str, cursor: str | None, traffic: Traffic) -> Iterator[Page]:
        """The pages of a repository, the last one with what was noticed, or of the metrics. Raises SourceError."""
        if name == METRICS:
            yield self._metrics(traffic)
            return
        repository, listing, items = self._parts(name)
        known = None if self.context.full else Cursor.parse(cursor, self.shape)
        walk = Walk(
            repository,
            listing,
            items,
            Parents(repository),
            Pulls(repository),
            self.boards,
            self.shape,
            self.context.overlap,
            traffic,
        )
        try:
            yield from walk.pages(known, census=name in self.context.census)
        except Refused as refused:
            error = repository.explained(refused)
            if not self._is_bare(name, known, refused):
                raise error from None
            yield Page(notes=(f"{name} has its issues switched off: there is nothing to pull",))

    def located(self, name: str, sought: Sequence[Sought], traffic: Traffic) -> Iterator[Located]:
        """What became of items of a repository; raises SourceError."""
        yield from Locating(*self._parts(name)).located(sought, traffic)

    def _parts(self, name: str) -> tuple[Repository, Listing, Items]:
        repository = Repository(self.site, name)
        translator = Translator(self.context.name, Phases(self.context.phases), Kinds(self.context.kinds), self.wanted)
        items = Items(translator, repository, frozenset(self.config.include), self.boards.cards)
        return repository, Listing(Reader(repository), self.ahead), items

    def _metrics(self, traffic: Traffic) -> Page:
        """All metrics, several at once; one that cannot be read is held by itself."""
        context = self.context
        reading = Reading(context.name, self.repositories, context.now, context.today, context.timezone)
        begun = [self.ahead.begin(partial(read, self.site, request, reading)) for request in context.metrics]
        return Page(results=[one.take(traffic) for one in begun])

    def _is_bare(self, name: str, known: Cursor | None, refused: Refused) -> bool:
        """Whether it is one that a glob brought, that never had issues for us: most forks are so."""
        named = {one.casefold() for one in self.config.repositories if not is_glob(one)}
        return refused.status == 410 and known is None and name.casefold() not in named


def open_source(site: Site, config: GitHubSource, context: Context) -> Opened:
    """Prove who we are and find out which repositories there are; raises SourceError."""
    site.prove()
    wanted = Wanted.of(context.fields)
    return Opened(
        site=site,
        config=config,
        context=context,
        repositories=tuple(roster(site, config.repositories)),
        ahead=Ahead(context.concurrency),
        wanted=wanted,
        boards=Boards(Projects(site, config.projects, wanted) if config.projects else None, config.projects),
        shape=_shape(config, context),
    )


def _shape(config: GitHubSource, context: Context) -> str:
    parts = [
        _TRANSLATION,
        config.url,
        sorted(config.include),
        sorted(config.projects),
        {phase: list(texts) for phase, texts in context.phases.items()},
        {kind: list(texts) for kind, texts in context.kinds.items()},
        dict(context.fields),
    ]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]
