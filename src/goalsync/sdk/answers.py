"""From the bytes of an answer to typed data, or to the error that says why not. Pure."""

from __future__ import annotations

import re
from typing import Final, TypeVar

import msgspec

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.errors import SourceError

T = TypeVar("T")

_NUL: Final = rb"\u0000"
_ESCAPED_NUL: Final = re.compile(rb"(?<!\\)((?:\\\\)*)(?:\\u0000)+")
_HIGH: Final = rb"\\u[dD][89aAbB][0-9a-fA-F]{2}"
_LOW: Final = rb"\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_SURROGATES: Final = re.compile(rb"(?<!\\)((?:\\\\)*)((?:%s|%s)+)" % (_HIGH, _LOW))
_PAIR_OR_HALF: Final = re.compile(rb"(%s%s)|%s|%s" % (_HIGH, _LOW, _HIGH, _LOW))
_LONGEST: Final = 160


def parsed(decoder: msgspec.json.Decoder[T], body: bytes) -> T:
    """What JSON holds, less U+0000, and with U+FFFD for half a surrogate pair (a text cut within an emoji).

    Raises msgspec.ValidationError where a value is of another type than the decoder's, and msgspec.DecodeError,
    RecursionError or UnicodeDecodeError for what is no JSON at all.
    """
    clean = _ESCAPED_NUL.sub(rb"\1", body) if _NUL in body else body  # escaped is how it can stand in JSON
    try:
        return decoder.decode(clean)
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError:
        mended = _SURROGATES.sub(lambda run: run[1] + _PAIR_OR_HALF.sub(_whole, run[2]), clean)
        if mended == clean:
            raise
    return decoder.decode(mended)


def _whole(found: re.Match[bytes]) -> bytes:
    return found[1] or rb"\ufffd"


def decode(decoder: msgspec.json.Decoder[T], body: bytes, request: str) -> T:
    """What an answer holds; raises SourceError (bad_answer) that names the request where it is not as documented."""
    try:
        return parsed(decoder, body)
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        raise bad_answer(request, _reason(error)) from None


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    text = " ".join(str(error).split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def bad_answer(request: str, what: str) -> SourceError:
    """The error for an answer that is not what its system documents."""
    message = f"{request} answered what is not documented: {what}"
    return SourceError(
        PullCode.BAD_ANSWER, message, remedy="try again later; if it stays, check the address and the proxy"
    )
