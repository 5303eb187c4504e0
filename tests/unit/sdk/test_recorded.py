"""A source that is a recording: which recorded answer a request gets, and that nothing else is ever asked."""

from __future__ import annotations

import copy
import threading
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

from goalsync.model.copies import replace
from goalsync.model.vocabulary import PullCode
from goalsync.sdk.connector import Traffic
from goalsync.sdk.errors import SourceError
from goalsync.sdk.http import counting, get_into, json_of, mount, session
from support.contexts import context

URL = "https://acme.example/rest"


def interaction(
    method: str = "GET",
    uri: str = f"{URL}/field",
    body: Any = None,
    answer: Any = "{}",
    *,
    status: int = 200,
    kind: str = "application/json",
    headers: dict[str, list[str]] | None = None,
) -> dict[str, Any]:
    """One request and its answer, as vcrpy writes them."""
    return {
        "request": {"method": method, "uri": uri, "body": body, "headers": {"Content-Type": [kind]}},
        "response": {"status": {"code": status, "message": "?"}, "headers": headers or {}, "body": {"string": answer}},
    }


def opened(directory: Path, *interactions: dict[str, Any]) -> requests.Session:
    """A session over a recording of these."""
    text = yaml.safe_dump({"interactions": list(interactions), "version": 1}, allow_unicode=True)
    (directory / "tape.yaml").write_text(text, encoding="utf-8")
    return session(replace(context(directory), recording=Path("tape.yaml")))


@pytest.mark.parametrize(
    ("recorded", "given"),
    [
        ("a=1&b=2&b=3", "b=3&a=1&b=2"),
        ("a=", "a="),
        ("q=%C3%A9t%C3%A9+%2B", "q=%c3%a9t%C3%A9%20%2B"),
        ("a=1", "a=1&api_key=k"),
        ("a=1&api_key=FILTERED", "a=1&api_key=k"),
        ("page=FILTERED", "page=3"),
    ],
)
def test_a_query_is_found_in_any_order_and_whatever_its_secrets(tmp_path: Path, recorded: str, given: str) -> None:
    """Order, escapes and secrets do not count: recordings hold no secrets."""
    with opened(tmp_path, interaction(uri=f"{URL}/x?{recorded}", answer="here")) as http:
        assert http.get(f"{URL}/x?{given}").text == "here"


@pytest.mark.parametrize(
    ("recorded", "given"),
    [("a=1", "a=2"), ("a=1", ""), ("a=1", "a=1&b=2"), ("a=1&a=1", "a=1"), ("", "a="), ("api_key=FILTERED", "a=1")],
)
def test_another_query_is_another_request(tmp_path: Path, recorded: str, given: str) -> None:
    """What was not recorded has no answer, however near it is."""
    with opened(tmp_path, interaction(uri=f"{URL}/x?{recorded}")) as http, pytest.raises(SourceError):
        http.get(f"{URL}/x?{given}")


def test_secrets_do_not_hide_what_sets_requests_apart(tmp_path: Path) -> None:
    """A page token looks like a secret, but each page is found by its own."""
    pages = [interaction(uri=f"{URL}/x?nextPageToken={name}&key=FILTERED", answer=name) for name in ("a", "b")]
    with opened(tmp_path, *pages) as http:
        assert [http.get(f"{URL}/x?key=k&nextPageToken={name}").text for name in ("b", "a")] == ["b", "a"]


@pytest.mark.parametrize(
    ("recorded", "given", "same"),
    [
        ('{"jql": "a", "max": 50}', {"max": 50, "jql": "a"}, True),
        (b'{"ids": [1, 2]}', {"ids": [1, 2]}, True),
        ('{"ids": [1, 2]}', {"ids": [2, 1]}, False),
        ('{"a": 1}', {"a": True}, False),
        ('{"a": null}', {}, False),
        (None, {}, False),
    ],
)
def test_a_body_of_json_counts_as_data(tmp_path: Path, recorded: Any, given: Any, same: bool) -> None:
    """Layout and order of keys do not count, order of lists and values do."""
    with opened(tmp_path, interaction("POST", body=recorded, answer="here")) as http:
        if same:
            assert http.post(f"{URL}/field", json=given).text == "here"
        else:
            with pytest.raises(SourceError):
                http.post(f"{URL}/field", json=given)


