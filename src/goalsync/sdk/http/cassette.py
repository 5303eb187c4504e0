"""Recordings of HTTP: the YAML that vcrpy and pytest-vcr write, and which answer in it belongs to a request.

Format: interactions of a request (method, uri, headers, body) and a response (status, headers, body.string); see
https://vcrpy.readthedocs.io/en/latest/usage.html. Text or `!!binary`; packed bodies are unpacked by their headers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import Any, Final

import msgspec
import yaml

from goalsync.sdk.http.asked import Asked, Pairs, asked

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class CassetteError(ValueError):
    """The file is no recording; the text says why."""


class Answer(msgspec.Struct, frozen=True):
    """One recorded answer; `body` as it was sent."""

    status: int
    reason: str
    headers: Pairs
    body: bytes


class Cassette:
    """Recorded answers. Each may be given any number of times; of several to one request each follows the one before,
    and the last is repeated. Threads may ask at once.
    """

    def __init__(self, answers: Mapping[Asked, Sequence[Answer]]) -> None:
        self._answers = answers
        self._given: dict[Asked, int] = {}
        self._lock = Lock()

    def __len__(self) -> int:
        return sum(map(len, self._answers.values()))

    def answer(self, request: Asked) -> Answer | None:
        """The next answer to a request; None where there is none."""
        found = request if request in self._answers else next(filter(request.is_like, self._answers), None)
        if found is None:
            return None
        answers = self._answers[found]
        with self._lock:
            number = self._given.get(found, 0)
            self._given[found] = min(number + 1, len(answers) - 1)
        return answers[number]

    def knows(self, address: str) -> bool:
        """Whether anything was asked at this address, whatever the method, the query and the body."""
        return any(request.address == address for request in self._answers)


class _Status(msgspec.Struct):
    code: int
    message: str | None = None


class _Request(msgspec.Struct):
    method: str
    uri: str
    body: Any = None
    headers: dict[str, Any] | None = None


class _Response(msgspec.Struct):
    status: _Status
    headers: dict[str, Any] | None = None
    body: Any = None


class _Interaction(msgspec.Struct):
    request: _Request
    response: _Response


class _File(msgspec.Struct):
    interactions: list[_Interaction]


def cassette(path: Path) -> Cassette:
    """Read a recording; raises OSError, or CassetteError for a file that is none."""
    content = path.read_bytes()
    try:
        found = msgspec.convert(yaml.load(content, Loader=_LOADER), type=_File)  # noqa: S506 - both loaders are safe
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise CassetteError("it is not YAML" + (f" (line {mark.line + 1})" if mark else "")) from None
    except (msgspec.ValidationError, ValueError, RecursionError) as error:
        raise CassetteError(f"it is not as vcrpy writes it ({error})") from None
    answers: dict[Asked, list[Answer]] = {}
    for one in found.interactions:
        answers.setdefault(_asked(one.request), []).append(_answer(one.response))
    return Cassette(answers)


def _asked(request: _Request) -> Asked:
    headers = dict(_headers(request.headers))
    try:
        return asked(request.method, request.uri, _bytes(request.body), headers.get("content-type", ""))
    except ValueError as error:
        raise CassetteError(f"a recorded request has no address ({error})") from None


def _answer(response: _Response) -> Answer:
    body = response.body.get("string") if isinstance(response.body, dict) else response.body
    return Answer(response.status.code, response.status.message or "", tuple(_headers(response.headers)), _bytes(body))


def _headers(headers: Mapping[str, Any] | None) -> Iterator[tuple[str, str]]:
    """(name in small letters, value) of each; vcrpy writes lists of values, or one."""
    for name, values in (headers or {}).items():
        for value in values if isinstance(values, list) else [values]:
            yield name.lower(), str(value)


def _bytes(body: object) -> bytes:
    match body:
        case None:
            return b""
        case bytes():
            return body
        case str():
            return body.encode()
        case _:
            raise CassetteError(f"a body is neither text nor bytes but of type {type(body).__name__}")
