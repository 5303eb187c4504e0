"""What a connector hands over, checked before it reaches the store: a mistake fails its partition alone. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from goalsync.model.metric import Measurement
from goalsync.model.vocabulary import PullCode
from goalsync.model.work import WorkItem
from goalsync.sdk.connector import Page
from goalsync.sdk.errors import SourceError

_DAY = len("2026-11-21")


def check(page: Page) -> None:
    """Raise SourceError when a page breaks the contract of the SDK: dates, numbers, texts, times with a zone."""
    problem = next(_problems(page), None)
    if problem is not None:
        raise SourceError(
            PullCode.BAD_ANSWER,
            f"the connector gave what it must not: {problem}",
            remedy="this is a mistake in the connector: tell its makers",
        )


def _problems(page: Page) -> Iterator[str]:
    for result in page.results:
        for row in result.measurements:
            if row.metric != result.metric:
                yield f"a measurement of {row.metric!r} among those of {result.metric!r}"
            problem = _of_measurement(row)
            if problem is not None:
                yield f"metric {result.metric}: {problem}"
    for item in page.items:
        yield from _of_item(item)


def _of_measurement(row: Measurement) -> str | None:
    key: object = row.key
    value: object = row.value
    if not isinstance(key, str):
        return f"key {key!r} is no text"
    if value is not None and (not isinstance(value, int | float) or isinstance(value, bool)):
        return f"value {value!r} is no number"
    try:
        if len(row.at) == _DAY:
            date.fromisoformat(row.at)
        elif datetime.fromisoformat(row.at).utcoffset() != timedelta(0):
            return f"{row.at!r} is no time in UTC"
    except (ValueError, TypeError):
        return f"{row.at!r} is neither a day such as 2026-11-21 nor a time"
    return None


def _of_item(item: WorkItem) -> Iterator[str]:
    if item.uid != f"{item.source}:{item.native_id}":
        yield f"item {item.uid!r} is not named by its source and native id"
    for name in ("key", "project", "kind", "type", "title", "status", "phase"):
        if not isinstance(getattr(item, name), str):
            yield f"item {item.uid}: {name} is no text"
    for name in ("created", "started", "updated", "closed"):
        time = getattr(item, name)
        if time is not None and (not isinstance(time, datetime) or time.tzinfo is None):
            yield f"item {item.uid}: {name} is no time with a zone"
