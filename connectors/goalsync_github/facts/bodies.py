"""From the bytes of an answer to typed data, or to the error that says why not. Pure.

An odd value costs itself: where a whole answer does not fit its type, each entry is read by itself, field by field, and
what has no shape that GitHub documents is read as absent and named in `odd`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, TypeVar

import msgspec
from msgspec import Struct

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.errors import SourceError

T = TypeVar("T")
S = TypeVar("S", bound=Struct)

ANSWER: Final = "GitHub"
"""What an answer is called where its request is not told."""
ODD: Final = "odd"
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


def decode(decoder: msgspec.json.Decoder[T], body: bytes, request: str = ANSWER) -> T:
    """What an answer holds; raises SourceError (bad_answer) that names the request where it is not as documented."""
    try:
        return parsed(decoder, body)
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        raise bad_answer(request, _reason(error)) from None


def fits(raw: object, shape: type[S], needed: frozenset[str], request: str) -> S:
    """One object of an answer as `shape`, field by field; a field that does not fit is absent and among `odd`.

    `shape` has a field `odd`. Raises SourceError (bad_answer) where a `needed` field is absent or does not fit.
    """
    if not isinstance(raw, dict):
        raise bad_answer(request, f"an entry is no object ({_shown(raw)})")
    found: dict[str, Any] = {}
    odd: list[str] = []
    for part in msgspec.structs.fields(shape):
        if part.encode_name not in raw or part.name == ODD:
            if part.required:
                raise bad_answer(request, f"{_entry(raw)} without {part.encode_name}")
            continue
        value = raw[part.encode_name]
        try:
            found[part.name] = msgspec.convert(value, part.type)
        except (msgspec.ValidationError, RecursionError):
            if part.name in needed:
                what = f"{_entry(raw)} whose {part.encode_name} is {_shown(value)}"
                raise bad_answer(request, what) from None
            odd.append(part.encode_name)
    return shape(**found, **{ODD: tuple(sorted(odd))} if odd else {})


def bad_answer(request: str, what: str) -> SourceError:
    """The error for an answer that is not what GitHub documents."""
    message = f"{request} answered what GitHub does not document: {what}"
    return SourceError(
        PullCode.BAD_ANSWER, message, remedy="try again later; if it stays, check the address and the proxy"
    )


def _entry(raw: Mapping[str, Any]) -> str:
    return f"an entry (number {_shown(raw.get('number'))}, id {_shown(raw.get('id'))})"


def _shown(value: object) -> str:
    text = ascii(value) if not isinstance(value, dict | list) else type(value).__name__
    return text if len(text) <= 40 else f"{text[:40]}…"


def _whole(found: re.Match[bytes]) -> bytes:
    return found[1] or rb"\ufffd"


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    text = " ".join(str(error).split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
