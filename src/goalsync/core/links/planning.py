"""The changes of a plan that tie work: links and flags in groups, and scopes that changed."""

from __future__ import annotations

from collections.abc import Iterator

from goalsync.core.links.compare import Difference
from goalsync.core.links.linkage import Linkage
from goalsync.core.wording import number, plural
from goalsync.model.linked import Stock, WorkReading
from goalsync.model.measures import Work
from goalsync.model.plan import Change, Fields
from goalsync.model.settings import Configuration
from goalsync.model.vocabulary import ChangeKind, Scope


def link_changes(found: Linkage, configuration: Configuration) -> tuple[Change, ...]:
    """All of them, in order. Changes of scope are told of key results of kind work and of initiatives."""
    goals = configuration.goals
    told = [name for name, one in goals.key_results.items() if isinstance(one.measure, Work)] + [*goals.initiatives]
    fresh = {one.subject for one in found.tied.readings}
    changes = [
        *_added(found.difference, configuration),
        *_removed(found.difference, configuration),
        *_flags(found.difference),
        *(change for name in told if name in fresh and (change := _scope_change(found.work[name])) is not None),
    ]
    return tuple(sorted(changes, key=_order))


def because_of(rule: str, configuration: Configuration) -> str:
    """`checkout-epics (mappings/work.yaml:12)`, or the label that links."""
    declared = configuration.mappings.rules.get(rule)
    return rule if declared is None else f"{rule} ({declared.place.file}:{declared.place.line})"


def _added(found: Difference, configuration: Configuration) -> Iterator[Change]:
    for (goal, rule, share, rule_before, share_before), uids in found.added.items():
        before: Fields | None = None if rule_before is None else {"rule": rule_before, "share": share_before}
        yield Change(
            ChangeKind.ADD_LINK,
            goal,
            before,
            {"rule": rule, "share": share},
            (because_of(rule, configuration),),
            len(uids),
            tuple(uids),
        )


def _removed(found: Difference, configuration: Configuration) -> Iterator[Change]:
    for (goal, rule, share), uids in found.removed.items():
        because = (because_of(rule, configuration),)
        yield Change(
            ChangeKind.REMOVE_LINK, goal, {"rule": rule, "share": share}, None, because, len(uids), tuple(uids)
        )


def _flags(found: Difference) -> Iterator[Change]:
    for (source, project, team, before), uids in found.flagged.items():
        was: Fields | None = None if before is None else {"scope": before}
        because = (f"no rule, label or ancestor ties {plural(len(uids), 'item')} of {source}: {project}",)
        after = {"scope": Scope.UNLINKED.value}
        yield Change(ChangeKind.FLAG_UNLINKED, _place(project, team), was, after, because, len(uids), tuple(uids))
    for (source, project, team, after_), uids in found.cleared.items():
        because = (f"{plural(len(uids), 'item')} of {source}: {project} {after_.replace('_', ' ')} now",)
        before_ = {"scope": Scope.UNLINKED.value}
        subject = _place(project, team)
        yield Change(ChangeKind.CLEAR_FLAG, subject, before_, {"scope": after_}, because, len(uids), tuple(uids))


def _place(project: str, team: str | None) -> str:
    return project if team is None else f"{project} ({team})"


def _scope_change(readings: tuple[WorkReading, ...]) -> Change | None:
    """That there is more or less work than when it was last recorded."""
    if len(readings) < 2:
        return None
    before, after = size(readings[-2].stock), size(readings[-1].stock)
    if readings[-1].held or before == after:
        return None
    said = f"{number(before['items'])} → {number(after['items'])} items in scope"
    return Change(ChangeKind.NOTE_SCOPE_CHANGE, readings[-1].subject, {**before}, {**after}, (said,))


def size(stock: Stock) -> dict[str, float]:
    """How much work is in scope: items, each times its share, and known points."""
    return {"items": stock.open.items + stock.done.items, "points": stock.open.points + stock.done.points}


def _order(change: Change) -> tuple[str, ...]:
    return (*change.order, _text(change.before), _text(change.after))


def _text(fields: Fields | None) -> str:
    return str(sorted((fields or {}).items()))
