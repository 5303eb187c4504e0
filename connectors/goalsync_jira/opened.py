"""A source once it is known who we are, which projects there are and which field is what; shared by all pulls."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
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
from goalsync_jira.site.projects import archived, look_up, not_browsable, roster
from goalsync_jira.site.refusals import Refused
from goalsync_jira.site.site import Site
from goalsync_jira.walk.batches import Batches
from goalsync_jira.walk.epoch import Epoch
from goalsync_jira.walk.histories import Histories
from goalsync_jira.walk.pool import Pool
from goalsync_jira.walk.project import ProjectWalk
from goalsync_jira.walk.search import Search

_TRANSLATION: Final = 1
"""Raised when the same issue is translated into another item than before: then everything is pulled anew."""
_MILLISECOND: Final = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Opened:
    """What all pulls of one run share. `shape` changes when stored items would come out differently."""

    site: Site
    config: JiraSource
    context: Context
    fields: Fields
    projects: tuple[str, ...]
    search: Search
    epoch: Epoch
    pool: Pool
    histories: Histories
    shape: str

    def pages(
        self, name: str, cursor: str | None, requests: Sequence[MetricRequest], traffic: Traffic
    ) -> Iterator[Page]:
        """The pages of a project, or of the metrics; the last one with what was noticed. Raises SourceError."""
        if name == PARTITION:
            counting = Counting(self.search, self.pool, source=self.context.name, today=self.context.today)
            yield counting.page(requests, traffic)
            return
        translator = self._translator()
        walk = ProjectWalk(
            self.search,
            self._batches(name, translator),
            self.epoch,
            self.pool,
            key=name,
            jql=self.config.jql,
            overlap=self.context.overlap // _MILLISECOND,
            traffic=traffic,
            notes=lambda: (*self.fields.notes, *translator.notes()),
        )
        known = None if self.context.full else Cursor.parse(cursor, self.shape)
        try:
            yield from walk.pages(known, self.shape, census=name in self.context.census)
        except Refused as refused:
            raise self._explained(name, refused) from None

    def locating(self, name: str) -> Locating:
        """Looks for issues of a project that are not where they were."""
        return Locating(self.search, self._batches(name, self._translator()), partition=name, jql=self.config.jql)

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

    def _explained(self, name: str, refused: Refused) -> Exception:
        """What a refused query of a project means: Jira says the same of one that is unknown and of a forbidden one."""
        if refused.status != 400:
            return refused
        project = look_up(self.site, name)
        if project is None:
            self.site.confirm()
            return not_browsable(name)
        return archived(name) if project.archived else refused


def open_source(site: Site, config: JiraSource, context: Context) -> Opened:
    """Prove who we are, then find out about fields and projects; raises SourceError."""
    site.myself  # noqa: B018 - nothing is believed before it is known
    raw = decode_fields(site.ask("GET", "field", what="the fields"), site.line("GET", "field"))
    fields = resolve(raw, context.fields, cloud=site.cloud)
    projects = config.projects
    if projects is None:
        projects = tuple(project.key for project in roster(site))
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
        shape=_shape(config, context, fields),
    )


def _shape(config: JiraSource, context: Context, fields: Fields) -> str:
    parts = [
        _TRANSLATION,
        fields.digest,
        config.url,
        config.jql,
        {phase: list(texts) for phase, texts in context.phases.items()},
        {kind: list(texts) for kind, texts in context.kinds.items()},
        context.wants_started,
    ]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]
