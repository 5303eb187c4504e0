"""Files on the web, over real HTTP on the loopback: fetched once, complete or not at all."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pytest
import requests

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.connector import Traffic
from goalsync.sdk.errors import SourceError
from goalsync.sdk.http import Gates, Policy, counting, session
from goalsync_sheets.places.web.fetch import fetch_url
from support.clock import FakeClock
from support.contexts import context
from support.server import Answer, Seen, scripted, serving

CSV = b"Date,Value\n2026-11-01,42\n" * 5000
OK = Answer(body=CSV, headers={"Content-Type": "text/csv"})


@pytest.fixture
def clock() -> FakeClock:
    """Time that passes only by sleeping."""
    return FakeClock()


@pytest.fixture
def http(clock: FakeClock) -> requests.Session:
    """A session on that clock."""
    return session(context(), gates=Gates(clock.timing()), policy=Policy(read_timeout=5))


def test_a_file_is_fetched_and_removed(http: requests.Session, tmp_path: Path) -> None:
    """The bytes as they are, a name, a digest; nothing is left in the folder afterwards."""
    with scripted(OK) as server:
        with fetch_url(http, f"{server.url}/kpis.csv", directory=tmp_path) as fetched:
            assert fetched.path is not None
            assert fetched.path.read_bytes() == CSV
            assert fetched.path.suffix == ".csv"
            assert fetched.digest == hashlib.sha256(CSV).hexdigest()
            assert (fetched.name, fetched.content_type, fetched.unchanged) == ("kpis.csv", "text/csv", False)
            assert (fetched.validators, fetched.notes) == (None, ())
        assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("headers", "asked"),
    [
        ({"ETag": '"v1"'}, {"if-none-match": '"v1"'}),
        ({"ETag": 'W/"v1"'}, {"if-none-match": 'W/"v1"'}),
        ({"Last-Modified": "Sat, 21 Nov 2026 09:00:00 GMT"}, {"if-modified-since": "Sat, 21 Nov 2026 09:00:00 GMT"}),
    ],
)
def test_an_unchanged_file_is_not_fetched_again(
    http: requests.Session, tmp_path: Path, headers: dict[str, str], asked: dict[str, str]
) -> None:
    """What the server said of the version is given back; a 304 brings no file and keeps the validators."""

    def respond(seen: Seen) -> Answer:
        known = {name: seen.headers.get(name) for name in asked}
        return Answer(304) if known == asked else Answer(body=CSV, headers=headers)

    with serving(respond) as server:
        url = f"{server.url}/kpis.csv"
        with fetch_url(http, url, directory=tmp_path) as first:
            assert first.validators
        for _ in range(2):
            with fetch_url(http, url, directory=tmp_path, validators=first.validators) as again:
                assert again.unchanged
                assert again.path is None
                assert again.validators == first.validators
        assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("validators", ["", "not json", "[1]", '{"etag": 3}', '{"other": "x"}', None])
def test_odd_validators_fetch_everything(http: requests.Session, tmp_path: Path, validators: str | None) -> None:
    """A cursor of another version is as none."""
    with (
        scripted(OK) as server,
        fetch_url(http, server.url, directory=tmp_path, validators=validators) as fetched,
    ):
        assert not fetched.unchanged
        assert "if-none-match" not in server.seen[0].headers


def test_a_304_that_nobody_asked_for_is_an_error(http: requests.Session, tmp_path: Path) -> None:
    """Without a condition there is nothing it could be unchanged from."""
    with scripted(Answer(304)) as server, pytest.raises(SourceError, match="HTTP 304 without a file") as caught:
        fetch_url(http, server.url, directory=tmp_path)
    assert caught.value.code is PullCode.BAD_ANSWER


@pytest.mark.parametrize(
    "trouble",
    [
        Answer(body=CSV, cut=70_000),
        Answer(body=CSV, cut=70_000, chunked=True),
        Answer(body=CSV, length=len(CSV) + 1),
        Answer(body=gzip.compress(CSV)[:-40], headers={"Content-Encoding": "gzip"}, length=900),
        Answer(reset=True),
        Answer(503),
    ],
)
def test_a_file_that_is_cut_short_is_fetched_again(
    http: requests.Session, clock: FakeClock, tmp_path: Path, trouble: Answer
) -> None:
    """The part that came is thrown away; the whole file stands, one file."""
    traffic = Traffic()
    with (
        scripted(trouble, OK) as server,
        counting(traffic),
        fetch_url(http, server.url, directory=tmp_path) as fetched,
    ):
        assert fetched.path is not None
        assert fetched.path.read_bytes() == CSV
        assert fetched.digest == hashlib.sha256(CSV).hexdigest()
        assert len(list(tmp_path.iterdir())) == 1
    assert (traffic.requests, traffic.retries) == (2, 1)
    assert traffic.bytes >= len(CSV)
    assert clock.slept


def test_a_file_that_is_always_cut_short_is_an_error(http: requests.Session, tmp_path: Path) -> None:
    """After six attempts; nothing is left in the folder."""
    with scripted(Answer(body=CSV, cut=1000)) as server:
        with pytest.raises(SourceError, match=r"the answer was cut short \(6 attempts\)") as caught:
            fetch_url(http, f"{server.url}/kpis.csv", directory=tmp_path)
        assert len(server.seen) == 6
    assert caught.value.code is PullCode.BAD_ANSWER
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "answer",
    [
        Answer(body=CSV),
        Answer(body=CSV, chunked=True),
        Answer(body=gzip.compress(b"\0" * 50_000_000), headers={"Content-Encoding": "gzip"}),
    ],
)
def test_a_file_too_large_is_refused(http: requests.Session, tmp_path: Path, answer: Answer) -> None:
    """By its stated length, by counting, and by counting what it unpacks to; once, without a retry."""
    with scripted(answer) as server:
        with pytest.raises(SourceError, match=r"more than 0\.1 MB; raise `limit`") as caught:
            fetch_url(http, f"{server.url}/kpis.csv", directory=tmp_path, limit_bytes=100_000)
        assert len(server.seen) == 1
    assert caught.value.code is PullCode.UNREADABLE
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("answer", "code", "text"),
    [
        (Answer(401), PullCode.AUTH, "HTTP 401 Unauthorized; make it readable by link"),
        (Answer(403), PullCode.FORBIDDEN, "HTTP 403 Forbidden; make it readable by link"),
        (Answer(404), PullCode.GONE, "HTTP 404 Not Found; check the address"),
        (Answer(410), PullCode.GONE, "HTTP 410 Gone; the file was removed"),
        (Answer(body=b""), PullCode.BAD_ANSWER, "an empty file"),
        (Answer(204), PullCode.BAD_ANSWER, "HTTP 204 without a file"),
        (Answer(206, body=b"a,b\n"), PullCode.BAD_ANSWER, "HTTP 206 without a file"),
        (
            Answer(body=b"<!DOCTYPE html><html><form>Sign in<input type=password></form>"),
            PullCode.AUTH,
            "a web page that asks to sign in, not with a spreadsheet; give the address that downloads",
        ),
        (
            Answer(body=b"\xef\xbb\xbf\n <HTML><body>Our report", headers={"Content-Type": "text/csv"}),
            PullCode.BAD_ANSWER,
            "a web page, not with a spreadsheet",
        ),
    ],
)
def test_refusals_and_pages(http: requests.Session, tmp_path: Path, answer: Answer, code: PullCode, text: str) -> None:
    """Gone, forbidden, empty, or a page where a spreadsheet was asked for: each a clear line with a remedy."""
    with scripted(answer) as server, pytest.raises(SourceError) as caught:
        fetch_url(http, f"{server.url}/kpis.csv", directory=tmp_path)
    assert caught.value.code is code
    assert text in str(caught.value)
    assert "/kpis.csv answered" in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_redirect_to_a_page_is_a_sign_in(http: requests.Session, tmp_path: Path) -> None:
    """What a private sheet does: leads to another page, answered 200."""

    def respond(seen: Seen) -> Answer:
        if seen.path == "/kpis.csv":
            return Answer(302, headers={"Location": "/accounts"})
        return Answer(body=b"<!doctype html><title>Konto</title>")

    with serving(respond) as server, pytest.raises(SourceError) as caught:
        fetch_url(http, f"{server.url}/kpis.csv", directory=tmp_path)
    assert caught.value.code is PullCode.AUTH


def test_redirects_and_their_cookies(http: requests.Session, tmp_path: Path) -> None:
    """A share that sets a cookie on the way and asks for it at the end is read; the cookie ends with the call."""

    def respond(seen: Seen) -> Answer:
        if seen.path == "/share":
            return Answer(302, headers={"Location": "/kpis.csv", "Set-Cookie": "guest=1; Path=/"})
        return OK if seen.headers.get("cookie") == "guest=1" else Answer(403)

    with serving(respond) as server:
        with fetch_url(http, f"{server.url}/share", directory=tmp_path) as fetched:
            assert fetched.name == "kpis.csv"
        with pytest.raises(SourceError, match="HTTP 403"):
            fetch_url(http, f"{server.url}/kpis.csv", directory=tmp_path)


def test_a_redirect_to_a_file_of_this_machine(http: requests.Session, tmp_path: Path) -> None:
    """Is refused."""
    away = Answer(302, headers={"Location": "file:///etc/passwd"})
    with scripted(away) as server, pytest.raises(SourceError, match="neither http nor https"):
        fetch_url(http, f"{server.url}/kpis.csv", directory=tmp_path)


def test_secrets_of_an_address_are_not_shown(http: requests.Session, tmp_path: Path) -> None:
    """Neither the password nor the key in the query."""
    with scripted(Answer(404)) as server, pytest.raises(SourceError) as caught:
        fetch_url(http, server.url.replace("//", "//me:hunter2@") + "/a.csv?sig=hunter2", directory=tmp_path)
    assert "hunter2" not in str(caught.value)


def test_a_full_disk_is_said(http: requests.Session) -> None:
    """Of the folder, not of the network; at once."""
    nowhere = Path("/nowhere/at/all")
    with scripted(OK) as server:
        with pytest.raises(SourceError, match="cannot be kept in /nowhere/at/all: No such file") as caught:
            fetch_url(http, server.url, directory=nowhere)
        assert len(server.seen) == 1
    assert caught.value.code is PullCode.UNREADABLE


def test_an_answer_without_a_length_is_noted(http: requests.Session, tmp_path: Path) -> None:
    """Nobody can tell whether such a file is complete, so people are told."""
    answer = Answer(body=CSV, headers={"Connection": "close"}, cut=len(CSV), length=-1)
    with scripted(answer) as server, fetch_url(http, server.url, directory=tmp_path) as fetched:
        assert fetched.path is not None
        assert fetched.path.read_bytes() == CSV
        assert "did not say how long" in fetched.notes[0]
