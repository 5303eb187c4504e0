"""Parents of sub-issues on a server that does not say them in the issue itself: asked for, where there are any."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from goalsync_github.facts.answers import decode_issue
from goalsync_github.facts.hierarchy import children, home_of, issue_key, tells_parents, with_children
from goalsync_github.facts.raw import RawIssue
from goalsync_github.site.refusals import Refused
from goalsync_github.site.repository import Repository


@dataclass(slots=True)
class Parents:
    """Of one repository. `untold`: a walk through everything found sub-issues, and no issue that says its parent."""

    repository: Repository
    untold: bool = False
    _told: bool = False
    _with_children: list[int] = field(default_factory=list)

    def look(self, raws: Iterable[RawIssue]) -> None:
        """Take note of a page of a walk through everything."""
        raws = tuple(raws)
        self._told = self._told or tells_parents(raws)
        self._with_children += with_children(raws)

    def children(self) -> tuple[list[RawIssue], Mapping[int, str]]:
        """After that walk: the sub-issues of this repository whose parents were not told, and these by number.

        Those in other repositories are left out: there nobody could tell whose they are. Raises SourceError.
        """
        self.untold = bool(self._with_children) and not self._told
        found: dict[int, RawIssue] = {}
        above: dict[int, str] = {}
        for number in dict.fromkeys(self._with_children) if self.untold else ():
            for raw in children(self.repository.site, self.repository.name, number):
                if self._is_here(raw):
                    found[raw.number] = raw
                    above[raw.number] = issue_key(self.repository.name, number)
        return list(found.values()), above

    def of(self, raws: Sequence[RawIssue]) -> Mapping[int, str]:
        """The parents of some issues by number, where the server is known not to tell; raises SourceError."""
        found: dict[int, str] = {}
        for raw in raws if self.untold else ():
            if raw.is_pull:
                continue
            try:
                answer = self.repository.ask(f"issues/{raw.number}/parent")
            except Refused as refused:
                if refused.status == 404:
                    continue
                raise
            parent = decode_issue(answer.body, answer.line)
            home = self.repository.name if self._is_here(parent) else home_of(parent)
            if home is not None:
                found[raw.number] = issue_key(home, parent.number)
        return found

    def _is_here(self, raw: RawIssue) -> bool:
        home = home_of(raw)
        return home is None or home.casefold() in (
            self.repository.name.casefold(),
            (self.repository.called or "").casefold(),
        )
