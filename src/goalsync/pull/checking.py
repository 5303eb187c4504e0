"""What a connector hands over, checked before it reaches the store: a mistake fails its partition alone. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Final

from goalsync.model.metric import Measurement
from goalsync.model.vocabulary import Presence, PullCode
from goalsync.model.work import WorkItem
from goalsync.sdk.connector import Located, Page
from goalsync.sdk.errors import SourceError

_DAY: Final = len("2026-11-21")
_TEXTS: Final = ("source", "native_id", "key", "project", "kind", "type", "title", "status", "phase")
_MORE_TEXTS: Final = (
    "url", "status_category", "resolution", "team", "assignee", "parent", "parent_key", "epic", "priority", "due",
)  # fmt: skip
_TIMES: Final = ("created", "started", "updated", "closed")
_texts, _more_texts, _times = attrgetter(*_TEXTS), attrgetter(*_MORE_TEXTS), attrgetter(*_TIMES)
_TEXT: Final = frozenset({str})
_TEXT_OR_NONE: Final = frozenset({str, type(None)})
_SAID: Final = frozenset({Presence.PRESENT, Presence.ARCHIVED, Presence.MOVED})


def check(page: Page) -> None:
    """Raise SourceError when a page breaks the contract of the SDK: dates, numbers, texts, times with a zone."""
    _refuse(next(_problems(page), None))


def answered(located: Located, waiting: Collection[str]) -> set[str]:
    """The native ids that an answer is about; raises SourceError likewise, and for what was not asked for."""
    _refuse(next((problem for item in located.items for problem in _of_item(item)), None))
    ids = [*(item.native_id for item in located.items), *located.gone, *located.lost]
    found = set(ids)
    if len(found) < len(ids):
        _refuse("an item is answered for twice")
    unasked = found.difference(waiting)
    if unasked:
        _refuse(f"item {min(unasked)!r} is answered for, though it was not asked for or was answered for before")
    return found


def _refuse(problem: str | None) -> None:
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
    if not _TEXT.issuperset(map(type, _texts(item))):
        yield from (f"item {item.uid}: {name} is no text" for name in _TEXTS if type(getattr(item, name)) is not str)
    if not _TEXT_OR_NONE.issuperset(map(type, _more_texts(item))):
        wrong = (name for name in _MORE_TEXTS if not isinstance(getattr(item, name), str | None))
        yield from (f"item {item.uid}: {name} is no text" for name in wrong)
    for name, time in zip(_TIMES, _times(item), strict=True):
        if time is not None and (not isinstance(time, datetime) or time.tzinfo is None):
            yield f"item {item.uid}: {name} is no time with a zone"
    points: object = item.points
    if points is not None and (not isinstance(points, int | float) or isinstance(points, bool)):
        yield f"item {item.uid}: points is no number"
    if item.presence not in _SAID:
        yield f"item {item.uid}: a connector cannot say {item.presence}"
    for tag, values in item.tags.items():
        if not isinstance(values, list | tuple) or not _TEXT.issuperset(map(type, values)):
            yield f"item {item.uid}: the values of {tag!r} are no texts"
