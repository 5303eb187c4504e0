"""What a connector hands over, checked before it reaches the store: a mistake fails its partition alone. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Final

from msgspec import Meta, convert, defstruct

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
_TEXT: Final = frozenset({str})
_SAID: Final = frozenset({Presence.PRESENT, Presence.ARCHIVED, Presence.MOVED})


_Time = Annotated[datetime, Meta(tz=True)]

_Sound: Final = defstruct(
    "Sound",
    [
        *((name, str) for name in ("uid", *_TEXTS)),
        *((name, str | None) for name in _MORE_TEXTS),
        *((name, _Time | None) for name in _TIMES),
        ("points", float | None),
        ("tags", dict[str, tuple[str, ...]]),
    ],
    gc=False,
)
"""What of an item has a type to look at."""
_ITEMS: Final = list[_Sound]  # type: ignore[valid-type]


def check(page: Page, source: str) -> None:
    """Raise SourceError when a page breaks the contract of the SDK: dates, numbers, texts, times with a zone.

    Items are of `source` and of no other, whose rows they would take. Their `project` may be another than the
    partition that they came with: an item moves.
    """
    _refuse(next(_problems(page, source), None))


def answered(located: Located, waiting: Collection[str], source: str) -> set[str]:
    """The native ids that an answer is about; raises SourceError likewise, and for what was not asked for."""
    _refuse(next((problem for item in located.items for problem in _of_item(item, source)), None))
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


def _problems(page: Page, source: str) -> Iterator[str]:
    for result in page.results:
        for row in result.measurements:
            if row.metric != result.metric:
                yield f"a measurement of {row.metric!r} among those of {result.metric!r}"
            problem = _of_measurement(row)
            if problem is not None:
                yield f"metric {result.metric}: {problem}"
    if not _are_sound(page.items, source):
        for item in page.items:
            yield from _of_item(item, source)


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


def _are_sound(items: Sequence[WorkItem], source: str) -> bool:
    """Whether all items are sure to be as they must; their types are looked at by msgspec, many times as fast."""
    try:
        convert(items, _ITEMS, from_attributes=True, builtin_types=(datetime,))  # else texts would count as times
    except Exception:  # whatever it is, it is found and named one by one
        return False
    return all(
        item.source == source and item.presence in _SAID and item.uid == f"{source}:{item.native_id}" for item in items
    )


def _of_item(item: WorkItem, source: str) -> Iterator[str]:
    if item.source != source:
        yield f"item {item.uid!r} is of the source {item.source!r}, not of {source!r}"
    if item.uid != f"{item.source}:{item.native_id}":
        yield f"item {item.uid!r} is not named by its source and native id"
    yield from (f"item {item.uid}: {name} is no text" for name in _TEXTS if not isinstance(getattr(item, name), str))
    wrong = (name for name in _MORE_TEXTS if not isinstance(getattr(item, name), str | None))
    yield from (f"item {item.uid}: {name} is no text" for name in wrong)
    for name in _TIMES:
        time: object = getattr(item, name)
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
