"""Which way a request goes: proxy, trusted certificates, redirects."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

from requests.utils import get_environ_proxies

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.errors import SourceError
from goalsync.sdk.http.addresses import request_line, shown

if TYPE_CHECKING:
    from requests import PreparedRequest, Response

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


def certificates(configured: str | None, given: bool | str) -> bool | str:
    """The configured file of trusted certificates; else what the session has; else the environment's."""
    if configured:
        return configured
    if given is True:
        return os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE") or True
    return given


def proxies(configured: str | None, given: Mapping[str, str] | None, url: str) -> Mapping[str, str]:
    """The configured proxy for everything; else what the session has; else the environment's (with NO_PROXY)."""
    if configured:
        return {"http": configured, "https": configured}
    return given or get_environ_proxies(url)


def check_redirect(request: PreparedRequest, response: Response) -> None:
    """Raises SourceError for a redirect out of http(s), or to plain http with credentials or a body."""
    location = response.headers.get("Location")
    if response.status_code not in _REDIRECTS or not location:
        return
    here = request.url or ""
    line = request_line(request.method, here)
    try:
        target = urljoin(here, location)
        scheme = urlsplit(target).scheme.lower()
    except ValueError:
        target, scheme = "", ""
    if scheme not in ("http", "https"):
        message = f"{line} was redirected to an address that is neither http nor https ({scheme or 'not a URL'})"
        raise SourceError(PullCode.BAD_ANSWER, message, remedy="check the address")
    secret = {"authorization", "cookie"} & {name.lower() for name in request.headers}
    kept = request.body is not None and response.status_code in (307, 308)
    if scheme == "http" and here.lower().startswith("https:") and (secret or kept):
        message = f"{line} was redirected to {shown(target)}, which would send what is secret in clear"
        raise SourceError(PullCode.BAD_ANSWER, message, remedy="check the address")
