"""Opening one partition as a book: a local file, an address, a Google spreadsheet."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.connector import Context, Traffic
from goalsync.sdk.errors import SecretError, SourceError
from goalsync_sheets.config.source import SheetsSource, is_address, is_reference
from goalsync_sheets.cursor import Cursor, fingerprint
from goalsync_sheets.places.local import open_local
from goalsync_sheets.places.temporary import Temporary
from goalsync_sheets.readers import open_book

if TYPE_CHECKING:
    from goalsync_sheets.book import Book


@dataclass(frozen=True, slots=True)
class Opened:
    """A book, or None for one that did not change since the cursor."""

    book: Book | None
    content: str | None = None
    validators: str | None = None
    address: str | None = None
    """Fingerprint of the address that a reference stands for."""
    locale: str | None = None
    """What the spreadsheet itself says of its locale, in whatever form."""
    notes: tuple[str, ...] = ()


@contextmanager
def open_partition(
    config: SheetsSource,
    context: Context,
    name: str,
    known: Cursor | None,
    traffic: Traffic,
    *,
    temporary: Temporary | None = None,
) -> Iterator[Opened]:
    """The book of a partition; `known` is given when the same content need not be read again. Raises SourceError.

    What is fetched lies in the workspace's `.goalsync` meanwhile, or in another `temporary` place.
    """
    try:
        with temporary or Temporary(context.directory) as place:
            if config.url:
                with _fetched(config, context, name, known, place) as opened:
                    yield opened
            elif config.google:
                with _google(config, context, name) as opened:
                    yield opened
            else:
                yield _local(config, context, name, traffic, place)
    except SecretError as error:
        raise SourceError(PullCode.AUTH, f"{name}: {error.message}", remedy=error.remedy) from None
    except OSError as error:
        what = f"{name} could not be read: {error.strerror or error}"
        raise SourceError(PullCode.UNREADABLE, what, remedy="check the file and the disk") from None


def _local(config: SheetsSource, context: Context, name: str, traffic: Traffic, temporary: Temporary) -> Opened:
    path = open_local(context.directory, name)
    with path.open("rb") as stream:
        content = hashlib.file_digest(stream, "sha256").hexdigest()
        traffic.bytes += stream.tell()
    book = open_book(path, name, encoding=config.encoding, delimiter=config.delimiter, folder=temporary.folder)
    return Opened(book, content)


@contextmanager
def _fetched(
    config: SheetsSource, context: Context, name: str, known: Cursor | None, temporary: Temporary
) -> Iterator[Opened]:
    from goalsync.sdk.http import session  # noqa: PLC0415 - requests is slow to import
    from goalsync_sheets.places.web.fetch import fetch_url  # noqa: PLC0415

    url = _resolved(context, name)
    address = fingerprint(url) if url != name else None
    validators = known.validators if known and known.address == address else None
    with (
        _named(name, url),
        session(context) as http,
        fetch_url(http, url, directory=temporary.folder(), validators=validators, limit_bytes=config.limit) as fetched,
    ):
        if fetched.path is None:
            yield Opened(None)
            return
        book = open_book(
            fetched.path, name, encoding=config.encoding, delimiter=config.delimiter, folder=temporary.folder
        )
        yield Opened(book, fetched.digest, fetched.validators, address, notes=fetched.notes)


@contextmanager
def _named(name: str, url: str) -> Iterator[None]:
    """Errors name a reference instead of the address that it stands for: the path of that may be the secret."""
    from requests import Request  # noqa: PLC0415

    from goalsync.sdk.http import shown  # noqa: PLC0415

    try:
        yield
    except SourceError as error:
        if name == url:
            raise
        message = error.message
        for address in (url, Request("GET", url).prepare().url or url):
            message = message.replace(shown(address), name)
        raise SourceError(error.code, message, remedy=error.remedy) from None


def _resolved(context: Context, name: str) -> str:
    """The address that a partition stands for; what a reference holds is never shown."""
    if not is_reference(name):
        return name
    url = context.secrets.resolve(name).get_secret_value().strip()
    if not is_address(url):
        what = f"{name} does not hold an address that starts with https:// or http://"
        raise SourceError(PullCode.UNREACHABLE, what, remedy="put the whole address there, and nothing else")
    return url


@contextmanager
def _google(config: SheetsSource, context: Context, name: str) -> Iterator[Opened]:
    from goalsync.sdk.http import session  # noqa: PLC0415
    from goalsync_sheets.places.google.book import BASE_URL, open_google  # noqa: PLC0415

    key = context.secrets.resolve(config.credentials or "").get_secret_value()
    with session(context) as http:
        book = open_google(http, name, key, base_url=config.base_url or BASE_URL)
        yield Opened(book, locale=book.locale)
