"""A small real HTTP server on the loopback that answers by script and remembers what it was asked."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

_DATED = "Date"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. `cut` ends the connection after that many bytes of the body, `reset` before any answer.

    `chunked` sends no length beforehand; `length` states a wrong one, -1 none at all. `piece` and `between` (seconds)
    send the body slowly.
    """

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int | None = None
    reset: bool = False
    chunked: bool = False
    length: int | None = None
    delay: float = 0.0
    piece: int | None = None
    between: float = 0.0


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as it arrived."""

    method: str
    path: str
    query: Mapping[str, Sequence[str]]
    headers: Mapping[str, str]
    body: bytes
    at: float
    host: str


class Server:
    """A running server: `url`, and `seen` in order of arrival."""

    def __init__(
        self, respond: Callable[[Seen], Answer], clock: Callable[[], float], tls: ssl.SSLContext | None = None
    ) -> None:
        self.seen: list[Seen] = []
        self.in_flight = 0
        self.most_in_flight = 0
        self._respond = respond
        self._clock = clock
        self._lock = threading.Lock()
        self._http = _Http(self)
        self.port: int = self._http.server_address[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        if tls:
            self._http.socket = tls.wrap_socket(self._http.socket, server_side=True)

    def answer(self, seen: Seen) -> Answer:
        """Remember a request and find its answer."""
        with self._lock:
            self.seen.append(seen)
            answer = self._respond(seen)
        if answer.delay:
            time.sleep(answer.delay)
        return answer

    def now(self) -> float:
        """The clock by which arrivals are noted."""
        return self._clock()

    def count(self, step: int) -> None:
        """Note that a request came or went."""
        with self._lock:
            self.in_flight += step
            self.most_in_flight = max(self.most_in_flight, self.in_flight)

    def start(self) -> None:
        """Serve until stopped."""
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def stop(self) -> None:
        """Close the port."""
        self._http.shutdown()
        self._http.server_close()


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, owner: Server) -> None:
        self.owner = owner
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is part of the script."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Http

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _go(self) -> None:
        owner = self.server.owner
        owner.count(1)
        try:
            length = int(self.headers.get("Content-Length") or 0)
            parts = urlsplit(self.path)
            seen = Seen(
                self.command,
                parts.path,
                parse_qs(parts.query, keep_blank_values=True),
                {name.lower(): value for name, value in self.headers.items()},
                self.rfile.read(length),
                owner.now(),
                self.headers.get("Host", ""),
            )
            answer = owner.answer(seen)
        finally:
            owner.count(-1)
        if answer.reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True
            return
        self._send(answer)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = _go  # noqa: N815

    def _send(self, answer: Answer) -> None:
        self.send_response_only(answer.status)
        given = {name.lower() for name in answer.headers}
        if "date" not in given:
            self.send_header(_DATED, self.date_time_string())
        for name, value in answer.headers.items():
            if value:
                self.send_header(name, value)
        bodiless = self.command == "HEAD" or answer.status in (204, 304)
        if answer.chunked:
            self.send_header("Transfer-Encoding", "chunked")
        elif not bodiless and answer.length != -1:
            self.send_header("Content-Length", str(len(answer.body) if answer.length is None else answer.length))
        self.end_headers()
        if bodiless:
            return
        body = answer.body if answer.cut is None else answer.body[: answer.cut]
        size = answer.piece or max(len(body), 1)
        for start in range(0, len(body), size):
            piece = body[start : start + size]
            self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece) if answer.chunked else piece)
            if answer.between:
                self.wfile.flush()
                time.sleep(answer.between)
        if answer.cut is not None or answer.length is not None:
            self.close_connection = True
        elif answer.chunked:
            self.wfile.write(b"0\r\n\r\n")


@contextmanager
def serving(
    respond: Callable[[Seen], Answer],
    clock: Callable[[], float] = time.monotonic,
    tls: ssl.SSLContext | None = None,
) -> Generator[Server]:
    """A server that asks `respond` for each answer; https with `tls`."""
    server = Server(respond, clock, tls)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def scripted(
    *answers: Answer, clock: Callable[[], float] = time.monotonic, tls: ssl.SSLContext | None = None
) -> Generator[Server]:
    """A server that gives these answers in this order, then the last one again and again."""
    left = list(answers)

    def respond(_: Seen) -> Answer:
        return left.pop(0) if len(left) > 1 else left[0]

    with serving(respond, clock, tls) as server:
        yield server
