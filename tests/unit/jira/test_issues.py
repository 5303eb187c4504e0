"""Pages of raw issues: typed where they are as documented, and field by field where one value is not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.errors import SourceError
from goalsync_jira.facts.answers import (
    IdPage,
    Myself,
    decode_fields,
    decode_ids,
    decode_myself,
    decode_permissions,
    decode_projects,
    decode_server,
    messages_of,
)
from support.issues import ISSUE, POINTS, REQUEST, Reader, body, issue


def test_a_page_of_a_search_and_of_a_bulk_fetch() -> None:
    """Issues in their order, and how to go on; what it says of those that are missing is not needed."""
    page = Reader().page(
        body(
            [ISSUE, {**ISSUE, "id": 9}],
            issueErrors=[{"errorMessage": "gone"}],
            nextPageToken="n",
            isLast=False,
        )
    )
    assert [str(one.id) for one in page.issues] == ["10008", "9"]
    assert (page.next_token, page.total) == ("n", None)
    page = Reader(cloud=False).page(body([], startAt=0, total=7, names={}))
    assert (page.issues, page.next_token, page.total) == ([], None, 7)


@pytest.mark.parametrize("field", ["labels", "duedate", "priority", "assignee", "fixVersions", "resolution", "parent"])
@pytest.mark.parametrize("odd", [7, True, [[]], "text", {"name": 7}])
def test_an_odd_value_costs_itself_only(field: str, odd: object) -> None:
    """The rest of the issue, and the page it came with, are read; the field is named."""
    reader = Reader()
    there, other = reader.items([issue(**{field: odd}), {**issue(labels=["a"]), "id": "2", "key": "SHOP-2"}])
    assert (there.key, there.title, there.phase) == ("SHOP-1", "Pay by card", "doing")
    assert other.tags == {"label": ("a",)}
    unknown_keys_only = field == "parent" and isinstance(odd, dict)
    assert any(field in note and "SHOP-1" in note for note in reader.notes) is not unknown_keys_only


@pytest.mark.parametrize("field", ["status", "issuetype", "project"])
@pytest.mark.parametrize("odd", [..., None, 7, "text", {}, {"name": 7, "key": 7}])
def test_an_issue_without_what_it_must_have_is_an_error(field: str, odd: object) -> None:
    """Nothing is made up for it: the issue and the field are named."""
    with pytest.raises(SourceError, match=rf"issue 'SHOP-1' came without a readable {field}") as caught:
        Reader().item(issue(**{field: odd}))
    assert caught.value.code is PullCode.BAD_ANSWER


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"[]",
        b'{"issues": [{"id": "1", ',
        b"<html>log in</html>",
        b"null",
        b'{"issues": {}}',
        b'{"issues": [7]}',
        b'{"issues": [{"id": "1"}]}',
        b'{"issues": [{"id": true, "key": "A-1", "fields": {}}]}',
        b'{"issues": [], "nextPageToken": 7}',
        b'\xff\xfe{"issues": []}',
        b'{"issues": [' + b"[" * 5000 + b"]" * 5000 + b"]}",
    ],
)
def test_what_is_no_page_is_an_error_that_names_the_request(answer: bytes) -> None:
    """Also what is cut, nested too deeply, or in another encoding."""
    with pytest.raises(SourceError) as caught:
        Reader().page(answer)
    assert caught.value.code is PullCode.BAD_ANSWER
    assert caught.value.message.startswith(REQUEST)
    assert len(caught.value.message) < 400


@pytest.mark.parametrize(
    ("written", "title"),
    [
        (rb"a\u0000b\u0000\u0000c", "abc"),
        (rb"a\\u0000b", "a\\u0000b"),
        (rb"a\\\u0000b", "a\\b"),
        (rb"\ud83d\ude80 up", "\U0001f680 up"),
        (rb"cut \ud83d", "cut �"),
        (rb"\ude80\ud83d\ude80", "�\U0001f680"),
        (rb"\\ud83d \ud83d", "\\ud83d �"),
        ("<b>=1+1 größe 検索 \u202e".encode(), "<b>=1+1 größe 検索 \u202e"),
    ],
)
def test_titles_come_as_they_are_less_nul(written: bytes, title: str) -> None:
    """U+0000 goes, half an emoji becomes U+FFFD, everything else stays, what only looks like an escape too."""
    answer = json.dumps({"issues": [issue(summary="TITLE")]}).encode().replace(b"TITLE", written)
    reader = Reader()
    assert reader.translator.item(reader.page(answer).issues[0]).title == title


def test_a_changelog_comes_with_the_issue() -> None:
    """Where it was asked for; an odd one is as none."""
    change = {
        "field": "status",
        "fieldtype": "jira",
        "from": "1",
        "fromString": "Open",
        "to": "3",
        "toString": "Building",
    }
    history: dict[str, Any] = {"id": "5", "created": "2026-01-03T00:00:00.000+0000", "items": [change]}
    told = Reader().page(body([{**ISSUE, "changelog": {"total": 9, "histories": [history]}}])).issues[0].changelog
    assert told is not None
    assert (told.total, told.histories[0].items[0].after) == (9, "3")
    odd = Reader().page(body([{**ISSUE, "changelog": {"histories": [7]}}])).issues[0]
    assert odd.changelog is None
    assert odd.odd == ("changelog",)


def test_only_what_is_asked_for_is_kept() -> None:
    """A huge description that came unasked is skipped."""
    raw = issue(description="x" * 2_000_000, **{POINTS: 3})
    one = Reader().page(body([raw])).issues[0]
    assert not hasattr(one.fields, "description")


def test_ids() -> None:
    """Numbers, whether written as numbers or as texts."""
    answer = b'{"issues": [{"id": "10", "key": "A-1"}, {"id": 11}], "isLast": true}'
    assert decode_ids(answer, REQUEST) == IdPage([10, 11])
    with pytest.raises(SourceError, match="search"):
        decode_ids(b'{"issues": [{"id": "x"}]}', "POST https://acme/rest/api/3/search/jql")
    with pytest.raises(SourceError):
        decode_ids(b"{}", REQUEST)


def test_the_account() -> None:
    """Cloud has an account id, Data Center a key; an anonymous one has neither."""
    cloud = b'{"accountId": "1:2", "displayName": "Ada", "timeZone": "Asia/Kolkata"}'
    assert decode_myself(cloud, REQUEST) == Myself("1:2", "Ada", "Asia/Kolkata")
    assert decode_myself(b'{"key": "JIRAUSER1", "name": "ada"}', REQUEST) == Myself("JIRAUSER1", "ada", None)
    assert decode_myself(b"{}", REQUEST).account == ""


def test_the_server() -> None:
    """What it says of itself, or nothing."""
    found = decode_server(
        b'{"deploymentType": "Cloud", "version": "1001", "serverTime": "2026-01-01T00:00:00.000+0000"}', "x"
    )
    assert (found.deployment, found.version, found.time) == ("Cloud", "1001", "2026-01-01T00:00:00.000+0000")
    assert decode_server(b"{}", "x").deployment == ""


def test_projects_and_permissions() -> None:
    """A page on Cloud, a list on Data Center."""
    page = decode_projects(b'{"values": [{"id": "1", "key": "A", "archived": true}], "isLast": false}', "x")
    assert ([project.key for project in page.values], page.values[0].archived, page.is_last) == (["A"], True, False)
    assert decode_projects(b' [{"id": "1", "key": "A"}]', "x").is_last
    answer = b'{"permissions": {"BROWSE_PROJECTS": {"havePermission": true}}}'
    assert decode_permissions(answer, "x") == {"BROWSE_PROJECTS": True}


def test_fields_that_are_not_listed_properly() -> None:
    """A site's fields have ids."""
    with pytest.raises(SourceError):
        decode_fields(b'[{"name": "Summary"}]', "GET https://acme/rest/api/3/field")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b'{"errorMessages": ["No\\n such  project."], "errors": {"jql": "bad"}}', ("No such project.", "bad")),
        (b'{"message": "Forbidden"}', ("Forbidden",)),
        (b'{"errorMessages": [7, null], "errors": []}', ()),
        (b"<html></html>", ()),
        (b"", ()),
    ],
)
def test_what_jira_says_of_a_refusal(answer: bytes, said: tuple[str, ...]) -> None:
    """Its own words on one line each, if there are any."""
    assert messages_of(answer) == said