def test_a_form_is_found_whatever_its_secrets(tmp_path: Path) -> None:
    """Signing in: the assertion is another each time, the kind of grant is not."""
    form = "grant_type=jwt&assertion=FILTERED"
    tape = interaction("POST", body=form, answer="token", kind="application/x-www-form-urlencoded")
    with opened(tmp_path, tape) as http:
        assert http.post(f"{URL}/field", data={"assertion": "eyJ", "grant_type": "jwt"}).text == "token"
        with pytest.raises(SourceError):
            http.post(f"{URL}/field", data={"assertion": "eyJ", "grant_type": "other"})


def test_method_scheme_host_and_path_count(tmp_path: Path) -> None:
    """The same path of another system is another request; a default port is none."""
    with opened(tmp_path, interaction(uri="https://ACME.example:443/rest/field", answer="here")) as http:
        assert http.get(f"{URL}/field").text == "here"
        for method, url in (
            ("PUT", f"{URL}/field"),
            ("GET", "http://acme.example/rest/field"),
            ("GET", "https://other.example/rest/field"),
            ("GET", f"{URL}/Field"),
        ):
            with pytest.raises(SourceError):
                http.request(method, url)


def test_answers_are_repeated_or_follow_each_other(tmp_path: Path) -> None:
    """One answer is given again and again; of several each once in order, then the last; each session starts anew."""
    tape = [interaction(answer="only"), *(interaction(uri=f"{URL}/x", answer=name) for name in ("first", "last"))]
    for _ in range(2):
        with opened(tmp_path, *tape) as http:
            assert [http.get(f"{URL}/field").text for _ in range(3)] == ["only"] * 3
            assert [http.get(f"{URL}/x").text for _ in range(4)] == ["first", "last", "last", "last"]


def test_what_was_not_recorded_says_so(tmp_path: Path) -> None:
    """The request, that the source is a recording, which, and how to go on; no secret; nothing is sent."""
    with opened(tmp_path, interaction(uri=f"{URL}/x?a=1")) as http:
        with pytest.raises(SourceError) as caught:
            http.get(f"{URL}/x", params={"a": 2, "token": "hunter2"})
        with pytest.raises(SourceError, match="nothing was asked there"):
            http.get("https://127.0.0.1:1/never")
    assert caught.value.code is PullCode.UNREACHABLE
    assert str(caught.value) == (
        f"GET {URL}/x?a=2&token=…: the source 'numbers' is a recording (tape.yaml), which has no answer to this; "
        "its answers there are to other questions; record it anew, or take `recording:` out of the source to ask the "
        "network"
    )


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "No such file"),
        ("a: [", "not YAML"),
        ("- 1", "not as vcrpy writes it"),
        ("interactions: [{request: {method: GET, uri: 'http://['}, response: {status: {code: 200}}}]", "no address"),
        ("interactions: [{request: {method: GET, uri: a, body: 1}, response: {status: {code: 200}}}]", "type int"),
    ],
)
def test_a_recording_that_cannot_be_read_is_named(tmp_path: Path, content: str | None, why: str) -> None:
    """The first request says which file, why, and what to do; opening the session reads nothing."""
    if content is not None:
        (tmp_path / "tape.yaml").write_text(content, encoding="utf-8")
    with session(replace(context(tmp_path), recording=Path("tape.yaml"))) as http:
        with pytest.raises(SourceError, match=why) as caught:
            http.get(URL)
        assert caught.value.code is PullCode.UNREADABLE
        assert "tape.yaml" in str(caught.value)
        assert "`recording:`" in (caught.value.remedy or "")


