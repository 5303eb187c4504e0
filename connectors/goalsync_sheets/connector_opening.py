"""Opening one partition as a book: a local file, an address, a Google spreadsheet."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.connector import Context, Traffic
from goalsync.sdk.errors import SecretError, SourceError
from goalsync_sheets.config import SheetsSource
from goalsync_sheets.connector_cursor import Cursor
from goalsync_sheets.fetch_local import open_local
from goalsync_sheets.readers import open_book

if TYPE_CHECKING:
    from goalsync_sheets.book import Book


@dataclass(frozen=True, slots=True)
class Opened:
    """A book, or None for one that did not change since the cursor."""

    book: Book | None
    content: str | None = None
    validators: str | None = None
    notes: tuple[str, ...] = ()


@contextmanager
def open_partition(
    config: SheetsSource, context: Context, name: str, known: Cursor | None, traffic: Traffic
) -> Iterator[Opened]:
    """The book of a partition; `known` is given when the same content need not be read again. Raises SourceError."""
    try:
        if config.url:
            with _fetched(config, context, name, known) as opened:
                yield opened
        elif config.google:
            with _google(config, context, name) as opened:
                yield opened
        else:
            yield _local(config, context, name, traffic)
    except SecretError as error:
        raise SourceError(PullCode.AUTH, f"{name}: {error.message}", remedy=error.remedy) from None
    except OSError as error:
        what = f"{name} could not be read: {error.strerror or error}"
        raise SourceError(PullCode.UNREADABLE, what, remedy="check the file and the disk") from None


def _local(config: SheetsSource, context: Context, name: str, traffic: Traffic) -> Opened:
    path = open_local(context.directory, name)
    with path.open("rb") as stream:
        content = hashlib.file_digest(stream, "sha256").hexdigest()
        traffic.bytes += stream.tell()
    return Opened(open_book(path, name, encoding=config.encoding, delimiter=config.delimiter), content)


@contextmanager
def _fetched(config: SheetsSource, context: Context, url: str, known: Cursor | None) -> Iterator[Opened]:
    from goalsync.sdk.http import session  # noqa: PLC0415 - requests is slow to import
    from goalsync_sheets.fetch import fetch_url  # noqa: PLC0415

    directory = Path(tempfile.gettempdir())
    validators = known.validators if known else None
    with (
        session(context) as http,
        fetch_url(http, url, directory=directory, validators=validators, limit_bytes=config.limit) as fetched,
    ):
        if fetched.path is None:
            yield Opened(None)
            return
        book = open_book(fetched.path, url, encoding=config.encoding, delimiter=config.delimiter)
        yield Opened(book, fetched.digest, fetched.validators, fetched.notes)


@contextmanager
def _google(config: SheetsSource, context: Context, name: str) -> Iterator[Opened]:
    from goalsync.sdk.http import session  # noqa: PLC0415
    from goalsync_sheets.google import BASE_URL, open_google  # noqa: PLC0415

    key = context.secrets.resolve(config.credentials or "").get_secret_value()
    with session(context) as http:
        yield Opened(open_google(http, name, key, base_url=config.base_url or BASE_URL))
