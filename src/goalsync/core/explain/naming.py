"""What an id given to `explain` means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from goalsync.model.goals import Goal, Initiative, KeyResult, Kpi, Objective
from goalsync.model.metric import Metric
from goalsync.model.near import nearest
from goalsync.model.settings import Configuration, Rule
from goalsync.sdk.errors import GoalsyncError

Explained = Objective | KeyResult | Goal | Kpi | Initiative | Metric | Rule


class UnknownIdError(GoalsyncError):
    """An id that nothing declared has."""


def find(configuration: Configuration, name: str) -> Explained:
    """What `name` stands for: first anything of the goals' namespace, then a metric, then a rule.

    `metric:ID`, `rule:ID` and `item:KEY` say it outright. Raises UnknownIdError with the nearest id.
    """
    kind, _, rest = name.partition(":")
    if kind == "item" and rest:
        raise UnknownIdError(f"there is no work item {rest}", remedy="no source of this workspace has work items yet")
    kinds = _kinds(configuration)
    if rest and kind in kinds:
        found = _first(kinds[kind], rest)
        if found is None:
            raise _unknown(f"{kind} {rest}", rest, [one for known in kinds[kind] for one in known], f"{kind}:")
        return found
    for known in kinds.values():
        found = _first(known, name)
        if found is not None:
            return found
    raise _unknown(f"id {name}", name, [one for known in kinds.values() for ids in known for one in ids])


_Declared = tuple[Mapping[str, Explained], ...]


def _kinds(configuration: Configuration) -> Mapping[str, _Declared]:
    """The namespaces by prefix, in order of precedence."""
    goals, mappings = configuration.goals, configuration.mappings
    return {
        "": (goals.objectives, goals.key_results, goals.goals, goals.kpis, goals.initiatives),
        "metric": (mappings.metrics,),
        "rule": (mappings.rules,),
    }


def _first(known: _Declared, name: str) -> Explained | None:
    return next((ids[name] for ids in known if name in ids), None)


def _unknown(what: str, word: str, known: Iterable[str], prefix: str = "") -> UnknownIdError:
    near = nearest(word, known)
    remedy = f"did you mean {prefix}{near}?" if near is not None else "`goalsync report` shows all ids"
    return UnknownIdError(f"there is no {what}", remedy=remedy)
