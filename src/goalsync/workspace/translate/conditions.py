"""Conditions (`when`, and selectors of metrics) as plain data, checked against closed sets and declared sources."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Any, Final

from goalsync.workspace.document import Part
from goalsync.workspace.names import Names
from goalsync.workspace.problems import Problems
from goalsync.workspace.written.conditions import PERIOD, Condition, is_pattern

_DATES: Final = (("created_after", "created_before"), ("closed_after", "closed_before"))


def condition_of(
    part: Part, condition: Condition, names: Names, problems: Problems, *, of_metric: bool = False
) -> dict[str, Any]:
    """The condition as data, with its problems told. `closed_in: period` is for metrics only."""
    _check(part, condition, names, problems, of_metric=of_metric)
    return condition.plain()


def sources_of(condition: Condition, names: Names) -> tuple[str, ...]:
    """The declared sources that a condition can look at, in order of their names; all when it names none."""
    texts = condition.source
    return tuple(
        name for name in sorted(names.sources) if texts is None or any(_may_match(text, name) for text in texts)
    )


def _check(part: Part, condition: Condition, names: Names, problems: Problems, *, of_metric: bool) -> None:
    for text in condition.source or ():
        if names.sources_known and not any(_may_match(text, name) for name in names.sources):
            names.check_source(part, ("source",), text, problems)
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


def _may_match(text: str, name: str) -> bool:
    return is_pattern(text) or fnmatchcase(name.lower(), text.lower())
