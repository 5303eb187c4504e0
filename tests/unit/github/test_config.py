"""What people write under `sources.NAME`, and cursors that are trusted or not."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from goalsync_github.config import GitHubSource
from goalsync_github.cursor import Board, Cursor, Tags
from goalsync_github.walk.native_ids import NativeIds

GOOD: dict[str, object] = {"token": "env:GITHUB_TOKEN", "repositories": ["acme/shop"]}
WRONG: list[tuple[dict[str, object], str]] = [
    ({"repositories": []}, "at least 1"),
    ({"repositories": ["shop"]}, "OWNER/NAME"),
    ({"repositories": ["*/shop"]}, "OWNER/NAME"),
    ({"repositories": ["acme/shop/issues"]}, "OWNER/NAME"),
    ({"repositories": ["https://github.com/acme/shop"]}, "OWNER/NAME"),
    ({"repositories": ["acme/.."]}, "OWNER/NAME"),
    ({"repositories": ["acme/shop", "ACME/Shop"]}, "twice"),
    ({"token": None}, "either `token` or `app`"),
    ({"app": {"id": 1, "private_key": "file:a.pem", "installation": 2}}, "either `token` or `app`"),
    ({"token": "ghp_secret"}, "reference"),
    ({"url": "https://github.com"}, "web site"),
    ({"url": "github.acme.com/api/v3"}, "address of an API"),
    ({"url": "https://me:secret@api.github.com"}, "must not hold credentials"),
    ({"include": ["wikis"]}, "issues"),
    ({"projects": ["acme"]}, "OWNER/NUMBER"),
    ({"projects": ["acme/roadmap"]}, "OWNER/NUMBER"),
]


@pytest.mark.parametrize(("keys", "message"), WRONG)
def test_what_cannot_be_meant_is_said(keys: dict[str, object], message: str) -> None:
    """With what is expected; secrets are not repeated."""
    with pytest.raises(ValidationError) as caught:
        GitHubSource.model_validate({**GOOD, **keys})
    assert message in str(caught.value)
    assert not any("secret" in str(error["msg"]) for error in caught.value.errors() if "ghp" in str(error["msg"]))


@pytest.mark.parametrize(
    "keys",
    [
        {},
        {"url": "https://github.acme.com:8443/api/v3/"},
        {"repositories": ["acme/.github", "Acme-Inc/pay-*", "me/a.b_c", "emu_corp/x[12]?"]},
        {"token": None, "app": {"id": "Iv1.8a61f9b3a7aba766", "private_key": "file:a.pem", "installation": 2}},
        {"include": ["issues", "releases", "runs", "deployments"], "projects": ["acme/7"]},
    ],
)
def test_what_is_right_is_taken(keys: dict[str, object]) -> None:
    """Names of all kinds that GitHub has."""
    made = GitHubSource.model_validate({**GOOD, **keys})
    assert not made.url.endswith("/")


def test_an_enterprise_server_without_its_path_is_warned_of() -> None:
    """It answers with web pages there."""
    told = list(GitHubSource.model_validate({**GOOD, "url": "https://github.acme.com"}).advice(Path()))
    assert [(where, "/api/v3" in remedy) for where, _, remedy in told] == [(("url",), True)]
    for fine in ("https://api.github.com", "https://github.acme.com/api/v3", "https://api.acme.ghe.com"):
        assert list(GitHubSource.model_validate({**GOOD, "url": fine}).advice(Path())) == []


def test_a_cursor_goes_round_and_others_are_not_trusted() -> None:
    """Of another shape or form, or something else altogether."""
    made = Cursor(
        "abc",
        repository=7,
        since=datetime(2026, 11, 1, 12, tzinfo=UTC),
        called="acme/new",
        untold=True,
        apart=True,
        board=Board(3, "d"),
        archived=True,
        walking=True,
        tags=Tags("t", "i", 300, "m"),
    )
    assert Cursor.parse(str(made), "abc") == made
    assert Cursor.parse(str(Cursor("abc")), "abc") == Cursor("abc")
    for text in (None, "", "null", "{}", "[]", "1", str(made).replace('"v":1', '"v":2'), str(made)[:-2], "2026-11-01"):
        assert Cursor.parse(text, "abc") is None
    assert Cursor.parse(str(made), "other") is None
    assert Cursor.parse('{"shape":"abc","since":"2026-11-01T12:00:00","v":1}', "abc") is None


def test_ids_are_kept_small_and_seen_as_texts() -> None:
    """Numbers and others; each once, in order; nothing else is among them."""
    ids = NativeIds([3, 1, 3, 2**40], ["milestone-5"])
    assert list(ids) == ["1", "3", str(2**40), "milestone-5"]
    assert len(ids) == 4
    assert "3" in ids
    assert "milestone-5" in ids
    assert not any(text in ids for text in ("03", "2", "milestone-6", "³", "", 3))
