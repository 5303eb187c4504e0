"""What `check` can say of rules only because work has been pulled: labels that no item ever had."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from goalsync.core.match.texts import texts_of
from goalsync.job.stores import location_of
from goalsync.model.condition import Condition
from goalsync.model.near import nearest
from goalsync.model.place import Place, Problem
from goalsync.model.settings import Exemption, Rule
from goalsync.model.vocabulary import PullState, Severity
from goalsync.sdk.errors import GoalsyncError
from goalsync.store import Store
from goalsync.workspace import Workspace


def doubts_from_store(workspace: Workspace, now: datetime) -> tuple[Problem, ...]:
    """Warnings of rules and exemptions that need a label which no stored item has.

    None where there is no store, it cannot be read, or not every source with work was last read completely: then
    nothing can be concluded. Nothing is written.
    """
    mappings = workspace.configuration.mappings
    declared: list[Rule | Exemption] = [*mappings.rules.values(), *mappings.exemptions.values()]
    asked = [(one.id, one.place, texts) for one in declared for texts in _labels(one.when)]
    location = location_of(workspace)
    if not asked or not (isinstance(location, Path) and location.is_file()):
        return ()
    try:
        with Store.scratch(location, now=now) as store:
            if not _complete(store):
                return ()
            labels = store.labels()
    except GoalsyncError:
        return ()  # `doctor` looks at the store
    return tuple(_unseen(asked, labels)) if labels else ()


def _labels(when: Condition) -> Iterator[tuple[str, ...]]:
    """Labels of which an item needs one, for it to match."""
    if when.label:
        yield when.label
    for inner in when.all:
        yield from _labels(inner)


def _complete(store: Store) -> bool:
    stored = [one for one in store.partitions() if one.configured]
    return bool(stored) and all(one.report.state in (PullState.COMPLETE, PullState.SKIPPED) for one in stored)


def _unseen(asked: Sequence[tuple[str, Place, tuple[str, ...]]], labels: Sequence[str]) -> Iterator[Problem]:
    for name, place, texts in asked:
        if texts_of(texts).any(labels):
            continue
        near = nearest(texts[0], labels)
        said = f"{name} needs the label {' or '.join(texts)}, which no item that was pulled has"
        remedy = f"did you mean {near}?" if near else "correct the label, or label the work"
        yield Problem(place.file, place.line, place.column, "", said, "label-never-seen", Severity.WARNING, remedy)
