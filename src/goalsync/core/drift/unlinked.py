"""Findings of work that serves no goal."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from goalsync.core.drift.doubt import all_as_they_were
from goalsync.core.drift.picture import Picture, finding
from goalsync.core.drift.suggested import PLACEHOLDER, rule
from goalsync.core.wording import plural
from goalsync.model.finding import Finding
from goalsync.model.survey import LooseWork

KIND: Final = "unlinked_work"


def unlinked_work(picture: Picture) -> Iterator[Finding]:
    """Unlinked work that is open or was closed in the cadence period, by project, team and topmost ancestor."""
    if picture.survey is None:
        yield from all_as_they_were(picture, KIND)
        return
    taken = picture.configuration.mappings.rules.keys()
    yield from (_of(one, taken) for one in picture.survey.loose)


def _of(group: LooseWork, taken: Collection[str]) -> Finding:
    whose = f"{group.team} in {group.project}" if group.team is not None else group.project
    parts = [plural(group.open, "open item")] if group.open else []
    parts += [f"{group.closed} closed in this period"] if group.closed else []
    where = f" under {group.above.key}" if group.above is not None else ""
    title = group.above.title if group.above is not None else ""
    return finding(
        KIND,
        group.subject,
        f"{plural(group.count, 'item')} of {whose}{where} without a goal",
        f"{f'{title}: ' if title else ''}{' and '.join(parts)}{_hint(group)}",
        remedy=f"Tie it with a rule, or exempt it:\n{_rule(group, taken)}",
        evidence=group.keys,
    )


def _hint(group: LooseWork) -> str:
    if group.near is None:
        return ""
    if group.near.key is None:
        return f"; most other work of {group.team or group.project} goes to {group.near.goal}"
    return f"; {group.near.key} beside it goes to {group.near.goal}"


def _rule(group: LooseWork, taken: Collection[str]) -> str:
    """A rule for the topmost ancestor, so that all below inherits it; else for the work itself."""
    when = {"source": group.source}
    name = group.project
    if group.above is not None:
        when["key"] = name = group.above.key
    elif group.count == 1 and len(group.keys) == 1:
        when["key"] = name = group.keys[0]
    else:
        when["project"] = group.project
        if group.team is not None:
            when["team"] = group.team
            name = f"{group.team}-{group.project}"
    goal = group.near.goal if group.near is not None else PLACEHOLDER
    return rule(name, when, goal, taken)
