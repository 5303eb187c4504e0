"""From a raw issue, pull request or milestone to a work item. Pure: the same issue gives the same item, on any thread.

Phases are GitHub's own (`states`) until a label, a raw state or the status of a project that `phases:` names says
else. What is not known is None, never 0 and never a guess.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from msgspec import UNSET

from goalsync.model.vocabulary import Kind, Phase, PullCode
from goalsync.model.work import WorkItem
from goalsync.sdk.errors import SourceError
from goalsync.sdk.noticed import Noticed
from goalsync.sdk.work import Kinds, Phases, folded
from goalsync_github.facts.cards import EMPTY, Card, Value, card_of, merged
from goalsync_github.facts.hierarchy import issue_key, key_at, milestone_key
from goalsync_github.facts.moments import due_day, moment
from goalsync_github.facts.states import DRAFT, OPEN, State, issue_state, milestone_state, pull_state
from goalsync_github.facts.wanted import Wanted

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from goalsync_github.facts.raw import RawFieldValue, RawIssue, RawLabel, RawMilestone

_SAYS_TODO: Final = frozenset({"todo", "to do", "backlog"})
"""Statuses of GitHub's own templates that say of open work what it is anyway."""
_REMEMBERED: Final = 4096


class Translator:
    """Translates what one source pulls; `wanted` says which fields of projects and issues are what."""

    def __init__(self, source: str, phases: Phases, kinds: Kinds, wanted: Wanted | None = None) -> None:
        self._source = source
        self._phases = phases
        self._kinds = kinds
        self._wanted = wanted or Wanted()
        self._noticed = Noticed()

        @lru_cache(_REMEMBERED)
        def phase(own: Phase, word: str, resolution: str | None, marks: tuple[str, ...]) -> str:
            return phases.of(own, status=word, labels=marks, resolution=resolution).value

        @lru_cache(_REMEMBERED)
        def kind(type_name: str | None, labels: tuple[str, ...]) -> str:
            return kinds.of(Kind.ISSUE, type_name=type_name, labels=labels).value

        self._phase = phase
        self._kind = kind

    def notes(self) -> tuple[str, ...]:
        """What was noticed so far that a person may have to settle, sorted."""
        return self._noticed.notes()

    def issue(self, raw: RawIssue, repository: str, *, card: Card | None = None, parent: str | None = None) -> WorkItem:
        """The work item of an issue or a pull request in `repository` (`acme/shop`).

        `card` is what projects say of it; `parent` the key of its parent where the server does not say it in the issue.
        `status` is GitHub's own word (open, closed, merged, draft), of open work the project's status where it has one;
        `status_category` is GitHub's own word always. Raises SourceError (bad_answer) for an issue without a state.
        """
        key = issue_key(repository, raw.number)
        is_pull = raw.is_pull
        state = pull_state(raw, self._phases) if is_pull else issue_state(raw, self._phases)
        self._look_at(state, raw.odd, key)
        said = self._card(raw, card, key)
        labels = tuple(dict.fromkeys(_names(raw.labels)))
        above, above_key = self._parent(raw, repository, parent, key)
        kind, type_ = (Kind.PULL_REQUEST.value, "Pull request") if is_pull else self._kind_of(raw, labels)
        return WorkItem(
            uid=f"{self._source}:{raw.id}",
            source=self._source,
            native_id=str(raw.id),
            key=key,
            project=repository,
            kind=kind,
            type=type_,
            title=raw.title,
            status=said.status if said.status and raw.state == OPEN else state.word,
            phase=self._phase(state.phase, state.word, state.resolution, self._marks(labels, said, state, key)),
            url=raw.html_url or None,
            status_category=state.word,
            resolution=state.resolution,
            team=said.team,
            assignee=_assignee(raw),
            parent=above,
            parent_key=above_key,
            points=said.points,
            priority=said.priority,
            created=self._time(raw.created_at, "created_at", key),
            updated=self._time(raw.updated_at, "updated_at", key),
            closed=self._time(raw.closed_at, "closed_at", key) if raw.state != OPEN else None,
            tags=_tags(labels, raw.milestone, said.iterations),
            fields=said.named,
        )

    def milestone(self, raw: RawMilestone, repository: str) -> WorkItem:
        """The work item of a milestone; raises SourceError (bad_answer) for one without a state."""
        key = milestone_key(repository, raw.number)
        state = milestone_state(raw.state, self._phases)
        self._look_at(state, raw.odd, key)
        native = f"milestone-{raw.id}"
        due = due_day(raw.due_on)
        if raw.due_on and due is None:
            self._noticed.add("due_on holds what is no day and is read as empty", key)
        return WorkItem(
            uid=f"{self._source}:{native}",
            source=self._source,
            native_id=native,
            key=key,
            project=repository,
            kind=Kind.MILESTONE.value,
            type="Milestone",
            title=raw.title,
            status=state.word,
            phase=self._phase(state.phase, state.word, None, ()),
            url=raw.html_url or None,
            status_category=state.word,
            due=due,
            created=self._time(raw.created_at, "created_at", key),
            updated=self._time(raw.updated_at, "updated_at", key),
            closed=self._time(raw.closed_at, "closed_at", key) if raw.state != OPEN else None,
        )

    def _look_at(self, state: State, odd: tuple[str, ...], key: str) -> None:
        if not state.word:
            message = f"{key} came without a readable state"
            raise SourceError(PullCode.BAD_ANSWER, message, remedy="look at it on GitHub; try again later")
        if state.odd is not None:
            self._noticed.add(state.odd, key)
        for name in odd:
            self._noticed.add(f"{name} has a value of no kind that GitHub documents and is read as empty", key)

    def _kind_of(self, raw: RawIssue, labels: tuple[str, ...]) -> tuple[str, str]:
        name = raw.type.name or None if raw.type is not None else None
        return self._kind(name, labels) if self._kinds.configured else Kind.ISSUE.value, name or "Issue"

    def _card(self, raw: RawIssue, card: Card | None, key: str) -> Card:
        if raw.issue_field_values:
            own = card_of(_values(raw.issue_field_values), self._wanted)
            card = merged((own, card)) if card is not None else own
        if card is None:
            return EMPTY
        for text in card.odd:
            self._noticed.add(text, key)
        return card

    def _marks(self, labels: tuple[str, ...], said: Card, state: State, key: str) -> tuple[str, ...]:
        """What decides the phase where `phases:` names it: labels, and the status in a project."""
        status = said.status
        if status and state.word in (OPEN, DRAFT) and not self._decided(status):
            self._noticed.add(f"project status {status!r} does not change the phase (`phases:` can say)", key)
        if not self._phases.configured:
            return ()
        return (*labels, status) if status else labels

    def _decided(self, status: str) -> bool:
        return folded(status) in _SAYS_TODO or self._phases.names(status)

    def _parent(self, raw: RawIssue, repository: str, told: str | None, key: str) -> tuple[str | None, str | None]:
        """(uid, key) of what it belongs to; of an issue only the key is known."""
        url = raw.parent_issue_url
        if url is not UNSET and url:
            above = key_at(url, repository)
            if above is not None:
                return None, above
            self._noticed.add("parent_issue_url is no address of an issue and is read as empty", key)
        if told is not None:
            return None, told
        if raw.milestone is not None:
            return f"{self._source}:milestone-{raw.milestone.id}", milestone_key(repository, raw.milestone.number)
        return None, None

    def _time(self, text: str | None, name: str, key: str) -> datetime | None:
        if not text:
            return None
        found = moment(text)
        if found is None:
            self._noticed.add(f"{name} holds what is no time and is read as empty", key)
        return found


def _names(labels: Iterable[RawLabel | str]) -> Iterable[str]:
    for label in labels:
        name = label if isinstance(label, str) else label.name
        if name:
            yield name


def _assignee(raw: RawIssue) -> str | None:
    """The first of them: an item has one."""
    if raw.assignees:
        return raw.assignees[0].login or None
    return raw.assignee.login or None if raw.assignee is not None else None


def _tags(
    labels: tuple[str, ...], milestone: RawMilestone | None, iterations: tuple[str, ...]
) -> dict[str, tuple[str, ...]]:
    tags: dict[str, tuple[str, ...]] = {}
    if labels:
        tags["label"] = labels
    if milestone is not None and milestone.title:
        tags["milestone"] = (milestone.title,)
    if iterations:
        tags["iteration"] = iterations
    return tags


def _values(values: Iterable[RawFieldValue]) -> Iterable[Value]:
    """The values of an organisation's fields on the issue itself."""
    for one in values:
        names = tuple(text for text in (one.name, str(one.id) if one.id is not None else None) if text)
        found = one.option.name if one.option is not None else one.value
        if found is not None and found != "":
            yield Value(names, (one.data_type or "").upper(), found)
