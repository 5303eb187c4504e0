"""A source once it is known who we are, which projects there are and which field is what; shared by all pulls."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final

from goalsync.sdk.connector import Context, MetricRequest, Page, Traffic
from goalsync.sdk.work import Kinds, Phases
from goalsync_jira.config import PARTITION, JiraSource
from goalsync_jira.cursor import Cursor
from goalsync_jira.facts.answers import decode_fields
from goalsync_jira.facts.fields import Fields, resolve
from goalsync_jira.facts.issues import IssueDecoder
from goalsync_jira.facts.translate import Translator
from goalsync_jira.locate import Locating
from goalsync_jira.metrics import Counting
from goalsync_jira.site.projects import Archived, archived_among, look_up, not_browsable, roster, unseen
from goalsync_jira.site.refusals import Refused
from goalsync_jira.site.site import Site
from goalsync_jira.walk.batches import Batches
from goalsync_jira.walk.emptiness import Emptiness
from goalsync_jira.walk.epoch import Epoch
from goalsync_jira.walk.histories import Histories
from goalsync_jira.walk.pool import Pool
from goalsync_jira.walk.project import ProjectWalk
from goalsync_jira.walk.search import Search

_TRANSLATION: Final = 2
"""Raised when the same issue is translated into another item than before: then everything is pulled anew."""
_MILLISECOND: Final = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Opened:
    """What all pulls of one run share."""

    site: Site
    config: JiraSource
    context: Context
    fields: Fields
    projects: tuple[str, ...]
    search: Search
    epoch: Epoch
    pool: Pool
    histories: Histories

    def pages(
        self, name: str, cursor: str | None, requests: Sequence[MetricRequest], traffic: Traffic
    ) -> Iterator[Page]:
        """The pages of a project, or of the metrics; the last one with what was noticed. Raises SourceError."""
        if name == PARTITION:
            yield self._counting().page(requests, traffic)
            return
        translator = self._translator()
        batches = self._batches(name, translator)
        there = partial(self._is_there, name, batches)
        walk = ProjectWalk(
            self.search,
            batches,
            self.epoch,
            self.pool,
            Emptiness(self.search, batches, there, key=name, jql=self.config.jql),
            key=name,
            jql=self.config.jql,
            overlap=self.context.overlap // _MILLISECOND,
            traffic=traffic,
            notes=lambda: (*self.fields.notes, *translator.notes()),
        )
        shape = self.shape(name)
        known = None if self.context.full else Cursor.parse(cursor, shape)
        try:
            yield from walk.pages(known, shape, census=name in self.context.census)
        except Archived as archived:
            yield archived.page
        except Refused as refused:
            yield self._explained(name, refused).page

    def shape(self, name: str) -> str:
        """Digest of what decides how the items of a project come out: with another one they are pulled anew."""
        parts = [
            _TRANSLATION,
            self.fields.digest,
            self.config.url,
            self.config.jql,
            {phase: list(texts) for phase, texts in self.context.phases.items()},
            {kind: list(texts) for kind, texts in self.context.kinds.items()},
            self.context.wants_started(name),
        ]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]

    def locating(self, name: str) -> Locating:
        """Looks for issues of a project that are not where they were."""
        return Locating(self.search, self._batches(name, self._translator()), partition=name, jql=self.config.jql)

    def _counting(self) -> Counting:
        """Where no projects are configured those count that there were, beside those that can be browsed now."""
        named = self.config.projects is not None
        return Counting(
            self.search,
            self.pool,
            source=self.context.name,
            today=self.context.today,
            projects=self.projects if named else self.context.pulled - {PARTITION},
            unseen=partial(unseen, self.site) if named else self._unlisted,
        )

    def _unlisted(self, keys: Collection[str]) -> frozenset[str]:
        return frozenset(keys) - frozenset(self.projects)

    def _is_there(self, name: str, batches: Batches, native_id: int) -> bool:
        """Whether an issue is there, in a project, asked for by itself and not by a search. Raises SourceError."""
        locating = Locating(self.search, batches, partition=name, jql=None)
        found = [item for located in locating.located([str(native_id)]) for item in located.items]
        return any(item.project == name for item in found)

    def _translator(self) -> Translator:
        phases, kinds = Phases(self.context.phases), Kinds(self.context.kinds)
        return Translator(self.context.name, self.config.url, self.fields, phases, kinds)

    def _batches(self, name: str, translator: Translator) -> Batches:
        return Batches(
            self.search,
            self.fields.asked,
            translator,
            self.histories,
            partition=name,
            partitions=frozenset(self.projects),
            needs_started=self.context.needs_started,
        )

    def _explained(self, name: str, refused: Refused) -> Archived:
        """What a refused query of a project means; raises SourceError unless it means that it is archived.

        Jira says the same of a project that is unknown and of a forbidden one.
        """
        if refused.status != 400:
            raise refused
        project = look_up(self.site, name)
        if project is None:
            self.site.confirm()
            raise not_browsable(name)
        if not project.archived:
            raise refused
        return Archived(name)


def open_source(site: Site, config: JiraSource, context: Context) -> Opened:
    """Prove who we are, then find out about fields and projects; raises SourceError."""
    site.myself  # noqa: B018 - nothing is believed before it is known
    raw = decode_fields(site.ask("GET", "field", what="the fields"), site.line("GET", "field"))
    fields = resolve(raw, context.fields, cloud=site.cloud)
    projects = config.projects
    if projects is None:
        found = {project.key for project in roster(site)}
        projects = tuple(sorted({*found, *archived_among(site, context.pulled - found - {PARTITION})}))
    search = Search(site, IssueDecoder(fields))
    return Opened(
        site=site,
        config=config,
        context=context,
        fields=fields,
        projects=tuple(projects),
        search=search,
        epoch=Epoch(search),
        pool=Pool(context.concurrency),
        histories=Histories(site, Phases(context.phases)),
    )
