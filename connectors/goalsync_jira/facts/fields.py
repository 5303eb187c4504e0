"""Which field of a site is what: by the key of its schema or as configured, never by its display name alone. Pure.

Names of fields are chosen by people, translated, and not unique: a site may have three fields named "Story Points", one
of them a list to choose from. So `auto` goes by schema, a configured field by its id or exact name, and where several
fields could hold the same thing all are asked for: an issue that has one value has no doubt (`custom`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Final

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.errors import SourceError
from goalsync_jira.facts.answers import RawField
from goalsync_jira.facts.candidates import AUTO, MEANINGS, SAID_BY_PARENT, candidates, is_number

_SYSTEM: Final = (
    "assignee", "components", "created", "duedate", "fixVersions", "issuetype", "labels", "parent", "priority",
    "project", "resolution", "resolutiondate", "status", "summary", "updated",
)  # fmt: skip
_SYSTEM_CLOUD: Final = ("statuscategorychangedate",)
_SHOWN: Final = 8


@dataclass(frozen=True, slots=True)
class Fields:
    """What to ask for and what it means. A meaning has no field (unknown), one, or several that are all asked for."""

    asked: tuple[str, ...]
    """The ids of all fields to ask for, sorted."""
    points: tuple[str, ...] = ()
    epic_link: tuple[str, ...] = ()
    parent_link: tuple[str, ...] = ()
    sprint: tuple[str, ...] = ()
    team: tuple[str, ...] = ()
    named: Mapping[str, str] = field(default_factory=dict)
    """Name in `fields:` → the id of its field, for names of people's own choosing."""
    meant: tuple[str, ...] = ()
    """Names in `fields:` that have a meaning here (points, epic, parent, team, sprint), sorted."""
    notes: tuple[str, ...] = ()
    """Where several fields could hold one thing: which, and how to choose."""
    chosen: Mapping[str, str] = field(default_factory=dict)
    """Meaning → the fields it is read from, for people; empty text where there is none."""

    @property
    def digest(self) -> str:
        """Changes when what is asked for or what it means changes: then everything has to be pulled again."""
        meaning = (self.points, self.epic_link, self.parent_link, self.sprint, self.team, self.meant)
        text = repr((self.asked, meaning, sorted(self.named.items())))
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def resolve(raw_fields: Sequence[RawField], wanted: Mapping[str, str], *, cloud: bool) -> Fields:
    """Which field is what, from `GET field` and `fields:` of the configuration.

    Meanings that are not configured are `auto`. Raises SourceError where a configured field does not exist (gone),
    is one of several of its name, or cannot hold what it is to hold (unreadable); the error lists what there is.
    """
    found: dict[str, tuple[RawField, ...]] = {}
    notes: list[str] = []
    for meaning in MEANINGS:
        told = wanted.get(meaning, AUTO)
        if told == AUTO:
            found[meaning] = candidates(raw_fields, meaning, cloud=cloud)
            if len(found[meaning]) > 1:
                notes.append(_ambiguous(meaning, found[meaning]))
            elif meaning in wanted and not found[meaning] and not (cloud and meaning in SAID_BY_PARENT):
                notes.append(
                    f"{meaning}: no field of this Jira can be told to hold it; `fields: {{{meaning}: ID}}` can"
                )
        else:
            found[meaning] = (_configured(raw_fields, meaning, told),)
    own = {name: _configured(raw_fields, name, told) for name, told in wanted.items() if name not in MEANINGS}
    custom = {one.id for several in found.values() for one in several} | {one.id for one in own.values()}
    return Fields(
        asked=tuple(sorted({*_SYSTEM, *(_SYSTEM_CLOUD if cloud else ()), *custom})),
        points=_ids(found["points"]),
        epic_link=_ids(found["epic"]),
        parent_link=_ids(found["parent"]),
        sprint=_ids(found["sprint"]),
        team=_ids(found["team"]),
        named={name: own[name].id for name in sorted(own)},
        meant=tuple(sorted(name for name in wanted if name in MEANINGS)),
        notes=tuple(notes),
        chosen={meaning: ", ".join(shown(one) for one in found[meaning]) for meaning in MEANINGS}
        | {name: shown(own[name]) for name in sorted(own)},
    )


def shown(one: RawField) -> str:
    """A field for people: `customfield_10016 "Story point estimate"`."""
    return f'{one.id} "{one.name}"'


def _ids(fields: Sequence[RawField]) -> tuple[str, ...]:
    return tuple(one.id for one in fields)


def _configured(raw_fields: Sequence[RawField], name: str, told: str) -> RawField:
    """The field with an id or, if none has it, with exactly that name."""
    if told == AUTO:
        what = f"fields.{name}: auto is known for {', '.join(MEANINGS)} only"
        raise SourceError(PullCode.UNREADABLE, what, remedy="give the field's id or its exact name")
    named = [one for one in raw_fields if one.id == told] or [one for one in raw_fields if told in _names(one)]
    fitting = [one for one in named if is_number(one)] if name == "points" else named
    if not named:
        raise _missing(raw_fields, name, told)
    if not fitting:
        types = ", ".join(f"{shown(one)} ({_type(one)})" for one in named[:_SHOWN])
        what = f"fields.{name}: story points are numbers, but {told!r} is {types}"
        raise SourceError(PullCode.UNREADABLE, what, remedy="give a field that holds numbers, or auto")
    if len(fitting) > 1:
        listed = "; ".join(f"{shown(one)} ({_type(one)})" for one in _sorted(fitting)[:_SHOWN])
        what = f"fields.{name}: {len(fitting)} fields are named {told!r}: {listed}"
        raise SourceError(PullCode.UNREADABLE, what, remedy="give the id of the one that is meant")
    return fitting[0]


def _missing(raw_fields: Sequence[RawField], name: str, told: str) -> SourceError:
    known = sorted({text for one in raw_fields for text in (one.id, one.name) if text})
    close = get_close_matches(told, known, n=3)
    hint = f"; did you mean {' or '.join(repr(text) for text in close)}?" if close else ""
    what = f"fields.{name}: this Jira shows the account no field {told!r}{hint}"
    return SourceError(PullCode.GONE, what, remedy="give a field's id (customfield_…) or its exact name")


def _names(one: RawField) -> tuple[str | None, ...]:
    return (one.name, one.untranslated_name)


def _type(one: RawField) -> str:
    return (one.schema.type if one.schema else None) or "no type"


def _sorted(fields: Sequence[RawField]) -> list[RawField]:
    return sorted(fields, key=lambda one: (len(one.id), one.id))


def _ambiguous(meaning: str, fields: Sequence[RawField]) -> str:
    listed = ", ".join(shown(one) for one in fields[:_SHOWN]) + (", …" if len(fields) > _SHOWN else "")
    return (
        f"{meaning}: {len(fields)} fields can hold it: {listed}; the one that has a value is used; "
        f"`fields: {{{meaning}: ID}}` chooses one"
    )
