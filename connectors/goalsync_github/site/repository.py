"""One repository: asking for what is in it, and what it means where that is refused."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.errors import SourceError
from goalsync_github.facts.answers import decode_repository
from goalsync_github.facts.hierarchy import home_of
from goalsync_github.facts.raw import RawIssue, RawRepository
from goalsync_github.site.asking import Answer, Parameters
from goalsync_github.site.refusals import Refused
from goalsync_github.site.site import Site


class Repository:
    """`name` is OWNER/NAME as configured. Used by one pull at a time.

    One that was renamed is asked where it is now, once that is known.
    """

    def __init__(self, site: Site, name: str) -> None:
        self.site = site
        self.name: Final = name
        self.what: Final = f"repository {name}"
        self._root = f"repos/{name}"
        self.called: str | None = None
        """What it is called now, once that is known."""

    def ask(
        self, below: str = "", params: Parameters | None = None, *, etag: str | None = None, what: str | None = None
    ) -> Answer:
        """What is at `issues` of it; raises SourceError."""
        path = f"{self._root}/{below}" if below else self._root
        answer = self.site.ask(path, params, etag=etag, what=what or self.what)
        if answer.redirected:
            self._learn(answer.url, below)
        return answer

    def follow(self, url: str, *, etag: str | None = None) -> Answer:
        """What is at a whole address that it gave; raises SourceError."""
        return self.site.ask(url, etag=etag, what=self.what)

    def record(self) -> RawRepository:
        """What it is now; raises SourceError, `Refused` where it is not there for us."""
        answer = self.ask()
        found = decode_repository(answer.body, answer.line)
        self.called = found.full_name
        return found

    def see(self, raw: RawIssue) -> None:
        """Learn from an issue of it what it is called now."""
        self.called = home_of(raw) or self.called

    @property
    def renamed(self) -> str | None:
        """What it is called now if that is not its configured name; case makes no difference to GitHub."""
        return None if self.called is None or self.called.casefold() == self.name.casefold() else self.called

    def spelled(self, key: str | None) -> str | None:
        """The key of an issue as it is written here, though its repository was renamed."""
        if key is None or self.renamed is None:
            return key
        home, mark, number = key.partition("#")
        return f"{self.name}#{number}" if mark and home.casefold() == self.renamed.casefold() else key

    def explained(self, refused: Refused) -> SourceError:
        """The error for a refusal of what is in it: asks whether the repository itself is there. May raise itself."""
        if refused.status not in (403, 404, 410):
            return refused
        try:
            record = self.record()
        except Refused as of_itself:
            return self.withheld(of_itself)
        if record.disabled:
            return self._error(
                PullCode.GONE, "was disabled by GitHub", "ask its owner, or take it out of `repositories`"
            )
        if refused.status == 410 or record.has_issues is False:
            todo = "turn Issues on in its settings, or take it out of `repositories`"
            return self._error(PullCode.GONE, "has its issues switched off", todo)
        if refused.status == 404:
            todo = "give the token or App read access to Issues and Pull requests"
            return self._error(PullCode.FORBIDDEN, "can be seen, but not its issues", todo)
        return refused

    def withheld(self, refused: Refused) -> SourceError:
        """The error where the repository itself is refused."""
        if refused.status != 404:
            return refused
        what = "does not exist, or the token or App may not see it (GitHub does not tell which)"
        return self._error(PullCode.FORBIDDEN, what, "check the name, or give access to it")

    def _error(self, code: PullCode, what: str, remedy: str) -> SourceError:
        return SourceError(code, f"{self.what} {what}", remedy=remedy)

    def _learn(self, url: str, below: str) -> None:
        path = urlsplit(url).path.rstrip("/")
        prefix = urlsplit(self.site.base).path.rstrip("/")
        root = path.removeprefix(prefix).removesuffix(f"/{below}" if below else "").strip("/")
        if root.startswith(("repositories/", "repos/")) and root.count("/") == root.startswith("repos/") + 1:
            self._root = root
