"""A spreadsheet at an http(s) address as a temporary local file, fetched only when it changed."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import urlsplit

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.errors import SourceError
from goalsync_sheets.config.source import DEFAULT_LIMIT
from goalsync_sheets.places.web.name import content_type, name_of

if TYPE_CHECKING:
    from requests import Response, Session

_LOOKED_AT: Final = 64 * 1024
_NOT_PUBLIC: Final = "make it readable by link, or save the file in the workspace and give its `path`"
_REMEDIES: Final = {
    401: _NOT_PUBLIC,
    403: _NOT_PUBLIC,
    404: "check the address; the file may have been moved or is not readable by link",
    410: "the file was removed; give its new address",
}


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of a fetch. Use it in a `with`: at the end the temporary file is removed."""

    path: Path | None
    """The file; None when it is unchanged."""
    validators: str | None
    """What the next fetch gives back to learn that nothing changed; None where the server offers nothing."""
    unchanged: bool
    name: str
    """What it is called, with a suffix that tells its kind where anything does."""
    content_type: str | None = None
    digest: str | None = None
    """SHA-256 of the content."""
    notes: tuple[str, ...] = ()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.remove()

    def remove(self) -> None:
        """Delete the temporary file, if there is one."""
        if self.path:
            self.path.unlink(missing_ok=True)


def fetch_url(
    session: Session, url: str, *, directory: Path, validators: str | None = None, limit_bytes: int = DEFAULT_LIMIT
) -> Fetched:
    """Fetch `url` by a session of `goalsync.sdk.http` into a file of its own in `directory`.

    `validators` of the last fetch make it conditional. Raises SourceError: refused or gone, unreachable, larger than
    `limit_bytes` (unpacked), cut short each time, or a web page (a sign-in, mostly) instead of a spreadsheet.
    """
    from goalsync.sdk.http import get_into  # noqa: PLC0415 - requests is slow to import and needed only here

    sent = _conditions(validators)
    saved = _Saved(directory, name_of(url, url, {}))
    try:
        response = get_into(
            session,
            url,
            saved.receive,
            limit=limit_bytes,
            remedy="raise `limit` on the source, or publish only the rows that are needed",
            headers=sent,
        )
        if response.status_code == 304 and sent:
            saved.remove()
            return Fetched(None, _validators(response) or validators, unchanged=True, name=saved.name)
        return _fetched(url, response, saved)
    except BaseException:
        saved.remove()
        raise


class _Saved:
    """A temporary file that takes a body, from the start with each attempt."""

    def __init__(self, directory: Path, name: str) -> None:
        self.directory = directory
        self.name = name
        self.path: Path | None = None
        self.size = 0
        self.start = b""
        self._digest = hashlib.sha256()

    def receive(self, response: Response, chunks: Iterator[bytes]) -> None:
        """Write the body; what the network raises passes, what the disk raises is a SourceError."""
        del response
        self.remove()
        self.size, self.start, self._digest = 0, b"", hashlib.sha256()
        try:
            file = tempfile.NamedTemporaryFile(  # noqa: SIM115 - closed below, removed by its owner
                dir=self.directory, prefix="goalsync-", suffix=PurePosixPath(self.name).suffix, delete=False
            )
        except OSError as error:
            raise self._full(error) from None
        self.path = Path(file.name)
        with file:
            for chunk in chunks:
                self.size += len(chunk)
                self.start += chunk[: max(_LOOKED_AT - len(self.start), 0)]
                self._digest.update(chunk)
                try:
                    file.write(chunk)
                except OSError as error:
                    raise self._full(error) from None
            try:
                file.flush()
            except OSError as error:
                raise self._full(error) from None

    @property
    def digest(self) -> str:
        """SHA-256 of what was written."""
        return self._digest.hexdigest()

    def remove(self) -> None:
        """Delete the file."""
        if self.path:
            self.path.unlink(missing_ok=True)
            self.path = None

    def _full(self, error: OSError) -> SourceError:
        message = f"{self.name} cannot be kept in {self.directory}: {error.strerror}"
        return SourceError(PullCode.UNREADABLE, message, remedy="make room there")


def _fetched(url: str, response: Response, saved: _Saved) -> Fetched:
    from goalsync.sdk.http import checked, is_page, page_instead, request_line  # noqa: PLC0415

    checked(response, remedy=_REMEDIES.get(response.status_code))
    line = request_line("GET", url)
    if response.status_code != 200 or saved.path is None:
        message = f"{line} answered HTTP {response.status_code} without a file"
        raise SourceError(PullCode.BAD_ANSWER, message, remedy="check the address")
    if not saved.size:
        raise SourceError(PullCode.BAD_ANSWER, f"{line} answered with an empty file", remedy="try again later")
    if is_page(saved.start):
        raise page_instead(response, saved.start, "a spreadsheet", _page_remedy(url))
    return Fetched(
        path=saved.path,
        validators=_validators(response),
        unchanged=False,
        name=name_of(url, response.url, response.headers),
        content_type=content_type(response.headers),
        digest=saved.digest,
        notes=_notes(response),
    )


def _page_remedy(url: str) -> str:
    if urlsplit(url).hostname == "docs.google.com":
        return (
            "give the address that ends in /export?format=csv&gid=… and make the sheet readable by link, "
            "or read it with `google: ID` and a service account"
        )
    return "give the address that downloads the file, readable by link; or save it in the workspace and give its `path`"


def _notes(response: Response) -> tuple[str, ...]:
    told = "Content-Length" in response.headers or "Transfer-Encoding" in response.headers
    return () if told else ("the server did not say how long the file is: one that was cut short cannot be told",)


def _conditions(validators: str | None) -> dict[str, str]:
    """Headers of a conditional request; none for validators that are not ours."""
    try:
        known = json.loads(validators or "{}")
    except ValueError:
        return {}
    if not isinstance(known, dict):
        return {}
    names = {"etag": "If-None-Match", "modified": "If-Modified-Since"}
    return {header: known[key] for key, header in names.items() if isinstance(known.get(key), str)}


def _validators(response: Response) -> str | None:
    found = {"etag": response.headers.get("ETag"), "modified": response.headers.get("Last-Modified")}
    kept = {key: value for key, value in found.items() if value}
    return json.dumps(kept, sort_keys=True) if kept else None
