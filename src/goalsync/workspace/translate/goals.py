"""`config/goals/*.yaml` → Goals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from goalsync.model.goals import Goal as PassFail
from goalsync.model.goals import Goals, Initiative, KeyResult, Objective
from goalsync.model.goals import Kpi as Ongoing
from goalsync.model.metric import Metric
from goalsync.model.settings import Settings
from goalsync.workspace.circles import circles
from goalsync.workspace.document import Part
from goalsync.workspace.names import Names, entries
from goalsync.workspace.problems import Problems
from goalsync.workspace.translate.initiatives import initiative_of
from goalsync.workspace.translate.key_results import key_result_of
from goalsync.workspace.translate.passing import goal_of, kpi_of
from goalsync.workspace.translate.periods import period_of
from goalsync.workspace.translate.references import check_references
from goalsync.workspace.validation import is_list, is_mapping, validated
from goalsync.workspace.written.goals import ObjectiveKeys


class _Found(Struct):
    objectives: dict[str, Objective] = field(default_factory=dict)
    key_results: dict[str, KeyResult] = field(default_factory=dict)
    goals: dict[str, PassFail] = field(default_factory=dict)
    kpis: dict[str, Ongoing] = field(default_factory=dict)
    initiatives: dict[str, Initiative] = field(default_factory=dict)


def goals_of(
    documents: Iterable[Part], settings: Settings, metrics: Mapping[str, Metric], names: Names, problems: Problems
) -> Goals:
    """Everything the files declare that is right, with the problems of the rest told."""
    found = _Found()
    parts: dict[str, Part] = {}
    renamed: dict[str, Part] = {}
    for document in documents:
        for part in entries(document, "objectives"):
            objective = _objective(part, settings, metrics, names, problems, found.key_results)
            if objective is not None:
                found.objectives[objective.id] = objective
                parts[objective.id] = part
        for part in entries(document, "goals"):
            if (goal := goal_of(part, settings, names, problems)) is not None:
                found.goals[goal.id] = goal
        for part in entries(document, "kpis"):
            if (kpi := kpi_of(part, settings, metrics, names, problems)) is not None:
                found.kpis[kpi.id] = kpi
        for part in entries(document, "initiatives"):
            if (initiative := initiative_of(part, names, problems)) is not None:
                found.initiatives[initiative.id] = initiative
        for part in _renaming(document):
            _check_rename(part, renamed, names, problems)
    _refuse_circles(found.objectives, parts, problems)
    return Goals(found.objectives, found.key_results, found.goals, found.kpis, found.initiatives)


def _objective(
    part: Part,
    settings: Settings,
    metrics: Mapping[str, Metric],
    names: Names,
    problems: Problems,
    key_results: dict[str, KeyResult],
) -> Objective | None:
    if not is_mapping(part, problems):
        return None
    written = validated(ObjectiveKeys, part, problems, value=part.without("key_results"), also=("key_results",))
    check_references(part, names, problems)
    period = period_of(part, written.period, settings.fiscal_year_starts, problems) if written else None
    section = part.child("key_results")
    if section is not None:
        is_list(section, problems)
    ids: list[str] = []
    for entry in entries(part, "key_results"):
        found = key_result_of(entry, written, period, settings, metrics, names, problems)
        if found is not None:
            key_results[found.id] = found
            ids.append(found.id)
    if written is None or period is None:
        return None
    return Objective(
        id=written.id,
        title=written.title,
        owner=written.owner,
        period=period,
        key_results=tuple(ids),
        place=part.place,
        team=written.team,
        contributes_to=tuple(dict.fromkeys(written.contributes_to or ())),
        rollup=written.rollup,
        was=written.was,
    )


def _refuse_circles(objectives: Mapping[str, Objective], parts: Mapping[str, Part], problems: Problems) -> None:
    for circle in circles({name: objective.contributes_to for name, objective in objectives.items()}):
        first = circle[0]
        said = "contributes to itself: " + " → ".join((*circle, first))
        problems.error(
            parts[first], ("contributes_to",), said, rule="circular", remedy="take one of them out of the circle"
        )


def _renaming(document: Part) -> Iterable[Part]:
    for section in ("objectives", "goals", "kpis", "initiatives"):
        for part in entries(document, section):
            if "was" in part.mapping:
                yield part
            for inner in entries(part, "key_results"):
                if "was" in inner.mapping:
                    yield inner


def _check_rename(part: Part, renamed: dict[str, Part], names: Names, problems: Problems) -> None:
    was = str(part.mapping["was"])
    kind = names.goals.kind(was)
    if kind is not None:
        said = f"'{was}' is still the id of the {kind} there is"
        problems.error(part, ("was",), said, rule="renamed", remedy="name an id that is no longer in use")
    elif was in renamed:
        said = f"'{was}' was renamed at {renamed[was].at(('was',)).place} already"
        problems.error(part, ("was",), said, rule="renamed", remedy="one thing only can have been it")
    else:
        renamed[was] = part
