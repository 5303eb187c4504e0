"""Answers that keep coming and never end: one deadline for the whole of each, whoever's session it is."""

from __future__ import annotations

import itertools
import socket
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager, suppress

import pytest
import requests

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.errors import SourceError
from goalsync.sdk.http import Gates, Policy, get_into, mount, session
from goalsync.sdk.http.deadline import Allowance
from support.contexts import context

PATIENT = Policy(read_timeout=20, body_timeout=0.2)
"""No single silence is too long, but the whole is bounded."""
_OK = b"HTTP/1.1 200 OK\r\n"
_CHUNKED = _OK + b"Transfer-Encoding: chunked\r\n\r\n"
_GZIP_WITH_A_NAME = b"\x1f\x8b\x08\x08\0\0\0\0\0\xff"
"""The start of a gzip stream whose file name follows, up to a zero byte: nothing unpacks before."""


@contextmanager
def dripping(pieces: Callable[[], Iterable[bytes]], between: float = 0.01) -> Generator[tuple[str, list[bytes]]]:
    """A server that sends these bytes as they are, a piece at a time, until the client leaves; what it was asked."""
    seen: list[bytes] = []
    over = threading.Event()

    def serve(client: socket.socket) -> None:
        with client, suppress(OSError):
            seen.append(client.recv(65536))
            for piece in pieces():
                client.sendall(piece)
                if over.wait(between):
                    return

    def accept() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=serve, args=(listening.accept()[0],), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=accept, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}", seen
        finally:
            over.set()


def endless(start: bytes, drop: bytes = b"a") -> Callable[[], Iterator[bytes]]:
    """A start, and then one drop after the other."""
    return lambda: itertools.chain([start], itertools.repeat(drop))


ENDLESS = {
    "the status line": endless(b"HTTP/1.1 200 "),
    "a header": endless(_OK + b"X-Long: "),
    "headers": endless(_OK, b"X-A: b\r\n"),
    "interim answers": endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "a body of a told length": endless(_OK + b"Content-Length: 1000000\r\n\r\n"),
    "a body without a length": endless(_OK + b"\r\n"),
    "chunks": endless(_CHUNKED, b"1\r\na\r\n"),
    "the head of a chunk": endless(_CHUNKED + b"1;"),
    "trailers": endless(_CHUNKED + b"1\r\na\r\n0\r\n", b"X-A: b\r\n"),
    "packed bytes that unpack to nothing": endless(_OK + b"Content-Encoding: gzip\r\n\r\n" + _GZIP_WITH_A_NAME),
    "the body of a failure": endless(b"HTTP/1.1 404 Not Found\r\n\r\n"),
}


@pytest.mark.parametrize("where", ENDLESS)
def test_a_drip_ends(where: str) -> None:
    """Wherever in the answer the server drips, it is given up as a whole, once, with what to do about it."""
    with dripping(ENDLESS[where]) as (url, seen), session(context(), gates=Gates(), policy=PATIENT) as http:
        with pytest.raises(SourceError, match=r"GET http://127.*/a: the answer came too slowly") as caught:
            http.get(f"{url}/a")
        assert len(seen) == 1
    assert caught.value.code is PullCode.UNREACHABLE
    assert caught.value.remedy
    assert "try again later" in caught.value.remedy


@pytest.mark.parametrize("where", ["a header", "a body without a length", "chunks"])
def test_under_a_session_that_others_made(where: str) -> None:
    """The deadline is the adapter's: a library's own session has it too."""
    with dripping(ENDLESS[where]) as (url, _), requests.Session() as theirs:
        mount(theirs, context(), gates=Gates(), policy=PATIENT)
        with pytest.raises(SourceError, match="too slowly") as caught:
            theirs.get(url)
    assert caught.value.code is PullCode.UNREACHABLE


def test_a_body_that_a_library_streams() -> None:
    """Also where the caller reads the body itself, long after the answer was handed over."""
    with dripping(ENDLESS["chunks"]) as (url, _), requests.Session() as theirs:
        mount(theirs, context(), gates=Gates(), policy=PATIENT)
        with theirs.get(url, stream=True) as answer, pytest.raises(SourceError, match="too slowly") as caught:
            for _piece in answer.iter_content(10):
                pass
    assert caught.value.code is PullCode.UNREACHABLE


def test_a_download_into_a_file() -> None:
    """A body handed on piece by piece is given up as well, and not fetched again from its start."""
    received: list[bytes] = []
    with dripping(ENDLESS["a body of a told length"]) as (url, seen):
        with session(context(), gates=Gates(), policy=PATIENT) as http, pytest.raises(SourceError, match="too slowly"):
            get_into(http, url, lambda _, chunks: received.extend(chunks), limit=10_000_000)
        assert len(seen) == 1
    assert received


def test_what_comes_fast_enough_may_take_longer() -> None:
    """A long answer earns time by what has come: only one below the least rate is given up."""
    policy = Policy(read_timeout=20, body_timeout=0.2, least_rate=10)
    body = [b"x"] * 30
    slow = [_OK + b"Content-Length: 30\r\n\r\n", *body]
    with dripping(lambda: slow, between=0.02) as (url, _), session(context(), gates=Gates(), policy=policy) as http:
        assert http.get(url).content == b"".join(body)


def test_a_reader_that_takes_its_time() -> None:
    """Only waiting for the server counts: what the caller does between two reads does not."""
    policy = Policy(read_timeout=20, body_timeout=0.2)
    pieces = [_OK + b"Content-Length: 3\r\n\r\n", b"a", b"b", b"c"]
    with (
        dripping(lambda: pieces, between=0) as (url, _),
        session(context(), gates=Gates(), policy=policy) as http,
        http.get(url, stream=True) as answer,
    ):
        threading.Event().wait(0.5)
        assert answer.content == b"abc"


@pytest.mark.parametrize(
    ("received", "waited", "left"),
    [(0, 0, 600), (0, 599, 1), (320_000, 599, 11), (0, 700, -100), (64_000_000, 2600, 0)],
)
def test_the_time_there_is(received: int, waited: float, left: float) -> None:
    """Ten minutes, and a second more for each 32 kB that came."""
    allowance = Allowance(seconds=600, least_rate=32_000)
    assert allowance.left(received, waited) == left
