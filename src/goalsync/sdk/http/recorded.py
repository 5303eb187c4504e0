"""Answers from a recording instead of the network: the place of the policy under a session, for demos and tests."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

import urllib3
from requests.adapters import HTTPAdapter

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.connector import Traffic
from goalsync.sdk.errors import SourceError
from goalsync.sdk.http.addresses import request_line
from goalsync.sdk.http.asked import Asked, asked
from goalsync.sdk.http.bodies import receive
from goalsync.sdk.http.cassette import Cassette, CassetteError, cassette
from goalsync.sdk.http.failures import failure_of, refusal
from goalsync.sdk.http.limits import is_limit
from goalsync.sdk.http.policy import Policy, is_server_failure
from goalsync.sdk.http.routes import check_redirect
from goalsync.sdk.http.scopes import current_traffic

if TYPE_CHECKING:
    from requests import PreparedRequest, Response

    from goalsync.sdk.http.cassette import Answer

_OR_ASK: Final = "record it anew, or take `recording:` out of the source to ask the network"


class Recording:
    """The recording of a source, read when it is first asked. `name` is its path as people wrote it."""

    def __init__(self, source: str, name: str, path: Path) -> None:
        self._source = source
        self._name = name
        self._path = path
        self._read: Cassette | None = None
        self._lock = Lock()

    def answer(self, request: PreparedRequest) -> Answer:
        """The recorded answer; raises SourceError where there is none, or no recording."""
        known = self._cassette()
        line = request_line(request.method, request.url)
        try:
            question = _question(request)
        except ValueError:
            raise SourceError(PullCode.UNREACHABLE, f"{line}: this is not an address", remedy="check it") from None
        found = known.answer(question)
        if found is not None:
            return found
        what = (
            "its answers there are to other questions" if known.knows(question.address) else "nothing was asked there"
        )
        message = (
            f"{line}: the source '{self._source}' is a recording ({self._name}), which has no answer to this; {what}"
        )
        raise SourceError(PullCode.UNREACHABLE, message, remedy=_OR_ASK)

    def _cassette(self) -> Cassette:
        with self._lock:
            if self._read is None:
                self._read = self._opened()
            return self._read

    def _opened(self) -> Cassette:
        try:
            return cassette(self._path)
        except OSError as error:
            why = error.strerror or str(error)
        except CassetteError as error:
            why = str(error)
        message = f"{self._name}, the recording of the source '{self._source}', cannot be read: {why}"
        raise SourceError(PullCode.UNREADABLE, message, remedy=f"check `recording:` of the source; {_OR_ASK}")


class RecordedAdapter(HTTPAdapter):
    """Gives recorded answers under any session, from any number of threads; counts and bounds them like real ones.

    Success, redirects and refusals (4xx) are returned; a recorded limit or failure of the server is a SourceError at
    once, for asking a recording again is of no use.
    """

    def __init__(self, recording: Recording, policy: Policy) -> None:
        super().__init__(max_retries=0)
        self._recording = recording
        self._policy = policy

    def __deepcopy__(self, memo: dict[int, object]) -> RecordedAdapter:
        """Another one with the same recording: google-auth copies the session it is given."""
        return RecordedAdapter(self._recording, self._policy)

    def send(self, request: PreparedRequest, stream: bool = False, *args: Any, **kwargs: Any) -> Response:
        """The recorded answer; raises SourceError. How it would be sent is of no matter."""
        del args, kwargs
        traffic = current_traffic() or Traffic()
        traffic.requests += 1
        answer = self._recording.answer(request)
        response = self._response(request, answer)
        check_redirect(request, response)
        limited = is_limit(answer.status, response.headers, 0.0)
        if limited or is_server_failure(answer.status):
            code = PullCode.LIMITED if limited else None
            raise refusal(request.method, request.url, answer.status, code=code, remedy=_OR_ASK)
        try:
            receive(response, stream=stream, policy=self._policy)
        except (urllib3.exceptions.HTTPError, OSError) as error:
            failure = failure_of(error)
            line = request_line(request.method, request.url)
            raise SourceError(failure.code, f"{line}: {failure.what}", remedy=_OR_ASK) from None
        traffic.bytes += len(answer.body)
        return response

    def _response(self, request: PreparedRequest, answer: Answer) -> Response:
        raw = urllib3.HTTPResponse(
            body=BytesIO(answer.body),
            headers=urllib3.HTTPHeaderDict(answer.headers),
            status=answer.status,
            reason=answer.reason,
            preload_content=False,
            decode_content=False,
            request_method=request.method,
        )
        made: Response = self.build_response(request, raw)
        return made


def _question(request: PreparedRequest) -> Asked:
    body = request.body if isinstance(request.body, bytes | str) else None
    return asked(request.method or "GET", request.url or "", body, request.headers.get("Content-Type", ""))
