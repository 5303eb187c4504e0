"""From an answer to its content, or to the error that says why not."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.errors import SourceError
from goalsync.sdk.http.addresses import request_line
from goalsync.sdk.http.failures import refusal

if TYPE_CHECKING:
    from requests import Response

_PAGE: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html)\b",
    re.I | re.S,
)
_SIGN_IN: Final = re.compile(
    rb"type\s*=\s*[\"']?password|log[\s_-]?in|sign[\s_-]?in|single sign-on|\bsso\b|\bsaml", re.I
)
_LOOKED_AT: Final = 64 * 1024


def is_page(start: bytes) -> bool:
    """Whether content begins as a web page does."""
    return bool(_PAGE.match(start))


def asks_to_sign_in(start: bytes) -> bool:
    """Whether a web page looks like one that asks for a password."""
    return bool(_SIGN_IN.search(start[:_LOOKED_AT]))


def page_instead(response: Response, start: bytes, wanted: str, remedy: str | None = None) -> SourceError:
    """The error for a web page where `wanted` was asked for: not signed in (auth), or a wrong address."""
    request = request_line(response.request.method, response.url)
    if response.history or asks_to_sign_in(start):
        message = f"{request} answered with a web page that asks to sign in, not with {wanted}"
        return SourceError(
            PullCode.AUTH, message, remedy=remedy or "check the credentials, or make it readable by link"
        )
    message = f"{request} answered with a web page, not with {wanted}"
    return SourceError(PullCode.BAD_ANSWER, message, remedy=remedy or "check the address")


def checked(response: Response, *, code: PullCode | None = None, remedy: str | None = None) -> Response:
    """The same answer if it is a success; else raises SourceError, with `code` and `remedy` if given."""
    if response.ok:
        return response
    raise refusal(response.request.method, response.url, response.status_code, code=code, remedy=remedy)


def is_cut_json(response: Response) -> bool:
    """Whether content ends before its JSON does, or is nothing at all; told by its ends, for large answers are many."""
    body = response.content.strip()
    ends = (body[:1], body[-1:])
    return ends not in {(b"{", b"}"), (b"[", b"]")} and not is_page(body)


def json_of(response: Response) -> object:
    """The JSON of a successful answer; raises SourceError for a failure, a web page or anything else."""
    body = checked(response).content
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        pass
    if is_page(body):
        raise page_instead(response, body, "JSON")
    request = request_line(response.request.method, response.url)
    what = "nothing where JSON was expected" if not body.strip() else "something that is not JSON"
    raise SourceError(PullCode.BAD_ANSWER, f"{request} answered {what}", remedy="check the address; try again later")
