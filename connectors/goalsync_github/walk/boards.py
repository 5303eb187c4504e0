"""Projects beside a walk: what they say of its items, and which of these to ask for because a card was moved.

Moving a card does not touch the issue, so the walk does not see it. Projects are read once a run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.errors import SourceError
from goalsync_github.cursor import Board, Cursor
from goalsync_github.facts.answers import decode_issue
from goalsync_github.facts.cards import Card
from goalsync_github.facts.projects import Projects
from goalsync_github.facts.raw import RawIssue
from goalsync_github.site.refusals import Refused
from goalsync_github.site.repository import Repository

_MANY: Final = 50
"""More moved cards than this are not asked for one by one: everything is walked through."""
_WITHDRAWN: Final = frozenset({PullCode.FORBIDDEN, PullCode.GONE})


class Boards:
    """The projects of a source, called `names`; `projects` None where it has none. Threads share it."""

    def __init__(self, projects: Projects | None, names: Sequence[str] = ()) -> None:
        self._projects = projects
        self._names = ", ".join(names)

    def cards(self) -> Mapping[str, Card]:
        """By key in lower case, under what repositories are called now; raises SourceError."""
        if self._projects is None:
            return {}
        try:
            return self._projects.cards()
        except SourceError as error:
            message = f"the fields of {self._names}: {error.message}"
            if error.code not in _WITHDRAWN:
                raise SourceError(error.code, message, remedy=error.remedy) from None
        # it says nothing of the repository: nobody lost access to that
        todo = "give the token or App read access to Projects, or take them out of `projects`"
        raise SourceError(PullCode.UNREADABLE, message, remedy=todo)

    def of(self, repository: Repository) -> Board | None:
        """What they say of a repository, for the cursor; raises SourceError."""
        if self._projects is None:
            return None
        start = f"{_called(repository)}#"
        count = sum(key.startswith(start) for key in self.cards())
        return Board(count, self._projects.digest(_called(repository)))

    def lost_cards(self, repository: Repository, cursor: Cursor) -> bool:
        """Whether cards were taken off, or many moved: then everything has to be looked at; raises SourceError."""
        if self._projects is None or cursor.board is None:
            return False
        repository.called = cursor.called
        now = self.of(repository)
        if now is None or now == cursor.board:
            return False
        return now.cards < cursor.board.cards or len(self._numbers(repository, cursor)) > _MANY

    def moved(self, repository: Repository, cursor: Cursor) -> list[RawIssue]:
        """The issues whose cards were moved since the cursor; raises SourceError."""
        if self._projects is None or self.of(repository) == cursor.board:
            return []
        found: list[RawIssue] = []
        for number in self._numbers(repository, cursor):
            try:
                answer = repository.ask(f"issues/{number}")
            except Refused as refused:
                if refused.status in (404, 410):
                    continue
                raise
            if not answer.redirected or repository.renamed:
                found.append(decode_issue(answer.body, answer.line))
        return found

    def notes(self) -> tuple[str, ...]:
        """What is left out of them; raises SourceError."""
        if self._projects is None:
            return ()
        self.cards()
        return self._projects.notes()

    def _numbers(self, repository: Repository, cursor: Cursor) -> tuple[int, ...]:
        if self._projects is None or cursor.since is None:
            return ()
        return self._projects.changed_since(_called(repository), cursor.since)


def _called(repository: Repository) -> str:
    return (repository.called or repository.name).casefold()
