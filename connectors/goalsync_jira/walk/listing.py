"""All the ids of a query: by tokens on Cloud, by seeking beyond the last id on Data Center. Complete, or an error.

https://developer.atlassian.com/cloud/jira/platform/search-and-reconcile/ and
https://support.atlassian.com/jira/kb/inconsistent-paginated-api-search-result-while-using-jql say why not by numbers.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from itertools import chain
from typing import Final

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.errors import SourceError
from goalsync_jira.facts.answers import IdPage
from goalsync_jira.site.refusals import Refused
from goalsync_jira.walk.native_ids import NativeIds, Taken
from goalsync_jira.walk.search import Search

_MOST_EMPTY: Final = 20
"""Pages in a row without anything new, though more are announced."""
_SEEKS: Final = 5
"""Ids of a page tried as the point to go on from: one may have been deleted meanwhile, which is an error in JQL."""


def list_ids(search: Search, jql: str, what: str) -> NativeIds:
    """The ids of what `jql` (without ORDER BY) finds; raises SourceError where the listing cannot be completed.

    An empty end is asked for twice with the identity proven in between: an anonymous visitor gets empty pages. Where
    a page repeats an issue another may have been pushed out of the pages, so it is listed again from the other end.
    """
    if not search.site.cloud:
        return _datacenter(search, jql, what)
    found = array("Q", chain.from_iterable(_cloud(search, f"{jql} ORDER BY id ASC", what)))
    ids = NativeIds(found)
    if len(ids) < len(found):
        ids = NativeIds(chain(found, chain.from_iterable(_cloud(search, f"{jql} ORDER BY id DESC", what))))
    return ids


def _cloud(search: Search, jql: str, what: str) -> Iterator[list[int]]:
    token: str | None = None
    used: set[str] = set()
    empty, doubted = 0, False
    while True:
        page = search.ids(jql, what=what, token=token)
        yield page.ids
        if page.next_token is None:
            if page.ids or doubted:
                return
            search.site.confirm()
            doubted = True
            continue
        if page.next_token in used or page.next_token == token:
            raise _bad(search, what, "gave the same page token twice")
        empty = 0 if page.ids else empty + 1
        if empty > _MOST_EMPTY:
            raise _bad(search, what, f"gave {empty} empty pages one after the other")
        used.add(page.next_token)
        token, doubted = page.next_token, False


def _datacenter(search: Search, jql: str, what: str) -> NativeIds:
    taken = Taken()
    last: list[int] = []
    doubted = False
    while True:
        page = _beyond(search, jql, last, what)
        if taken.take(page.ids):
            if page.total is not None and len(page.ids) >= page.total:
                return taken.all()
            last, doubted = page.ids, False
        elif doubted or (taken and not page.ids and page.total is None):
            if page.ids or page.total:
                raise _bad(search, what, f"gave nothing new, though it says that {page.total} issues are left")
            return taken.all()
        else:
            search.site.confirm()
            doubted = True


def _beyond(search: Search, jql: str, last: list[int], what: str) -> IdPage:
    """The page after `last`. Where the issue to seek beyond is gone, one before it will do: ids are taken once."""
    points = last[-_SEEKS:][::-1]
    for native in points:
        try:
            return search.ids(f"{jql} AND id > {native} ORDER BY id ASC", what=what)
        except Refused as refused:
            if refused.status != 400 or native == points[-1]:
                raise
    return search.ids(f"{jql} ORDER BY id ASC", what=what)


def _bad(search: Search, what: str, how: str) -> SourceError:
    return SourceError(PullCode.BAD_ANSWER, f"{what}: {search.line} {how}", remedy="the next run starts it anew")
