"""Keys, addresses, and sub-issues of a server that only counts them."""

from __future__ import annotations

import json

import pytest

from goalsync_github.facts.answers import decode_issues
from goalsync_github.facts.hierarchy import children, home_of, key_at, tells_parents, with_children
from support.github import github
from support.octokit import issue, site_of


@pytest.mark.parametrize(
    "url",
    [
        "https://api.github.com/repositories/7/issues/5",
        "https://api.github.com/repos/acme/shop/pulls/5",
        "https://api.github.com/repos/acme/shop/issues/five",
        "",
    ],
)
def test_an_address_of_another_form_is_no_key(url: str) -> None:
    """It is not guessed which issue is meant."""
    assert key_at(url, "acme/shop") is None


def test_what_a_page_of_issues_shows() -> None:
    """Whether the server says parents, which issues have sub-issues, and where an issue is."""
    counted = issue(1, sub_issues_summary={"total": 2, "completed": 1})
    raws = decode_issues(json.dumps([counted, issue(2, sub_issues_summary={"total": 0}), issue(3)]).encode())
    assert list(with_children(raws)) == [1]
    assert not tells_parents(raws)
    assert tells_parents(decode_issues(json.dumps([issue(parent_issue_url=None)]).encode()))
    assert home_of(raws[0]) == "acme/shop"


def test_sub_issues_can_be_asked_for() -> None:
    """Those that the stand-in holds, all of them."""
    with github("acme/widgets:400:3") as world:
        repo = world.server.world.find("acme/widgets")
        site = site_of(world)
        try:
            for number, below in repo.sub.items():
                found = [(home_of(raw), raw.number) for raw in children(site, "acme/widgets", number)]
                assert found == below
        finally:
            site.close()
        assert repo.sub
