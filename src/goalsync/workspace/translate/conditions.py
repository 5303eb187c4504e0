"""Conditions (`when`, and selectors of metrics), checked against closed sets and declared sources."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import Final

from goalsync.model.condition import PERIOD
from goalsync.model.condition import Condition as When
from goalsync.sdk.connector import brings_work
from goalsync.workspace.document import Key, Part
from goalsync.workspace.names import Names
from goalsync.workspace.problems import Problems
from goalsync.workspace.written.conditions import Condition, is_pattern

_DATES: Final = (("created_after", "created_before"), ("closed_after", "closed_before"))


def condition_of(
    part: Part, condition: Condition, names: Names, problems: Problems, *, of_metric: bool = False
) -> When:
    """The condition, with its problems told. `closed_in: period` is for metrics only."""
    _check(part, condition, names, problems, of_metric=of_metric)
    return _when(condition)


def _when(written: Condition) -> When:
    """What was written, texts and conditions in tuples; only what was given."""
    given: dict[str, object] = {}
    for name in written.model_fields_set:
        match getattr(written, name):
            case None:
                pass
            case Condition() as inner:
                given[name] = _when(inner)
            case [Condition(), *_] as conditions:
                given[name] = tuple(map(_when, conditions))
            case list() as texts:
                given[name] = tuple(texts)
            case dict() as fields:
                given[name] = {field: tuple(texts) for field, texts in sorted(fields.items())}
            case value:
                given[name] = value
    return When(**given)  # type: ignore[arg-type]  # the same keys of the same types


def check_source_named(part: Part, path: Iterable[Key], text: str, names: Names, problems: Problems) -> None:
    """A problem where a name or pattern of a condition can match no declared source."""
    if names.sources_known and not any(may_match(text, name) for name in names.sources):
        names.check_source(part, path, text, problems)


def sources_of(condition: Condition, names: Names) -> tuple[str, ...]:
    """The declared sources that a condition can look at, in order of their names; when it names none, all with work."""
    texts = condition.source
    if texts is None:
        return tuple(name for name, connector in sorted(names.sources.items()) if brings_work(connector))
    named = (name for name in sorted(names.sources) if any(may_match(text, name) for text in texts))
    return tuple(name for name in named if brings_work(names.sources[name]))


def _check(part: Part, condition: Condition, names: Names, problems: Problems, *, of_metric: bool) -> None:
    for index, text in enumerate(condition.source or ()):
        check_source_named(part, ("source", index), text, names, problems)
    for after, before in _DATES:
        first, last = getattr(condition, after), getattr(condition, before)
        if first is not None and last is not None and first >= last:
            what = f"{after} {first} and {before} {last} leave no day between"
            problems.error(part, (before,), what, rule="period", remedy="give a later date")
    if condition.closed_in == PERIOD and not of_metric:
        problems.error(
            part,
            ("closed_in",),
            "only a metric has the period of the key result that uses it",
            rule="period",
            remedy="write a duration such as 30 days, or closed_after: DATE",
        )
    for key, inner in (("all", condition.all), ("any", condition.any)):
        for index, one in enumerate(inner or ()):
            _check(part.at((key, index)), one, names, problems, of_metric=of_metric)
    if condition.not_ is not None:
        _check(part.at(("not",)), condition.not_, names, problems, of_metric=of_metric)


def may_match(text: str, name: str) -> bool:
    """Whether a text of a condition can mean a source's name."""
    return is_pattern(text) or fnmatchcase(name.lower(), text.lower())
