"""A Google service account: signs in, asks the Sheets API, and says what its refusals mean."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, TypeVar

import msgspec

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.errors import SourceError

if TYPE_CHECKING:
    from google.oauth2.service_account import Credentials
    from requests import Response, Session

SCOPE: Final = "https://www.googleapis.com/auth/spreadsheets.readonly"
_NEW_KEY: Final = "make a new JSON key for the service account and name its file in `credentials`"
_LONGEST: Final = 200

T = TypeVar("T")
Parameters = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True, slots=True)
class _Reply:
    """An answer as google-auth reads it."""

    status: int
    headers: Mapping[str, str]
    data: bytes


class Account:
    """Asks the API in the name of a service account. `credentials_text` is the JSON of its key."""

    def __init__(self, session: Session, credentials_text: str) -> None:
        """Raises SourceError where google-auth is not installed or the text is no key of a service account."""
        self._session = session
        self._credentials = _credentials(credentials_text)
        self._lock = Lock()

    @property
    def email(self) -> str:
        """The address that a spreadsheet must be shared with."""
        return str(self._credentials.service_account_email)

    def ask(self, url: str, parameters: Parameters, answer: type[T]) -> T:
        """GET `url` as an `answer`; raises SourceError for a refusal or anything else."""
        from goalsync.sdk.http import checked, is_page, page_instead, request_line  # noqa: PLC0415 - imports requests

        response = self._get(url, parameters)
        if not response.ok:
            code, remedy = self._meaning(response)
            checked(response, code=code, remedy=remedy)
        try:
            return msgspec.json.decode(response.content, type=answer)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            pass
        if is_page(response.content):
            raise page_instead(response, response.content, "the Google Sheets API", "check `base_url` and the network")
        message = f"{request_line('GET', url)} answered something else than the Google Sheets API does"
        raise SourceError(PullCode.BAD_ANSWER, message, remedy="check `base_url`; try again later")

    def _get(self, url: str, parameters: Parameters) -> Response:
        token = self._token(None)
        response = self._session.get(url, params=parameters, headers={"Authorization": f"Bearer {token}"})
        if response.status_code == 401:  # it may have been revoked before its time
            token = self._token(token)
            response = self._session.get(url, params=parameters, headers={"Authorization": f"Bearer {token}"})
        return response

    def _token(self, refused: str | None) -> str:
        """A token that is valid and is not the `refused` one; threads share it."""
        from google.auth.exceptions import GoogleAuthError  # noqa: PLC0415 - optional

        with self._lock:
            if not self._credentials.valid or self._credentials.token == refused:
                try:
                    self._credentials.refresh(self._post)  # type: ignore[no-untyped-call]
                except GoogleAuthError as error:
                    told = _told(error)
                    remedy = "check the clock of this machine" if "iat" in told else _NEW_KEY
                    message = f"Google does not accept the key of {self.email}{told}"
                    raise SourceError(PullCode.AUTH, message, remedy=remedy) from None
            return str(self._credentials.token)

    def _post(self, url: str, method: str, body: bytes, headers: Mapping[str, str], **_: object) -> _Reply:
        """What google-auth sends by (its own transport closes the session it is given, with all that waits in it)."""
        from goalsync.sdk.http import reading  # noqa: PLC0415 - imports requests

        with reading():  # asking twice for a token does no harm
            response = self._session.request(method, url, data=body, headers=dict(headers))
        return _Reply(response.status_code, response.headers, response.content)

    def _meaning(self, response: Response) -> tuple[PullCode | None, str | None]:
        """What a refusal of the API means, and what to do about it."""
        reasons = _reasons(response)
        match response.status_code:
            case 400 if "FAILED_PRECONDITION" in reasons:
                return PullCode.UNREADABLE, "it is an uploaded file: choose File, Save as Google Sheets, and use its id"
            case 401:
                return PullCode.AUTH, _NEW_KEY
            case 403 if "SERVICE_DISABLED" in reasons:
                return PullCode.FORBIDDEN, f"enable the Google Sheets API in the project of {self.email}"
            case 403:
                return PullCode.FORBIDDEN, f"share the spreadsheet with {self.email} as a viewer"
            case 404:
                return PullCode.GONE, "check the id: the part of the spreadsheet's address between /d/ and /edit"
            case _:
                return None, None


def _credentials(text: str) -> Credentials:
    try:
        from google.oauth2.service_account import Credentials  # noqa: PLC0415 - optional, and slow to import
    except ImportError:
        message = "Google spreadsheets need a library that is not installed"
        raise SourceError(PullCode.UNREADABLE, message, remedy="run: pip install 'goalsync[google]'") from None
    wrong = "`credentials` is not the JSON key of a service account"
    try:
        info = json.loads(text)
    except ValueError:
        raise SourceError(PullCode.AUTH, f"{wrong}: it is not JSON", remedy=_NEW_KEY) from None
    if not isinstance(info, dict) or info.get("type") != "service_account":
        raise SourceError(PullCode.AUTH, f"{wrong}: its type is not service_account", remedy=_NEW_KEY)
    missing = [key for key in ("client_email", "private_key", "token_uri") if not isinstance(info.get(key), str)]
    if missing:
        raise SourceError(PullCode.AUTH, f"{wrong}: it has no {' and no '.join(missing)}", remedy=_NEW_KEY)
    try:
        made: Any = Credentials.from_service_account_info(info, scopes=[SCOPE])  # type: ignore[no-untyped-call]
    except Exception:  # noqa: S110 - several families of errors, whose texts might show the key
        pass
    else:
        return made  # type: ignore[no-any-return]
    raise SourceError(PullCode.AUTH, f"{wrong}: its private_key cannot be read", remedy=_NEW_KEY)


def _told(error: Exception) -> str:
    """What the token endpoint said, on one line."""
    text = str(error.args[0]) if error.args else ""
    line = "".join(letter if letter.isprintable() else " " for letter in text)[:_LONGEST].strip()
    return f" ({line})" if line else ""


def _reasons(response: Response) -> set[str]:
    """The status and the reasons that an error of a Google API names."""
    try:
        error = json.loads(response.content)["error"]
        details = error.get("details", [])
        return {str(error.get("status"))} | {str(detail.get("reason")) for detail in details}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return set()
