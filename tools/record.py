"""Record what a source of a workspace asks, from a stand-in on the loopback, as a cassette that vcrpy reads.

    python tools/record.py --workspace . --source tracker --stand-in http://127.0.0.1:18900

The source's `url` (https://acme.atlassian.net) is asked at the stand-in and stands in the cassette as it is
configured. Recorded are: everything that `goalsync doctor` asks, a first pull, and the ones after it with and
without a census; each question once. Secrets and what changes from day to day (dates, ids of requests) are left out.
The cassette goes where `recording:` of the source says. Secrets the source names must be set; any will do.

vcrpy is not thread-safe, so one thread asks one question at a time.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import vcr

from goalsync.demo import DEMO_NOW
from goalsync.model.copies import replace
from goalsync.model.settings import SourceSettings
from goalsync.pull.opening import context_of
from goalsync.pull.requests import metric_requests
from goalsync.registry import connectors
from goalsync.sdk.connector import Context, Examines, Partition, Traffic
from goalsync.sdk.http.asked import FILTERED
from goalsync.workspace import Workspace, load

_KEPT_OF_REQUESTS = ("content-type",)
_KEPT_OF_ANSWERS = ("content-type", "content-encoding", "etag", "link", "location", "x-seraph-loginreason")
_MATCHED = ["method", "scheme", "host", "port", "path", "query", "body"]
_SECRETS = [(name, FILTERED) for name in ("access_token", "token", "api_key", "key")]


class Recorder:
    """vcrpy, told to write the configured address instead of the stand-in's, and nothing that is secret."""

    def __init__(self, stand_in: str, address: str) -> None:
        self._stand_in = stand_in.rstrip("/")
        self._address = address.rstrip("/")

    def vcr(self) -> Any:
        """Each question once, whoever asks again."""
        return vcr.VCR(
            record_mode="new_episodes",
            match_on=_MATCHED,
            decode_compressed_response=True,
            filter_query_parameters=_SECRETS,
            filter_post_data_parameters=_SECRETS,
            before_record_request=self._request,
            before_record_response=self._answer,
        )

    def _request(self, request: Any) -> Any:
        request.uri = request.uri.replace(self._stand_in, self._address)
        request.headers = {name: value for name, value in request.headers.items() if name.lower() in _KEPT_OF_REQUESTS}
        return request

    def _answer(self, answer: Any) -> Any:
        body = answer["body"]["string"]
        here, there = self._stand_in, self._address
        answer["body"]["string"] = body.replace(here.encode(), there.encode()) if isinstance(body, bytes) else body
        answer["headers"] = {
            name: [text.replace(here, there) for text in ([values] if isinstance(values, str) else values)]
            for name, values in sorted(answer["headers"].items())
            if name.lower() in _KEPT_OF_ANSWERS
        }
        return answer


def pull(settings: SourceSettings, context: Context, partitions: Sequence[Partition]) -> None:
    """A first pull, one after it, one with a census, all of one source and inline.

    Before them each partition alone: what is asked once a run is asked by whichever comes first.
    """
    for partition in partitions:
        source = connectors()[settings.connector].open(settings.settings, context)
        source.partitions()
        for _ in source.pull(partition, None, Traffic()):
            pass
        source.close()
    cursors: dict[str, str | None] = {}
    for census in (frozenset[str](), frozenset[str](), frozenset(partition.name for partition in partitions)):
        source = connectors()[settings.connector].open(settings.settings, replace(context, census=census))
        for partition in source.partitions():
            for page in source.pull(partition, cursors.get(partition.name), Traffic()):
                cursors[partition.name] = page.cursor or cursors.get(partition.name)
        source.close()


def record(workspace: Workspace, name: str, stand_in: str, now: datetime) -> Path:
    """Record a source's cassette anew; returns its path."""
    configured = workspace.configuration.settings.sources[name]
    if configured.recording is None:
        raise SystemExit(f"the source {name} has no `recording:`: say there where its cassette is to be")
    keys: Any = configured.settings
    urls = [keys.url] if isinstance(keys.url, str) else list(keys.url)
    address = urls[0].rstrip("/") if isinstance(keys.url, str) else "/".join(urls[0].split("/")[:3])
    moved = [url.replace(address, stand_in) for url in urls]
    asked = keys.model_copy(update={"url": moved[0] if isinstance(keys.url, str) else tuple(moved)})
    settings = replace(configured, settings=asked, recording=None)
    zone = workspace.configuration.settings.timezone
    requests = metric_requests(workspace.configuration, name)
    context = context_of(workspace, settings, requests, now=now, today=now.astimezone(zone).date(), full=False)
    context = replace(context, concurrency=1)
    path = workspace.directory / configured.recording
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with Recorder(stand_in, address).vcr().use_cassette(str(path), allow_playback_repeats=True):
        source = connectors()[settings.connector].open(asked, context)
        partitions = source.partitions()
        if isinstance(source, Examines):
            for one in source.examine():
                print(f"{one.soundness.value}: {one.name}: {one.found}", file=sys.stderr)
        source.close()
        pull(settings, context, partitions)
    return path


def _arguments(given: Sequence[str]) -> argparse.Namespace:
    reader = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    reader.add_argument("--workspace", type=Path, default=Path(), help="the workspace; here unless given")
    reader.add_argument("--source", required=True, help="the source to record")
    reader.add_argument("--stand-in", required=True, help="address of the stand-in on the loopback")
    reader.add_argument("--now", type=datetime.fromisoformat, default=DEMO_NOW, help="the time of the recorded runs")
    found = reader.parse_args(given)
    if urlsplit(found.stand_in).hostname not in ("127.0.0.1", "localhost", "::1"):
        reader.error("only a stand-in on the loopback is recorded: what people keep in their systems is theirs")
    return found


if __name__ == "__main__":
    chosen = _arguments(sys.argv[1:])
    loaded = load(chosen.workspace, connectors(), os.environ)
    made = record(loaded, chosen.source, chosen.stand_in.rstrip("/"), chosen.now)
    print(f"{made}: {made.stat().st_size:,} bytes")
