"""Which of the configured repositories there are, and how they are: for `goalsync doctor`."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Final

from goalsync.sdk.connector import Examination, Soundness
from goalsync_github.facts.answers import decode_repository
from goalsync_github.site.roster import owned

if TYPE_CHECKING:
    from goalsync_github.facts.heard import Heard
    from goalsync_github.facts.raw import RawRepository
    from goalsync_github.site.site import Site

_SHOWN: Final = 10


class Visible:
    """Looks at globs and names one by one; keeps the first repository whose issues can be asked for."""

    def __init__(self, site: Site, heard: Heard) -> None:
        self._site = site
        self._heard = heard
        self.first: str | None = None

    def glob(self, glob: str) -> Iterator[Examination]:
        """The repositories that a glob stands for; raises SourceError."""
        name = f"repositories {glob}"
        every = owned(self._site, glob.partition("/")[0])
        found = [one for one in every if fnmatchcase(one.full_name.casefold(), glob.casefold())]
        if not found:
            seen = (
                f"{len(every)} repositories of that owner are seen" if every else "no repository of that owner is seen"
            )
            remedy = "check the pattern, and what the token or App may see"
            yield Examination(name, Soundness.WARNING, f"{seen}, none fits", remedy)
            return
        archived = sum(one.archived for one in found)
        shown = ", ".join(one.full_name for one in found[:_SHOWN])
        more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
        said = f"{len(found)} found: {shown}{more}" + (f"; {archived} archived" if archived else "")
        yield Examination(name, Soundness.OK, said)
        self._take(next((one for one in found if _usable(one)), None))

    def named(self, configured: str) -> Iterator[Examination]:
        """A repository that is named outright; raises SourceError."""
        name = f"repository {configured}"
        answer = self._heard.ask(f"repos/{configured}")
        record = decode_repository(answer.body, answer.line)
        self._take(record if _usable(record) else None)
        if record.full_name.casefold() != configured.casefold():
            remedy = f"write {record.full_name} in `repositories`"
            yield Examination(name, Soundness.WARNING, f"is now called {record.full_name}", remedy)
        elif record.disabled:
            remedy = "ask its owner, or take it out of `repositories`"
            yield Examination(name, Soundness.FAILED, "was disabled by GitHub", remedy)
        elif record.has_issues is False:
            remedy = "turn Issues on in its settings, or take it out of `repositories`"
            yield Examination(name, Soundness.WARNING, "has its issues switched off", remedy)
        elif record.archived:
            yield Examination(name, Soundness.NOTE, "is archived: its items count as last seen")
        else:
            yield Examination(name, Soundness.OK, "private" if record.private else "public")

    def _take(self, record: RawRepository | None) -> None:
        if self.first is None and record is not None:
            self.first = record.full_name


def _usable(one: RawRepository) -> bool:
    return not one.disabled and one.has_issues is not False
