"""`config/check-ins/*.yaml` → CheckIns of people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from goalsync.model.check_in import CheckIn
from goalsync.model.vocabulary import Origin
from goalsync.workspace.document import Part
from goalsync.workspace.names import GOAL, KEY_RESULT, KPI, Names, entries
from goalsync.workspace.problems import Problems
from goalsync.workspace.scalars import written as as_written
from goalsync.workspace.validation import is_mapping, validated
from goalsync.workspace.written.check_ins import CheckInEntry

_SUBJECTS: Final = (KEY_RESULT, GOAL, KPI)
_WORDS: Final = ("changed", "impediments", "next")


def check_ins_of(documents: Iterable[Part], names: Names, problems: Problems) -> tuple[CheckIn, ...]:
    """What people say, in order of day and subject, with the problems of the rest told."""
    found = [
        check_in
        for document in documents
        for part in entries(document, "check_ins")
        if (check_in := _check_in(part, names, problems)) is not None
    ]
    return tuple(sorted(found, key=lambda one: (one.at, one.subject, one.by or "", one.note or "")))


def _check_in(part: Part, names: Names, problems: Problems) -> CheckIn | None:
    if not is_mapping(part, problems):
        return None
    written = validated(CheckInEntry, part, problems)
    if written is None:
        given = part.mapping.get("id")
        if isinstance(given, str | int | float):
            names.goals.check(part, ("id",), as_written(given), _SUBJECTS, problems)
        return None
    names.goals.check(part, ("id",), written.id, _SUBJECTS, problems)
    words = [f"{key}: {said}" for key in _WORDS if (said := getattr(written, key)) is not None]
    if not words and written.confidence is None and written.status is None:
        remedy = "give confidence, status, changed, impediments or next"
        problems.error(part, (), "says nothing", rule="check-in", remedy=remedy)
    return CheckIn(
        subject=written.id,
        at=written.on.isoformat(),
        status=written.status,
        confidence=written.confidence,
        note="\n".join(words) or None,
        by=written.by,
        origin=Origin.MANUAL,
    )
