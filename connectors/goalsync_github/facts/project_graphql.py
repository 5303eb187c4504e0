"""A project read by GraphQL, where there is no REST for it: small pages, of each item only the fields that are read.

Data that is not all there (RESOURCE_LIMITS_EXCEEDED, a timeout) is asked for again in smaller pages; what still is not
all there is an error. Only what may not be seen may be missing, and is counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

import msgspec

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.answers import bad_answer, decode
from goalsync.sdk.errors import SourceError
from goalsync_github.facts.board import PAGE, Board, Entry, ProjectField, Sort, board_of
from goalsync_github.facts.hierarchy import issue_key
from goalsync_github.facts.moments import moment
from goalsync_github.facts.project_shapes import HELD, ITEM, LISTED, OWNED, Field, Items
from goalsync_github.facts.queries import fields_query, items_query
from goalsync_github.facts.replies import REQUEST, Problem, refusal, reply_of

if TYPE_CHECKING:
    from goalsync_github.facts.asking import Asks
    from goalsync_github.facts.cards import Value
    from goalsync_github.facts.wanted import Wanted

_OWNERS: Final = ("organization", "user")
_LEAST: Final = 1
_DRAFT: Final = "DRAFT_ISSUE"
_FIXED: Final = ("id", "type", "updatedAt", "content")


def read(site: Asks, owner: str, number: int, wanted: Wanted) -> Board:
    """The project of an organisation or a user; raises SourceError where it is not there, not visible, or not all."""
    name = f"{owner}/{number}"
    project, fields = fields_of(site, owner, number)
    taken = [one for one in fields if wanted.takes(one.names, one.data_type)]
    listing = _Reading(site, project, taken, f"project {name}")
    entries = list(listing.entries())
    return board_of(name, entries, fields, wanted, listing.told)


def fields_of(site: Asks, owner: str, number: int) -> tuple[str, Sequence[ProjectField]]:
    """A project's id and fields; whether its owner is an organisation or a user is found out. Raises SourceError."""
    problems: list[Problem] = []
    for kind in _OWNERS:
        fields: list[ProjectField] = []
        after: str | None = None
        while True:
            reply = reply_of(site.graphql(fields_query(kind), {"owner": owner, "number": number, "after": after}))
            found = decode(OWNED, bytes(reply.data), REQUEST)
            project = found.owner.project if found is not None and found.owner is not None else None
            if project is None or reply.problems:
                problems += reply.problems
                break
            fields += [_field(one) for one in project.fields.nodes if one is not None and one.name]
            after = project.fields.page_info.end_cursor
            if not project.fields.page_info.has_next_page or after is None:
                return project.id, fields
        if any(not one.hides for one in reply.problems):
            break
    raise refusal(problems or [Problem("NOT_FOUND", "no such project")], f"project {owner}/{number}")


def _field(one: Field) -> ProjectField:
    made = one.configuration
    titles = {each.id: each.title for each in (*made.iterations, *made.completed_iterations)} if made else {}
    names = (one.name, one.id, str(one.database_id) if one.database_id is not None else None)
    return ProjectField(tuple(filter(None, names)), one.name or "", one.data_type or "", titles)


class _Reading:
    """Reads the items of one project, page by page; pages that do not come whole get smaller."""

    def __init__(self, site: Asks, project: str, taken: Sequence[ProjectField], what: str) -> None:
        self._site = site
        self._project = project
        self._taken = taken
        self._what = what
        self._size = PAGE
        self._query = items_query(len(taken))
        self._names = {f"n{at}": one.name for at, one in enumerate(taken)}
        self.told: int | None = None

    def entries(self) -> Iterator[Entry]:
        """All items; raises SourceError."""
        after: str | None = None
        while True:
            items = self._page(after)
            self.told = items.total_count
            for at, node in enumerate(items.nodes):
                yield self._entry(node, f"{after}/{at}")
            if not items.page_info.has_next_page:
                return
            if items.page_info.end_cursor in (None, after):
                raise bad_answer(REQUEST, f"{self._what}: a page that leads nowhere, though more is said to follow")
            after = items.page_info.end_cursor

    def _page(self, after: str | None) -> Items:
        while True:
            error = None
            try:
                variables = {"project": self._project, "first": self._size, "after": after, **self._names}
                reply = reply_of(self._site.graphql(self._query, variables))
                found = decode(LISTED, bytes(reply.data), REQUEST)
                items = found.node.items if found is not None and found.node is not None else None
                if items is not None and all(_only_hides(one) for one in reply.problems):
                    return items
                error = refusal(reply.problems or [Problem("NOT_FOUND", "the project is gone")], self._what)
                if all(one.hides for one in reply.problems):
                    raise error
            except SourceError as failed:
                if failed is error or failed.code is not PullCode.BAD_ANSWER:
                    raise
                error = failed
            if self._size <= _LEAST:
                raise error
            self._size = max(_LEAST, self._size // 2)

    def _entry(self, node: dict[str, msgspec.Raw] | None, place: str) -> Entry:
        if node is None:
            return Entry(place, Sort.HIDDEN)
        fixed = msgspec.json.encode({name: node[name] for name in _FIXED if name in node})
        item = decode(ITEM, fixed, REQUEST)
        content = item.content
        key = None
        if content is not None and content.number is not None and content.repository is not None:
            key = issue_key(content.repository.name, content.number)
        sort = Sort.WORK if key else Sort.DRAFT if item.type == _DRAFT else Sort.HIDDEN
        values = [value for at, one in enumerate(self._taken) if (value := _value(one, node.get(f"v{at}"))) is not None]
        return Entry(item.id, sort, key, values, moment(item.updated_at))


def _value(one: ProjectField, raw: msgspec.Raw | None) -> Value | None:
    held = decode(HELD, bytes(raw), REQUEST) if raw is not None else None
    if held is None:
        return None
    found = next(
        (each for each in (held.number, held.text, held.date, held.name, held.title) if each is not None), None
    )
    return one.value(found, held.option_id or held.iteration_id)


def _only_hides(one: Problem) -> bool:
    """Whether an error only says that the content of an item may not be seen."""
    return one.hides and one.path is not None and "nodes" in one.path
