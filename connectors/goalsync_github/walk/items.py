"""Raw issues and milestones of one repository as work items: those that are wanted, under its configured name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from goalsync.model.vocabulary import Presence
from goalsync.model.work import WorkItem
from goalsync_github.facts.cards import Card
from goalsync_github.facts.raw import RawIssue, RawMilestone
from goalsync_github.facts.translate import Translator
from goalsync_github.site.repository import Repository
from goalsync_github.walk.pulls import PREFIX

Cards = Callable[[], Mapping[str, Card]]
"""What projects say, by key in lower case; asked for when there is something to translate."""


@dataclass(slots=True)
class Items:
    """For one pull of a repository."""

    translator: Translator
    repository: Repository
    include: frozenset[str]
    cards: Cards
    archived: bool = False

    @property
    def has_issues(self) -> bool:
        """Whether issues have to be listed at all."""
        return bool({"issues", "pull_requests"} & self.include)

    @property
    def has_pulls(self) -> bool:
        """Whether pull requests have to be among them."""
        return "pull_requests" in self.include

    @property
    def has_milestones(self) -> bool:
        """Whether milestones have to be."""
        return "milestones" in self.include

    def wanted(self, raws: Sequence[RawIssue]) -> list[RawIssue]:
        """Those that become items."""
        return [raw for raw in raws if ("pull_requests" if raw.is_pull else "issues") in self.include]

    def issues(self, raws: Sequence[RawIssue], parents: Mapping[int, str] | None = None) -> list[WorkItem]:
        """Issues and pull requests that are wanted, in the given order; raises SourceError.

        `parents`: by number, where the issues do not tell.
        """
        found = self.wanted(raws)
        cards = self.cards() if found else {}
        return [self._issue(raw, cards, parents or {}) for raw in found]

    def issue(self, raw: RawIssue) -> WorkItem:
        """One of them, wanted or not; raises SourceError."""
        return self._issue(raw, self.cards(), {})

    def pulls(self, raws: Sequence[RawIssue]) -> list[WorkItem]:
        """Pull requests that are not among the issues, under ids of their own; raises SourceError."""
        return [
            msgspec.structs.replace(
                item, uid=f"{item.source}:{PREFIX}{item.native_id}", native_id=PREFIX + item.native_id
            )
            for item in self.issues(raws)
        ]

    def milestones(self, raws: Sequence[RawMilestone]) -> list[WorkItem]:
        """Milestones in order of their ids; raises SourceError."""
        name = self.repository.name
        return [self._placed(self.translator.milestone(raw, name)) for raw in sorted(raws, key=lambda raw: raw.id)]

    def notes(self) -> tuple[str, ...]:
        """What was noticed."""
        return self.translator.notes()

    def _issue(self, raw: RawIssue, cards: Mapping[str, Card], parents: Mapping[int, str]) -> WorkItem:
        name = self.repository.name
        self.repository.see(raw)
        card = cards.get(f"{self.repository.called or name}#{raw.number}".casefold()) if cards else None
        item = self.translator.issue(raw, name, card=card, parent=parents.get(raw.number))
        above = self.repository.spelled(item.parent_key)
        return self._placed(item if above == item.parent_key else msgspec.structs.replace(item, parent_key=above))

    def _placed(self, item: WorkItem) -> WorkItem:
        return msgspec.structs.replace(item, presence=Presence.ARCHIVED) if self.archived else item
