"""Bodies of answers, read piece by piece within bounds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import urllib3

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.errors import SourceError
from goalsync.sdk.http.addresses import request_line
from goalsync.sdk.http.policy import Policy
from goalsync.sdk.http.scopes import current_receiver

if TYPE_CHECKING:
    from requests import Response

_CHUNK: Final = 64 * 1024


def receive(response: Response, *, stream: bool, policy: Policy) -> None:
    """Read the body into memory, or hand it to the receiver of this thread; leave it where the caller streams.

    Raises what urllib3 raises for a body that breaks, or SourceError for one too large or (by `deadline`) too slow.
    """
    success = 200 <= response.status_code < 300
    into = current_receiver() if success else None
    if stream and success and not into:
        return
    bounds = _Bounds(
        limit=into.limit if into else policy.body_limit,
        remedy=into.remedy if into else "ask the source for less",
    )
    try:
        if into:
            into.receiver(response, _bounded(response, bounds))
        else:
            response._content = b"".join(_bounded(response, bounds))
        response._content_consumed = True  # type: ignore[attr-defined]  # as requests' own `content` does
    except BaseException:
        response.close()
        raise
    response.raw.release_conn()


@dataclass(frozen=True, slots=True)
class _Bounds:
    limit: int
    remedy: str


def _bounded(response: Response, bounds: _Bounds) -> Iterator[bytes]:
    length = response.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) > bounds.limit:
        raise _too_large(response, bounds)
    size = 0
    for chunk in _unpacked(response):
        size += len(chunk)
        if size > bounds.limit:
            raise _too_large(response, bounds)
        yield chunk


def _unpacked(response: Response) -> Iterator[bytes]:
    raw = response.raw
    if not isinstance(raw, urllib3.HTTPResponse):  # a recorded answer
        yield from filter(None, raw.stream(_CHUNK, decode_content=True))
        return
    while chunk := raw.read1(_CHUNK, decode_content=True):
        yield chunk


def _too_large(response: Response, bounds: _Bounds) -> SourceError:
    line = request_line(response.request.method, response.url)
    message = f"{line} answered with more than {bounds.limit / 1_000_000:.4g} MB"
    return SourceError(PullCode.UNREADABLE, message, remedy=bounds.remedy)
