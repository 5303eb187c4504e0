"""Which repositories there are for globs over an owner's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fnmatch import translate
from typing import Final

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.errors import SourceError
from goalsync_github.config import is_glob
from goalsync_github.facts.answers import decode_repositories
from goalsync_github.facts.raw import RawRepository
from goalsync_github.site.refusals import Refused
from goalsync_github.site.site import Site

_A_PAGE: Final = 100
_MOST_PAGES: Final = 1000
_MOST_AGAIN: Final = 5


def roster(site: Site, configured: Sequence[str]) -> list[str]:
    """The names of all repositories, named ones as configured, each once, in order; raises SourceError.

    Archived ones are among them, and so are those whose issues are switched off: a pull tells.
    """
    named = {name.casefold(): name for name in configured if not is_glob(name)}
    owners: dict[str, list[re.Pattern[str]]] = {}
    for glob in filter(is_glob, configured):
        owners.setdefault(glob.partition("/")[0].casefold(), []).append(re.compile(translate(glob.casefold())))
    listed: dict[str, str] = {}
    for owner, patterns in sorted(owners.items()):
        for one in owned(site, owner):
            name = one.full_name.casefold()
            if any(pattern.fullmatch(name) for pattern in patterns):
                listed[name] = one.full_name
    found = {**listed, **named}
    if not found:
        message = f"no repository that we may see is meant by {', '.join(configured)}"
        raise SourceError(PullCode.FORBIDDEN, message, remedy="check the names, and what the token or App may see")
    return sorted(found.values(), key=lambda name: (name.casefold(), name))


def owned(site: Site, owner: str) -> list[RawRepository]:
    """All repositories of an organization or user that we may see; raises SourceError."""
    what = f"the repositories of {owner}"
    identity = site.identity
    if identity.is_installation:
        found = _listed(site, "installation/repositories", {}, what)
    elif identity.login is not None and identity.login.casefold() == owner.casefold():
        found = _listed(site, "user/repos", {"affiliation": "owner", "sort": "full_name"}, what)
    else:
        found = _of_another(site, owner, what)
    return [one for one in found if one.full_name.partition("/")[0].casefold() == owner.casefold()]


def _of_another(site: Site, owner: str, what: str) -> list[RawRepository]:
    """Of a user only what is public is listed; what a user shared with us has to be named."""
    try:
        return _listed(site, f"orgs/{owner}/repos", {"type": "all", "sort": "full_name"}, what)
    except Refused as refused:
        if refused.status != 404:
            raise
    return _listed(site, f"users/{owner}/repos", {"type": "owner", "sort": "full_name"}, what)


def _listed(site: Site, path: str, params: dict[str, str], what: str) -> list[RawRepository]:
    """They are on pages by number: those are read until no page shifted meanwhile."""
    for _ in range(_MOST_AGAIN):
        answer = site.ask(path, {**params, "per_page": _A_PAGE}, what=what)
        pages = [answer]
        while answer.next is not None and len(pages) < _MOST_PAGES:
            answer = site.ask(answer.next, what=what)
            pages.append(answer)
        if any(page.headers.get("X-GitHub-SSO", "").lower().startswith("partial-results") for page in pages):
            message = f"{what}: {pages[0].line} leaves out organizations that want single sign-on"
            raise SourceError(
                PullCode.FORBIDDEN, message, remedy="authorize the token for single sign-on (its settings)"
            )
        found = {one.id: one for page in pages for one in decode_repositories(page.body, page.line)}
        again = (site.ask(page.url, etag=page.etag, what=what) for page in pages[:-1])
        if all(now.unchanged or now.body == then.body for now, then in zip(again, pages, strict=False)):
            return list(found.values())
    message = f"{what} change faster than their pages can be read"
    raise SourceError(PullCode.BAD_ANSWER, message, remedy="run again at a quieter time")
