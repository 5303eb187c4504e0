"""What GitHub answers, decoded: tolerant of what is new, strict about what is needed."""

from __future__ import annotations

import json

import pytest
from msgspec import UNSET

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.errors import SourceError
from goalsync_github.facts.answers import (
    decode_issue,
    decode_issues,
    decode_milestones,
    decode_repositories,
    decode_repository,
    decode_runs,
    message_of,
)
from support.octokit import issue, milestone, pull


def encoded(value: object) -> bytes:
    """As GitHub sends it."""
    return json.dumps(value).encode()


def test_keys_that_nobody_knows_are_let_through() -> None:
    """New keys and new values break nothing."""
    found = decode_issues(encoded([issue(brand_new={"a": [1]}, state="pondering", state_reason="whatever")]))
    assert (found[0].state, found[0].state_reason, found[0].odd) == ("pondering", "whatever", ())


def test_an_odd_value_costs_itself_and_not_its_page() -> None:
    """The other fields of the issue and the other issues stand; the field is named."""
    one, two = decode_issues(encoded([issue(1, labels="bug", closed_at=5), issue(2)]))
    assert (one.number, one.title, one.labels, one.closed_at) == (1, "Größe 日本", [], None)
    assert one.odd == ("closed_at", "labels")
    assert (two.number, two.odd) == (2, ())


@pytest.mark.parametrize("key", ["id", "number"])
@pytest.mark.parametrize("value", [None, "12", 1.5, True, [], "absent"])
def test_an_issue_without_identity_is_an_error(key: str, value: object) -> None:
    """It cannot be stored, so the page is not complete; the error says which issue."""
    raw = issue()
    if value == "absent":
        del raw[key]
    else:
        raw[key] = value
    with pytest.raises(SourceError, match=key) as caught:
        decode_issues(encoded([raw]), "GET https://x/issues")
    assert caught.value.code is PullCode.BAD_ANSWER
    assert "GET https://x/issues" in caught.value.message


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"null", b"[1]", b"[null]", b'[{"id": 1', b"<html>", b"\xff\xfe", b'"text"', b"[" * 3000],
)
def test_what_is_no_list_of_issues_is_an_error(body: bytes) -> None:
    """Never an empty page, never a crash."""
    with pytest.raises(SourceError) as caught:
        decode_issues(body)
    assert caught.value.code is PullCode.BAD_ANSWER


def test_texts_of_any_script_without_nul_and_half_pairs() -> None:
    """U+0000 is left out, half a surrogate pair is U+FFFD, escaped backslashes stay."""
    body = encoded([issue(title="TITLE")]).replace(b"TITLE", rb"a\u0000b \ud83d\ude00 \ud83d \\u0000 \u202e")
    assert decode_issues(body)[0].title == "ab 😀 \ufffd \\u0000 \u202e"


def test_absent_and_null_differ_where_that_means_something() -> None:
    """A pull request that says nothing of a merge, one that is not merged, a server without sub-issues."""
    untold = decode_issue(encoded(pull(pull_request={"html_url": "x"})))
    told = decode_issue(encoded(pull(parent_issue_url=None)))
    assert untold.pull_request is not None
    assert told.pull_request is not None
    assert (untold.pull_request.merged_at, told.pull_request.merged_at) == (UNSET, None)
    assert (untold.parent_issue_url, told.parent_issue_url) == (UNSET, None)


def test_a_pull_request_of_nothing_is_an_issue() -> None:
    """As answers of 2012 had it."""
    empty = {"html_url": None, "diff_url": None, "patch_url": None}
    assert not decode_issue(encoded(issue(pull_request=empty))).is_pull
    assert decode_issue(encoded(pull())).is_pull


def test_milestones_and_repositories() -> None:
    """What is needed of them; an installation's repositories come in an object."""
    assert [one.due_on for one in decode_milestones(encoded([milestone(), milestone(4, due_on=None)]))] == [
        "2026-12-31T08:00:00Z",
        None,
    ]
    shop = {"id": 5, "full_name": "acme/shop", "private": True, "archived": None, "has_issues": False}
    one = decode_repository(encoded(shop))
    assert (one.full_name, one.private, one.archived, one.has_issues, one.odd) == (
        "acme/shop", True, False, False, ("archived",),
    )  # fmt: skip
    assert [found.id for found in decode_repositories(encoded({"total_count": 1, "repositories": [shop]}))] == [5]
    assert [found.id for found in decode_repositories(encoded([shop]))] == [5]
    with pytest.raises(SourceError):
        decode_repositories(encoded({"message": "Not Found"}))


def test_runs_without_a_list_are_an_error() -> None:
    """A refusal with status 200 is not "no runs"."""
    with pytest.raises(SourceError):
        decode_runs(b'{"message": "Server Error"}')


@pytest.mark.parametrize("body", [b"", b"[]", b'{"message": 5}', b"<html>", b"\xff"])
def test_a_refusal_without_words_has_none(body: bytes) -> None:
    """And breaks nothing."""
    assert message_of(body) == ""


def test_the_words_of_a_refusal_stand_on_one_line() -> None:
    """Whatever line breaks there are in them."""
    assert message_of(b'{"message": "Not\\n Found", "errors": {"a": 1}}') == "Not Found"