def test_answers_are_what_a_server_would_have_given(tmp_path: Path) -> None:
    """Status, headers, JSON, bytes, packed bodies, refusals and redirects: the connector cannot tell."""
    import gzip

    tape = [
        interaction(answer='{"é": [1]}', headers={"Content-Type": ["application/json"], "X-Seen": ["a", "b"]}),
        interaction(uri=f"{URL}/zip", answer=gzip.compress(b"packed"), headers={"Content-Encoding": ["gzip"]}),
        interaction(uri=f"{URL}/no", answer="{}", status=403),
        interaction(uri=f"{URL}/go", answer="", status=302, headers={"Location": [f"{URL}/field"]}),
    ]
    with opened(tmp_path, *tape) as http:
        first = http.get(f"{URL}/field")
        assert json_of(first) == {"é": [1]}
        assert first.headers["X-SEEN"] == "a, b"
        assert http.get(f"{URL}/zip").content == b"packed"
        assert http.get(f"{URL}/no").status_code == 403
        assert json_of(http.get(f"{URL}/go")) == {"é": [1]}
        received: list[bytes] = []
        get_into(http, f"{URL}/zip", lambda _, pieces: received.extend(pieces), limit=100)
        assert b"".join(received) == b"packed"
        with pytest.raises(SourceError, match="more than"):
            get_into(http, f"{URL}/zip", lambda _, pieces: received.extend(pieces), limit=3)


@pytest.mark.parametrize(("status", "code"), [(429, PullCode.LIMITED), (503, PullCode.UNREACHABLE)])
def test_a_recorded_failure_is_raised_at_once(tmp_path: Path, status: int, code: PullCode) -> None:
    """Asking a recording again is of no use: one request, no pause however long was asked for."""
    traffic = Traffic()
    tape = interaction(status=status, headers={"Retry-After": ["3600"]})
    with opened(tmp_path, tape) as http, counting(traffic), pytest.raises(SourceError) as caught:
        http.get(f"{URL}/field")
    assert caught.value.code is code
    assert (traffic.requests, traffic.waited_seconds) == (1, 0.0)


def test_a_body_that_cannot_be_unpacked_is_an_error(tmp_path: Path) -> None:
    """Of this program, with the way out: not of a library below."""
    tape = interaction(answer="not gzip at all", headers={"Content-Encoding": ["gzip"]})
    with (
        opened(tmp_path, tape) as http,
        pytest.raises(SourceError, match="cannot be unpacked; record it anew") as caught,
    ):
        http.get(f"{URL}/field")
    assert caught.value.code is PullCode.BAD_ANSWER


def test_threads_share_a_recording(tmp_path: Path) -> None:
    """Sixteen threads over one session and over its copies: each request gets its own answer, all of them counted."""
    tape = [interaction(uri=f"{URL}/{number}", answer=str(number)) for number in range(40)]
    wrong: list[str] = []
    counts: list[tuple[int, int]] = []
    with opened(tmp_path, *tape) as http:

        def ask(offset: int) -> None:
            traffic = Traffic()
            mine = http if offset % 2 else copy.deepcopy(http)
            with counting(traffic):
                for number in range(40):
                    wanted = str((number + offset) % 40)
                    got = mine.get(f"{URL}/{wanted}").text
                    wrong.extend([got] if got != wanted else [])
            counts.append((traffic.requests, traffic.bytes))

        threads = [threading.Thread(target=ask, args=(offset,)) for offset in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert wrong == []
    assert counts == [(40, 10 + 30 * 2)] * 16


def test_it_stands_under_the_session_of_a_library(tmp_path: Path) -> None:
    """`mount` puts it under a session that others made, in place of whatever they had there."""
    opened(tmp_path, interaction(answer="here")).close()
    with requests.Session() as theirs:
        mount(theirs, replace(context(tmp_path), recording=Path("tape.yaml")))
        assert theirs.get(f"{URL}/field").text == "here"
        with pytest.raises(SourceError):
            theirs.get("http://127.0.0.1:1/")
