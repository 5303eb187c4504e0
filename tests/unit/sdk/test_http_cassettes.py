"""The session over recorded HTTP: what was recorded once is replayed by the same policy, with nobody listening."""

from __future__ import annotations

import gzip
from pathlib import Path

import vcr

from goalsync.sdk.connector import Traffic
from goalsync.sdk.http import Gates, counting, get_into, session
from support.clock import FakeClock
from support.contexts import context
from support.server import Answer, scripted


def test_a_recording_is_replayed(tmp_path: Path) -> None:
    """A limit, a packed answer, a body for a receiver: the same bytes and counts as when it was recorded."""
    packed = Answer(body=gzip.compress(b"packed" * 500), headers={"Content-Encoding": "gzip"})
    recorder = vcr.VCR(decode_compressed_response=True, filter_headers=["authorization"])
    cassette = tmp_path / "cassette.yaml"

    def run(url: str, mode: str) -> tuple[bytes, bytes, int, int, list[float]]:
        clock, traffic, received = FakeClock(), Traffic(), bytearray()
        http = session(context(), gates=Gates(clock.timing()))
        with recorder.use_cassette(str(cassette), record_mode=mode), counting(traffic):
            body = http.get(f"{url}/a", headers={"Authorization": "hunter2"}).content
            get_into(http, f"{url}/b.csv", lambda _, chunks: received.extend(b"".join(chunks)), limit=1000)
        return body, bytes(received), traffic.requests, traffic.retries, clock.slept

    with scripted(Answer(429, headers={"Retry-After": "3"}), packed, Answer(body=b"a,b\n" * 9)) as server:
        url = server.url
        recorded = run(url, "once")
    assert recorded == run(url, "none")
    assert recorded[:4] == (b"packed" * 500, b"a,b\n" * 9, 3, 1)
    assert "hunter2" not in cassette.read_text()
