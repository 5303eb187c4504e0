"""Fields that hold what every Jira has, told by the key of their schema. Pure.

Keys as `GET field` of Cloud and Data Center lists them: Jira Software's (com.pyxis.greenhopper.jira), those of Advanced
Roadmaps (com.atlassian.jpo), Atlassian's teams.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from goalsync_jira.facts.answers import RawField

AUTO: Final = "auto"
MEANINGS: Final = ("points", "epic", "parent", "team", "sprint")
"""What a field can be besides a name of people's own choosing."""

SAID_BY_PARENT: Final = ("epic", "parent")
"""Meanings that need no field of their own on Cloud."""

_EPIC_LINK: Final = "com.pyxis.greenhopper.jira:gh-epic-link"
_PARENT_LINK: Final = "com.atlassian.jpo:jpo-custom-field-parent"
_SPRINT: Final = "com.pyxis.greenhopper.jira:gh-sprint"
_TEAMS: Final = (
    "com.atlassian.jira.plugin.system.customfieldtypes:atlassian-team",
    "com.atlassian.teams:rm-teams-custom-field-team",
)
_ESTIMATE: Final = "com.pyxis.greenhopper.jira:jsw-story-points"
_NUMBER: Final = "com.atlassian.jira.plugin.system.customfieldtypes:float"
_POINTS_NAMES: Final = ("Story Points", "Story points")
"""What Jira Software itself names the number field of company-managed projects (both spellings are in use)."""


def candidates(raw_fields: Sequence[RawField], meaning: str, *, cloud: bool) -> tuple[RawField, ...]:
    """The fields that can hold a meaning, in order of their ids.

    Cloud says every level of the hierarchy in `parent`, so Epic Link and Parent Link (deprecated there) are asked of
    Data Center only. Points: the estimate of team-managed projects by its schema, and number fields with exactly one of
    the two names that Jira Software gives; an issue has only one of them on its screen.
    """
    match meaning:
        case "points":
            fits = [one for one in raw_fields if _is_points(one)]
        case "epic" | "parent":
            key = _EPIC_LINK if meaning == "epic" else _PARENT_LINK
            fits = [] if cloud else [one for one in raw_fields if _key(one) == key]
        case "team":
            fits = [one for one in raw_fields if _key(one) in _TEAMS]
        case "sprint":
            fits = [one for one in raw_fields if _key(one) == _SPRINT]
        case _:
            fits = []
    return tuple(sorted({one.id: one for one in fits}.values(), key=lambda one: (len(one.id), one.id)))


def is_number(one: RawField) -> bool:
    """Whether a field can hold a number: its type says so, or (of apps' computed fields) says nothing."""
    return (one.schema.type if one.schema else None) in (None, "number", "any")


def _is_points(one: RawField) -> bool:
    if one.schema is None or one.schema.type != "number":
        return False
    named = (one.untranslated_name or one.name) in _POINTS_NAMES or one.name in _POINTS_NAMES
    return one.schema.custom == _ESTIMATE or (one.schema.custom == _NUMBER and named)


def _key(one: RawField) -> str | None:
    return one.schema.custom if one.schema else None
