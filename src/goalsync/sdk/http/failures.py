"""What went wrong with a request, as a SourceError: where, what, and what to do about it. Never a secret."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import IncompleteRead, responses
from typing import Final

import requests
import urllib3.exceptions as transport

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.errors import SourceError
from goalsync.sdk.http.addresses import request_line

AGAIN_LATER: Final = "try again later"
_CHECK_NETWORK: Final = "check the address and the network, or set `proxy:` on the source"


@dataclass(frozen=True, slots=True)
class Failure:
    """What an exception of the transport means.

    `unsent`: nothing reached the system. `passing`: the same request may succeed later. `slow`: finding out took a
    whole timeout.
    """

    code: PullCode
    what: str
    remedy: str
    unsent: bool = False
    passing: bool = True
    slow: bool = False


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An exception and all that it wraps, outermost first."""
    todo: list[object] = [error]
    seen: set[int] = set()
    while todo:
        here = todo.pop(0)
        if not isinstance(here, BaseException) or id(here) in seen:
            continue
        seen.add(id(here))
        yield here
        todo += [getattr(here, "reason", None), *here.args, here.__cause__, here.__context__]


def failure_of(error: BaseException) -> Failure:
    """Read an exception of requests, urllib3 or the socket; its text is not used, for it may hold the URL."""
    chain = list(_chain(error))

    def has(*kinds: type[BaseException]) -> bool:
        return any(isinstance(link, kinds) for link in chain)

    if has(transport.ProxyError, requests.exceptions.ProxyError):
        return Failure(PullCode.UNREACHABLE, "the proxy refused", "check `proxy:` or HTTPS_PROXY", unsent=True)
    if has(ssl.SSLCertVerificationError):
        why = next(link.verify_message for link in chain if isinstance(link, ssl.SSLCertVerificationError))
        remedy = "if the network has its own certificates, name them with `ca:` on the source or REQUESTS_CA_BUNDLE"
        return Failure(
            PullCode.UNREACHABLE, f"the certificate is not trusted ({why})", remedy, unsent=True, passing=False
        )
    if has(transport.NameResolutionError):
        for_good = any(isinstance(link, socket.gaierror) and link.errno == socket.EAI_NONAME for link in chain)
        what = "there is no host of that name" if for_good else "the host name cannot be resolved"
        return Failure(PullCode.UNREACHABLE, what, _CHECK_NETWORK, unsent=True, passing=not for_good)
    if has(transport.ConnectTimeoutError, requests.exceptions.ConnectTimeout) and not has(transport.NewConnectionError):
        return Failure(PullCode.UNREACHABLE, "the host did not accept a connection in time", AGAIN_LATER, unsent=True)
    if has(transport.NewConnectionError):
        what = "the connection was refused" if has(ConnectionRefusedError) else "no connection could be made"
        return Failure(PullCode.UNREACHABLE, what, _CHECK_NETWORK, unsent=True)
    if has(transport.ReadTimeoutError, requests.exceptions.ReadTimeout, TimeoutError):
        return Failure(PullCode.UNREACHABLE, "no answer came in time", AGAIN_LATER, slow=True)
    if has(transport.DecodeError, requests.exceptions.ContentDecodingError):
        return Failure(PullCode.BAD_ANSWER, "the answer is packed in a way that cannot be unpacked", AGAIN_LATER)
    if has(transport.IncompleteRead, IncompleteRead, transport.InvalidChunkLength):
        return Failure(PullCode.BAD_ANSWER, "the answer was cut short", AGAIN_LATER)
    if has(ssl.SSLError, transport.SSLError):
        return Failure(PullCode.UNREACHABLE, "the encrypted connection broke", AGAIN_LATER)
    if has(ConnectionError, transport.ProtocolError, requests.exceptions.ConnectionError):
        return Failure(
            PullCode.UNREACHABLE, "the connection was broken off before the answer was complete", AGAIN_LATER
        )
    return _never_sent(error)


def _never_sent(error: BaseException) -> Failure:
    match error:
        case requests.exceptions.TooManyRedirects():
            what, remedy = "the redirects do not end", "check the address"
        case requests.exceptions.InvalidSchema() | requests.exceptions.MissingSchema():
            what, remedy = "only http and https addresses are read", "check the address"
        case requests.exceptions.InvalidHeader():
            what, remedy = "a header of the request or the answer is not valid", "check the credentials for line breaks"
        case OSError() if "certificate" in str(error) or "CA bundle" in str(error):
            what, remedy = "the file of trusted certificates cannot be read", "check `ca:` or REQUESTS_CA_BUNDLE"
        case requests.exceptions.InvalidURL() | transport.LocationParseError() | UnicodeError():
            what, remedy = "this is not an address", "check the address"
        case _:
            what, remedy = f"the request failed ({type(error).__name__})", AGAIN_LATER
    return Failure(PullCode.UNREACHABLE, what, remedy, unsent=True, passing=False)


_REFUSALS: Final[dict[int, tuple[PullCode, str]]] = {
    401: (PullCode.AUTH, "check that the credentials are right and not expired"),
    403: (PullCode.FORBIDDEN, "give the account access"),
    404: (PullCode.GONE, "check the address, and that the account may see it"),
    407: (PullCode.UNREACHABLE, "check the credentials in `proxy:` or HTTPS_PROXY"),
    410: (PullCode.GONE, "check the address"),
    429: (PullCode.LIMITED, AGAIN_LATER),
    451: (PullCode.GONE, "it was taken down for legal reasons"),
    511: (PullCode.UNREACHABLE, "sign in to the network"),
}


def refusal(
    method: str | None, url: str | None, status: int, *, code: PullCode | None = None, remedy: str | None = None
) -> SourceError:
    """The error for an answer with a status of failure; a connector that knows better gives `code` or `remedy`."""
    usual, advice = _REFUSALS.get(
        status,
        (PullCode.UNREACHABLE, AGAIN_LATER)
        if status >= 500
        else (PullCode.BAD_ANSWER, "check the configuration of the source"),
    )
    name = responses.get(status)
    what = f"HTTP {status} {name}" if name else f"HTTP {status}"
    return SourceError(code or usual, f"{request_line(method, url)} answered {what}", remedy=remedy or advice)


def too_long(method: str | None, url: str | None, seconds: float, max_wait: float) -> SourceError:
    """The error instead of a pause that is longer than one would wait."""
    message = (
        f"{request_line(method, url)}: the host asks to wait {duration(seconds)}, "
        f"longer than max_wait ({duration(max_wait)})"
    )
    return SourceError(
        PullCode.LIMITED, message, remedy=f"run again in {duration(seconds)}, or raise `max_wait:` on the source"
    )


def duration(seconds: float) -> str:
    """`90 seconds`, `12 minutes`, `2.5 hours`: rounded for people, never down to less than asked."""
    if seconds < 120:
        return f"{_up(seconds)} second{'' if _up(seconds) == 1 else 's'}"
    if seconds < 7200:
        return f"{_up(seconds / 60)} minutes"
    return f"{_up(seconds / 360) / 10:g} hours"


def _up(number: float) -> int:
    return max(int(-((0.01 - number) // 1)), 1)
